"""The suite `travelplanner`: the queries of the TravelPlanner benchmark, with its official metrics.

Plans are judged in the whole database and the flights of their query, in two readings of the rules: as the
published evaluation scores them, and without its gaps. The first gives the score, both are recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, cast

from pydantic import JsonValue

from certiplan.agents.events import Listener
from certiplan.errors import UsageError
from certiplan.tasks import evaluation
from certiplan.tasks.evaluation import Attempt, Judgement, Reader, Record, Settings, Suite
from certiplan.tasks.travel.checker import (
    COMMONSENSE,
    HARD,
    Constraint,
    Hard,
    Outcome,
    Plan,
    Reading,
    Report,
    Verdict,
    applicable_hard,
    check_plan,
)
from certiplan.tasks.travel.paraphrasing import STYLES, paraphrase
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.scoring import Judged, summarize
from certiplan.tasks.travel.submission import read_submission, submission_text
from certiplan.tasks.travel.travelplanner import Case, find_data, load_split

READINGS: tuple[Reading, ...] = ("benchmark", "plain")
DEFAULT_SPLIT: Final = "train_45"
_TABLES: Final = ("*.csv", "*.txt")


class TravelPlannerSuite(Suite):
    """The queries of the TravelPlanner benchmark."""

    name = "travelplanner"
    description = "travel requests of the TravelPlanner benchmark, with its official metrics"
    licence = "MIT (OSU-NLP-Group/TravelPlanner)"
    metrics: Mapping[str, str] = {
        "delivery": "a plan was delivered",
        "commonsense_macro": "it meets all eight commonsense constraints",
        "hard_macro": "it is complete, true in the sandbox, and meets all that the query asks for",
    }
    readers: tuple[Reader, ...] = ("offline", "oracle", "model")
    needs_data = True
    options: Mapping[str, str] = {
        "setting": "what plans are made from: reference (of each query, the default) or database",
        "style": f"read paraphrases instead: all, or one of {', '.join(STYLES)}",
    }

    def cases(self, settings: Settings) -> Iterator[evaluation.Case]:
        """The queries of a split, "train_45" unless the settings name another; or paraphrases of them."""
        styles = _styles(settings)
        for case in load_split(_data(settings), settings.split or DEFAULT_SPLIT):
            metadata = {"level": case.level, "days": str(case.days)}
            request = case.request.model_dump(mode="json")
            if not styles:
                yield evaluation.Case(
                    id=case.id, request=request, text=case.query, metadata=metadata, payload=case
                )
            for style in styles:
                yield evaluation.Case(
                    id=f"{case.id}/{style}",
                    request=request,
                    text=paraphrase(case.request, style, seed=settings.seed),
                    metadata={**metadata, "style": style},
                    payload=case,
                )

    def run(self, case: evaluation.Case, settings: Settings, listener: Listener) -> Attempt:
        """Plan one query; see `certiplan.tasks.travel.benchmark.plan_case`."""
        from certiplan.tasks.travel.benchmark import plan_case  # loads solvers; judging plans does not

        return plan_case(_query(case), case.text, settings, listener)

    def judge(self, case: evaluation.Case, attempt: Attempt) -> Judgement:
        """Judge a plan in both readings; one that is empty counts as not delivered."""
        from certiplan.tasks.travel.benchmark import database

        query = _query(case)
        misheard = differences(attempt.heard, query.request)
        if not (isinstance(attempt.answer, list) and attempt.answer):
            return judgement(query, {}, misheard)
        world = query.sandbox(database(query.folder))
        plan = cast(Plan, attempt.answer)
        reports = {reading: check_plan(plan, query.request, world, reading=reading) for reading in READINGS}
        return judgement(query, reports, misheard)

    def score(self, records: Sequence[Record]) -> Mapping[str, object]:
        """The official metrics, broken down by level, by days and by constraint."""
        return {
            **summarize([_judged(record, "benchmark") for record in records]),
            "plain": summarize([_judged(record, "plain") for record in records]),
            "cases": len({record.case for record in records}),
        }

    def submission(self, records: Sequence[Record]) -> str:
        """The plans of a run in the benchmark's submission format."""
        return submission_text(records)

    def delivered(
        self, path: Path, cases: Iterable[evaluation.Case]
    ) -> tuple[Mapping[str, Attempt], tuple[str, ...]]:
        """The plans in a file of this format; see `certiplan.tasks.travel.submission`."""
        return read_submission(path, cases)

    def data_files(self, settings: Settings) -> Iterable[Path]:
        """The tables of the benchmark and the queries of the split."""
        folder = find_data(_data(settings))
        tables = (path for pattern in _TABLES for path in folder.glob(pattern))
        return (*tables, folder / f"{settings.split or DEFAULT_SPLIT}.jsonl")


