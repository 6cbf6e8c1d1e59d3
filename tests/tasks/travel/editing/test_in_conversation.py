"""Edits, what-ifs, whys and edits of the model, in a conversation about a trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

import pytest

from certiplan.agents import Conflict, Conversation, Plan, PlanSettings, Turn
from certiplan.formalizers.language_model import yaml_text
from certiplan.model.yaml_text import parse_text
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_plan import TripPlan

TODAY = dt.date(2027, 3, 1)
TEXT = "From Houston to Tennessee for 4 days from April 5 2027, 2 people, budget 3000 dollars, 1 city"


@pytest.fixture
def talk() -> Iterator[Conversation]:
    conversation = Conversation.start(task="travel", settings=PlanSettings(today=TODAY))
    assert isinstance(conversation.say(TEXT).outcome, Plan)
    yield conversation


def cost(turn: Turn) -> Fraction:
    assert isinstance(turn.outcome, Plan) and turn.outcome.value is not None
    return Fraction(turn.outcome.value)


def request_of(conversation: Conversation) -> TravelRequest:
    heard = conversation.state.heard
    assert heard is not None and isinstance(heard.request, TravelRequest)
    return heard.request


def test_an_edit_is_planned_like_the_whole_request_would_be(talk: Conversation) -> None:
    turn = talk.say("make it four people")
    assert turn.intent == "edit" and turn.words == "Changed: 4 people instead of 2"
    whole = Conversation.start(task="travel", settings=PlanSettings(today=TODAY))
    assert cost(turn) == cost(whole.say(TEXT.replace("2 people", "4 people")))
    assert request_of(talk).budget_usd == 3000
    assert "quote: four people" in (turn.document or "") or '"four people"' in (turn.document or "")


def test_a_supposition_changes_nothing(talk: Conversation) -> None:
    before = talk.state.outcome
    assert isinstance(before, Plan) and before.value is not None
    turn = talk.say("what if we were three?")
    assert turn.effect is not None and turn.effect.asked == "what if"
    assert isinstance(turn.effect.after, Plan) and turn.effect.after.value is not None
    assert turn.effect.difference == turn.effect.after.value - before.value
    assert "$" in turn.words and turn.outcome is None
    assert talk.state.outcome is before and request_of(talk).people == 2
    # An undo after it takes back the last change, and there is none but the request.
    assert talk.undo() is None


def test_why_not_and_why(talk: Conversation) -> None:
    first = talk.state.outcome
    assert isinstance(first, Plan) and isinstance(first.content, TripPlan)
    (city,) = {day.hotel.city for day in first.content.itinerary.days if day.hotel}
    hotel = next(day.hotel for day in first.content.itinerary.days if day.hotel)
    why = talk.say("why this hotel?")
    assert why.effect is not None and why.effect.asked == "why"
    assert why.effect.supposed == f"without {hotel.name}, {city}"
    assert why.effect.difference is not None and why.effect.difference >= 0
    assert isinstance(why.effect.after, Plan) and isinstance(why.effect.after.content, TripPlan)
    assert hotel not in {day.hotel for day in why.effect.after.content.itinerary.days}
    talk.say("no flights")
    banned = talk.say("why not fly?")
    assert banned.effect is not None and isinstance(banned.effect.after, Conflict)
    assert [wish.words for wish in banned.effect.after.wishes] == ["no flights"]
    assert banned.effect.after.ways_out == ()
    other = "Memphis" if city != "Memphis" else "Nashville"
    there = talk.say(f"why not {other}?")
    assert there.effect is not None and isinstance(there.effect.after, Plan)
    assert isinstance(there.effect.after.content, TripPlan)
    assert {day.city for day in there.effect.after.content.itinerary.days} >= {other}


def test_a_place_elsewhere_and_what_is_no_part_of_a_trip(talk: Conversation) -> None:
    assert "Rockford (Illinois) is not on this trip" in talk.say("why not Rockford?").words
    assert "ask for instance why this hotel" in talk.say("why is the sky blue?").words
    assert "not understood as a change" in talk.say("sing a song").words
    assert all(turn.failure for turn in talk.state.turns[1:])


def test_after_a_way_out_edits_are_of_the_changed_request(talk: Conversation) -> None:
    clash = talk.say("budget 200")
    assert isinstance(clash.outcome, Conflict)
    raised = next(
        way for way in clash.outcome.ways_out if [change.kind for change in way.changes] == ["budget"]
    )
    talk.accept(raised.number)
    turn = talk.say("one person less")
    assert isinstance(turn.outcome, Plan) and turn.outcome.changes == ()
    assert request_of(talk).budget_usd == raised.changes[0].after


def test_a_constraint_of_ones_own_in_the_model(talk: Conversation) -> None:
    document = talk.state.document
    assert document is not None
    before = talk.state.outcome
    assert isinstance(before, Plan) and before.value is not None
    assert isinstance(before.content, TripPlan)
    names = [f"{meal.name}, {meal.city}" for day in before.content.itinerary.days for meal in day.meals]
    own = f"\nconstraints:\n  not_there: {{that: \"eat['{names[0]}'] == 0\"}}\n"
    turn = talk.set_document(document.replace("\nconstraints:\n", own))
    assert turn.letters[0] == "formalize"
    assert isinstance(turn.outcome, Plan) and isinstance(turn.outcome.content, TripPlan)
    eaten = [f"{meal.name}, {meal.city}" for day in turn.outcome.content.itinerary.days for meal in day.meals]
    assert names[0] not in eaten
    assert turn.words == "Edited in the model: constraints.not_there"
    # It stays when the request changes, and goes with an undo.
    again = talk.say("a day later")
    assert "not_there" in (again.document or "")
    talk.undo()
    back = talk.undo()
    assert back is not None and "not_there" not in (back.document or "")


def test_a_number_of_the_request_in_the_model_is_the_request(talk: Conversation) -> None:
    document = talk.state.document
    assert document is not None and "value: 3000" in document
    talk.set_document(document.replace("value: 3000", "value: 2500"))
    assert request_of(talk).budget_usd == 2500


def test_taking_a_rule_out_of_the_model_is_allowed_and_said(talk: Conversation) -> None:
    document = talk.state.document
    assert document is not None
    data = parse_text(document).data
    assert isinstance(data, dict) and isinstance(data["constraints"], dict)
    del data["constraints"]["three_meals"], data["constraints"]["half_is_said"]
    turn = talk.set_document(yaml_text(data))
    assert isinstance(turn.outcome, Plan)
    assert any("breaks rules of the domain" in said for said in turn.outcome.heard.assumptions)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: "just text", "not a mapping"),
        (lambda text: text + "\n  - [", "syntax"),
        (lambda text: text.replace("eat[r] <= visited[c]", "eat[r] <= visted[c]"), "did you mean 'visited'"),
        (lambda text: text.replace("columns: [day,", "columns: [dat,"), "tables of a trip"),
    ],
)
def test_a_broken_model_changes_nothing(talk: Conversation, edit: object, words: str) -> None:
    document = talk.state.document
    assert document is not None and callable(edit)
    before = talk.state.outcome
    turn = talk.set_document(edit(document))
    assert turn.failure is not None and turn.failure.exit_code == 2
    assert words in turn.words
    assert talk.state.outcome is before and talk.state.document == document


def test_a_proved_trip_cannot_be_made_cheaper_by_asking(talk: Conversation) -> None:
    value = cost(talk.state.turns[0])
    turn = talk.say("can we do it cheaper?")
    assert turn.failure is not None
    assert f"costs less than ${int(value):,}: that is proved" in turn.words


def test_what_was_not_taken_into_account_stays_said(talk: Conversation) -> None:
    asked = talk.say(f"{TEXT}, and a helicopter tour")
    assert isinstance(asked.outcome, Plan) and "helicopter" in asked.outcome.heard.unused_words
    turn = talk.say("make it four people")
    assert isinstance(turn.outcome, Plan) and "helicopter" in turn.outcome.heard.unused_words
