"""All cases of the suite, one after another, and what they come to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TypedDict

from certiplan.errors import UsageError
from certiplan.tasks.travel.infeasible.cases import InfeasibleCase
from certiplan.tasks.travel.infeasible.judging import Judgement, Repaired, judge_case


class InfeasibleSummary(TypedDict):
    """What a run came to; rates are of all cases, or of all cases with a repair and both users.

    `repaired_rate` is of the users whose least repair exists, `none_rate` of the others: those to whom
    rightly nothing was offered.
    """

    cases: int
    by_reason: dict[str, int]
    by_reasons: dict[str, int]
    detected_rate: float | None
    minimal_rate: float | None
    complete_rate: float | None
    repairable: int
    repaired_rate: float | None
    least_rate: float | None
    none_rate: float | None
    conflicts_median: float | None
    requirements_median: float | None
    seconds_median: dict[str, float]
    seconds_all_median: dict[str, float]
    seconds_ways_median: dict[str, float]
    not_passed: list[str]


def run_infeasible(
    cases: Iterable[InfeasibleCase],
    *,
    solver: str = "auto",
    time_limit_s: float | None = None,
    records_path: Path | None = None,
    on_case: Callable[[Judgement], None] | None = None,
) -> InfeasibleSummary:
    """Judge every case, in order.

    Args:
        cases: the cases; they are drawn as they are needed.
        solver: for what is judged.
        time_limit_s: for each part of what is judged.
        records_path: a file for one line of JSON per case; it is overwritten, and its directory is made.
        on_case: called with every judgement, as it is there.

    Raises:
        UsageError: the file for the records cannot be written.
        NotSettledError: the truth of a case could not be settled.
    """
    judgements: list[Judgement] = []
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
            judgement = judge_case(case, solver=solver, time_limit_s=time_limit_s)
            judgements.append(judgement)
            if records is not None:
                records.write(f"{json.dumps(record(judgement), ensure_ascii=False)}\n")
                records.flush()
            if on_case is not None:
                on_case(judgement)
    return summarize(judgements)


def summarize(judgements: Iterable[Judgement]) -> InfeasibleSummary:
    """The rates and times of a run."""
    judged = list(judgements)
    users = [user for judgement in judged for user in judgement.users]
    repairable = [user for user in users if user.truth_usd is not None]
    others = [user for user in users if user.truth_usd is None]
    return {
        "cases": len(judged),
        "by_reason": dict(Counter(reason for judgement in judged for reason in judgement.case.reasons)),
        "by_reasons": dict(sorted(Counter(str(len(judgement.case.reasons)) for judgement in judged).items())),
        "detected_rate": _rate([judgement.detected for judgement in judged]),
        "minimal_rate": _rate([judgement.minimal for judgement in judged]),
        "complete_rate": _rate([judgement.complete for judgement in judged]),
        "repairable": len(repairable),
        "repaired_rate": _rate([user.repaired for user in repairable]),
        "least_rate": _rate([user.least for user in repairable]),
        "none_rate": _rate([user.repaired for user in others]),
        "conflicts_median": _median([judgement.conflicts for judgement in judged]),
        "requirements_median": _median([judgement.requirements for judgement in judged]),
        "seconds_median": _by_days(judged, lambda judgement: judgement.seconds),
        "seconds_all_median": _by_days(judged, lambda judgement: judgement.seconds_all),
        "seconds_ways_median": _by_days(
            judged, lambda judgement: max((user.seconds for user in judgement.users), default=0.0)
        ),
        "not_passed": [judgement.case.id for judgement in judged if not judgement.passes],
    }


def _by_days(judged: list[Judgement], seconds: Callable[[Judgement], float]) -> dict[str, float]:
    days = sorted({judgement.case.request.day_count for judgement in judged})
    return {
        str(count): round(median(seconds(each) for each in judged if each.case.request.day_count == count), 4)
        for count in days
    }


def _rate(verdicts: list[bool]) -> float | None:
    return sum(verdicts) / len(verdicts) if verdicts else None


def _median(values: list[int]) -> float | None:
    return median(values) if values else None


def record(judgement: Judgement) -> dict[str, object]:
    """One case as JSON."""
    return {
        "case": judgement.case.id,
        "reasons": list(judgement.case.reasons),
        "refused": sorted(judgement.case.refused),
        "request": judgement.case.request.model_dump(mode="json"),
        "detected": judgement.detected,
        "minimal": judgement.minimal,
        "complete": judgement.complete,
        "conflict": list(judgement.conflict),
        "conflicts": judgement.conflicts,
        "requirements": judgement.requirements,
        "users": [_user(user) for user in judgement.users],
        "seconds": round(judgement.seconds, 4),
        "seconds_all": round(judgement.seconds_all, 4),
        "passes": judgement.passes,
    }


def _user(user: Repaired) -> dict[str, object]:
    return {
        "user": user.user,
        "least_repair_usd": user.truth_usd,
        "found_usd": user.found_usd,
        "ways": user.ways,
        "sound": user.sound,
        "problem": user.problem,
        "seconds": round(user.seconds, 4),
    }
