"""Edits of a trip in words: what changes, what stays, what was not understood."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certiplan.errors import RequestError
from certiplan.tasks.travel.editing import edited, is_whole_request, mode_of
from certiplan.tasks.travel.facts import travel_facts
from certiplan.tasks.travel.reader import Read, read_request
from certiplan.tasks.travel.request import ExtraConstraint, ExtraWish, TravelRequest
from certiplan.tasks.travel.words import wish_phrases

TODAY = dt.date(2027, 3, 1)
GAZETTEER = travel_facts(None).gazetteer
TEXT = (
    "From Houston to Tennessee for 5 days from April 5 2027, 2 people, budget 900 dollars, no flights, want "
    "French and Indian food, private room, pets allowed, 2 cities"
)


def asked() -> TravelRequest:
    reading = read_request(TEXT, GAZETTEER, today=TODAY)
    assert isinstance(reading, Read)
    return reading.request


REQUEST = asked()


def day(number: int) -> dt.date:
    return dt.date(2027, 4, number)


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ("make it four people", {"people": 4}),
        ("what if we were three?", {"people": 3}),
        ("we are only three of us", {"people": 3}),
        ("one more person", {"people": 3}),
        ("another friend joins us", {"people": 3}),
        ("add two people", {"people": 4}),
        ("one person less", {"people": 1}),
        ("raise the budget to 1600", {"budget_usd": 1600}),
        ("we can spend $1,600", {"budget_usd": 1600}),
        ("raise the budget by 200", {"budget_usd": 1100}),
        ("bump up our budget by 1.5k", {"budget_usd": 2400}),
        ("add $300 to the budget", {"budget_usd": 1200}),
        ("cut the budget by 100 dollars", {"budget_usd": 800}),
        ("$200 more", {"budget_usd": 1100}),
        ("$100 less", {"budget_usd": 800}),
        ("double the budget", {"budget_usd": 1800}),
        ("$600 per person", {"budget_usd": 1200}),
        ("halve the budget", {"budget_usd": 450}),
        ("what would it cost without the budget?", {"budget_usd": None}),
        ("leave the dog at home", {"house_rules": ()}),
        ("swap Tennessee for Utah", {"destination": "Utah"}),
        ("replace Houston by Denver", {"origin": "Denver"}),
        ("forget the budget", {"budget_usd": None}),
        ("money is no object", {"budget_usd": None}),
        ("drop the no-flight rule", {"transport": ()}),
        ("allow flights", {"transport": ()}),
        ("flights are fine after all", {"transport": ()}),
        ("we can fly", {"transport": ()}),
        ("don't avoid flights", {"transport": ()}),
        ("no need to avoid flying", {"transport": ()}),
        ("we don't have to avoid planes any more", {"transport": ()}),
        ("without the no-flight rule", {"transport": ()}),
        ("what if we dropped the no-flight rule?", {"transport": ()}),
        ("the budget does not matter", {"budget_usd": None}),
        ("I no longer need a private room", {"room": None}),
        ("no private room needed", {"room": None}),
        ("no more French food", {"cuisines": ("Indian",)}),
        ("we don't need Indian food any more", {"cuisines": ("French",)}),
        ("the dog stays at home", {"house_rules": ()}),
        ("we do without taxis", {"transport": ("no flight", "no taxi")}),
        ("without taxis", {"transport": ("no flight", "no taxi")}),
        ("also Italian food", {"cuisines": ("French", "Indian", "Italian")}),
        ("Italian food instead", {"cuisines": ("Italian",)}),
        ("instead of French, Italian", {"cuisines": ("Indian", "Italian")}),
        ("no French food", {"cuisines": ("Indian",)}),
        ("do without Indian food", {"cuisines": ("French",)}),
        ("any food will do", {"cuisines": ()}),
        ("any room will do", {"room": None}),
        ("drop the room wish", {"room": None}),
        ("an entire place please", {"room": "entire room"}),
        ("drop the pets rule", {"house_rules": ()}),
        ("no pets after all", {"house_rules": ()}),
        ("smoking must be allowed", {"house_rules": ("pets", "smoking")}),
        ("with full days", {"complete_days": True}),
        ("make it six days", {"day_count": 6}),
        ("two days longer", {"day_count": 7}),
        ("another night", {"day_count": 6}),
        ("extend the trip by 2 days", {"day_count": 7}),
        ("a day shorter", {"day_count": 4}),
        ("shorten it by a day", {"day_count": 4}),
        ("leave a day later", {"start": day(6)}),
        ("two days earlier", {"start": day(3)}),
        ("a week later", {"start": day(12)}),
        ("start on April 7 instead", {"start": day(7)}),
        ("return on April 10", {"day_count": 6}),
        ("from April 6 to 9", {"start": day(6), "day_count": 4}),
        ("3 cities", {"city_count": 3}),
        ("one more city", {"city_count": 3}),
        ("one city less", {"city_count": 1}),
        ("leave from Austin instead", {"origin": "Austin"}),
        ("go to Memphis instead", {"destination": "Memphis", "destination_is_state": False, "city_count": 1}),
        ("what about going to Georgia?", {"destination": "Georgia"}),
        ("a week later and one more city", {"start": day(12), "city_count": 3}),
        ("ten more people and no budget", {"people": 12, "budget_usd": None}),
    ],
)
def test_what_is_said_changes_and_all_else_stays(said: str, fields: dict[str, object]) -> None:
    _, begin = mode_of(said)
    change = edited(said, begin, REQUEST, GAZETTEER, today=TODAY)
    apart = {"text", "quotes", "item_quotes"}
    assert change.request.model_dump(exclude=apart) == {**REQUEST.model_dump(exclude=apart), **fields}
    assert change.understood and change.words and change.unused_words == ()
    # Every quote is in the text; what was not touched is quoted as before.
    assert change.request.text == f"{TEXT}\n{said}"
    quotes = {phrase.requirement: phrase.quote for phrase in wish_phrases(REQUEST)}
    for phrase in wish_phrases(change.request):
        assert phrase.quote is None or phrase.quote in change.request.text
        if phrase.wish not in _touched(fields):
            assert phrase.quote == quotes[phrase.requirement]
        elif phrase.requirement not in quotes:
            assert phrase.quote is not None and phrase.quote in said


def _touched(fields: dict[str, object]) -> set[str]:
    names = {"budget_usd": "budget", "start": "dates", "day_count": "dates", "city_count": "cities"}
    return {names.get(field, field) for field in fields}


@pytest.mark.parametrize(
    ("said", "unused"),
    [
        ("four people and a helicopter", ("helicopter",)),
        ("also nothing before nine", ("nine",)),
        ("make it cheaper", ("cheaper",)),
        ("make it four", ("four",)),
    ],
)
def test_what_was_not_understood_is_named(said: str, unused: tuple[str, ...]) -> None:
    assert edited(said, 0, REQUEST, GAZETTEER, today=TODAY).unused_words == unused


def cuisines_of(request: TravelRequest) -> dict[str, str | None]:
    return {phrase.item: phrase.quote for phrase in wish_phrases(request) if phrase.wish == "cuisines"}


def test_each_of_several_wishes_keeps_its_own_words() -> None:
    change = edited("also Italian food", 0, REQUEST, GAZETTEER, today=TODAY)
    expected = {"French": "French and Indian", "Indian": "French and Indian", "Italian": "Italian"}
    assert cuisines_of(change.request) == expected
    again = edited("and Mexican food", 0, change.request, GAZETTEER, today=TODAY)
    assert cuisines_of(again.request) == {**expected, "Mexican": "Mexican"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("20 days shorter", "day count"),
        ("9 cities", "cities"),
        ("cut the budget by 900", "budget"),
        ("go to Houston instead", "start where it goes"),
        ("return on April 3", "before it departs"),
        ("two people less", "people"),
        ("go in June instead", "On which day .* “June 3”"),
        ("go to Memphis or Nashville instead", "Which is meant"),
    ],
)
def test_edits_that_make_no_trip_are_refused(said: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        edited(said, 0, REQUEST, GAZETTEER, today=TODAY)


BARE = REQUEST.model_copy(
    update={"budget_usd": None, "room": None, "house_rules": (), "cuisines": (), "transport": ()}
)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("drop the no-flight rule", "no flights"),
        ("drop the no-taxi rule", "no taxis"),
        ("don't avoid flights", "no flights"),
        ("no need to avoid driving", "no own car"),
        ("flights are fine", "no flights"),
        ("allow taxis", "no taxis"),
        ("remove the pet rule", "pets allowed"),
        ("remove the kids rule", "children under 10 welcome"),
        ("forget the smoking", "smoking allowed"),
        ("forget about the budget", "a budget"),
        ("I no longer need a private room", "a private room"),
        ("any room will do", "a kind of room"),
        ("drop the French food", "French food"),
        ("we do not need Italian food", "Italian food"),
        ("any food will do", "a cuisine"),
        ("drop the full days", "complete days"),
    ],
)
def test_a_wish_that_there_is_not_cannot_be_taken_back(said: str, missing: str) -> None:
    with pytest.raises(RequestError, match=f"no such wish as “{missing}”.*none besides"):
        edited(said, 0, BARE, GAZETTEER, today=TODAY)
    change = edited(f"{said}, and raise the budget to 2000", 0, BARE, GAZETTEER, today=TODAY)
    assert change.missing == (missing,) and change.unused_words == ()
    apart = {"text", "quotes", "budget_usd"}
    assert change.request.model_dump(exclude=apart) == BARE.model_dump(exclude=apart)


@pytest.mark.parametrize(
    "said", ["drop the helicopter rule", "remove the kids", "forget about the two cities", "remove all rules"]
)
def test_what_cannot_be_told_what_it_takes_back_changes_nothing(said: str) -> None:
    with pytest.raises(RequestError, match=r"what of the trip is to be taken back.*budget .900 · no flights"):
        edited(said, 0, REQUEST, GAZETTEER, today=TODAY)


@pytest.mark.parametrize(
    "said", ["don't drop the no-flight rule", "never forget the pets", "I don't want to fly"]
)
def test_what_is_kept_stays(said: str) -> None:
    change = edited(said, 0, REQUEST, GAZETTEER, today=TODAY)
    assert change.understood and not change.words
    assert change.request.model_dump(exclude={"text", "quotes", "item_quotes"}) == REQUEST.model_dump(
        exclude={"text", "quotes", "item_quotes"}
    )


def test_one_may_drive_says_nothing_of_flights() -> None:
    assert edited("we can drive", 0, REQUEST, GAZETTEER, today=TODAY).request.transport == ("no flight",)


def test_a_wish_beyond_the_fields_is_taken_back_by_its_own_words() -> None:
    nothing = (ExtraConstraint(that="true"),)
    extras = (
        ExtraWish(name="taxi", quote="at most one taxi ride", constraints=nothing),
        ExtraWish(name="price", quote="at most 120 dollars for a hotel night", constraints=nothing),
    )
    request = REQUEST.model_copy(update={"extras": extras, "text": "; ".join(each.quote for each in extras)})
    change = edited("drop the taxi ride rule", 0, request, GAZETTEER, today=TODAY)
    assert change.request.extras == extras[1:]
    assert change.words == "no longer: at most one taxi ride"
    assert (
        edited("forget the hotel night limit", 0, request, GAZETTEER, today=TODAY).request.extras
        == extras[:1]
    )


@pytest.mark.parametrize(
    ("said", "mode", "rest"),
    [
        ("what if we were three?", "what if", " we were three?"),
        ("And what would happen if we flew?", "what if", " we flew?"),
        ("how about no taxis", "what if", " no taxis"),
        ("why not the cheaper hotel?", "why not", " the cheaper hotel?"),
        ("Why don't we fly?", "why not", " fly?"),
        ("why can't we go to Memphis", "why not", " go to Memphis"),
        ("why this hotel?", "why", " this hotel?"),
        ("make it four people", "do", "make it four people"),
        ("whatever you do, no taxis", "do", "whatever you do, no taxis"),
    ],
)
def test_asked_or_told(said: str, mode: str, rest: str) -> None:
    found, begin = mode_of(said)
    assert (found, said[begin:]) == (mode, rest)


def test_a_request_of_its_own_is_no_edit() -> None:
    assert is_whole_request(TEXT, GAZETTEER, today=TODAY)
    assert not is_whole_request("go to Memphis for 4 days", GAZETTEER, today=TODAY)
    assert not is_whole_request("to Memphis for -5 people", GAZETTEER, today=TODAY)


@given(st.text(max_size=60))
def test_whatever_is_said_leads_to_an_edit_or_to_a_clear_error(said: str) -> None:
    try:
        change = edited(said, mode_of(said)[1], REQUEST, GAZETTEER, today=TODAY)
    except RequestError:
        return
    assert change.request.text.endswith(said)
    assert all(quote in change.request.text for quote in change.request.quotes.values())
