"""The suite of word problems: which cases there are, what counts as right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from certiplan.errors import UsageError
from certiplan.tasks.evaluation import Attempt, Case, InThisProcess, Settings, run_suite
from certiplan.tasks.wordproblems import SUITE

DOCUMENT = """
certiplan: 1
variables:
  x: {type: integer, lower: 0, upper: 9}
constraints:
  enough: {that: "3 * x >= 10"}
objective: {minimize: "x"}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    data = tmp_path / "data"
    data.mkdir()
    lines = [
        {"id": "bwor-1", "question": "One?", "answer": 4.0},
        {"id": "bwor-2", "question": "Two?", "answer": 5.0},
        {"id": "bwor-3", "question": "Three?", "answer": 6.0},
    ]
    (data / "bwor.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    documents = tmp_path / "documents" / "bwor"
    documents.mkdir(parents=True)
    for key in ("1", "2"):
        (documents / f"{key}.yaml").write_text(DOCUMENT, encoding="utf-8")
    return Settings(data=data, options={"documents": str(documents.parent)}, solver="highs")


def test_the_oracle_has_the_cases_with_a_document(settings: Settings) -> None:
    assert [case.id for case in SUITE.cases(settings)] == ["bwor/1", "bwor/2"]
    by_model = Settings(reader="model", data=settings.data)
    assert [case.id for case in SUITE.cases(by_model)] == ["bwor/1", "bwor/2", "bwor/3"]


def test_a_run_compares_the_optimum(settings: Settings) -> None:
    run = run_suite(SUITE, settings, executor=InThisProcess())
    assert [(record.case, record.passed, record.value) for record in run.records] == [
        ("bwor/1", True, 4.0),
        ("bwor/2", False, 4.0),
    ]
    assert run.records[0].verdicts == {"right": True, "published": True, "proved": True}
    assert "4.0 instead of [5.0]" in run.records[1].why["right"]


def test_a_wrong_published_answer_is_not_bent_to() -> None:
    case = Case(id="industryor/56", gold={"answers": [240000.0]})
    right = SUITE.judge(case, Attempt(outcome="plan", value=264000.0, optimal=True))
    assert right.passed
    assert right.verdicts == {"right": True, "published": False, "proved": True}
    assert "apples" in right.why["published"]
    assert not SUITE.judge(case, Attempt(outcome="plan", value=240000.0, optimal=True)).passed


def test_a_conflict_is_no_answer() -> None:
    case = Case(id="bwor/1", gold={"answers": [4.0]})
    assert not SUITE.judge(case, Attempt(outcome="conflict", value=4.0)).passed


def test_what_is_missing_is_told(settings: Settings) -> None:
    with pytest.raises(UsageError, match="--data DIR is needed"):
        list(SUITE.cases(Settings()))
    with pytest.raises(UsageError, match="the oracle needs documents"):
        list(SUITE.cases(Settings(data=settings.data)))
    with pytest.raises(UsageError, match="is no directory of documents"):
        list(SUITE.cases(Settings(data=settings.data, options={"documents": "nowhere"})))


def test_the_documents_are_among_the_files_of_a_run(settings: Settings) -> None:
    assert [path.name for path in SUITE.data_files(settings)] == ["bwor.jsonl", "1.yaml", "2.yaml"]
