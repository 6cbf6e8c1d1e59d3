"""Whatever is written, the reader answers or refuses; it never fails otherwise."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader import Gazetteer, Missing, Read, continue_reading, read_request
from certiplan.tasks.travel.reader.reading import MOST_CHARACTERS

# Words that the rules look at, so that random texts reach deep into them.
_TEXT = """
    from to in Boston Denver Texas New York Washington , . ; : - -> $ ( ) ' 3 5 7 2022 1,700
    99999999999999999999 0 -1 1e9 March 31 30th 3/16/2022 13/13 2022-02-30 Friday next weekend of the
    tomorrow day days week nights for two a couple of people kids are 6 and 8 year old my wife I me with
    family group budget $0 k grand hundred per person each no not without never rather than but or nor
    flights fly driving taxi only avoid mind private entire shared rooms to ourselves share Italian
    French food smoking parties pets dog visitors allowed restrictions cities 2 first twenty between
    until back return Bostn Atlantis the state City ٣ ² ½ é İ ß ﬁ
"""
WORDS = (*_TEXT.split(), " ", "\n", "\t")
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=40).map("".join),
)
quickly = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@pytest.mark.parametrize(
    "text",
    [
        "Boston to Denver in 999 weeks for 3 days",
        "leaving in 99999999999 days from Boston to Denver",
        "Boston to Denver, 0000-01-01 - 0000-01-03",
    ],
)
def test_dates_out_of_all_bounds_are_refused_or_asked_about(
    text: str, gazetteer: Gazetteer, today: dt.date
) -> None:
    try:
        result = read_request(text, gazetteer, today=today)
    except RequestError as error:
        assert str(error)
    else:
        assert isinstance(result, Missing)


@quickly
@given(text=texts)
def test_any_text_is_read_or_asked_about_or_refused(text: str, gazetteer: Gazetteer, today: dt.date) -> None:
    try:
        result = read_request(text, gazetteer, today=today)
    except RequestError as error:
        assert str(error)
        return
    if isinstance(result, Read):
        assert all(quote and quote in text for quote in result.request.quotes.values())
        assert result.request.text == text
    else:
        assert result.question.strip()
    assert all(word in text for word in result.unused_words)


@quickly
@given(
    first=st.sampled_from(
        ("", "To Denver", "Boston to Denver", "We go from Boston to Denver March 3-5 2022")
    ),
    reply=texts,
)
def test_any_reply_is_read_or_asked_about_or_refused(
    first: str, reply: str, gazetteer: Gazetteer, today: dt.date
) -> None:
    previous = read_request(first, gazetteer, today=today)
    assert isinstance(previous, Missing)
    try:
        result = continue_reading(previous, reply, gazetteer, today=today)
    except RequestError:
        return
    if isinstance(result, Read):
        assert all(quote in result.request.text for quote in result.request.quotes.values())


@quickly
@given(
    start=st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)),
    days=st.integers(2, 30),
    people=st.integers(1, 100),
    budget=st.integers(1, 10**9),
)
def test_plain_numbers_and_dates_come_back_as_written(
    start: dt.date, days: int, people: int, budget: int, gazetteer: Gazetteer, today: dt.date
) -> None:
    end = start + dt.timedelta(days=days - 1)
    text = (
        f"From Boston to Denver, {start:%B} {start.day}, {start.year} to {end:%B} {end.day}, {end.year}, "
        f"{people} people, budget ${budget:,}"
    )
    result = read_request(text, gazetteer, today=today)
    assert isinstance(result, Read)
    request = result.request
    assert (request.start, request.day_count) == (start, days)
    assert (request.people, request.budget_usd) == (people, budget)


@quickly
@given(data=st.data())
def test_the_order_of_sentences_does_not_matter(
    data: st.DataObject, gazetteer: Gazetteer, today: dt.date
) -> None:
    sentences = [
        "We go from Boston to 2 cities in Texas.",
        "The dates are March 3 to March 7, 2022.",
        "There are four of us.",
        "Our budget is $4,000.",
        "We'd like French and Italian food.",
        "We need private rooms.",
        "Pets must be allowed.",
        "We won't fly.",
    ]
    usual = read_request(" ".join(sentences), gazetteer, today=today)
    shuffled = read_request(" ".join(data.draw(st.permutations(sentences))), gazetteer, today=today)
    assert isinstance(usual, Read) and isinstance(shuffled, Read)
    fields = {"text", "quotes"}
    assert shuffled.request.model_dump(exclude=fields) == usual.request.model_dump(exclude=fields)


@pytest.mark.parametrize(
    "unit",
    [
        "and ",
        "no ",
        "1 ",
        "$",
        "March 1 ",
        "with my wife and ",
        "from Bostn ",
        "no flights or ",
        "kids are 6, ",
        "- ",
    ],
)
def test_the_work_grows_with_the_length_only(unit: str, gazetteer: Gazetteer, today: dt.date) -> None:
    text = (unit * MOST_CHARACTERS)[:MOST_CHARACTERS]
    try:
        read_request(text, gazetteer, today=today)
    except RequestError as error:
        assert len(str(error)) < 1000
