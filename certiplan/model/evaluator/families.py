"""Families of sets, parameters, decisions and definitions; elements are computed when first read."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from certiplan.model import syntax as s
from certiplan.model.elements import (
    ComputedSet,
    ComputedValue,
    Definition,
    MemberSet,
    Parameter,
    RangeSet,
    SetElement,
    TableSet,
    UnknownValue,
    Variable,
    indices_of,
)
from certiplan.model.evaluator.arithmetic import limited
from certiplan.model.evaluator.runtime import (
    Absent,
    EvaluationError,
    ExcludedError,
    Frame,
    Key,
    Members,
    MissingValueError,
    Result,
    Run,
    Scope,
    UnassignedError,
    flat,
    integer_of,
    mismatch,
    show_key,
)
from certiplan.model.evaluator.sets import integers, members_of
from certiplan.model.parameter_data import parameter_values
from certiplan.model.values import Rational, Row, Table, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certiplan.model.evaluator.interpreter import Interpreter

Path = tuple[str, ...]


class Indices:
    """The index tuples of an element, enumerated when first needed.

    Args:
        path: the element, for findings.
    """

    def __init__(self, interpreter: Interpreter, ranges: tuple[s.Range, ...], path: Path) -> None:
        self._interpreter = interpreter
        self._ranges = ranges
        self._path = path
        self._bindings: Mapping[Key, Key] | None = None

    def bindings(self) -> Mapping[Key, Key]:
        """The values of the index names, in their order, by flattened indices."""
        if self._bindings is None:
            if not self._ranges:
                self._bindings = {(): ()}
            else:
                try:
                    self._bindings = {flat(values): values for values in self._enumerated()}
                except EvaluationError as fault:
                    fault.found_in((*self._path, "for"))
                    raise
        return self._bindings

    def _enumerated(self) -> Iterator[Key]:
        loops, scope = self._interpreter.loops(self._ranges, Scope())
        places = [scope.place(name) for name in indices_of(self._ranges)]
        frame = scope.frame()
        for _ in loops(frame):
            yield tuple([frame[place] for place in places if place is not None])

    def levels(self) -> list[Sequence[Value] | None]:
        """For each range all members of its set, or None where it depends on earlier indices."""
        found: list[Sequence[Value] | None] = []
        names: frozenset[str] = frozenset()
        for part in self._ranges:
            fixed = s.free_names(part.source).isdisjoint(names)
            scope = Scope()
            members = self._interpreter.members(part.source, scope) if fixed else None
            found.append(members(scope.frame()).items if members else None)
            names |= frozenset(s.names_of(part.target))
        return found


class Family(ABC):
    """The elements of one name.

    Attributes:
        name: in the document.
        indices: for which there are elements.
        values: those known so far, by flattened indices.
    """

    def __init__(self, name: str, path: Path, indices: Indices) -> None:
        self.name = name
        self.indices = indices
        self.values: dict[Key, Result] = {}
        self._path = path
        self._open: set[Key] = set()

    def find(self, key: Key, column: int | None, *, decisive: bool) -> Result:
        """The element at these indices, which need not be flattened.

        Raises:
            EvaluationError: where there is none.
        """
        if any(isinstance(part, Absent) for part in key):
            return self._absent()
        key = flat(key)
        try:
            if key in self.values:
                return self.values[key]
            bound = self.indices.bindings().get(key)
        except TypeError:
            bound = None
        if bound is None:
            kind = ExcludedError if decisive else EvaluationError
            raise kind(
                f"{self.name}{show_key(key)} does not exist",
                code="bad-index",
                column=column,
                expected=f"indices for which {self.name} is defined",
            )
        if key in self._open:
            raise EvaluationError(f"{self.name} is built from itself", code="cycle", column=column)
        self._open.add(key)
        try:
            value = self._compute(key, bound)
        except EvaluationError as fault:
            fault.found_in(self._path)
            if isinstance(fault, MissingValueError) and decisive:
                raise ExcludedError(fault.message, code=fault.code, column=column) from fault
            raise
        finally:
            self._open.discard(key)
        self.values[key] = value
        return value

    def _absent(self) -> Result:
        return Absent.LOOKUP

    @abstractmethod
    def _compute(self, key: Key, bound: Key) -> Result:
        """The element at flattened indices, whose names have the values `bound`."""


class SetFamily(Family):
    """A set, or a family of sets."""

    def __init__(
        self, interpreter: Interpreter, element: SetElement, indices: Indices, tables: Mapping[str, Table]
    ) -> None:
        part = {ComputedSet: "values", TableSet: "where"}.get(type(element))
        path = ("sets", element.name) if part is None else ("sets", element.name, part)
        super().__init__(element.name, path, indices)
        self._interpreter = interpreter
        self._element = element
        self._tables = tables
        self._enumerate: Callable[[Key], Members] | None = None

    def _absent(self) -> Result:
        return Members(())

    def _compute(self, key: Key, bound: Key) -> Result:
        if self._enumerate is None:
            self._enumerate = self._built()
        return self._enumerate(bound)

    def _built(self) -> Callable[[Key], Members]:
        interpreter, element = self._interpreter, self._element
        match element:
            case MemberSet(members=members):
                listed = Members(members)
                return lambda bound: listed
            case RangeSet(first=first, last=last):
                scope = Scope()
                ends = [interpreter.value(end, scope) for end in (first, last)]

                def span(bound: Key) -> Members:
                    low, high = (integer_of(end(scope.frame()), 1) for end in ends)
                    return integers(low, high, first.column)

                return span
            case TableSet():
                return self._rows(element)
            case ComputedSet(values=values, index=index):
                scope = Scope(indices_of(index))
                items = interpreter.items(values, scope)
                return lambda bound: members_of(items(scope.frame(bound)), values.column)

    def _rows(self, element: TableSet) -> Callable[[Key], Members]:
        if element.table not in self._tables:
            raise EvaluationError(f"there is no table {element.table!r}", code="unknown-name")
        rows = self._tables[element.table].rows
        if element.where is None:
            everything = Members(rows)
            return lambda bound: everything
        outer = Scope(indices_of(element.index))
        scope = outer.bind((element.alias,))
        place = scope.place(element.alias)
        assert place is not None
        where, budget = self._interpreter.truth(element.where, scope), self._interpreter.budget

        def satisfying(bound: Key) -> Members:
            budget.spend(len(rows))
            frame: Frame = scope.frame(bound)
            found = []
            for row in rows:
                frame[place] = row
                if where(frame):
                    found.append(row)
            return Members(found)

        return satisfying


class ParameterFamily(Family):
    """A parameter: computed element by element, or read from data all at once."""

    def __init__(
        self,
        interpreter: Interpreter,
        parameter: Parameter,
        indices: Indices,
        tables: Mapping[str, Table],
    ) -> None:
        super().__init__(parameter.name, ("parameters", parameter.name, "value"), indices)
        self._interpreter = interpreter
        self._parameter = parameter
        self._tables = tables
        self._given: Mapping[Key, Value] | None = None
        self._scope = Scope(indices_of(parameter.index))
        self._run: tuple[s.Expr, Run] | None = None

    def _compute(self, key: Key, bound: Key) -> Result:
        match self._parameter.value:
            case ComputedValue(expression=expression):
                return self._evaluated(expression, bound)
            case UnknownValue(question=question):
                raise EvaluationError(
                    f"{self.name} is not known yet: {question}",
                    code="unknown-value",
                    expected="a `value` in place of `ask`",
                )
            case _:
                if self._given is None:
                    self._given = self._read()
                return self._given[bound]

    def _evaluated(self, expression: s.Expr, bound: Key) -> Result:
        if self._run is None or self._run[0] is not expression:
            self._run = expression, self._interpreter.value(expression, self._scope)
        return _within_limit(self._run[1](self._scope.frame(bound)))

    def _read(self) -> Mapping[Key, Value]:
        """All values, by the values of the index names.

        Raises:
            EvaluationError: the first of what is wrong with the data.
        """
        keys = [_constant_key(bound) for bound in self.indices.bindings().values()]

        def compute(expression: s.Expr, key: tuple[Value, ...]) -> Value:
            value = self._evaluated(expression, key)
            if isinstance(value, int | Fraction | str | dt.date | Row):
                return value
            raise mismatch(value, "a number, a text or a date", expression.column)

        values, findings = parameter_values(
            self._parameter, keys, self._tables, levels=self.indices.levels(), compute=compute
        )
        for finding in findings:
            if finding.severity == "error":
                fault = EvaluationError(
                    finding.message,
                    code=finding.code,
                    column=finding.column,
                    expected=finding.expected,
                    did_you_mean=finding.did_you_mean,
                )
                fault.found_in(tuple(finding.element.split(".")))
                raise fault
        given: dict[Key, Value] = {}
        given.update(values.items())
        return given


def _constant_key(bound: Key) -> tuple[Value, ...]:
    return bound  # type: ignore[return-value]  # indices range over sets, whose members are constants


class VariableFamily(Family):
    """The decisions of one name; `values` holds what the plan says."""

    def __init__(self, variable: Variable, indices: Indices) -> None:
        super().__init__(variable.name, ("variables", variable.name), indices)

    def _compute(self, key: Key, bound: Key) -> Result:
        raise UnassignedError(self.name, key, None)


class DefinitionFamily(Family):
    """A definition: computed for the decisions at hand, each element once."""

    def __init__(self, interpreter: Interpreter, definition: Definition, indices: Indices) -> None:
        super().__init__(definition.name, ("define", definition.name, "value"), indices)
        self._interpreter = interpreter
        self._definition = definition
        self._scope = Scope(indices_of(definition.index))
        self._run: Run | None = None
        self._largest: Callable[[Frame], Rational] | None = None
        self._largest_terms: dict[Key, Rational] = {}

    def forget(self) -> None:
        """Drop what was computed for other decisions."""
        self.values.clear()
        self._largest_terms.clear()

    def _compute(self, key: Key, bound: Key) -> Result:
        if self._run is None:
            self._run = self._interpreter.value(self._definition.value, self._scope)
        return _within_limit(self._run(self._scope.frame(bound)))

    def largest_term(self, key: Key) -> Rational:
        """The largest absolute term of the definition's expression."""
        key = flat(key)
        if key not in self._largest_terms:
            bound = self.indices.bindings().get(key)
            if bound is None:
                return 0
            if self._largest is None:
                self._largest = self._interpreter.largest_terms.of(self._definition.value, self._scope)
            self._largest_terms[key] = self._largest(self._scope.frame(bound))
        return self._largest_terms[key]


def _within_limit(value: Result) -> Result:
    return limited(value, None) if isinstance(value, Fraction) or type(value) is int else value
