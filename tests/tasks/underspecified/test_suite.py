"""The suite of underspecified requests: its cases are what they claim, and what is scored."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest

from certiplan import Model
from certiplan.formalizers.language_model import ChatClient, yaml_text
from certiplan.formalizers.language_model.scripted import ScriptedChatModel
from certiplan.solvers.model import Solved
from certiplan.tasks.evaluation import Attempt, Case, Settings, find_suite, run_suite
from certiplan.tasks.underspecified import (
    UnderspecifiedCase,
    UnderspecifiedSuite,
    suite,
    underspecified_cases,
)

SUITE = UnderspecifiedSuite()
FIRST = tuple(islice(underspecified_cases(), 9))


CASES = tuple(SUITE.cases(Settings()))


def shown_case(case: UnderspecifiedCase) -> Case:
    return next(each for each in CASES if each.id == case.id)


def test_the_suite_is_found_by_name() -> None:
    assert isinstance(find_suite("underspecified"), UnderspecifiedSuite)


def test_cases_are_many_of_three_kinds_needed_and_not() -> None:
    cases = CASES
    assert len(cases) == SUITE.case_count(Settings()) >= 60
    assert len({case.id for case in cases}) == len(cases)
    kinds = {(case.metadata["kind"], case.metadata["needed"]) for case in cases}
    assert kinds == {
        (kind, needed) for kind in ("word problem", "logic", "planning") for needed in ("yes", "no")
    }


def test_a_seed_makes_the_same_cases_again() -> None:
    assert [case.text for case in underspecified_cases(3, per_kind=2)] == [
        case.text for case in underspecified_cases(3, per_kind=2)
    ]
    assert [case.text for case in underspecified_cases(3, per_kind=2)] != [
        case.text for case in underspecified_cases(4, per_kind=2)
    ]


@pytest.mark.parametrize("case", FIRST, ids=lambda case: case.id)
def test_the_fact_is_left_out_and_the_rest_is_told(case: UnderspecifiedCase) -> None:
    assert case.missing.told not in case.text
    assert case.document != case.complete
    asked = [name for name, _ in Model.load(dict(case.document)).questions()]
    assert sorted(asked) == sorted(
        fact.parameter for fact in (case.missing, case.distractor) if fact is not None
    )


@pytest.mark.parametrize("case", FIRST, ids=lambda case: case.id)
def test_the_document_comes_to_what_enumeration_finds(case: UnderspecifiedCase) -> None:
    solved = Model.load(dict(case.complete)).solve()
    assert isinstance(solved, Solved)
    answer: object = solved.solution["verdict"][()] if case.kind == "logic" else solved.objectives[0]
    assert answer == case.answer


@pytest.mark.parametrize("case", FIRST, ids=lambda case: case.id)
def test_the_first_cases_are_passed(case: UnderspecifiedCase) -> None:
    shown = shown_case(case)
    judgement = SUITE.judge(shown, SUITE.run(shown, Settings(), lambda event: None))
    assert judgement.passed, judgement


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_all_cases_are_passed(seed: int) -> None:
    assert run_suite(SUITE, Settings(seed=seed)).summary["not_passed"] == []


# ---------------------------------------------------------------- judging


def case_of(*, needed: bool) -> Case:
    return shown_case(next(case for case in FIRST if case.needed == needed))


def judged(case: Case, asked: list[str | None], answer: Any) -> dict[str, bool | None]:
    details: Any = {"asked": [{"question": "?", "effect": "worth", "about": about} for about in asked]}
    return dict(SUITE.judge(case, Attempt(outcome="plan", answer=answer, details=details)).verdicts)


def test_asking_for_the_missing_fact_is_right() -> None:
    case = case_of(needed=True)
    gold: Any = case.gold
    assert set(judged(case, [gold["missing"]], gold["answer"]).values()) == {True}


def test_asking_nothing_is_wrong_where_the_fact_is_needed() -> None:
    case = case_of(needed=True)
    gold: Any = case.gold
    assert judged(case, [], gold["answer"])["right_question"] is False


def test_asking_for_something_else_first_is_wrong_and_needless() -> None:
    case = case_of(needed=True)
    gold: Any = case.gold
    found = judged(case, ["other", gold["missing"]], gold["answer"])
    assert (found["right_question"], found["no_needless_question"]) == (False, False)


def test_asking_is_needless_where_the_fact_is() -> None:
    case = case_of(needed=False)
    gold: Any = case.gold
    found = judged(case, [gold["missing"]], gold["answer"])
    assert (found["right_question"], found["no_needless_question"]) == (None, False)
    assert set(judged(case, [], gold["answer"]).values()) == {None, True}


def test_a_wrong_answer_is_wrong() -> None:
    case = case_of(needed=False)
    assert judged(case, [], "something else")["right_answer"] is False
    assert SUITE.judge(case, Attempt(outcome="unknown")).verdicts["right_answer"] is False


# ---------------------------------------------------------------- a language model writes the document


def test_a_question_of_a_language_model_is_known_by_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    found = next(
        case for case in FIRST if case.kind == "word problem" and case.needed and not case.distractor
    )
    document: Any = found.document
    text = yaml_text(document).replace(found.missing.parameter, "what_is_missing")
    assert "what_is_missing" in text
    client = ChatClient(ScriptedChatModel(script=[f"```yaml\n{text}```"] * 4))
    monkeypatch.setattr(suite, "open_client", lambda settings, listener: client)
    case = shown_case(found)
    attempt = SUITE.run(case, Settings(reader="model", model="scripted:one"), lambda event: None)
    judgement = SUITE.judge(case, attempt)
    assert judgement.passed, (attempt, judgement)
