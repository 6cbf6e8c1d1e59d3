"""The suite `infeasible-travel`: all cases one after another, and what they come to.

What is found is compared with the truth of the case where it is run; a record holds both, and judging it
again compares them again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TypedDict, cast

from pydantic import JsonValue

from certiplan.agents.events import Listener
from certiplan.tasks import evaluation
from certiplan.tasks.evaluation import Attempt, Record, Settings, Suite, plain, timed
from certiplan.tasks.travel.infeasible.cases import InfeasibleCase, embedded_cases, train_cases
from certiplan.tasks.travel.infeasible.judging import Judgement, Repaired, judge_case
from certiplan.tasks.travel.travelplanner import find_data, load_split

EMBEDDED_CASES = 60
DEFAULT_SPLIT = "train_45"


class UserData(TypedDict):
    """What one user was offered, as it is recorded; see `Repaired`."""

    user: str
    least_repair_usd: int | None
    found_usd: int | None
    ways: int
    sound: bool
    problem: str
    repaired: bool
    least: bool
    seconds: float


class JudgementData(TypedDict):
    """A judgement as it is recorded; see `Judgement`."""

    reasons: list[str]
    refused: list[str]
    days: int
    detected: bool
    minimal: bool
    complete: bool
    conflict: list[str]
    conflicts: int
    requirements: int
    users: list[UserData]
    seconds: float
    seconds_all: float
    passes: bool


class InfeasibleSummary(TypedDict):
    """What a run came to; rates are of all cases, or of all cases with a repair and both users.

    `repaired_rate` is of the users whose least repair exists, `none_rate` of the others: those to whom
    rightly nothing was offered. Seconds are medians over the cases of so many days.
    """

    final_pass_rate: float | None
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
    seconds_one_conflict_by_days: dict[str, float]
    seconds_all_conflicts_by_days: dict[str, float]
    seconds_ways_out_by_days: dict[str, float]


class InfeasibleTravelSuite(Suite):
    """Travel requests that cannot be met, with the truth about each by exhaustion."""

    name = "infeasible-travel"
    description = "travel requests that cannot be met: conflicts and ways out against the truth by exhaustion"
    licence = "made here (Apache-2.0); with --data also of TravelPlanner queries (MIT)"
    metrics: Mapping[str, str] = {
        "detected": "proved that there is no plan",
        "minimal": "the conflict is one, and every member of it is needed",
        "complete": "the minimal conflicts that were found are all there are",
        "repaired": "each user whose request has a repair is offered a sound one, the others none",
        "least": "and at the least cost",
    }

    def cases(self, settings: Settings) -> Iterator[evaluation.Case]:
        """Cases of the embedded world and, where there are data, of the benchmark in turn.

        The first few are of both. They are drawn as they are needed, each of which takes some solving.
        """
        for case in self._drawn(settings):
            yield evaluation.Case(
                id=case.id,
                request=case.request.model_dump(mode="json"),
                gold={"refused": plain(case.refused)},
                metadata={
                    "world": "embedded" if case.id.startswith("embedded") else "benchmark",
                    "days": str(case.request.day_count),
                    "reasons": str(len(case.reasons)),
                },
                payload=case,
            )

    def _drawn(self, settings: Settings) -> Iterator[InfeasibleCase]:
        embedded = embedded_cases(EMBEDDED_CASES)
        if settings.data is not None:
            for case in train_cases(load_split(settings.data, settings.split or DEFAULT_SPLIT)):
                yield case
                yield from islice(embedded, 1)
        yield from embedded

    def case_count(self, settings: Settings) -> int | None:
        """Known without drawing them only where there are no data."""
        return EMBEDDED_CASES if settings.data is None else None

    def run(self, case: evaluation.Case, settings: Settings, listener: Listener) -> Attempt:
        """Find conflicts and ways out of one case, and its truth.

        Raises:
            NotSettledError: the truth of the case could not be settled.
        """
        assert isinstance(case.payload, InfeasibleCase)
        with timed(listener, "explain"):
            found = judge_case(case.payload, solver=settings.solver, time_limit_s=settings.time_limit_s)
        return Attempt(
            outcome="conflict" if found.detected else "unknown",
            answer=cast(JsonValue, judgement_data(found)),
            conflict={"requirements": list(found.conflict)},
            message="; ".join(user.problem for user in found.users if user.problem),
        )

    def judge(self, case: evaluation.Case, attempt: Attempt) -> evaluation.Judgement:
        """Compare what was found with the truth beside it."""
        if attempt.answer is None:
            return evaluation.Judgement(passed=False, verdicts=dict.fromkeys(self.metrics, False))
        found = cast(JudgementData, attempt.answer)
        return evaluation.Judgement(
            passed=found["passes"],
            verdicts={
                "detected": found["detected"],
                "minimal": found["minimal"],
                "complete": found["complete"],
                "repaired": found["detected"] and all(user["repaired"] for user in found["users"]),
                "least": found["detected"] and all(user["least"] for user in found["users"]),
            },
            why={"repaired": attempt.message} if attempt.message else {},
        )

    def score(self, records: Sequence[Record]) -> Mapping[str, object]:
        """The rates and times of a run; cases without an answer count among all as failed."""
        return summarize(
            [cast(JudgementData, record.answer) for record in records if record.answer], len(records)
        )

    def data_files(self, settings: Settings) -> Iterable[Path]:
        """The queries that cases are made from."""
        if settings.data is None:
            return ()
        return (find_data(settings.data) / f"{settings.split or DEFAULT_SPLIT}.jsonl",)


def summarize(judged: Sequence[JudgementData], cases: int | None = None) -> InfeasibleSummary:
    """The rates and times of a run.

    Args:
        judged: the judgements there are.
        cases: of how many cases; those without a judgement fail.
    """
    lost = [False] * ((len(judged) if cases is None else cases) - len(judged))
    users = [user for each in judged for user in each["users"]]
    repairable = [user for user in users if user["least_repair_usd"] is not None]
    others = [user for user in users if user["least_repair_usd"] is None]
    return {
        "final_pass_rate": _rate([each["passes"] for each in judged] + lost),
        "by_reason": dict(Counter(reason for each in judged for reason in each["reasons"])),
        "by_reasons": dict(sorted(Counter(str(len(each["reasons"])) for each in judged).items())),
        "detected_rate": _rate([each["detected"] for each in judged] + lost),
        "minimal_rate": _rate([each["minimal"] for each in judged] + lost),
        "complete_rate": _rate([each["complete"] for each in judged] + lost),
        "repairable": len(repairable),
        "repaired_rate": _rate([user["repaired"] for user in repairable]),
        "least_rate": _rate([user["least"] for user in repairable]),
        "none_rate": _rate([user["repaired"] for user in others]),
        "conflicts_median": _median([each["conflicts"] for each in judged]),
        "requirements_median": _median([each["requirements"] for each in judged]),
        "seconds_one_conflict_by_days": _by_days(judged, [each["seconds"] for each in judged]),
        "seconds_all_conflicts_by_days": _by_days(judged, [each["seconds_all"] for each in judged]),
        "seconds_ways_out_by_days": _by_days(
            judged, [max((user["seconds"] for user in each["users"]), default=0.0) for each in judged]
        ),
    }


def _by_days(judged: Sequence[JudgementData], seconds: Sequence[float]) -> dict[str, float]:
    groups: dict[int, list[float]] = {}
    for each, spent in zip(judged, seconds, strict=True):
        groups.setdefault(each["days"], []).append(spent)
    return {str(days): round(median(groups[days]), 4) for days in sorted(groups)}


def _rate(verdicts: list[bool]) -> float | None:
    return sum(verdicts) / len(verdicts) if verdicts else None


def _median(values: list[int]) -> float | None:
    return median(values) if values else None


def judgement_data(judgement: Judgement) -> JudgementData:
    """A judgement as data."""
    return {
        "reasons": list(judgement.case.reasons),
        "refused": sorted(judgement.case.refused),
        "days": judgement.case.request.day_count,
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


def _user(user: Repaired) -> UserData:
    return {
        "user": user.user,
        "least_repair_usd": user.truth_usd,
        "found_usd": user.found_usd,
        "ways": user.ways,
        "sound": user.sound,
        "problem": user.problem,
        "repaired": user.repaired,
        "least": user.least,
        "seconds": round(user.seconds, 4),
    }


SUITE = InfeasibleTravelSuite()
