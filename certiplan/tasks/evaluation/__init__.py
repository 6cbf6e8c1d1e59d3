"""Evaluation: suites of cases, run anywhere, written down as they go, scored and compared.

suite        what a suite is: `Suite`, `Case`, `Settings`, `Attempt`, `Judgement`
registry     finding suites by name
runner       running one: `run_suite`, and judging again what was run: `rescore`
working      what a worker does with one case
processes    workers as processes that may die; `executors` opens these or a Dask cluster
records      the line of JSON for each case, and the file of them
manifest     what a run was made with
summary      what a run came to; `intervals` has the statistics
language_models  the reader "model": a language model writes the document
planners     the whole planner on a text
delivered    scoring plans that another system made
answers      what solvers and planners say, as attempts
report       tables, comparisons and pages
"""

from certiplan.tasks.evaluation.answers import attempt_of_answer, attempt_of_outcome
from certiplan.tasks.evaluation.delivered import DeliveredSuite, Submissions
from certiplan.tasks.evaluation.executors import open_executor
from certiplan.tasks.evaluation.language_models import attempt_by_model, open_client
from certiplan.tasks.evaluation.plain_data import plain
from certiplan.tasks.evaluation.planners import attempt_by_planner
from certiplan.tasks.evaluation.processes import LocalProcesses
from certiplan.tasks.evaluation.recording import timed
from certiplan.tasks.evaluation.records import Record, Tokens, read_records
from certiplan.tasks.evaluation.registry import find_suite, suite_places
from certiplan.tasks.evaluation.runner import (
    InThisProcess,
    Run,
    RunInterruptedError,
    Selection,
    rescore,
    run_suite,
)
from certiplan.tasks.evaluation.suite import (
    SETTLED,
    Attempt,
    Case,
    Judgement,
    Outcome,
    Reader,
    Settings,
    Suite,
)
from certiplan.tasks.evaluation.summary import rates, summarize

__all__ = [
    "SETTLED",
    "Attempt",
    "Case",
    "DeliveredSuite",
    "InThisProcess",
    "Judgement",
    "LocalProcesses",
    "Outcome",
    "Reader",
    "Record",
    "Run",
    "RunInterruptedError",
    "Selection",
    "Settings",
    "Submissions",
    "Suite",
    "Tokens",
    "attempt_by_model",
    "attempt_by_planner",
    "attempt_of_answer",
    "attempt_of_outcome",
    "find_suite",
    "open_client",
    "open_executor",
    "plain",
    "rates",
    "read_records",
    "rescore",
    "run_suite",
    "suite_places",
    "summarize",
    "timed",
]
