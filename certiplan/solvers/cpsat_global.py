"""Circuits, disjunctive and cumulative time in CP-SAT, where they are asserted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from certiplan.model import ir
from certiplan.model.ir import Rational
from certiplan.solvers.cpsat_logic import Logic
from certiplan.solvers.cpsat_terms import Literal, NotSupportedError, Number, Terms


class Times(NamedTuple):
    """A span over numbers; `active` is whether it is there and, where that was looked at, takes time."""

    start: Number
    length: Number
    end: Number
    active: Literal


class GlobalConstraints:
    """Enters what CP-SAT has constraints of its own for."""

    def __init__(self, terms: Terms, logic: Logic) -> None:
        self._terms = terms
        self._logic = logic

    def circuit(self, node: ir.Circuit, columns: Sequence[int]) -> None:
        """One tour along arcs whose variables are given by column."""
        terms = self._terms
        tails = {tail for tail, _, _ in node.arcs}
        heads = {head for _, head, _ in node.arcs}
        if len(tails) < node.size or len(heads) < node.size:
            terms.clause([])
            return
        arcs = [(tail, head, terms.object(columns[column])) for tail, head, column in node.arcs]
        if arcs:
            terms.model.add_circuit(arcs)
        if not node.may_be_empty:
            skipped = {tail: columns[column] for tail, head, column in node.arcs if tail == head}
            terms.clause([~skipped.get(k, terms.false) for k in range(node.size)])

    def no_overlap(self, spans: Sequence[Times], setup: Sequence[Sequence[Rational]] | None) -> None:
        """Of any two spans that take time, one ends, and its set-up time passes, before the other starts."""
        if not spans:
            return
        times = self._taking_time(spans)
        if setup is None or all(gap >= 0 for row in setup for gap in row):
            self._terms.model.add_no_overlap(self._intervals(times))
        if setup is None:
            return
        for i in range(len(times)):
            for j in range(i):
                if setup[i][j] or setup[j][i]:
                    self._apart(times, i, j, setup)

    def cumulative(self, spans: Sequence[Times], demands: Sequence[Number], capacity: Number) -> None:
        """At no time do the demands of the spans under way exceed the capacity.

        Raises:
            NotSupportedError: a demand may be negative.
        """
        terms = self._terms
        *demands, capacity = terms.common([*demands, capacity])
        terms.between(capacity, 0, None)
        if any(demand.low < 0 for demand in demands):
            raise NotSupportedError("a demand that may be negative")
        if not spans:
            return
        times = self._taking_time(spans)
        intervals = self._intervals(times)
        amounts = [terms.numerator(terms.simple(demand)) for demand in demands]
        if not capacity.terms:
            terms.model.add_cumulative(intervals, amounts, capacity.const)
            return
        # OR-Tools 9.15 loses solutions where capacity and demands are both variable: so the capacity is fixed
        # at the most that can be used, and what it lacks of that is a demand all the time.
        most = max(0, min(capacity.high, sum(demand.high for demand in demands)))
        lacking = terms.affine(0, [(terms.variable(0, most), Fraction(1, capacity.scale))])
        together = terms.combination(0, [(1, capacity), (1, lacking)])
        terms.between(together, most * together.scale // capacity.scale, None)
        first = min(each.start.low for each in times)
        last = max(each.end.high for each in times)
        if first < last:
            always = terms.model.new_fixed_size_interval_var(first, last - first, "")
            terms.model.add_cumulative([*intervals, always], [*amounts, terms.numerator(lacking)], most)

    def _taking_time(self, spans: Sequence[Times]) -> list[Times]:
        """The spans over one scale, active only where they take time."""
        terms = self._terms
        scaled = terms.common([part for span in spans for part in (span.start, span.length, span.end)])
        found = []
        for k, span in enumerate(spans):
            start, length, end = scaled[3 * k : 3 * k + 3]
            active = span.active
            if length.high <= 0:
                active = terms.false
            elif length.low <= 0:
                takes_time = terms.literal()
                terms.between(length, 1, None, (takes_time,))
                terms.between(length, None, 0, (~takes_time,))
                active = self._logic.conjunction([active, takes_time])
            found.append(Times(start, length, end, active))
        return found

    def _intervals(self, times: Sequence[Times]) -> list[Any]:
        terms = self._terms
        found = []
        for start, length, end, active in times:
            parts = [terms.numerator(terms.simple(part)) for part in (start, length, end)]
            found.append(terms.model.new_optional_interval_var(*parts, terms.object(active), ""))
        return found

    def _apart(self, times: Sequence[Times], i: int, j: int, setup: Sequence[Sequence[Rational]]) -> None:
        terms = self._terms
        first = terms.literal()
        active = [times[i].active, times[j].active]
        for one, other, order in ((i, j, first), (j, i, ~first)):
            gap = terms.combination(setup[one][other], [(1, times[one].end), (-1, times[other].start)])
            terms.between(gap, None, 0, (*active, order))
