from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader import (
    Gazetteer,
    Missing,
    Read,
    Reading,
    continue_reading,
    read_request,
)
from certiplan.tasks.travel.reader.reading import MOST_CHARACTERS

BASE = "Boston to Denver, March 3-5, 2022, 2 people, $2,000"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Boston to Denver from March 14 to March 12, 2022", "March 14 to March 12, 2022"),
        ("Boston to Denver, 2022-03-14 - 2022-03-10", "2022-03-14 - 2022-03-10"),
        ("Boston to Denver, leaving March 14, 2022, back March 10, 2022", "returns"),
        ("Boston to Denver, March 3-5, 2022, 0 people", "0 people"),
        ("Boston to Denver, March 3-5, 2022, zero people", "zero people"),
        ("Boston to Denver, March 3-5, 2022, 2.5 people", "2.5 people"),
        ("Boston to Denver, March 3-5, 2022, 500 people", "500 people"),
        ("Boston to Denver, March 3-5, 2022, budget $0", "$0"),
        ("Boston to Denver, March 3-5, 2022, budget of zero dollars", "zero dollars"),
        ("Boston to Denver, March 3-5, 2022, budget -500", "-500"),
        ("Boston to Denver, March 3-5, 2022, budget 99999999999999999999999", "99999999999999999999999"),
        ("Boston to Denver, March 3-5, 2022, 2000 euros", "2000 euros"),
        ("Boston to Boston, March 3-5, 2022", "'Boston' and 'Boston'"),
        ("Boston to 5 cities in Texas, March 3-7, 2022", "5 cities"),
        ("Boston to 12 cities in Texas, 20 days from March 3, 2022", "12 cities"),
        ("Boston to 2 cities in Denver, March 3-7, 2022", "'Denver' is one city"),
        ("2 cities in Texas, visiting 3 cities from Boston, March 3-7, 2022", "'2 cities' and '3 cities'"),
        ("Boston to Denver, March 3-5, 2022, for 5 days", "'5 days' means 5 days"),
        ("Boston to Denver, March 3-5, 2022, for a week", "'a week' means 7 days"),
        ("Boston to Denver, March 3-5, 2022, 3 nights", "'3 nights' means 4 days"),
        ("Boston to Denver, 5 days, 2 nights, from March 3, 2022", "'5 days' and '2 nights'"),
        ("Boston to Denver for 40 days from March 3, 2022", "40 days"),
        ("Boston to Denver for 1 day on March 3, 2022", "1 day"),
        ("Boston to Denver for 2.5 days from March 3, 2022", "2.5 days"),
        ("Boston to Denver on February 30th 2022 for 3 days", "February 30th 2022"),
        ("Boston to Denver on March 32nd 2022 for 3 days", "March 32nd 2022"),
        ("Boston to Denver on 13/13/2022 for 3 days", "13/13/2022"),
        ("Boston to Denver on Friday, March 5, 2022 for 3 days", "March 5, 2022 is a Saturday"),
        ("Boston to Denver, March 3-5, 2022, 2 people: me and my four sisters", "four sisters"),
        ("Boston to Vermont, March 3-5, 2022", "no city of Vermont is known"),
    ],
)
def test_what_is_impossible_is_refused_with_the_words_at_fault(
    text: str, words: str, reading: Callable[[str], Reading]
) -> None:
    with pytest.raises(RequestError) as caught:
        reading(text)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "unknown", "nearest"),
    [
        ("From Springfeld to Denver, March 3-5, 2022", "Springfeld", ""),
        ("From Boston to Atlantis, March 3-5, 2022", "Atlantis", "Atlanta"),
        ("From Iowa City to Boston, March 3-5, 2022", "Iowa City", "Cedar City"),
        ("Plan three days in Narnia from Boston, March 3-5, 2022", "Narnia", ""),
        ("from narnia to boston, march 3-5, 2022", "narnia", ""),
    ],
)
def test_an_unknown_city_is_refused_with_the_nearest_names(
    text: str, unknown: str, nearest: str, reading: Callable[[str], Reading]
) -> None:
    with pytest.raises(RequestError, match=f"'{unknown}' is not known here") as caught:
        reading(text)
    assert nearest in str(caught.value)


