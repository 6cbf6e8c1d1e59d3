"""The example for Inspect AI, against a stub of the few names that it uses: Inspect is no dependency."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "inspect_task.py"


def plain_decorator(*given: Any, **options: Any) -> Any:
    """A decorator with or without arguments that leaves what it decorates as it is."""
    return given[0] if given and callable(given[0]) else lambda function: function


def record_of(name: str) -> Callable[..., SimpleNamespace]:
    def make(*given: Any, **fields: Any) -> SimpleNamespace:
        return SimpleNamespace(made=name, given=given, **fields)

    return make


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    names: dict[str, dict[str, Any]] = {
        "inspect_ai": {"Task": record_of("Task"), "task": plain_decorator},
        "inspect_ai.dataset": {"MemoryDataset": record_of("MemoryDataset"), "Sample": record_of("Sample")},
        "inspect_ai.model": {"get_model": lambda: "openai/small"},
        "inspect_ai.scorer": {
            "Score": record_of("Score"),
            "Scorer": object,
            "Target": object,
            "accuracy": lambda: "accuracy",
            "stderr": lambda: "stderr",
            "scorer": plain_decorator,
        },
        "inspect_ai.solver": {
            "Generate": object,
            "Solver": object,
            "TaskState": object,
            "solver": plain_decorator,
        },
    }
    for name, members in names.items():
        module = ModuleType(name)
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, name, module)
    spec = importlib.util.spec_from_file_location("inspect_task", EXAMPLE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tried(task: Any, sample: Any, *, epoch: int = 1) -> Any:
    """A sample solved and scored."""
    state = SimpleNamespace(sample_id=sample.id, epoch=epoch, output=SimpleNamespace(completion=""))
    state = asyncio.run(task.solver(state, None))
    return asyncio.run(task.scorer(state, None))


def test_a_case_is_a_sample_that_is_solved_and_scored(example: ModuleType) -> None:
    task = example.certiplan(suite="tests.tasks.evaluation.tiny_suites:SUMS", limit=2)
    samples = task.dataset.given[0]
    assert [sample.id for sample in samples] == ["sum/0", "sum/1"]
    assert samples[1].input == "How much is 1 and 1?"
    assert json.loads(samples[1].target) == 2
    assert tried(task, samples[0]).value == {"final_pass": 1, "sum": 1}
    wrong = tried(task, samples[1])
    assert wrong.value == {"final_pass": 0, "sum": 0}
    assert (wrong.answer, wrong.explanation) == ("3", "sum: expected 2, found 3")
    assert wrong.metadata["outcome"] == "plan"


def test_the_model_that_inspect_evaluates_is_the_one_that_reads(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def trying(suite: object, case: object, epoch: int, settings: Any) -> Any:
        seen.append((settings.model, settings.reader, epoch))
        raise StopAsyncIteration

    monkeypatch.setattr(example, "try_case", trying)
    task = example.certiplan(suite="tests.tasks.evaluation.tiny_suites:SUMS", reader="model", limit=1)
    with pytest.raises((StopAsyncIteration, RuntimeError)):
        tried(task, task.dataset.given[0][0], epoch=2)
    assert seen == [("openai:small", "model", 1)]
