"""The numbers that meet in a conflict: the least that each part of a limited sum takes, against its limit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

from certiplan.errors import DocumentError
from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.dependencies import dependencies
from certiplan.model.elements import Constraint, Variable, indices_of
from certiplan.model.ir import Rational
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.extremes import Extremes, plain_number
from certiplan.solvers.explain.subject import Subject, closure, names_read
from certiplan.solvers.explain.summands import flat, formula_words
from certiplan.solvers.explain.words import GeneralTerms, Terms

_MOST = 3


@dataclass(frozen=True, kw_only=True)
class Part:
    """One summand of a limited sum.

    Attributes:
        name: the element that the summand is, or None where it is an expression.
        words: what it is called; none where it is a constant.
        sign: -1 where it is taken off the sum.
        extreme: the value that it can take under the other requirements of the conflict, each summand by
            itself, that brings the sum nearest to its limit: the least of what is added to a sum that is
            limited from above, the greatest of what is taken off it; the other way round from below.
    """

    name: str | None
    words: str
    sign: Literal[1, -1]
    extreme: Rational
    unit: str | None

    @property
    def adds(self) -> Rational:
        """What it then adds to the sum."""
        return self.sign * self.extreme


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A constraint of a conflict as numbers: `together` is beyond `limit` under the other requirements.

    Attributes:
        relation: "<=" where the sum is limited from above and `together` is the least that it can be; ">="
            where it must reach the limit and `together` is the most.
        subject: what the sum is called.
        limit_name: the parameter that is the limit, if it is one.
        exact: the extremes were proved; where not, they are proved bounds of them.
    """

    constraint: str
    indices: tuple[str, ...]
    subject: str
    parts: tuple[Part, ...]
    together: Rational
    relation: Literal["<=", ">="]
    limit: Rational
    limit_name: str | None
    unit: str | None
    exact: bool


@dataclass(frozen=True, kw_only=True)
class _Summand:
    """A summand; all that is constant is one, and so is all that has no name."""

    words: str
    sign: Literal[1, -1]
    expr: s.Expr


@dataclass(frozen=True, kw_only=True)
class _Limited:
    """A constraint that limits a sum: its summands, and its constant side."""

    constraint: Constraint
    relation: Literal["<=", ">="]
    summands: tuple[_Summand, ...]
    side: s.Expr
    subject: str
    limit: s.Expr


@dataclass(frozen=True, kw_only=True)
class _Split:
    """A ground model, and in its columns the parts of one limited sum, by label and indices."""

    model: ir.GroundModel
    nodes: Mapping[tuple[str, tuple[str, ...]], ir.Linear]


