"""Every document that was written for a published problem has no mistakes and the published optimum."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from certiplan.model.loading import load_elements
from certiplan.model.yaml_text import parse_text
from certiplan.solvers.model import Model, Solved
from certiplan.tasks.wordproblems import WordProblem, agrees, load_problems
from certiplan.tasks.wordproblems.problems import examined

DOCUMENTS = Path(__file__).parent / "documents"
PATHS = sorted(DOCUMENTS.rglob("*.yaml"))
CHECKOUT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("CERTIPLAN_DATA", CHECKOUT.parent / "shared" / "data")) / "wordproblems"
LONGEST_SHARED_WORDS = 6


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@cache
def problems() -> dict[str, WordProblem]:
    if not DATA.is_dir():
        pytest.skip("neither CERTIPLAN_DATA nor ../shared/data holds wordproblems/")
    return {problem.id: problem for problem in load_problems(DATA)}


def test_there_are_ten_of_each_set() -> None:
    counts = Counter(path.parent.name for path in PATHS if name(path) not in examined())
    assert sum(count >= 10 for count in counts.values()) == 6
    assert set(examined()) <= {name(path) for path in PATHS}


@pytest.mark.parametrize("path", PATHS, ids=name)
def test_the_optimum_is_the_published_one(path: Path) -> None:
    problem = problems()[name(path)]
    model = Model.load(path)
    assert not [str(found) for found in model.diagnostics() if found.severity != "note"]
    answer = model.solve()
    assert isinstance(answer, Solved) and answer.optimal
    value = float(answer.objectives[0])
    known = examined().get(problem.id)
    assert agrees(value, problem.answers if known is None else (known.value,))
    assert known is None or not agrees(value, problem.answers), "the published answer is right after all"


@pytest.mark.parametrize("path", PATHS, ids=name)
def test_no_text_of_the_problem_is_copied(path: Path) -> None:
    document = parse_text(path.read_text(encoding="utf-8")).data
    assert isinstance(document, dict)
    elements = load_elements(path).elements
    said = " ".join(str(document.get(key, "")) for key in ("title", "note"))
    assert not elements.requirements
    words, theirs = said.lower().split(), problems()[name(path)].text.lower().split()
    runs = {tuple(theirs[k : k + LONGEST_SHARED_WORDS]) for k in range(len(theirs))}
    ours = [tuple(words[k : k + LONGEST_SHARED_WORDS]) for k in range(len(words) - LONGEST_SHARED_WORDS + 1)]
    assert not [" ".join(run) for run in ours if run in runs]
