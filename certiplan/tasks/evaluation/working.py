"""What a worker does: one case, tried, judged and written down. Nothing that goes wrong leaves here."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import replace

from pydantic import ValidationError

from certiplan.errors import (
    CertiplanError,
    LanguageModelUnavailableError,
    SolverUnavailableError,
    UsageError,
)
from certiplan.tasks.evaluation.plain_data import number, plain
from certiplan.tasks.evaluation.recording import EventLog
from certiplan.tasks.evaluation.records import Record
from certiplan.tasks.evaluation.suite import Attempt, Case, Judgement, Outcome, Settings, Suite

_TRACE_LINES = 12
_SETTINGS_ERRORS = tuple(
    kind.__name__ for kind in (UsageError, SolverUnavailableError, LanguageModelUnavailableError)
)


def try_case(
    suite: Suite,
    case: Case,
    epoch: int,
    settings: Settings,
    clock: Callable[[], float] = time.perf_counter,
) -> Record:
    """Try a case, judge what came of it, and say what it took.

    Args:
        suite: the suite.
        case: the case.
        epoch: which repetition this is, from 0; its seed is `settings.seed + epoch`.
        settings: of the run.
        clock: tells the time in seconds.
    """
    settings = replace(settings, seed=settings.seed + epoch)
    log = EventLog()
    error = trace = ""
    began = clock()
    try:
        attempt = suite.run(case, settings, log)
    except Exception as problem:
        # A suite is foreign code here: whatever it raises is the result of this one case.
        attempt = Attempt(outcome="error", message=_message(problem))
        error, trace = type(problem).__name__, _trace(problem)
    seconds = clock() - began
    if settings.token_limit is not None and log.tokens.total > settings.token_limit:
        attempt = replace(
            attempt,
            outcome="limit",
            message=f"{log.tokens.total:,} tokens were used, and {settings.token_limit:,} allowed. "
            f"{attempt.message}".rstrip(),
        )
    blank = _blank(case, epoch, settings)
    try:
        record = blank.model_copy(
            update={
                **_fields(attempt, log),
                "error": error,
                "trace": trace,
                "seconds": round(seconds, 6),
                "steps": {step: round(spent, 6) for step, spent in log.steps.items()},
                "tokens": log.tokens,
                "events": tuple(log.lines),
            }
        )
        judgement = judged(suite, case, record.attempt)
        return Record.model_validate(record.judged_as(judgement).model_dump())
    except (ValidationError, ArithmeticError, LookupError, TypeError, ValueError) as problem:
        return blank.model_copy(
            update={
                "message": f"the attempt could not be judged: {_message(problem)}",
                "error": type(problem).__name__,
                "trace": _trace(problem),
                "seconds": round(seconds, 6),
                "tokens": log.tokens,
            }
        )


def judged(suite: Suite, case: Case, attempt: Attempt) -> Judgement:
    """The suite's judgement; what did not run to its end did not pass, whatever it left behind."""
    judgement = suite.judge(case, attempt)
    ran = attempt.outcome not in ("limit", "error", "crash")
    return judgement if ran else replace(judgement, passed=False)


def lost(suite: Suite, case: Case, epoch: int, settings: Settings, outcome: Outcome, why: str) -> Record:
    """The record of a case whose worker did not live to write one."""
    record = _blank(case, epoch, replace(settings, seed=settings.seed + epoch))
    record = record.model_copy(update={"outcome": outcome, "message": why})
    return record.judged_as(judged(suite, case, record.attempt))


def is_settings_error(record: Record) -> bool:
    """Whether the case failed for what every other case would fail for too, such as a missing key."""
    return record.outcome == "error" and record.error in _SETTINGS_ERRORS


def _blank(case: Case, epoch: int, settings: Settings) -> Record:
    return Record(
        case=case.id,
        epoch=epoch,
        seed=settings.seed,
        text=case.text,
        request=plain(case.request),
        gold=plain(case.gold),
        metadata=dict(case.metadata),
        outcome="error",
        passed=False,
    )


def _fields(attempt: Attempt, log: EventLog) -> dict[str, object]:
    return {
        "outcome": attempt.outcome,
        "answer": plain(attempt.answer),
        "value": number(attempt.value),
        "bound": number(attempt.bound),
        "optimal": attempt.optimal,
        "solver": attempt.solver,
        "document": attempt.document if attempt.document is not None else log.document,
        "heard": plain(attempt.heard) if attempt.heard is not None else log.heard,
        "conflict": plain(attempt.conflict),
        "diagnostics": tuple(attempt.diagnostics) or log.diagnostics,
        "message": attempt.message,
        "details": {name: plain(value) for name, value in attempt.details.items()},
    }


def _message(problem: Exception) -> str:
    ours = isinstance(problem, CertiplanError)
    return str(problem) if ours else f"{type(problem).__name__}: {problem}"


def _trace(problem: Exception) -> str:
    return (
        ""
        if isinstance(problem, UsageError)
        else "".join(traceback.format_exception(problem)[-_TRACE_LINES:])
    )