class Meetings:
    """Finds the numbers that meet in conflicts of one subject; the document is ground for it once.

    Args:
        subject: the document.
        solver: "auto", or the one backend to use.
        terms: how the domain speaks.
    """

    def __init__(self, subject: Subject, *, solver: str = "auto", terms: Terms | None = None) -> None:
        self._subject = subject
        self._terms = terms or GeneralTerms()
        self._solver = solver
        self._direct = dependencies(subject.elements)
        self._splits: dict[str, _Split | None] = {}

    def of(
        self, core: Collection[str], taking_part: Sequence[tuple[str, tuple[str, ...]]], clock: Clock
    ) -> tuple[Meeting, ...]:
        """The meetings of a conflict: of constraints with a negotiable limit, else of the longest.

        Args:
            core: the requirements that clash.
            taking_part: names and indices of the ground constraints that take part.
            clock: the time that is left.
        """
        names = [name for name in dict.fromkeys(name for name, _ in taking_part) if name in self._limited]
        named = [name for name in names if self._has_negotiable_limit(name)]
        if not named:
            named = sorted(names, key=lambda name: -len(self._limited[name].summands))[:1]
        found: list[Meeting] = []
        for name, indices in taking_part:
            if name not in named or clock.expired or len(found) == _MOST:
                continue
            meeting = self._meeting(self._limited[name], indices, core, clock)
            if meeting is not None:
                found.append(meeting)
        return tuple(found)

    # ------------------------------------------------------------ which constraints

    @cached_property
    def _limited(self) -> dict[str, _Limited]:
        elements = self._subject.elements
        found: dict[str, _Limited] = {}
        for name, constraint in elements.constraints.items():
            limited = self._read(constraint) if constraint.requirements and constraint.soft is None else None
            if limited is not None:
                found[name] = limited
        return found

    def _read(self, constraint: Constraint) -> _Limited | None:
        that = constraint.that
        if not isinstance(that, s.Compare) or len(that.relations) != 1:
            return None
        relation: Literal["<=", ">="]
        match that.relations[0]:
            case "<=" | "<":
                relation = "<="
            case ">=" | ">":
                relation = ">="
            case _:
                return None
        side, limit = that.operands
        if self._decides(limit):
            if self._decides(side):
                return None
            side, limit, relation = limit, side, "<=" if relation == ">=" else ">="
        if not self._decides(side):
            return None
        whole = self._spelled_out(side)
        terms = whole.terms if isinstance(whole, s.Sum) else ((1, side),)
        indices = indices_of(constraint.index)
        return _Limited(
            constraint=constraint,
            relation=relation,
            summands=tuple(self._summands(terms, indices)),
            side=side,
            subject=formula_words(side, self._terms, indices) or "the sum",
            limit=limit,
        )

    def _summands(self, terms: Sequence[tuple[int, s.Expr]], indices: Sequence[str]) -> Iterator[_Summand]:
        """What has a name one by one; the rest, and what is constant, in one each."""
        constant: list[tuple[int, s.Expr]] = []
        rest: list[tuple[int, s.Expr]] = []
        for sign, expr in flat(terms):
            if not self._decides(expr):
                constant.append((sign, expr))
                continue
            words = formula_words(expr, self._terms, indices)
            if words is None:
                rest.append((sign, expr))
            else:
                yield _Summand(words=words, sign=-1 if sign < 0 else 1, expr=expr)
        if rest:
            yield _Summand(words="the rest", sign=1, expr=s.Sum(tuple(rest)))
        if constant:
            yield _Summand(words="", sign=1, expr=s.Sum(tuple(constant)))

    def _spelled_out(self, expr: s.Expr) -> s.Expr:
        """The expression that a name of a sum stands for: its parts say more than its name."""
        definitions = self._subject.elements.definitions
        while isinstance(expr, s.Name) and expr.name in definitions and not definitions[expr.name].index:
            value = definitions[expr.name].value
            if not isinstance(value, s.Sum | s.Name):
                break
            expr = value
        return expr

    def _decides(self, expr: s.Expr) -> bool:
        """Whether an expression reads a decision."""
        read = closure(s.free_names(expr), self._direct)
        return not read.isdisjoint(self._subject.elements.variables)

    def _has_negotiable_limit(self, name: str) -> bool:
        read = closure(names_read(self._limited[name].constraint), self._direct)
        parameters = self._subject.elements.parameters
        return any(p in parameters and parameters[p].negotiable is not None for p in read)

    # ------------------------------------------------------------ their parts as nodes

    def _split(self, limited: _Limited) -> _Split | None:
        """The document with a variable for each part of a limited sum, equal to it."""
        name = limited.constraint.name
        if name not in self._splits:
            self._splits[name] = self._made_split(limited)
        return self._splits[name]

    def _made_split(self, limited: _Limited) -> _Split | None:
        elements = self._subject.elements
        index = limited.constraint.index
        keys = tuple(s.Name(each) for each in indices_of(index))
        variables, constraints = dict(elements.variables), dict(elements.constraints)
        for part, _, expr in _parts_of(limited):
            own: s.Expr = s.Index(s.Name(part), keys) if keys else s.Name(part)
            variables[part] = Variable(name=part, index=index, kind="real")
            that = s.Compare((own, expr), ("==",), expr.column)
            constraints[part] = Constraint(name=part, index=index, that=that)
        try:
            model = self._subject.with_elements(
                replace(elements, variables=variables, constraints=constraints)
            ).model
        except DocumentError:
            return None
        nodes: dict[tuple[str, tuple[str, ...]], ir.Linear] = {}
        rest: list[ir.GroundConstraint] = []
        for constraint in model.constraints:
            origin = constraint.origin
            if origin.constraint not in constraints or origin.constraint in elements.constraints:
                rest.append(constraint)
                continue
            node = model.nodes[constraint.node]
            row = model.nodes[node.left] if isinstance(node, ir.Comparison) else None
            if isinstance(row, ir.Linear) and row.columns:
                nodes[origin.constraint, origin.indices] = _solved_for_last(row)
        return _Split(model=replace(model, constraints=tuple(rest), objectives=()), nodes=nodes)

    # ------------------------------------------------------------ their extremes

    def _meeting(
        self, limited: _Limited, indices: tuple[str, ...], core: Collection[str], clock: Clock
    ) -> Meeting | None:
        split = self._split(limited)
        limit = None if split is None else split.nodes.get((" limit", indices))
        if split is None or limit is None or limit.columns or limit.atoms:
            return None
        others = frozenset(core).difference(limited.constraint.requirements)
        sense: Literal["minimize", "maximize"] = "minimize" if limited.relation == "<=" else "maximize"

        sums = {
            part: _scaled(linear, sign)
            for part, sign, _ in _parts_of(limited)
            if (linear := split.nodes.get((part, indices))) is not None
        }
        extremes = Extremes(split.model.restricted(others), sums, sense=sense, solver=self._solver)
        together = extremes.of(" side", clock)
        if together is None:
            return None
        beyond = together[0] > limit.const if sense == "minimize" else together[0] < limit.const
        if not beyond:
            return None
        exact = together[1]
        parts: list[Part] = []
        for k, summand in enumerate(limited.summands):
            # A single summand is the sum.
            found = together if len(limited.summands) == 1 else extremes.of(f" {k}", clock)
            if found is None:
                parts = []
                break
            exact = exact and found[1]
            parts.append(
                Part(
                    name=_name_of(summand.expr),
                    words=summand.words,
                    sign=summand.sign,
                    extreme=summand.sign * found[0],
                    unit=self._unit(summand.expr),
                )
            )
        return Meeting(
            constraint=limited.constraint.name,
            indices=indices,
            subject=limited.subject,
            parts=tuple(parts),
            together=together[0],
            relation=limited.relation,
            limit=limit.const,
            limit_name=_name_of(limited.limit),
            unit=self._unit(limited.limit) or self._unit(limited.side),
            exact=exact,
        )

    def _unit(self, expr: s.Expr) -> str | None:
        elements = self._subject.elements
        for name in [_name_of(expr), *sorted(s.free_names(expr))]:
            for section in (elements.definitions, elements.parameters, elements.variables):
                element = section.get(name or "")
                if element is not None and element.unit is not None:
                    return element.unit if name == _name_of(expr) else None
        return None


def _parts_of(limited: _Limited) -> Iterator[tuple[str, int, s.Expr]]:
    """The parts by label, with their signs; no element of a document has one of these names."""
    yield " side", 1, limited.side
    yield " limit", 1, limited.limit
    if len(limited.summands) > 1:
        for k, summand in enumerate(limited.summands):
            yield f" {k}", summand.sign, summand.expr


def _name_of(expr: s.Expr) -> str | None:
    match expr:
        case s.Name(name=name) | s.Index(base=s.Name(name=name)):
            return name
        case _:
            return None


def _solved_for_last(row: ir.Linear) -> ir.Linear:
    """What the last column equals when the row is 0: the part's own variable was entered last."""
    factor = Fraction(-1) / row.coefs[-1]
    rest = ir.Linear(row.const, row.columns[:-1], row.coefs[:-1], row.atoms, row.atom_coefs)
    return _scaled(rest, factor)


def _scaled(linear: ir.Linear, factor: Rational) -> ir.Linear:
    return ir.Linear(
        plain_number(linear.const * factor),
        linear.columns,
        tuple(plain_number(value * factor) for value in linear.coefs),
        linear.atoms,
        tuple(plain_number(value * factor) for value in linear.atom_coefs),
    )
