from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from certiplan.agents.events import Listener
from certiplan.formalizers.language_model import client as asking
from certiplan.formalizers.language_model.providers import OpenedModel, open_model
from certiplan.formalizers.language_model.scripted import ScriptedChatModel
from certiplan.tasks.evaluation import Attempt, Case, Record, Settings, attempt_by_model, run_suite
from tests.tasks.evaluation.tiny_suites import Sums

DOCUMENT = """```yaml
certiplan: 1
requirements:
  r1: {quote: "at most 3 cakes"}
  r2: {quote: "as many as possible"}
variables: {cakes: {type: integer, lower: 0, upper: 100, from: r1}}
constraints: {most: {that: "cakes <= MOST", from: r1}}
objective: {maximize: "cakes", from: r2}
```
"""
REQUEST = "Bake at most 3 cakes, as many as possible."
Script = Callable[[Sequence[str]], ScriptedChatModel]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Every model that is opened says these lines."""

    def use(lines: Sequence[str]) -> ScriptedChatModel:
        model = ScriptedChatModel(script=list(lines))

        def opened(name: str, **options: Any) -> OpenedModel:
            return open_model(model)

        monkeypatch.setattr(asking, "open_model", opened)
        return model

    return use


class Baking(Sums):
    """Has a model write the document."""

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        return attempt_by_model(REQUEST, settings, listener)


def baked(settings: Settings, cases: int = 1) -> tuple[Record, ...]:
    return run_suite(Baking(kinds=("right",) * cases), settings).records


def test_a_model_writes_the_document_and_the_solver_settles_it(script: Script) -> None:
    script([DOCUMENT.replace("MOST", "3")])
    (record,) = baked(Settings(reader="model", model="scripted"))
    assert (record.outcome, record.value, record.optimal) == ("plan", 3.0, True)
    assert record.document is not None and "cakes <= 3" in record.document
    assert record.tokens.calls == 1 and record.tokens.output > 0
    assert record.details["rounds"] == 0
    kinds = [event["kind"] for event in record.events]
    assert kinds.index("usage") < kinds.index("model_drafted") < kinds.index("step_ended")


def test_a_document_that_stays_wrong_is_kept_with_what_is_wrong(script: Script) -> None:
    script([DOCUMENT.replace("MOST", "most")] * 4)
    (record,) = baked(Settings(reader="model", model="scripted"))
    assert record.outcome == "error" and not record.passed
    assert record.document is not None
    assert any("unknown-name" in finding for finding in record.diagnostics)


def test_a_spent_budget_is_a_limit(script: Script) -> None:
    script([DOCUMENT.replace("MOST", "3")])
    (record,) = baked(Settings(reader="model", model="scripted", token_limit=10))
    assert record.outcome == "limit"
    assert "10 tokens" in record.message


def test_of_several_samples_the_majority_is_taken(script: Script) -> None:
    model = script(
        [DOCUMENT.replace("cakes <= MOST", that) for that in ("cakes < 3", "3 >= cakes", "cakes <= 3")]
    )
    (record,) = baked(Settings(reader="model", model="scripted", samples=3))
    assert model.left == 0
    assert record.value == 3.0
    assert record.details["samples"] == 3
    assert record.details["agreement"] == "majority"


def test_answers_are_kept_for_each_seed_and_sample(script: Script, tmp_path: Path) -> None:
    settings = Settings(reader="model", model="scripted", cache=tmp_path / "answers.db")
    model = script([DOCUMENT.replace("MOST", "3"), DOCUMENT.replace("MOST", "2")])
    (first,) = baked(settings)
    (again,) = baked(settings)
    (other,) = baked(Settings(reader="model", model="scripted", cache=settings.cache, seed=1))
    assert model.left == 0
    assert (first.value, again.value, other.value) == (3.0, 3.0, 2.0)
    assert (first.tokens.cached, again.tokens.cached) == (0, 1)
    assert again.tokens.total == 0


def test_calls_are_logged_as_they_went_out_and_came_back(script: Script, tmp_path: Path) -> None:
    log = tmp_path / "calls.jsonl"
    script([DOCUMENT.replace("MOST", "3")])
    baked(Settings(reader="model", model="scripted", log=log))
    (call,) = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert DOCUMENT.replace("MOST", "3").splitlines()[0] in json.dumps(call)
