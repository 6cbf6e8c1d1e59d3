from __future__ import annotations

import pytest

from certiplan import Model
from certiplan.errors import RequestError, UsageError
from certiplan.formalizers.questions import Answered, LeftOpen, answer, deciding_questions

TEXT = """
certiplan: 1
sets: {Way: [rail, road, "night train"], House: "1..3"}
parameters:
  budget: {ask: "What can you spend?", between: [20, 2000], unit: USD}
  people: {ask: "How many of you travel?", between: [0, 14]}
  way:    {ask: "How do you want to go?", one_of: Way}
  house:  {ask: "Which house?", one_of: House}
  time:   {ask: "How long may it take?", between: [1, 9], unit: hour}
  share:  {ask: "Which share?", between: [0, 1]}
  pets:   {ask: "Are there pets?", between: [0, 1]}
  town:   {ask: "Which town?"}
  oven:   {ask: "How many minutes of oven time do you have?", between: [0, 10080]}
  lid_cm: {ask: "How wide?", between: [0, 90]}
  walk_hours: {ask: "How long may you walk?", between: [0, 9]}
  nights: {ask: "How many nights?", between: [0, 9], unit: night}
variables: {x: {type: integer, lower: 0}}
constraints: {c: {that: "x * people + house <= budget"}}
objective: {maximize: x}
"""


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(TEXT)


@pytest.mark.parametrize(
    ("parameter", "reply", "value"),
    [
        ("budget", "about 40 dollars", 40),
        ("budget", "$1.2k", 1200),
        ("budget", "two hundred and fifty", 250),
        ("budget", "30.5", "61/2"),
        ("people", "three", 3),
        ("people", "just one of us", 1),
        ("people", "a dozen", 12),
        ("people", "none", 0),
        ("way", "by rail, please", "rail"),
        ("way", "ROAD.", "road"),
        ("way", "the night train, I don't mind the noise", "night train"),
        ("house", "the second house", 2),
        ("house", "3", 3),
        ("time", "90 minutes", "3/2"),
        ("time", "two hours", 2),
        ("oven", "six hours", 360),
        ("oven", "45", 45),
        ("oven", "half a day", 720),
        ("walk_hours", "150 minutes", "5/2"),
        ("lid_cm", "40 cm", 40),
        ("nights", "3 days", 3),
        ("budget", "5000 cents", 50),
        ("share", "a quarter", "1/4"),
        ("share", "20%", "1/5"),
        ("pets", "yes", 1),
        ("pets", "no", 0),
        ("town", "Bergen", "Bergen"),
        ("town", "2026-03-16", "2026-03-16"),
    ],
)
def test_plain_replies_are_understood(model: Model, parameter: str, reply: str, value: object) -> None:
    found = answer(model, reply, parameter=parameter)
    assert isinstance(found, Answered)
    assert found.value == value or str(found.value) == value
    assert parameter not in [name for name, _ in found.model.questions()]
    assert found.patch == {"set": {f"parameters.{parameter}.value": found.value}}


@pytest.mark.parametrize(
    "reply", ["I don't know", "no idea", "I really don't care!", "whatever", "not sure", "?"]
)
def test_not_knowing_leaves_the_question_open(model: Model, reply: str) -> None:
    found = answer(model, reply, parameter="people")
    assert isinstance(found, LeftOpen) and found.model is model


@pytest.mark.parametrize(
    ("parameter", "reply", "words"),
    [
        (
            "people",
            "fifteen",
            "out of range for 'How many of you travel?': expected a whole number between 0 and 14",
        ),
        ("people", "2.5", "not a whole number"),
        ("people", "between 2 and 3", "expected a whole number between 0 and 14"),
        ("people", "many", "expected a whole number between 0 and 14"),
        ("people", "", "expected a whole number"),
        ("budget", "40 euros", "is in EUR, and budget is in USD: say it in USD"),
        ("time", "2 kg", "is in kilogram, and time is in hour: say it in hour"),
        ("oven", "20 dollars", "is in USD, and oven is in minute"),
        ("way", "rial", "did you mean 'rail'?"),
        ("way", "road or rail", "names rail, road: choose one of"),
        ("house", "the ninth", "expected one of 1, 2, 3"),
        ("town", "  ", "is empty"),
    ],
)
def test_other_replies_say_what_was_expected(model: Model, parameter: str, reply: str, words: str) -> None:
    with pytest.raises(RequestError) as caught:
        answer(model, reply, parameter=parameter)
    assert words in str(caught.value)


def test_the_question_must_be_clear(model: Model) -> None:
    with pytest.raises(UsageError, match="say which one is answered"):
        answer(model, "three")
    with pytest.raises(UsageError, match="did you mean 'people'"):
        answer(model, "three", parameter="poeple")


def test_a_single_question_needs_no_name_and_ends_the_asking() -> None:
    model = Model.load(
        'certiplan: 1\nparameters: {n: {ask: "How many guests?", between: [1, 9]}}\n'
        "variables: {x: {type: integer, lower: 0}}\nconstraints: {c: {that: 4 * x >= n}}\n"
        "objective: {minimize: x}\n"
    )
    assert [question.parameter for question in deciding_questions(model)] == ["n"]
    found = answer(model, "five")
    assert isinstance(found, Answered) and deciding_questions(found.model) == ()
    with pytest.raises(UsageError, match="nothing to answer"):
        answer(found.model, "five")