def test_a_text_of_ten_megabytes_is_refused(reading: Callable[[str], Reading]) -> None:
    with pytest.raises(RequestError, match="at most 20,000 are read"):
        reading("a trip from Boston to Denver " * 350_000)


def test_text_that_is_no_unicode_is_refused(reading: Callable[[str], Reading]) -> None:
    with pytest.raises(RequestError, match="UTF-8"):
        reading("Boston to Denver \udcff")


def test_what_is_no_text_is_refused(gazetteer: Gazetteer, today: dt.date) -> None:
    with pytest.raises(RequestError, match="not int"):
        read_request(12, gazetteer, today=today)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "field", "question"),
    [
        ("", "destination", "Where do you want to go: which city, or which state?"),
        (
            "Hello, plan a holiday for me",
            "destination",
            "Where do you want to go: which city, or which state?",
        ),
        ("3 days in Denver", "origin", "From which city do you start?"),
        ("From Texas to Denver", "origin", "From which city in Texas do you start?"),
        ("From Boston or Newark to Denver", "origin", "From which city do you start: Boston or Newark?"),
        ("Boston to Denver", "dates", "On which day do you leave, and for how many days?"),
        ("Boston to Denver for 3 days", "dates", "On which day do you leave?"),
        ("Boston to Denver for 3 days in March", "dates", "On which day in March do you leave?"),
        ("Boston to Denver from March 3, 2022", "dates", "How many days does the trip take?"),
        ("We go from Boston to Denver, March 3-5, 2022", "people", "How many people travel?"),
        (
            "Boston to Denver, March 3-5, 2022, group of 4, 2 people",
            "people",
            "How many people travel: 4 or 2?",
        ),
        (
            "Boston to Denver, March 3-5, 2022, 1 person, budget $500, budget $700",
            "budget",
            "Which is the budget for the whole trip: $500 or $700?",
        ),
        (
            "Boston to Denver, March 3-5, 2022, 1 person, a private room and a shared room",
            "room",
            "Which room do you want: private room or shared room?",
        ),
    ],
)
def test_what_is_open_is_asked_one_question_at_a_time(
    text: str, field: str, question: str, reading: Callable[[str], Reading]
) -> None:
    result = reading(text)
    assert isinstance(result, Missing)
    assert (result.field, result.question) == (field, question)


def test_several_destinations_become_a_question(reading: Callable[[str], Reading]) -> None:
    result = reading("Boston to San Diego and Los Angeles, March 3-5, 2022")
    assert isinstance(result, Missing)
    assert result.field == "destination"
    assert result.question.startswith("You named San Diego and Los Angeles.")


def test_an_unknown_word_is_named_in_the_question(reading: Callable[[str], Reading]) -> None:
    result = reading("from boston to atlantis for 3 days")
    assert isinstance(result, Missing)
    assert "'atlantis' is not known here; the nearest known names are Atlanta" in result.question


@pytest.fixture
def talk(gazetteer: Gazetteer, today: dt.date) -> Callable[..., Read]:
    def converse(text: str, *replies: str) -> Read:
        result = read_request(text, gazetteer, today=today)
        for reply in replies:
            assert isinstance(result, Missing), result
            result = continue_reading(result, reply, gazetteer, today=today)
        assert isinstance(result, Read), result
        assert result.request.text == "\n".join((text, *replies))
        assert all(quote in result.request.text for quote in result.request.quotes.values())
        return result

    return converse


def test_replies_fill_what_was_open(talk: Callable[..., Read]) -> None:
    request = talk("We want to go to Chicago, no flights", "Bostn", "March 12", "3 days", "4").request
    assert (request.origin, request.destination, request.people) == ("Boston", "Chicago", 4)
    assert (request.start, request.day_count) == (dt.date(2022, 3, 12), 3)
    assert request.transport == ("no flight",)
    assert request.quotes["people"] == "4"


def test_a_reply_may_say_more_than_was_asked(talk: Callable[..., Read]) -> None:
    request = talk(
        "A trip from Boston in March 2022", "Texas, and no flights please", "the 12th, for $900", "5"
    ).request
    assert (request.destination, request.destination_is_state, request.city_count) == ("Texas", True, 2)
    assert (request.start, request.day_count, request.budget_usd) == (dt.date(2022, 3, 12), 5, 900)
    assert request.transport == ("no flight",)


