"""The suite `wordproblems`: problems in words, judged by the optimum alone.

With the reader "model" a language model writes the document. With the reader "oracle" the documents are
given (`--option documents=DIR`, a file SET/KEY.yaml for each problem), which tests the language, the solvers
and the published answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from certiplan.agents.events import Listener, ModelDrafted
from certiplan.errors import UsageError
from certiplan.tasks.evaluation import Attempt, Case, Judgement, Reader, Settings, Suite, timed
from certiplan.tasks.wordproblems.problems import (
    ROUTES,
    SETS,
    WordProblem,
    agrees,
    examined,
    find_data,
    load_problems,
    routes_file,
)

_SUFFIXES: Final = (".yaml", ".yml", ".json")


class WordProblems(Suite):
    """Optimization word problems of published sets."""

    name = "wordproblems"
    description = "optimization problems in words, with the optimum as published"
    licence = "as the releases: MIT, Apache-2.0, CC-BY-SA; some state none"
    metrics: Mapping[str, str] = {
        "right": "the optimum is the published one, or the right one where that was found wrong",
        "published": "the optimum is the published one",
        "proved": "it was proved to be the optimum",
    }
    readers: tuple[Reader, ...] = ("model", "oracle")
    needs_data = True
    options: Mapping[str, str] = {
        "documents": "a directory with a document SET/KEY.yaml for each problem, for the reader oracle"
    }

    def cases(self, settings: Settings) -> Iterator[Case]:
        """The problems of all sets, or of the split; for the oracle those that have a document."""
        if settings.data is None:
            raise UsageError("--data DIR is needed: where the word problems are")
        documents = _documents(settings)
        for problem in load_problems(settings.data, SETS if settings.split is None else (settings.split,)):
            document = None if documents is None else _document(documents, problem)
            if documents is None or document is not None:
                yield Case(
                    id=problem.id,
                    text=problem.text,
                    gold={"answers": list(problem.answers)},
                    metadata={"set": problem.set},
                    payload=document,
                )

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        """Have the problem written as a document, or take the one that is given, and solve it."""
        if settings.reader == "model":
            from certiplan.tasks.evaluation import attempt_by_model

            return attempt_by_model(case.text, settings, listener)
        assert isinstance(case.payload, Path)
        return _solved(case.payload, settings, listener)

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        """Compare the optimum with the published one, and with the right one where that is wrong."""
        assert isinstance(case.gold, dict)
        answers = case.gold["answers"]
        assert isinstance(answers, list)
        value = attempt.value if attempt.outcome == "plan" else None
        published = agrees(value, (float(str(answer)) for answer in answers))
        known = examined().get(case.id)
        right = published if known is None else agrees(value, (known.value,))
        why = {}
        if not right:
            why["right"] = f"{attempt.outcome} {'' if value is None else value} instead of {answers}"
        if not published and known is not None:
            why["published"] = known.why
        return Judgement(
            passed=right,
            verdicts={"right": right, "published": published, "proved": attempt.optimal},
            why=why,
        )

    def data_files(self, settings: Settings) -> Iterable[Path]:
        """The files of the sets, and the documents."""
        if settings.data is None:
            return
        if settings.split == ROUTES:
            yield routes_file(settings.data)
        else:
            yield from sorted(find_data(settings.data).glob("*.jsonl"))
        documents = _documents(settings)
        if documents is not None:
            yield from sorted(path for path in documents.rglob("*") if path.suffix in _SUFFIXES)


def _documents(settings: Settings) -> Path | None:
    """The directory of the documents; None where a language model writes them."""
    if settings.reader == "model":
        return None
    given = settings.options.get("documents")
    if given is None:
        raise UsageError(
            "the oracle needs documents: --option documents=DIR with a file SET/KEY.yaml for each problem "
            "(the project's own are in tests/tasks/wordproblems/documents)"
        )
    folder = Path(given)
    if not folder.is_dir():
        raise UsageError(f"{folder} is no directory of documents")
    return folder


def _document(documents: Path, problem: WordProblem) -> Path | None:
    for suffix in _SUFFIXES:
        path = documents / problem.set / f"{problem.key}{suffix}"
        if path.is_file():
            return path
    return None


def _solved(path: Path, settings: Settings, listener: Listener) -> Attempt:
    from certiplan.solvers.backend import SolveOptions
    from certiplan.solvers.model import Model  # loads solvers; judging does not
    from certiplan.tasks.evaluation import attempt_of_answer

    listener(ModelDrafted(document=path.read_text(encoding="utf-8"), round=0))
    with timed(listener, "solve"):
        model = Model.load(path)
        options = SolveOptions(time_limit_s=settings.time_limit_s, seed=settings.seed)
        answer = model.solve(solver=settings.solver, options=options)
    return attempt_of_answer(answer, document=model.document)


SUITE = WordProblems()
