"""Domains and problems from PDDL text: STRIPS with types, negative conditions, equality and action costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

from certiplan.model.diagnostics import nearest
from certiplan.tasks.multistep.pddl.domain import OBJECT, Action, Atom, Domain, Literal, Problem, Typed
from certiplan.tasks.multistep.pddl.expressions import (
    Expression,
    Group,
    Source,
    Word,
    conjuncts,
    group,
    read_expressions,
    rest,
    shown,
    word,
)

_TOTAL_COST: Final = "total-cost"
_REQUIREMENTS: Final = frozenset(
    {":strips", ":typing", ":negative-preconditions", ":equality", ":action-costs"}
)
_DOMAIN_SECTIONS: Final = (":requirements", ":types", ":constants", ":predicates", ":functions", ":action")
_PROBLEM_SECTIONS: Final = (":domain", ":objects", ":init", ":goal", ":metric", ":requirements")


def read_domain(text: str, *, path: Path | None = None) -> Domain:
    """Read a domain.

    Raises:
        DataError: with the line and what was expected there.
    """
    source = Source(title="the domain", path=path)
    name, sections = _definition(text, "domain", source)
    return _DomainReader(name=name, source=source).read(sections)


def read_problem(text: str, domain: Domain, *, path: Path | None = None) -> Problem:
    """Read a problem of a domain.

    Raises:
        DataError: with the line and what was expected there.
    """
    source = Source(title="the problem", path=path)
    name, sections = _definition(text, "problem", source)
    return _ProblemReader(name=name, domain=domain, source=source).read(sections)


def _definition(text: str, kind: str, source: Source) -> tuple[str, tuple[Group, ...]]:
    found = read_expressions(text, source)
    if not found or found[0].head != "define":
        source.fail(found[0].line if found else None, f"expected (define ({kind} …) …)")
    if len(found) > 1:
        source.fail(found[1].line, f"expected one definition, found {shown(found[1])[:40]!r} after it")
    parts = [group(part, "a section in parentheses", source) for part in rest(found[0])]
    if not parts or parts[0].head != kind or len(parts[0].parts) != 2:
        source.fail(found[0].line, f"expected ({kind} NAME) after define")
    return word(parts[0].parts[1], "a name", source), tuple(parts[1:])


def _typed(parts: Iterable[Expression], source: Source, *, variables: bool = False) -> Iterator[Typed]:
    """A list such as `a b - block c - (either table block)`."""
    waiting: list[str] = []
    items = iter(parts)
    for part in items:
        name = word(part, "a name", source)
        if name != "-":
            if name.startswith("?") != variables:
                expected = "a parameter that begins with '?'" if variables else "a name without '?'"
                source.fail(part.line, f"expected {expected}, found {name!r}")
            waiting.append(name)
            continue
        kind = next(items, None)
        if kind is None or not waiting:
            source.fail(part.line, "expected names before '-' and a type after it")
        types = _types(kind, source)
        yield from (Typed(name=name, types=types) for name in waiting)
        waiting = []
    yield from (Typed(name=name, types=(OBJECT,)) for name in waiting)


def _types(kind: Expression, source: Source) -> tuple[str, ...]:
    if isinstance(kind, Word):
        return (kind.text,)
    if kind.head != "either" or len(kind.parts) < 2:
        source.fail(kind.line, f"expected a type or (either …), found {shown(kind)}")
    return tuple(word(part, "a type", source) for part in rest(kind))


def _number(expression: Expression) -> Fraction | None:
    try:
        return Fraction(expression.text) if isinstance(expression, Word) else None
    except (ValueError, ZeroDivisionError):
        return None


@dataclass(kw_only=True)
class _Reader:
    """What domains and problems have in common: atoms of known predicates, literals, known types."""

    source: Source
    predicates: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    functions: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    def known_types(self, items: Iterable[Typed], line: int) -> tuple[Typed, ...]:
        found = tuple(items)
        known = {OBJECT, *self.parents, *self.parents.values()}
        for item in found:
            for kind in item.types:
                if kind not in known:
                    self.source.fail(
                        line, f"{item.name} is of the unknown type {self._with_hint(kind, known)}"
                    )
        return found

    def atom(
        self,
        expression: Group,
        known: Mapping[str, tuple[tuple[str, ...], ...]],
        terms: Mapping[str, Typed],
        noun: str = "predicate",
    ) -> Atom:
        """An atom of the known predicates and terms, each of a fitting type."""
        name = expression.head
        if not name:
            self.source.fail(expression.line, f"expected a {noun}, found {shown(expression)}")
        if name not in known:
            self.source.fail(expression.line, f"unknown {noun} {self._with_hint(name, known)}")
        arguments = tuple(word(part, "an object or a parameter", self.source) for part in rest(expression))
        if len(arguments) != len(known[name]):
            message = f"{name} takes {len(known[name])} arguments, found {shown(expression)}"
            self.source.fail(expression.line, message)
        for argument, types in zip(arguments, known[name], strict=True):
            if argument not in terms:
                what = "parameter" if argument.startswith("?") else "object"
                self.source.fail(expression.line, f"unknown {what} {self._with_hint(argument, terms)}")
            if not self._fits(terms[argument].types, types):
                message = f"{argument} in {shown(expression)} is not of type {' or '.join(types)}"
                self.source.fail(expression.line, message)
        return Atom(name, arguments)

    def literal(self, expression: Group, terms: Mapping[str, Typed]) -> Literal:
        """An atom, its denial, or a comparison of two objects."""
        if expression.head == "not":
            if len(expression.parts) != 2:
                self.source.fail(expression.line, f"expected (not (…)), found {shown(expression)}")
            inner = group(expression.parts[1], "a condition in parentheses", self.source)
            if inner.head in ("not", "and"):
                message = f"expected an atom inside not, found {shown(inner)}"
                self.source.fail(expression.line, message)
            return Literal(self.literal(inner, terms).atom, positive=False)
        if expression.head in ("or", "imply", "forall", "exists", "when"):
            message = f"{expression.head!r} is not supported: only and, not, = and atoms are"
            self.source.fail(expression.line, message)
        known = dict(self.predicates)
        if expression.head == "=":
            known["="] = ((OBJECT,), (OBJECT,))
        return Literal(self.atom(expression, known, terms))

    def _fits(self, have: Sequence[str], want: Sequence[str]) -> bool:
        """Whether an object of any of the types may be of a wanted one, in either direction of subtyping."""
        return any(
            a == b or b in self._above(a) or a in self._above(b) or OBJECT in (a, b)
            for a in have
            for b in want
        )

    def _above(self, kind: str) -> set[str]:
        found: set[str] = set()
        while kind in self.parents and kind not in found:
            found.add(kind)
            kind = self.parents[kind]
        return found | {kind}

    def _with_hint(self, name: str, known: Iterable[str]) -> str:
        hint = nearest(name, tuple(known))
        return f"{name!r}" + (f"; did you mean {hint!r}?" if hint else "")


@dataclass(kw_only=True)
class _DomainReader(_Reader):
    name: str
    constants: tuple[Typed, ...] = ()
    costs: bool = False

    def read(self, sections: Sequence[Group]) -> Domain:
        by_name: dict[str, list[Group]] = {}
        for section in sections:
            if section.head not in _DOMAIN_SECTIONS:
                expected = ", ".join(_DOMAIN_SECTIONS)
                message = f"expected one of {expected}; {section.head or shown(section)!r} is not supported"
                self.source.fail(section.line, message)
            by_name.setdefault(section.head, []).append(section)
        self._requirements(by_name.get(":requirements", ()))
        for section in by_name.get(":types", ()):
            for item in _typed(rest(section), self.source):
                if len(item.types) > 1:
                    self.source.fail(section.line, f"the type {item.name} must be below one type")
                self.parents[item.name] = item.types[0]
        for section in by_name.get(":constants", ()):
            self.constants += self.known_types(_typed(rest(section), self.source), section.line)
        for section in by_name.get(":predicates", ()):
            self.predicates |= self._declared(rest(section))
        for section in by_name.get(":functions", ()):
            parts = [part for part in rest(section) if isinstance(part, Group)]
            self.functions |= self._declared(parts)
        if not self.predicates:
            self.source.fail(None, "expected (:predicates …)")
        actions = tuple(self._action(section) for section in by_name.get(":action", ()))
        names = [action.name for action in actions]
        for name in names:
            if names.count(name) > 1:
                self.source.fail(None, f"there are {names.count(name)} actions named {name!r}")
        self.functions.pop(_TOTAL_COST, None)
        return Domain(
            name=self.name,
            parents=self.parents,
            constants=self.constants,
            predicates=self.predicates,
            functions=self.functions,
            actions=actions,
            costs=self.costs,
        )

    def _requirements(self, sections: Iterable[Group]) -> None:
        for section in sections:
            for part in rest(section):
                if word(part, "a requirement", self.source) not in _REQUIREMENTS:
                    known = ", ".join(sorted(_REQUIREMENTS))
                    self.source.fail(part.line, f"{shown(part)} is not supported (supported: {known})")

    def _declared(self, parts: Iterable[Expression]) -> dict[str, tuple[tuple[str, ...], ...]]:
        found: dict[str, tuple[tuple[str, ...], ...]] = {}
        for part in parts:
            item = group(part, "(NAME ?x - TYPE …)", self.source)
            if not item.head:
                self.source.fail(item.line, f"expected (NAME ?x - TYPE …), found {shown(item)}")
            arguments = self.known_types(_typed(rest(item), self.source, variables=True), item.line)
            found[item.head] = tuple(argument.types for argument in arguments)
        return found

    def _action(self, section: Group) -> Action:
        parts = rest(section)
        name = word(parts[0], "the action's name", self.source) if parts else ""
        if not name or len(parts) % 2 == 0:
            self.source.fail(
                section.line, "expected (:action NAME :parameters (…) :precondition … :effect …)"
            )
        fields: dict[str, Group] = {}
        for key, value in zip(parts[1::2], parts[2::2], strict=True):
            keyword = word(key, "a keyword", self.source)
            if keyword not in (":parameters", ":precondition", ":effect"):
                message = f"expected :parameters, :precondition or :effect, found {keyword!r}"
                self.source.fail(key.line, message)
            fields[keyword] = group(value, "a group in parentheses", self.source)
        if ":effect" not in fields:
            self.source.fail(section.line, f"the action {name} has no :effect")
        listed = fields[":parameters"].parts if ":parameters" in fields else ()
        parameters = self.known_types(_typed(listed, self.source, variables=True), section.line)
        terms = {item.name: item for item in (*self.constants, *parameters)}
        preconditions: list[Literal] = []
        if ":precondition" in fields:
            for condition in conjuncts(fields[":precondition"], self.source):
                preconditions.append(self.literal(condition, terms))
        effects: list[Literal] = []
        cost: list[Fraction | Atom] = []
        for effect in conjuncts(fields[":effect"], self.source):
            if effect.head == "increase":
                cost.append(self._cost(effect, terms))
                self.costs = True
                continue
            literal = self.literal(effect, terms)
            if literal.atom.predicate == "=":
                self.source.fail(effect.line, "an effect cannot be a comparison")
            effects.append(literal)
        return Action(
            name=name,
            parameters=parameters,
            preconditions=tuple(preconditions),
            effects=tuple(effects),
            cost=tuple(cost),
        )

    def _cost(self, effect: Group, terms: Mapping[str, Typed]) -> Fraction | Atom:
        if len(effect.parts) != 3 or shown(effect.parts[1]) != f"({_TOTAL_COST})":
            message = f"expected (increase ({_TOTAL_COST}) AMOUNT), found {shown(effect)}"
            self.source.fail(effect.line, message)
        amount = effect.parts[2]
        number = _number(amount)
        if number is not None:
            return number
        expected = "a number or a function of the parameters"
        return self.atom(group(amount, expected, self.source), self.functions, terms, "function")


@dataclass(kw_only=True)
class _ProblemReader(_Reader):
    name: str
    domain: Domain

    def read(self, sections: Sequence[Group]) -> Problem:
        self.predicates = dict(self.domain.predicates)
        self.functions = dict(self.domain.functions)
        self.parents = dict(self.domain.parents)
        by_name: dict[str, Group] = {}
        for section in sections:
            if section.head not in _PROBLEM_SECTIONS:
                expected = ", ".join(_PROBLEM_SECTIONS)
                message = f"expected one of {expected}; {section.head or shown(section)!r} is not supported"
                self.source.fail(section.line, message)
            if section.head in by_name:
                self.source.fail(section.line, f"a second {section.head}")
            by_name[section.head] = section
        self._same_domain(by_name.get(":domain"))
        objects = list(self.domain.constants)
        if ":objects" in by_name:
            section = by_name[":objects"]
            objects += self.known_types(_typed(rest(section), self.source), section.line)
        terms = {item.name: item for item in objects}
        if len(terms) < len(objects):
            self.source.fail(None, "an object is listed twice")
        for needed in (":init", ":goal"):
            if needed not in by_name:
                self.source.fail(None, f"expected ({needed} …)")
        initially, values = self._initial(by_name[":init"], terms)
        goal = rest(by_name[":goal"])
        if len(goal) != 1:
            self.source.fail(by_name[":goal"].line, "expected one condition after :goal")
        condition = group(goal[0], "a condition in parentheses", self.source)
        return Problem(
            name=self.name,
            domain=self.domain,
            objects=tuple(objects),
            initially=initially,
            values=values,
            goals=tuple(self.literal(part, terms) for part in conjuncts(condition, self.source)),
            minimizes_cost=self._metric(by_name.get(":metric")),
        )

    def _same_domain(self, section: Group | None) -> None:
        if section is None or len(section.parts) != 2:
            self.source.fail(section.line if section else None, "expected (:domain NAME)")
        name = word(section.parts[1], "a name", self.source)
        if name != self.domain.name:
            message = f"the problem is of the domain {name!r}, but the domain is {self.domain.name!r}"
            self.source.fail(section.line, message)

    def _initial(
        self, section: Group, terms: Mapping[str, Typed]
    ) -> tuple[frozenset[Atom], dict[Atom, Fraction]]:
        holds: set[Atom] = set()
        values: dict[Atom, Fraction] = {}
        for part in rest(section):
            item = group(part, "a fact in parentheses", self.source)
            if item.head == "=" and len(item.parts) == 3 and isinstance(item.parts[1], Group):
                value = _number(item.parts[2])
                if value is None:
                    self.source.fail(item.line, f"expected a number, found {shown(item.parts[2])}")
                if item.parts[1].head != _TOTAL_COST:
                    values[self.atom(item.parts[1], self.functions, terms, "function")] = value
                continue
            literal = self.literal(item, terms)
            if not literal.positive or literal.atom.predicate == "=":
                self.source.fail(item.line, f"expected a fact, found {shown(item)}")
            holds.add(literal.atom)
        return frozenset(holds), values

    def _metric(self, section: Group | None) -> bool:
        if section is None:
            return False
        if [shown(part) for part in rest(section)] != ["minimize", f"({_TOTAL_COST})"]:
            message = f"expected (:metric minimize ({_TOTAL_COST})), found {shown(section)}"
            self.source.fail(section.line, message)
        return True
