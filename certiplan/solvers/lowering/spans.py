"""Disjunctive and cumulative time in simpler nodes.

Accepts: `NoOverlap` and `Cumulative`, asserted. Produces: `And`, `Or`, `Comparison`, `Linear` with Boolean
atoms, and definitions of further columns.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations, permutations

from certiplan.model.ir import Comparison, Cumulative, NodeId, NoOverlap, Product, Rational, Span
from certiplan.solvers.lowering.draft import Draft
from certiplan.solvers.lowering.milp import NotSupportedError

MOST_MOMENTS = 400
MOST_STARTS = 5_000


def apart(draft: Draft, node: NoOverlap) -> NodeId:
    """For each pair of spans: one after the other with its set-up time, or one is absent or takes no time."""
    pairs = []
    for (i, first), (j, second) in combinations(enumerate(node.spans), 2):
        there = node.setup[i][j] if node.setup else 0
        back = node.setup[j][i] if node.setup else 0
        pairs.append(
            draft.some(
                [
                    *_ways_out(draft, first),
                    *_ways_out(draft, second),
                    draft.at_most(first.end, second.start, there),
                    draft.at_most(second.end, first.start, back),
                ]
            )
        )
    return draft.every(pairs)


def _ways_out(draft: Draft, span: Span) -> list[NodeId]:
    """What makes a span take no time."""
    out = [] if span.present is None else [draft.negated(span.present)]
    least = draft.interval(span.length).lower
    if least is None or least <= 0:
        out.append(draft.at_most(span.length, draft.constant(0)))
    return out


# ---------------------------------------------------------------- cumulative


def within_capacity(draft: Draft, node: Cumulative) -> NodeId:
    """By moments of time when times are whole and few, else by pairs of spans."""
    moments = _by_moments(draft, node)
    if moments is not None:
        return moments
    return _by_pairs(draft, node)


def _by_moments(draft: Draft, node: Cumulative) -> NodeId | None:
    """One binary column per span and start, and one capacity row per moment; None where it does not apply."""
    starts: list[range] = []
    for span in node.spans:
        interval, lattice = draft.interval(span.start), draft.lattice(span.start)
        if interval.lower is None or interval.upper is None or lattice is None:
            return None
        if Fraction(lattice.offset).denominator != 1 or Fraction(lattice.step).denominator != 1:
            return None
        starts.append(range(math.ceil(interval.lower), math.floor(interval.upper) + 1))
    lengths = [_constant(draft, span.length) for span in node.spans]
    demands = [_constant(draft, demand) for demand in node.demands]
    moments = sorted({moment for own in starts for moment in own})
    if len(moments) > MOST_MOMENTS or sum(map(len, starts)) > MOST_STARTS:
        return None
    load: dict[int, dict[int, Rational]] = {moment: {} for moment in moments}
    for span, own, length, demand in zip(node.spans, starts, lengths, demands, strict=True):
        if length is None or demand is None or demand < 0:
            return None
        begins = {moment: draft.binary() for moment in own}
        for start, column in begins.items():
            for moment in moments:
                if start <= moment < start + length and demand:
                    load[moment][column] = demand
        count = draft.linear(0, dict.fromkeys(begins.values(), 1))
        value = draft.linear(0, {column: moment for moment, column in begins.items()})
        if span.present is None:
            draft.define(draft.equal(count, draft.constant(1)))
            draft.define(draft.equal(value, span.start))
        else:
            draft.define(draft.equal(count, draft.linear(0, None, ((span.present, 1),))))
            draft.define(draft.equal(value, draft.times_boolean(span.present, span.start)))
    rows = [draft.at_most(draft.constant(0), node.capacity)]
    rows += [draft.at_most(draft.linear(0, columns), node.capacity) for columns in load.values() if columns]
    return draft.every(rows)


def _constant(draft: Draft, number: NodeId) -> Rational | None:
    interval = draft.interval(number)
    return interval.lower if interval.lower == interval.upper else None


def _by_pairs(draft: Draft, node: Cumulative) -> NodeId:
    """At each moment when the load can rise, what is under way fits.

    The load rises where a span starts or, if its demand is negative, ends. Which of two spans that start at
    the same real time counts as the earlier is free, but the order is the same for all of them.
    """
    spans = node.spans
    rows = [draft.at_most(draft.constant(0), node.capacity)]
    whole = all(
        draft.lattice(draft.difference(a.start, b.start)) is not None for a, b in combinations(spans, 2)
    )
    before = {} if whole else _order(draft, [span.start for span in spans])
    for j, at in enumerate(spans):
        load = [(node.demands[j], 1)]
        for i, span in enumerate(spans):
            if i != j:
                begun = before.get((i, j)) or draft.at_most(span.start, at.start)
                load.append((_demand_if(draft, node.demands[i], span, begun, at.start), 1))
        rows.append(_fits(draft, at, draft.linear(0, None, load), node.capacity))
        least = draft.interval(node.demands[j]).lower
        if least is None or least < 0:
            if not whole:
                raise NotSupportedError("cumulative with negative demands over times that are not whole")
            after = [
                (_demand_if(draft, demand, span, draft.at_most(span.start, at.end), at.end), 1)
                for i, (span, demand) in enumerate(zip(spans, node.demands, strict=True))
                if i != j
            ]
            rows.append(_fits(draft, at, draft.linear(0, None, after), node.capacity))
    return draft.every(rows)


def _demand_if(draft: Draft, demand: NodeId, span: Span, begun: NodeId, moment: NodeId) -> NodeId:
    """The demand of a span if it has begun and not ended at the moment, else 0."""
    conditions = [begun, draft.negated(draft.at_most(span.end, moment))]
    if span.present is not None:
        conditions.append(span.present)
    return draft.add(Product((draft.every(conditions), demand)))


def _fits(draft: Draft, span: Span, load: NodeId, capacity: NodeId) -> NodeId:
    """The load is within capacity, if the span takes time."""
    return draft.some([*_ways_out(draft, span), draft.at_most(load, capacity)])


def _order(draft: Draft, times: list[NodeId]) -> dict[tuple[int, int], NodeId]:
    """For each ordered pair a literal "i is not after j"; together they are a total order."""
    before: dict[tuple[int, int], NodeId] = {}
    columns: dict[tuple[int, int], int] = {}
    for i, j in combinations(range(len(times)), 2):
        column = columns[i, j] = draft.binary()
        before[i, j] = draft.is_one(column)
        before[j, i] = draft.negated(before[i, j])
        draft.define(draft.some([before[j, i], draft.at_most(times[i], times[j])]))
        draft.define(draft.some([before[i, j], draft.at_most(times[j], times[i])]))
    for i, j, k in permutations(range(len(times)), 3):
        if i < j and i < k:
            cycle = [before[i, j], before[j, k], before[k, i]]
            total = draft.linear(-2, None, [(literal, 1) for literal in cycle])
            draft.define(draft.add(Comparison("<=", total)))
    return before
