"""Circuits, disjunctive and cumulative time as terms: readable definitions of the global constraints.

The terms of a circuit use further constants and are equivalent to it only where they are asserted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from certiplan.formalizers.emit import terms as t
from certiplan.formalizers.emit.logic_numbers import ceiling
from certiplan.formalizers.emit.terms import Sort, Term
from certiplan.model.ir import Circuit, Rational


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """A span as terms; `length` is given when it is constant."""

    start: Term
    end: Term
    length: Rational | None
    present: Term

    @property
    def active(self) -> Term:
        """Present, and it takes time."""
        if self.length is not None:
            return self.present if self.length > 0 else t.FALSE
        return t.conjunction([self.present, t.related("<", self.start, self.end)])


def circuit(
    node: Circuit, columns: Sequence[Term], declare: Callable[[Sort, str, str], Term]
) -> Iterator[Term]:
    """One arc out of and into each node; places that rise along the used arcs, but into the first node.

    The first node is the only one that an arc may enter without a rise, so there is one cycle at most. It
    is a node that must be visited if there is one, else the visited node with the least number.
    """
    size = node.size
    leaving: list[list[Term]] = [[] for _ in range(size)]
    entering: list[list[Term]] = [[] for _ in range(size)]
    skipped = [t.FALSE] * size
    for tail, head, column in node.arcs:
        leaving[tail].append(columns[column])
        entering[head].append(columns[column])
        if tail == head:
            skipped[tail] = columns[column]
    for arcs in (*leaving, *entering):
        one = t.weighted_count("=", [(1, arc) for arc in arcs], 1)
        assert one is not None
        yield one
    if not node.may_be_empty:
        yield t.disjunction(t.negation(skip) for skip in skipped)
    places = [declare("Int", f"place_{k}", f"the place of node {k} in the tour") for k in range(size)]
    for place in places:
        yield t.related(">=", place, t.number(0, "Int"))
        yield t.related("<=", place, t.number(size - 1, "Int"))
    mandatory = next((k for k in range(size) if skipped[k] == t.FALSE), None)
    if mandatory is None:
        first = [t.conjunction([*skipped[:k], t.negation(skipped[k])]) for k in range(size)]
    else:
        first = [t.TRUE if k == mandatory else t.FALSE for k in range(size)]
    for tail, head, column in node.arcs:
        if tail != head:
            rises = t.related("=", places[head], t.total([places[tail], t.number(1, "Int")], "Int"))
            yield t.disjunction([t.negation(columns[column]), first[head], rises])
    for k in range(size):
        yield t.disjunction([t.negation(first[k]), t.related("=", places[k], t.number(0, "Int"))])


def no_overlap(
    spans: Sequence[Times], setup: Sequence[Sequence[Rational]] | None, sort: Sort
) -> Iterator[Term]:
    """Of any two spans that take time, one ends, and its set-up time passes, before the other starts."""
    for (i, one), (j, other) in combinations(enumerate(spans), 2):
        there, back = (setup[i][j], setup[j][i]) if setup is not None else (0, 0)
        yield t.disjunction(
            [
                t.negation(one.active),
                t.negation(other.active),
                _before(one.end, there, other.start, sort),
                _before(other.end, back, one.start, sort),
            ]
        )


def _before(end: Term, gap: Rational, start: Term, sort: Sort) -> Term:
    # Between whole times a gap of 3/2 is a gap of 2.
    return t.related("<=", t.total([end, t.number(ceiling(gap, sort), sort)], sort), start)


def cumulative(spans: Sequence[Times], demands: Sequence[Term], capacity: Term, sort: Sort) -> Iterator[Term]:
    """Demands within a capacity at each start and each end, where alone the load can rise."""
    zero = t.number(0, sort)
    yield t.related(">=", capacity, zero)
    fixed = [demand.constant for demand in demands]
    if any(demand is None or demand < 0 for demand in fixed):
        moments = [span.start for span in spans] + [span.end for span in spans]
    else:
        moments = [span.start for span in spans]
    for moment in dict.fromkeys(moments):
        under_way = [_under_way(span, moment) for span in spans]
        row = _counted(under_way, fixed, capacity.constant)
        if row is None:
            loads = [t.chosen(here, need, zero) for here, need in zip(under_way, demands, strict=True)]
            row = t.related("<=", t.total(loads, sort), capacity)
        yield row


def _counted(
    under_way: Sequence[Term], demands: Sequence[Rational | None], capacity: Rational | None
) -> Term | None:
    """The load as a weighted count, where demands and capacity are constant."""
    known = [demand for demand in demands if demand is not None]
    if capacity is None or len(known) < len(demands):
        return None
    scale = t.scaled_to_whole([capacity, *known])
    weighted = [(int(need * scale), here) for here, need in zip(under_way, known, strict=True)]
    held = [(weight, here) for weight, here in weighted if here not in (t.TRUE, t.FALSE)]
    always = sum(weight for weight, here in weighted if here == t.TRUE)
    return t.weighted_count("<=", held, int(capacity * scale) - always)


def _under_way(span: Times, moment: Term) -> Term:
    if moment == span.start:
        return span.active
    started = t.related("<=", span.start, moment)
    return t.conjunction([span.active, started, t.related("<", moment, span.end)])
