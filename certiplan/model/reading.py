"""From a document in shape to its elements: expressions parsed, names known, nothing built from itself.

Nothing here looks at data: sets are not enumerated, tables not opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from certiplan.model import syntax as s
from certiplan.model.dependencies import (
    computes,
    evaluation_order,
    find_cycles,
    leaves,
    names_used,
    strip_equals,
)
from certiplan.model.diagnostics import Diagnostic, ExpressionError, has_errors, nearest, ordered
from certiplan.model.document import (
    ConstraintData,
    DefinitionData,
    Document,
    ObjectiveData,
    ParameterData,
    SetData,
    SoftData,
    VariableData,
)
from certiplan.model.elements import (
    ColumnValue,
    ComputedSet,
    ComputedValue,
    Constraint,
    Definition,
    Elements,
    GivenValue,
    ListedValue,
    MemberSet,
    Objective,
    Parameter,
    RangeSet,
    SetElement,
    Soft,
    TableSet,
    UnknownValue,
    ValueSource,
    Variable,
    indices_of,
)
from certiplan.model.expression_reader import ExpressionReader, Lines, Path
from certiplan.model.naming import PENALTY, Scope, refusal_of_label, refusal_of_name
from certiplan.model.parser import Read, parse_expression, read_comprehension, read_expression
from certiplan.model.requirements_check import check_requirements
from certiplan.model.scalars import member_value, scalar_value
from certiplan.model.values import Value, show
from certiplan.model.yaml_text import Data

__all__ = ["evaluation_order", "read_elements", "read_partially"]

_T = TypeVar("_T")
_D = TypeVar("_D")


def read_elements(document: Document, lines: Lines) -> tuple[Elements | None, tuple[Diagnostic, ...]]:
    """The elements of a document, or None if anything is wrong, with every finding.

    Args:
        document: validated in shape.
        lines: where elements begin, as `parse_text` gives it; for the findings.
    """
    elements, findings, _ = read_partially(document, lines)
    return (None if has_errors(findings) else elements), findings


def read_partially(
    document: Document, lines: Lines, *, broken: Iterable[str] = ()
) -> tuple[Elements, tuple[Diagnostic, ...], frozenset[str]]:
    """The elements that could be read, every finding, and the names of those that could not.

    For checks that go on after a fault: what they find about a broken name is a consequence, not a finding.

    Args:
        broken: names of the shared namespace that the document has but whose elements were not even in shape.
    """
    owners, members, bad_names = _namespace(document, frozenset(broken))
    reader = _ElementReader(
        document, Scope(elements=owners, members=members, tables=frozenset(document.data)), lines
    )
    for path, message, code in bad_names:
        reader.report(path, message, code=code, expected="a name of its own: a Python identifier")
    elements = reader.elements()
    findings = (*reader.findings, *find_cycles(elements), *check_requirements(document, lines))
    return elements, ordered(findings), frozenset(reader.broken) | frozenset(broken)


def _namespace(
    document: Document, broken: frozenset[str]
) -> tuple[dict[str, str], dict[str, str], list[tuple[Path, str, str]]]:
    """The section of every name, the set of every listed text, and the names that cannot be."""
    owners: dict[str, str] = dict.fromkeys(broken, "unreadable")
    refused: list[tuple[Path, str, str]] = []
    sections: tuple[tuple[str, Iterable[str]], ...] = (
        ("sets", document.sets),
        ("parameters", document.parameters),
        ("variables", document.variables),
        ("define", document.define),
    )
    for section, names in sections:
        for name in names:
            refusal = refusal_of_name(name)
            if refusal is not None:
                refused.append(((section, name), refusal, "bad-name"))
            elif owners.get(name, "unreadable") != "unreadable":
                refused.append(((section, name), f"`{owners[name]}` has {name!r} too", "duplicate-name"))
            owners.setdefault(name, section)
    labelled: tuple[tuple[str, Iterable[str]], ...] = (
        ("constraints", document.constraints),
        ("requirements", document.requirements),
        ("data", document.data),
    )
    for section, labels in labelled:
        refusals = ((label, refusal_of_label(label)) for label in labels)
        refused.extend(((section, label), refusal, "bad-name") for label, refusal in refusals if refusal)
    members = {
        member: name
        for name, data in document.sets.items()
        for member in data.members or ()
        if isinstance(member, str)
    }
    return owners, members, refused


class _ElementReader(ExpressionReader):
    """Reads one element after the other; those that cannot be read are left out and named in `broken`."""

    def __init__(self, document: Document, scope: Scope, lines: Lines) -> None:
        super().__init__(scope, lines)
        self._document = document
        self.broken: set[str] = set()

    def elements(self) -> Elements:
        document = self._document
        elements = Elements(
            title=document.title,
            request=tuple(document.request),
            requirements=document.requirements,
            tables=document.data,
            sets=self._each("sets", document.sets, self._set),
            parameters=self._each("parameters", document.parameters, self._parameter),
            variables=self._each("variables", document.variables, self._variable),
            definitions=self._each("define", document.define, self._definition),
            constraints=self._each("constraints", document.constraints, self._constraint),
            objectives=tuple(self._objectives()),
            lines=self.lines,
        )
        soft = any(constraint.soft for constraint in document.constraints.values())
        if soft and not _uses_penalty(elements):
            last = Objective(name=PENALTY, sense="minimize", value=s.Name(PENALTY))
            elements = replace(elements, objectives=(*elements.objectives, last))
        return elements

    def _each(
        self, section: str, parts: Mapping[str, _D], read: Callable[[Path, str, _D], _T]
    ) -> dict[str, _T]:
        found: dict[str, _T] = {}
        for name, part in parts.items():
            self.begin()
            element = read((section, name), name, part)
            if self.sound:
                found[name] = element
            elif section != "constraints":
                self.broken.add(name)
        return found

    def _requirements(self, path: Path, ids: Sequence[str]) -> tuple[str, ...]:
        known = self._document.requirements
        for name in ids:
            if name not in known:
                self.report(
                    (*path, "from"),
                    f"there is no requirement {name!r}",
                    code="unknown-name",
                    expected="an id under `requirements`",
                    did_you_mean=nearest(name, known),
                )
        return tuple(dict.fromkeys(ids))

    def _table(self, path: Path, name: str) -> str:
        if name not in self._document.data:
            self.report(
                (*path, "table"),
                f"there is no table {name!r}",
                code="unknown-name",
                expected="a name under `data`",
                did_you_mean=nearest(name, self._document.data),
            )
        return name

    def _set(self, path: Path, name: str, data: SetData) -> SetElement:
        requirements = self._requirements(path, data.from_)
        index = self.ranges(path, None, data.for_)
        bound = indices_of(index)
        if data.for_ is not None and (data.members is not None or data.span is not None):
            self.report(
                path,
                "a family of sets is computed",
                code="bad-shape",
                expected="{for: …, values: …} or {for: …, table: …}",
            )
        if data.members is not None:
            return MemberSet(name=name, requirements=requirements, members=self._members(path, data.members))
        if data.span is not None:
            first, last = self._ends(path, data.span)
            return RangeSet(name=name, requirements=requirements, first=first, last=last)
        if data.table is not None:
            table = self._table(path, data.table)
            # A name that nothing reads cannot clash with another.
            alias = data.as_ if data.where is None else self._alias(path, data.as_, bound)
            where = self.optional((*path, "where"), data.where, (*bound, alias))
            return TableSet(
                name=name, requirements=requirements, index=index, table=table, alias=alias, where=where
            )
        assert data.values is not None
        here = (*path, "values")
        values = self.checked(here, self.parsed(here, _read_values, data.values), bound)
        return ComputedSet(name=name, requirements=requirements, index=index, values=values)

    def _alias(self, path: Path, alias: str, bound: Sequence[str]) -> str:
        refusal = refusal_of_name(alias)
        if refusal is None and (alias in self.scope.elements or alias in bound):
            refusal = f"the row's name {alias!r} is the name of an element or an index"
        if refusal is not None:
            self.report(
                (*path, "as"), refusal, code="bad-index", expected="`as` with a name of its own for the row"
            )
        return alias

    def _ends(self, path: Path, text: str) -> tuple[s.Expr, s.Expr]:
        first, dots, last = text.partition("..")
        if not dots or not first.strip() or not last.strip():
            self.report(
                path,
                f"{text!r} is not a set",
                code="syntax",
                expected='a list of members, "1..n", {table: …} or {values: "…"}',
            )
            return s.Number(1), s.Number(0)
        # Blanks in place of what stands before keep the columns of the author's text.
        return self.expression(path, first), self.expression(path, " " * (len(first) + 2) + last)

    def _members(self, path: Path, data: Sequence[Data]) -> tuple[Value, ...]:
        members: dict[Value, None] = {}
        for item in data:
            try:
                member = member_value(item)
            except ValueError as error:
                expected = "a text, a whole number or a tuple of these"
                self.report(path, str(error), code="bad-member", expected=expected)
                continue
            if member in members:
                self.report(
                    path,
                    f"the member {show(member)!r} stands here twice",
                    code="duplicate-member",
                    expected="each member once",
                )
            members[member] = None
        return tuple(members)

    def _parameter(self, path: Path, name: str, data: ParameterData) -> Parameter:
        requirements = self._requirements(path, data.from_)
        index = self.ranges(path, data.over, data.for_)
        if data.sparse is not None and not index:
            self.report(path, "`sparse` goes with `over` or `for`", code="bad-shape")
        if data.ask is None and (data.between is not None or data.one_of is not None):
            self.report(path, "`between` and `one_of` go with `ask`", code="bad-shape")
        if data.table is None and (data.key is not None or data.column is not None):
            self.report(path, "`key` and `column` go with `table`", code="bad-shape")
        if (data.rows is not None or data.table is not None) and not index:
            self.report(
                path,
                "values by key need `over` or `for`",
                code="bad-shape",
                expected="`over: [S]` naming the key's sets",
            )
        value = self._value(path, data, indices_of(index))
        return Parameter(
            name=name,
            requirements=requirements,
            index=index,
            value=value,
            sparse=None if data.sparse is None else scalar_value(data.sparse),
            unit=data.unit,
            negotiable=data.negotiable,
        )

    def _value(self, path: Path, data: ParameterData, bound: Sequence[str]) -> ValueSource:
        if data.ask is not None:
            return self._unknown_value(path, data, data.ask, bound)
        if data.table is not None:
            assert data.key is not None and data.column is not None
            table = self._table(path, data.table)
            return ColumnValue(table=table, key=tuple(data.key), column=data.column)
        here = (*path, "value")
        if data.rows is not None:
            for position, row in enumerate(data.rows, 1):
                if row and isinstance(row[-1], str) and computes(row[-1]):
                    self.expression((*path, "rows", str(position)), row[-1], bound)
            return ListedValue(rows=tuple(tuple(row) for row in data.rows))
        if isinstance(data.value, str) and computes(data.value):
            return ComputedValue(expression=self.expression(here, data.value, bound))
        for keys, leaf in leaves(data.value):
            if isinstance(leaf, str) and computes(leaf):
                self.expression((*here, *keys), leaf, bound)
        self._warn_of_plain_text(here, data.value, bound)
        return GivenValue(data=data.value)

    def _unknown_value(
        self, path: Path, data: ParameterData, question: str, bound: Sequence[str]
    ) -> UnknownValue:
        between = None
        if data.between is not None:
            here = (*path, "between")
            low, high = data.between
            between = self.expression(here, low, bound), self.expression(here, high, bound)
        if data.one_of is not None and self.scope.elements.get(data.one_of) not in ("sets", "unreadable"):
            self.report(
                (*path, "one_of"),
                f"there is no set {data.one_of!r}",
                code="unknown-name",
                expected="the name of a set",
                did_you_mean=nearest(data.one_of, self._document.sets),
            )
        return UnknownValue(question=question, between=between, one_of=data.one_of)

    def _warn_of_plain_text(self, path: Path, value: Data, bound: Sequence[str]) -> None:
        """A text that reads like an expression over known names was most likely meant to compute."""
        if not isinstance(value, str):
            return
        try:
            tree = parse_expression(value)
        except ExpressionError:
            return
        names = s.free_names(tree)
        if not isinstance(tree, s.Name) and names and names <= self.scope.elements.keys() | set(bound):
            self.report(
                path,
                f"{value!r} is taken as a text, not computed",
                code="text-value",
                expected=f"'= {value}' if it is to be computed",
                severity="warning",
            )

    def _variable(self, path: Path, name: str, data: VariableData) -> Variable:
        requirements = self._requirements(path, data.from_)
        index = self.ranges(path, data.over, data.for_)
        bound = indices_of(index)
        return Variable(
            name=name,
            requirements=requirements,
            index=index,
            kind=data.type,
            lower=self.optional((*path, "lower"), data.lower, bound),
            upper=self.optional((*path, "upper"), data.upper, bound),
            domain=self.optional((*path, "of"), data.of, bound),
            optional=data.optional,
            start=self.span((*path, "start"), data.start, bound),
            end=self.span((*path, "end"), data.end, bound),
            length=self.span((*path, "length"), data.length, bound),
            real_time=data.time == "real",
            unit=data.unit,
            semicontinuous=data.semicontinuous,
        )

    def _definition(self, path: Path, name: str, data: DefinitionData) -> Definition:
        requirements = self._requirements(path, data.from_)
        index = self.ranges(path, data.over, data.for_)
        value = self.expression((*path, "value"), data.value, indices_of(index))
        return Definition(
            name=name, requirements=requirements, index=index, value=value, unit=data.unit, show=data.show
        )

    def _constraint(self, path: Path, name: str, data: ConstraintData) -> Constraint:
        requirements = self._requirements(path, data.from_)
        index = self.ranges(path, data.over, data.for_)
        bound = indices_of(index)
        that = self.expression((*path, "that"), data.that, bound)
        soft = None
        if isinstance(data.soft, SoftData):
            weight = self.expression((*path, "soft", "weight"), data.soft.weight, bound)
            soft = Soft(weight=weight, by=data.soft.by)
        elif isinstance(data.soft, bool):
            self.report(
                (*path, "soft"),
                "this is not a weight",
                code="type-mismatch",
                expected="a number such as `soft: 3`",
            )
        elif data.soft is not None:
            soft = Soft(weight=self.expression((*path, "soft"), data.soft, bound), by="count")
        return Constraint(name=name, requirements=requirements, index=index, that=that, soft=soft)

    def _objectives(self) -> Iterator[Objective]:
        for position, data in enumerate(self._document.objective, 1):
            self.begin()
            stage = self._objective("objective" if position == 1 else f"objective.{position}", data)
            if self.sound:
                yield stage

    def _objective(self, name: str, data: ObjectiveData) -> Objective:
        value = data.maximize if data.minimize is None else data.minimize
        assert value is not None
        sense: Literal["minimize", "maximize"] = "maximize" if data.minimize is None else "minimize"
        return Objective(
            name=name,
            requirements=self._requirements((name,), data.from_),
            sense=sense,
            value=self.expression((name, sense), value),
            slack=data.slack,
            slack_abs=data.slack_abs,
        )


def _read_values(text: str) -> Read[s.Expr]:
    """A set expression, or a comprehension without brackets."""
    bare = strip_equals(text)
    plain = read_expression(bare)
    # Where there is no `for`, the faults of the plain expression are the ones to tell.
    if plain.tree is not None or not re.search(r"\bfor\b", text):
        return plain
    comprehension = read_comprehension(bare)
    return Read(comprehension.tree, comprehension.faults)


def _uses_penalty(elements: Elements) -> bool:
    """Whether an objective reads `penalty`, itself or through definitions."""
    waiting = [name for stage in elements.objectives for name in s.free_names(stage.value)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name in elements.definitions:
                waiting.extend(names_used(elements.definitions[name]))
    return PENALTY in seen
