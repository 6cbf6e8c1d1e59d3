"""Running a planner over the queries of the TravelPlanner benchmark.

The planner is any function from a case to an `Attempt`. Each case is judged at once and leaves one
line of JSON; a planner that raises costs its case, never the run.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from statistics import median
from typing import Literal, TypedDict

from certiplan.errors import UsageError
from certiplan.tasks.travel.checker import Plan, Reading, Report, applicable_hard, check_plan
from certiplan.tasks.travel.scoring import Judged, Summary, summarize
from certiplan.tasks.travel.travelplanner import Case
from certiplan.tasks.travel.world import World

AttemptOutcome = Literal["plan", "conflict", "question", "unknown", "error"]
_READINGS: tuple[Reading, ...] = ("benchmark", "plain")


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What a planner made of one case.

    Attributes:
        plan: the plan in the benchmark's submission format; None if none is delivered.
        cost_usd: what the planner says the plan costs.
        optimal: whether the planner proved that no plan is better.
        value: the value of the objective for the plan.
        bound: what the planner proved no plan to be better than.
        seconds: the wall-clock time spent; None has the suite measure it.
        message: what the planner has to say, such as the conflict or the question.
    """

    outcome: AttemptOutcome
    plan: Plan | None = None
    cost_usd: int | None = None
    optimal: bool = False
    value: float | None = None
    bound: float | None = None
    seconds: float | None = None
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseResult:
    """A case, the attempt at it, and the judgements on its plan, by reading; none without a plan."""

    case: Case
    attempt: Attempt
    reports: dict[Reading, Report]

    @property
    def passes(self) -> bool:
        """Whether the plan passes as the benchmark scores it."""
        return "benchmark" in self.reports and self.reports["benchmark"].passes


class RunSummary(TypedDict):
    """What a run came to beside the official metrics.

    `plain` holds the metrics in the reading without the benchmark's gaps, `not_passed` the cases whose
    plan is missing or fails in the benchmark's own.
    """

    plain: Summary
    outcomes: dict[str, int]
    proved_optimal: int
    seconds_median: float | None
    seconds_max: float | None
    not_passed: list[str]


class SuiteSummary(Summary, RunSummary):
    """The official metrics at the top level, and what else a run came to."""


def run_suite(
    cases: Iterable[Case],
    plan: Callable[[Case], Attempt],
    *,
    database: World | None = None,
    records_path: Path | None = None,
    on_case: Callable[[CaseResult], None] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> SuiteSummary:
    """Plan, judge and record every case, in order.

    Args:
        cases: the queries.
        plan: the planner. An exception of its makes the case an attempt with the outcome "error".
        database: the sandbox that plans are judged in, beside the flights of the case; without it
            they are judged in the reference information of the case.
        records_path: a file for one line of JSON per case; it is overwritten, and its directory is made.
        on_case: called with every result, as it is there.
        clock: a clock in seconds.

    Raises:
        UsageError: the file for the records cannot be written.
        DataError: the reference information of a case cannot be read.
    """
    results: list[CaseResult] = []
    with ExitStack() as stack:
        records = None
        if records_path is not None:
            try:
                records_path.parent.mkdir(parents=True, exist_ok=True)
                records = stack.enter_context(records_path.open("w", encoding="utf-8"))
            except OSError as error:
                raise UsageError(
                    f"{records_path}: the records cannot be written: {error.strerror}"
                ) from error
        for case in cases:
            attempt = _attempt(case, plan, clock)
            result = CaseResult(case=case, attempt=attempt, reports=_judge(case, attempt, database))
            results.append(result)
            if records is not None:
                # One flush per case: what is done survives a killed run.
                records.write(f"{json.dumps(record(result), ensure_ascii=False, default=str)}\n")
                records.flush()
            if on_case is not None:
                on_case(result)
    return summary(results)


def _attempt(case: Case, plan: Callable[[Case], Attempt], clock: Callable[[], float]) -> Attempt:
    started = clock()
    try:
        attempt = plan(case)
    except Exception as error:
        # A planner is foreign code here: whatever it raises is the result of this one case.
        attempt = Attempt(outcome="error", message=f"{type(error).__name__}: {error}")
    return attempt if attempt.seconds is not None else replace(attempt, seconds=clock() - started)


def _judge(case: Case, attempt: Attempt, database: World | None) -> dict[Reading, Report]:
    if not attempt.plan:
        return {}
    sandbox = case.reference_world() if database is None else case.sandbox(database)
    return {
        reading: check_plan(attempt.plan, case.request, sandbox, reading=reading) for reading in _READINGS
    }


def summary(results: Iterable[CaseResult]) -> SuiteSummary:
    """The official metrics of a run, and its outcomes and times, ready to be written as JSON."""
    results = list(results)
    seconds = [result.attempt.seconds for result in results if result.attempt.seconds is not None]
    outcomes = Counter[str](result.attempt.outcome for result in results)
    return {
        **summarize([_judged(result, "benchmark") for result in results]),
        "plain": summarize([_judged(result, "plain") for result in results]),
        "outcomes": dict(outcomes),
        "proved_optimal": sum(result.attempt.optimal for result in results),
        "seconds_median": median(seconds) if seconds else None,
        "seconds_max": max(seconds, default=None),
        "not_passed": [result.case.id for result in results if not result.passes],
    }


def _judged(result: CaseResult, reading: Reading) -> Judged:
    return Judged(
        level=result.case.level,
        days=result.case.days,
        applicable=applicable_hard(result.case.request),
        report=result.reports.get(reading),
    )


def record(result: CaseResult) -> dict[str, object]:
    """One case as JSON: the request, the attempt, and every verdict with its reason."""
    case, attempt = result.case, result.attempt
    return {
        "case": case.id,
        "level": case.level,
        "days": case.days,
        "query": case.query,
        "request": case.request.model_dump(mode="json"),
        "outcome": attempt.outcome,
        "plan": None if attempt.plan is None else [dict(row) for row in attempt.plan],
        "cost_usd": attempt.cost_usd,
        "optimal": attempt.optimal,
        "value": _finite(attempt.value),
        "bound": _finite(attempt.bound),
        "seconds": attempt.seconds,
        "message": attempt.message,
        "verdicts": {reading: _verdicts(report) for reading, report in result.reports.items()},
        "passes": {reading: report.passes for reading, report in result.reports.items()},
    }


def _finite(value: float | None) -> float | None:
    """JSON knows no infinity: a bound that bounds nothing is none."""
    return value if value is not None and isfinite(value) else None


def _verdicts(report: Report) -> dict[str, object]:
    return {
        "cost_usd": report.cost_usd,
        "hard_is_judged": report.hard_is_judged,
        **{
            verdict.constraint: {"outcome": verdict.outcome, "why": verdict.why}
            for verdict in report.verdicts
        },
    }
