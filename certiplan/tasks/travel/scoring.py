"""The metrics of the TravelPlanner benchmark.

Denominators are those of the published evaluation: every query counts, delivered or not. Eight
commonsense constraints apply to a query, and of the hard ones the budget and whatever else it asks
for. Hard verdicts count only for plans that are complete and true in the sandbox.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from certiplan.tasks.travel.checker import COMMONSENSE, HARD, Constraint, Hard, Report


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What scoring needs to know of one query.

    Attributes:
        applicable: the hard constraints that the query gives rise to.
        report: the judgement on the plan; None if no plan was delivered.
    """

    level: str
    days: int
    applicable: tuple[Hard, ...]
    report: Report | None


class Rates(TypedDict):
    """The official metrics over some queries, each from 0 to 1; None where there is nothing to divide by."""

    cases: int
    delivery_rate: float | None
    commonsense_micro_rate: float | None
    commonsense_macro_rate: float | None
    hard_micro_rate: float | None
    hard_macro_rate: float | None
    final_pass_rate: float | None


class ConstraintCount(TypedDict):
    """How many queries a constraint applies to, and how many plans pass it."""

    passed: int
    applicable: int


class Summary(Rates):
    """The official metrics over all queries, broken down by level, by days and by constraint."""

    by_level: dict[str, Rates]
    by_days: dict[str, Rates]
    by_constraint: dict[str, ConstraintCount]


def summarize(judged: Sequence[Judged]) -> Summary:
    """The metrics of a run, ready to be written as JSON."""
    return {
        **rates(judged),
        "by_level": _grouped(judged, lambda case: case.level),
        "by_days": _grouped(judged, lambda case: str(case.days)),
        "by_constraint": {constraint: _count(judged, constraint) for constraint in (*COMMONSENSE, *HARD)},
    }


def rates(judged: Sequence[Judged]) -> Rates:
    """The official metrics over some queries."""
    cases = len(judged)
    reports = [case.report for case in judged if case.report is not None]
    counts = {constraint: _count(judged, constraint) for constraint in (*COMMONSENSE, *HARD)}
    return {
        "cases": cases,
        "delivery_rate": _ratio(len(reports), cases),
        "commonsense_micro_rate": _ratio(
            sum(counts[constraint]["passed"] for constraint in COMMONSENSE), len(COMMONSENSE) * cases
        ),
        "commonsense_macro_rate": _ratio(sum(report.passes_commonsense for report in reports), cases),
        "hard_micro_rate": _ratio(
            sum(counts[constraint]["passed"] for constraint in HARD),
            sum(counts[constraint]["applicable"] for constraint in HARD),
        ),
        "hard_macro_rate": _ratio(sum(report.passes_hard for report in reports), cases),
        "final_pass_rate": _ratio(sum(report.passes for report in reports), cases),
    }


def _grouped(judged: Sequence[Judged], key: Callable[[Judged], str]) -> dict[str, Rates]:
    groups: dict[str, list[Judged]] = {}
    for case in judged:
        groups.setdefault(key(case), []).append(case)
    return {name: rates(members) for name, members in groups.items()}


def _count(judged: Sequence[Judged], constraint: Constraint) -> ConstraintCount:
    passed = applicable = 0
    for case in judged:
        is_hard = constraint in HARD
        if is_hard and constraint not in case.applicable:
            continue
        applicable += 1
        if case.report is None or (is_hard and not case.report.hard_is_judged):
            continue
        verdicts = case.report.hard if is_hard else case.report.commonsense
        passed += any(v.constraint == constraint and v.outcome == "passed" for v in verdicts)
    return {"passed": passed, "applicable": applicable}


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
