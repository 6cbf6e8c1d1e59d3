"""Circuits, disjunctive and cumulative time as SMT-LIB terms: what must hold, all of it.

These terms use fresh constants and are equivalent to the global constraint only where they are asserted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from certiplan.model.ir import Circuit, Rational
from certiplan.solvers import z3_text as text
from certiplan.solvers.z3_text import Sort, number


@dataclass(frozen=True, kw_only=True)
class Times:
    """A span as terms; `length` is given when it is constant."""

    start: str
    end: str
    length: Rational | None
    present: str

    @property
    def active(self) -> str:
        """Present, and it takes time."""
        if self.length is not None:
            return self.present if self.length > 0 else "false"
        return text.conjunction([self.present, f"(< {self.start} {self.end})"])


def circuit_terms(circuit: Circuit, declare: Callable[[Sort, str], str]) -> list[str]:
    """One arc out of and into each node; positions that rise along the used arcs, but into the first node.

    The first node is the only one that an arc may enter without a rise, so there is one cycle at most. It
    is a node that must be visited if there is one, else the visited node with the least number.

    Args:
        circuit: as in the ground model.
        declare: makes a fresh constant of a sort, with a prefix for its name.
    """
    size = circuit.size
    leaving: list[list[str]] = [[] for _ in range(size)]
    entering: list[list[str]] = [[] for _ in range(size)]
    skipped = ["false"] * size
    for tail, head, column in circuit.arcs:
        leaving[tail].append(f"c{column}")
        entering[head].append(f"c{column}")
        if tail == head:
            skipped[tail] = f"c{column}"
    terms = [text.equal([(1, arc) for arc in arcs], 1) for arcs in (*leaving, *entering)]
    if not circuit.may_be_empty:
        terms.append(text.disjunction(text.negation(skip) for skip in skipped))
    positions = [declare("Int", "u") for _ in range(size)]
    terms.extend(f"(and (>= {position} 0) (< {position} {size}))" for position in positions)
    mandatory = next((node for node in range(size) if skipped[node] == "false"), None)
    if mandatory is None:
        first = [text.conjunction([*skipped[:node], text.negation(skipped[node])]) for node in range(size)]
    else:
        first = ["true" if node == mandatory else "false" for node in range(size)]
    for tail, head, column in circuit.arcs:
        if tail != head:
            rises = f"(= {positions[head]} (+ {positions[tail]} 1))"
            terms.append(text.disjunction([f"(not c{column})", first[head], rises]))
    for node in range(size):
        terms.append(text.disjunction([text.negation(first[node]), f"(= {positions[node]} 0)"]))
    return terms


def no_overlap_terms(
    spans: Sequence[Times], setup: Sequence[Sequence[Rational]] | None, sort: Sort
) -> Iterator[str]:
    """Of any two spans that take time, one ends, and its set-up time passes, before the other starts."""
    for (i, one), (j, other) in combinations(enumerate(spans), 2):
        there, back = (setup[i][j], setup[j][i]) if setup is not None else (0, 0)
        yield text.disjunction(
            [
                text.negation(one.active),
                text.negation(other.active),
                _before(one.end, there, other.start, sort),
                _before(other.end, back, one.start, sort),
            ]
        )


def _before(end: str, gap: Rational, start: str, sort: Sort) -> str:
    if gap == 0:
        return f"(<= {end} {start})"
    # Between whole times a gap of 3/2 is a gap of 2.
    return f"(<= (+ {end} {number(math.ceil(gap) if sort == 'Int' else gap, sort)}) {start})"


def _under_way(span: Times, moment: str) -> str:
    if moment == span.start:
        return span.active
    return text.conjunction([span.active, f"(<= {span.start} {moment})", f"(< {moment} {span.end})"])


def cumulative_rows(spans: Sequence[Times], demands: Sequence[Rational], capacity: Rational) -> Iterator[str]:
    """Constant demands within a constant capacity: a pseudo-Boolean row for each start."""
    if capacity < 0:
        yield "false"
        return
    scale = math.lcm(capacity.denominator, *(demand.denominator for demand in demands))
    moments = _moments(spans, demands)
    for moment in moments:
        row = [
            (int(demand * scale), _under_way(span, moment))
            for span, demand in zip(spans, demands, strict=True)
            if demand != 0 and span.active != "false"
        ]
        yield text.at_most(row, int(capacity * scale))


def cumulative_terms(
    spans: Sequence[Times], demands: Sequence[str], capacity: str, sort: Sort
) -> Iterator[str]:
    """Demands within a capacity at each start and each end, where alone the load can rise."""
    zero = number(0, sort)
    yield f"(>= {capacity} {zero})"
    for moment in _moments(spans, None):
        loads = [
            text.chosen(_under_way(span, moment), demand, zero)
            for span, demand in zip(spans, demands, strict=True)
        ]
        yield f"(<= {text.total(loads, sort)} {capacity})"


def _moments(spans: Sequence[Times], demands: Sequence[Rational] | None) -> list[str]:
    """Where the load can rise: at starts, and, where demands may be negative, at ends."""
    starts = [span.start for span in spans]
    if demands is None or min(demands, default=0) < 0:
        starts += [span.end for span in spans]
    return list(dict.fromkeys(starts))