def _data(settings: Settings) -> Path:
    if settings.data is None:
        raise UsageError("--data DIR is needed: where the files of the TravelPlanner benchmark are")
    return settings.data


def _styles(settings: Settings) -> tuple[str, ...]:
    """The styles of paraphrases that are asked for; none for the queries as they are.

    Raises:
        UsageError: there is no such style.
    """
    given = settings.options.get("style")
    if given is None:
        return ()
    if given == "all":
        return tuple(STYLES)
    if given not in STYLES:
        raise UsageError(f"style={given}: expected all, or one of {', '.join(STYLES)}")
    return (given,)


def _query(case: evaluation.Case) -> Case:
    assert isinstance(case.payload, Case)
    return case.payload


def differences(heard: JsonValue, request: TravelRequest) -> tuple[str, ...] | None:
    """What a reader understood otherwise than the structured fields have it; None where nobody read."""
    understood = heard.get("request") if isinstance(heard, dict) else None
    if not isinstance(understood, dict):
        return None
    found = []
    for name, meant in request.model_dump(mode="json", exclude={"text", "quotes"}).items():
        value = understood.get(name)
        if _unordered(value) != _unordered(meant):
            found.append(f"{name} is {value}, and was meant to be {meant}")
    return tuple(found)


def _unordered(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, list) else value


def judgement(
    query: Case, reports: Mapping[Reading, Report], misheard: tuple[str, ...] | None = None
) -> Judgement:
    """Reports on a plan as a judgement; without reports none was delivered.

    Args:
        query: what was asked for.
        reports: on the plan, by reading.
        misheard: what its reader got wrong; None where nobody read.
    """
    applicable = applicable_hard(query.request)
    official = reports.get("benchmark")
    verdicts: dict[str, bool | None] = {
        "delivery": official is not None,
        "commonsense_macro": official is not None and official.passes_commonsense,
        "hard_macro": official is not None and official.passes_hard,
    }
    why: dict[str, str] = {}
    if misheard is not None:
        verdicts["read"] = not misheard
        if misheard:
            why["read"] = "; ".join(misheard)
    for constraint in (*COMMONSENSE, *HARD):
        verdicts[constraint] = None if constraint in HARD and constraint not in applicable else False
    details: dict[str, JsonValue] = {
        "level": query.level,
        "days": query.days,
        "applicable": list(applicable),
        **{reading: _data_of(report) for reading, report in reports.items()},
    }
    if official is None:
        return Judgement(passed=False, verdicts=verdicts, why=why, details=details)
    for verdict in official.verdicts:
        if verdict.outcome == "passed":
            verdicts[verdict.constraint] = verdict.constraint in COMMONSENSE or official.hard_is_judged
        elif verdict.outcome == "failed":
            why[verdict.constraint] = verdict.why
    return Judgement(passed=official.passes, verdicts=verdicts, why=why, details=details)


def _data_of(report: Report) -> JsonValue:
    return {
        "cost_usd": report.cost_usd,
        "passes": report.passes,
        "verdicts": {verdict.constraint: [verdict.outcome, verdict.why] for verdict in report.verdicts},
    }


def _judged(record: Record, reading: Reading) -> Judged:
    """What a record says of a query."""
    details = record.judged
    return Judged(
        level=str(details.get("level", record.metadata.get("level"))),
        days=int(str(details.get("days", record.metadata.get("days")))),
        applicable=tuple(hard for hard in HARD if _applies(record, hard)),
        report=_report(details.get(reading), reading),
    )


def _applies(record: Record, hard: Hard) -> bool:
    applicable = record.judged.get("applicable")
    return isinstance(applicable, list) and hard in applicable


def _report(data: JsonValue, reading: Reading) -> Report | None:
    """The report that a record holds; None where no plan was delivered."""
    if not isinstance(data, dict):
        return None
    verdicts = cast(Mapping[str, Sequence[str]], data["verdicts"])

    def verdict(constraint: Constraint) -> Verdict:
        outcome, why = verdicts[constraint]
        return Verdict(constraint=constraint, outcome=cast(Outcome, outcome), why=why)

    return Report(
        reading=reading,
        commonsense=tuple(verdict(constraint) for constraint in COMMONSENSE),
        hard=tuple(verdict(constraint) for constraint in HARD),
        cost_usd=int(cast(int, data["cost_usd"])),
    )


SUITE = TravelPlannerSuite()
