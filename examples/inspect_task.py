"""Suites of Certiplan as tasks of Inspect AI (https://inspect.aisi.org.uk), for those who evaluate with it.

    pip install inspect-ai
    inspect eval inspect_task.py -T suite=infeasible-travel -T limit=3 --model mockllm/model
    inspect eval inspect_task.py -T suite=travelplanner -T data=DIR -T reader=model --model openai/NAME

A sample is a case. The solver runs the suite's own `run` in a thread, so that Inspect's concurrency, limits,
epochs and logs apply; the scorer is the suite's `judge`, one value for each verdict. With `reader=model` the
suite asks the model that Inspect evaluates, by its name and Certiplan's own client.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import get_model
from inspect_ai.scorer import Score, Scorer, Target, accuracy, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

from certiplan.tasks.evaluation import Case, Record, Settings, Suite, find_suite
from certiplan.tasks.evaluation.working import try_case


@task
def certiplan(
    suite: str = "infeasible-travel",
    data: str | None = None,
    split: str | None = None,
    reader: str = "oracle",
    limit: int | None = None,
) -> Task:
    """A suite of Certiplan, by name or as MODULE:OBJECT."""
    found = find_suite(suite)
    settings = Settings(reader=reader, data=None if data is None else Path(data), split=split)  # type: ignore[arg-type]
    cases = {case.id: case for case in islice(found.cases(settings), limit)}
    return Task(
        dataset=MemoryDataset(list(_samples(cases)), name=found.name),
        solver=planner(found, cases, settings),
        scorer=verdicts(list(found.metrics)),
        metadata={"licence": found.licence, "metrics": dict(found.metrics)},
    )


def _samples(cases: dict[str, Case]) -> Iterator[Sample]:
    for case in cases.values():
        yield Sample(
            id=case.id,
            input=case.text or json.dumps(case.request, ensure_ascii=False),
            target=json.dumps(case.gold, ensure_ascii=False),
            metadata=dict(case.metadata),
        )


@solver
def planner(suite: Suite, cases: dict[str, Case], settings: Settings) -> Solver:
    """Tries the case of the sample; its record is the completion."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        own = settings
        if settings.reader == "model":
            provider, _, name = str(get_model()).partition("/")
            own = Settings(**{**vars(settings), "model": f"{provider}:{name}"})
        record = await asyncio.to_thread(try_case, suite, cases[str(state.sample_id)], state.epoch - 1, own)
        state.output.completion = record.model_dump_json()
        return state

    return solve


@scorer(metrics={"*": [accuracy(), stderr()]})
def verdicts(metrics: list[str]) -> Scorer:
    """Whether the case passed, and the suite's verdicts; those that do not apply count as passed."""

    async def score(state: TaskState, target: Target) -> Score:
        record = Record.model_validate_json(state.output.completion)
        value: dict[str, Any] = {"final_pass": int(record.passed)}
        value |= {name: int(record.verdicts.get(name) is not False) for name in metrics}
        why = "; ".join(f"{name}: {reason}" for name, reason in record.why.items())
        return Score(
            value=value,
            answer=json.dumps(record.answer, ensure_ascii=False),
            explanation=why or record.message,
            metadata={"outcome": record.outcome, "seconds": record.seconds, **record.tokens.model_dump()},
        )

    return score
