"""The suite of underspecified requests: is the right question asked, and none that is not needed?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from pydantic import JsonValue

from certiplan.agents.events import Listener
from certiplan.formalizers.lints.words import stems
from certiplan.formalizers.questions import Answered, answer
from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain.clock import Limits
from certiplan.solvers.model import Model, NoSolution, Solved
from certiplan.solvers.questions import DecidingQuestion, QuestionOptions, inquire
from certiplan.tasks.evaluation.language_models import open_client
from certiplan.tasks.evaluation.recording import timed
from certiplan.tasks.evaluation.suite import Attempt, Case, Judgement, Reader, Settings, Suite
from certiplan.tasks.underspecified.generator import PER_KIND, UnderspecifiedCase, underspecified_cases
from certiplan.tasks.underspecified.stories import Fact

_MOST_QUESTIONS = 4
_KINDS = 3


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A question that was asked.

    Attributes:
        about: the parameter of the fact that it is about; None if it is about nothing that the story knows.
    """

    question: str
    effect: str
    about: str | None


class UnderspecifiedSuite(Suite):
    """Requests with one fact left out, in the manner of QuestBench (Li, Kim and Wang 2025); made here.

    Some need the fact, the others come to the same without it. A person replies to what is asked; then the
    answer is compared with that of the complete story, which was found by enumeration.
    """

    name = "underspecified"
    description = "requests with one fact left out: the question that is needed, and no needless one"
    licence = "made here (Apache-2.0)"
    readers: tuple[Reader, ...] = ("oracle", "model")
    metrics: Mapping[str, str] = {
        "right_question": "where the fact is needed, the first question is about it",
        "no_needless_question": "nothing is asked but for the fact that is needed",
        "right_answer": "with the person's reply, the answer is that of the complete story",
    }

    def cases(self, settings: Settings) -> Iterator[Case]:
        """The kinds in turn, drawn by the seed."""
        for case in underspecified_cases(settings.seed):
            yield Case(
                id=case.id,
                request=cast(JsonValue, case.document),
                text=case.text,
                gold={
                    "needed": case.needed,
                    "missing": case.missing.parameter,
                    "answer": case.answer,
                },
                metadata={"kind": case.kind, "needed": "yes" if case.needed else "no"},
                payload=case,
            )

    def case_count(self, settings: Settings) -> int:
        """Known without drawing them."""
        return _KINDS * PER_KIND

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        """Ask what matters, take the replies in, and solve what then is known.

        The reader "oracle" is given the document in which the fact is asked for; "model" has a language model
        write one from the text.

        Raises:
            FormalizationError: the document of the language model still has mistakes after every repair.
            LanguageModelUnavailableError: the language model cannot be asked.
        """
        story = case.payload
        assert isinstance(story, UnderspecifiedCase)
        document = (
            load_elements(dict(story.document))
            if settings.reader == "oracle"
            else _read(case.text, settings, listener)
        )
        with timed(listener, "ask"):
            asked, document, open_ended = _talked(document, story, settings)
        details: dict[str, JsonValue] = {
            "asked": [
                {"question": each.question, "effect": each.effect, "about": each.about} for each in asked
            ]
        }
        if open_ended:
            return Attempt(outcome="question", message=asked[-1].question, details=details)
        with timed(listener, "solve"):
            found = Model(document).solve(
                solver=settings.solver, options=SolveOptions(time_limit_s=settings.time_limit_s)
            )
        match found:
            case Solved():
                value = _value(found, story)
                return Attempt(
                    outcome="plan", answer=value, optimal=found.optimal, solver=found.solver, details=details
                )
            case NoSolution():
                return Attempt(outcome="conflict", solver=found.solver, details=details)
            case _:
                return Attempt(outcome="unknown", solver=found.solver, details=details)

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        """Compare what was asked and what came out with what is known."""
        gold = cast(Mapping[str, JsonValue], case.gold)
        asked = cast(list[Mapping[str, JsonValue]], attempt.details.get("asked", []))
        about = [each["about"] for each in asked]
        needed = bool(gold["needed"])
        right = None if not needed else bool(about) and about[0] == gold["missing"]
        needless = [each["question"] for each in asked if not needed or each["about"] != gold["missing"]]
        solved = attempt.outcome == "plan"
        # Which of the decisions of a document that a language model wrote is the verdict cannot be told.
        comparable = not solved or attempt.answer is not None
        verdicts: dict[str, bool | None] = {
            "right_question": right,
            "no_needless_question": not needless,
            "right_answer": (solved and attempt.answer == gold["answer"]) if comparable else None,
        }
        why = {}
        if right is False:
            why["right_question"] = f"asked {about[0] if about else 'nothing'} instead of {gold['missing']}"
        if needless:
            why["no_needless_question"] = f"asked {needless[0]}"
        if verdicts["right_answer"] is False:
            why["right_answer"] = f"{attempt.answer} instead of {gold['answer']}"
        return Judgement(
            passed=all(verdict is not False for verdict in verdicts.values()), verdicts=verdicts, why=why
        )


SUITE = UnderspecifiedSuite()


def _read(text: str, settings: Settings, listener: Listener) -> LoadedDocument:
    from certiplan.formalizers.language_model import LanguageModelReader

    with timed(listener, "formalize"):
        reading = LanguageModelReader(open_client(settings, listener)).read(text)
    return reading.model.document


def _talked(
    document: LoadedDocument, story: UnderspecifiedCase, settings: Settings
) -> tuple[list[_Asked], LoadedDocument, bool]:
    """What was asked, the document with the replies, and whether a question is left that has no reply."""
    asked: list[_Asked] = []
    limit = settings.time_limit_s or 60.0
    options = QuestionOptions(
        limits=Limits(time_limit_s=limit, check_limit_s=min(5.0, limit)),
        solver=settings.solver,
        seed=settings.seed,
    )
    for _ in range(_MOST_QUESTIONS):
        inquiry = inquire(document, options)
        document = inquiry.document
        if not inquiry.questions:
            return asked, document, False
        question = inquiry.questions[0]
        fact = _meant(question, story)
        asked.append(
            _Asked(
                question=question.question,
                effect=question.effect,
                about=None if fact is None else fact.parameter,
            )
        )
        if fact is None:
            return asked, document, True
        reply = answer(Model(document), fact.reply, parameter=question.parameter)
        assert isinstance(reply, Answered)
        document = reply.model.document
    return asked, document, bool(inquire(document, options).questions)


def _meant(question: DecidingQuestion, story: UnderspecifiedCase) -> Fact | None:
    """The fact that a question is about: the parameter of that name, else one of whose words it has."""
    facts = [fact for fact in (story.missing, story.distractor) if fact is not None]
    for fact in facts:
        if fact.parameter == question.parameter:
            return fact
    said = " ".join(stems(f"{question.question} {question.parameter}"))
    for fact in facts:
        if any(" ".join(stems(keyword)) in said for keyword in fact.keywords):
            return fact
    return None


def _value(found: Solved, story: UnderspecifiedCase) -> JsonValue:
    """The answer of a solved story: its worth, or the verdict."""
    if story.kind == "logic":
        verdict = found.solution.get("verdict", {}).get(())
        return verdict if isinstance(verdict, str) else None
    if not found.objectives:
        return None
    value = Fraction(found.objectives[0])
    near = round(value)
    # A language model may write numbers as reals: what differs from a whole number by rounding only is that.
    return near if abs(value - near) <= Fraction(1, 10**6) * max(1, abs(near)) else float(value)