@pytest.mark.parametrize(
    ("reply", "days"),
    [
        ("10", 10),
        ("ten days", 10),
        ("a week", 7),
        ("until March 12", 10),
        ("back on the 12th", 10),
        ("the 12th", 10),
    ],
)
def test_the_length_may_be_given_as_the_last_day(reply: str, days: int, talk: Callable[..., Read]) -> None:
    assert talk("Boston to Dallas starting March 3, 2022, 1 person", reply).request.day_count == days


def test_replies_decide_between_options(talk: Callable[..., Read]) -> None:
    request = talk(
        "Boston to Portland or Seattle March 3-5, 2022, group of 4, 2 people, private or shared rooms, "
        "budget $500 or budget $600",
        "Seattle",
        "two",
        "$600",
        "private",
    ).request
    assert (request.destination, request.people, request.budget_usd) == ("Seattle", 2, 600)
    assert request.room == "private room"


def test_a_reply_can_turn_a_city_into_its_state(talk: Callable[..., Read]) -> None:
    request = talk("Boston to New York, March 3-7, 2022, we", "2, and two cities").request
    assert (request.destination, request.destination_is_state, request.city_count) == ("New York", True, 2)


def test_a_reply_that_does_not_help_is_asked_again(gazetteer: Gazetteer, today: dt.date) -> None:
    first = read_request("To Dallas March 3-7, 2022", gazetteer, today=today)
    assert isinstance(first, Missing)
    second = continue_reading(first, "Atlantis", gazetteer, today=today)
    assert isinstance(second, Missing)
    assert second.field == "origin"
    assert "Atlanta" in second.question
    third = continue_reading(second, "ok, Atlanta then", gazetteer, today=today)
    assert isinstance(third, Read)
    assert third.request.origin == "Atlanta"


def test_a_reply_that_contradicts_is_refused(gazetteer: Gazetteer, today: dt.date) -> None:
    first = read_request("To Dallas for 3 days", gazetteer, today=today)
    assert isinstance(first, Missing)
    with pytest.raises(RequestError, match="the trip starts where it goes"):
        continue_reading(first, "Dallas", gazetteer, today=today)


@pytest.mark.parametrize(
    ("wish", "unused"),
    [
        ("we'd love a museum every day", {"museum"}),
        ("I need wheelchair access", {"wheelchair", "access"}),
        ("no early flights", {"early", "flights"}),
        ("a hotel with a pool near the beach", {"pool", "near", "beach"}),
        ("our flight must leave after 9", {"flight", "9"}),
        ("two double rooms", {"two", "double"}),
        ("vegan food", {"vegan"}),
        ("Could you please help us with this? Thank you very much, kind regards", set()),
        ("I am looking forward to your suggestions for our journey", set()),
    ],
)
def test_words_that_nothing_used_are_reported(
    wish: str, unused: set[str], read: Callable[[str], Read]
) -> None:
    assert set(read(f"{BASE}. {wish}.").unused_words) == unused


def test_unused_words_are_reported_with_a_question_too(reading: Callable[[str], Reading]) -> None:
    result = reading("A museum trip to Denver")
    assert isinstance(result, Missing)
    assert result.unused_words == ("museum",)


def test_every_stated_wish_has_its_quote(read: Callable[[str], Read]) -> None:
    text = (
        "Plan a 5-day trip for a group of 3 from Boston to 2 cities in Texas, March 3rd to March 7th, 2022, "
        "with a budget of $3,000. We like Italian food, need private rooms where smoking is allowed, and "
        "won't fly."
    )
    assert read(text).request.quotes == {
        "origin": "Boston",
        "destination": "Texas",
        "dates": "March 3rd to March 7th, 2022",
        "cities": "2 cities",
        "people": "group of 3",
        "budget": "$3,000",
        "cuisines": "Italian",
        "room": "private rooms",
        "house_rules": "smoking is allowed",
        "transport": "won't fly",
    }


def test_what_the_reader_supplied_has_no_quote(read: Callable[[str], Read]) -> None:
    assert set(read("Boston to Texas, March 3-7, 2022").request.quotes) == {"origin", "destination", "dates"}


def test_the_longest_text_is_read(reading: Callable[[str], Reading]) -> None:
    text = BASE + " thanks" * ((MOST_CHARACTERS - len(BASE)) // 7)
    assert isinstance(reading(text), Read)
