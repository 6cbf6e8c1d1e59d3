from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Gazetteer, Read, read_request

PERIODS = (
    ("the 13th through the 15th of March 2022", "03-13", 3),
    ("Mar. 13–15, 2022", "03-13", 3),
    ("3/13/22 to 3/15/22", "03-13", 3),
    ("departing March 13, 2022 and back March 15", "03-13", 3),
    ("from Sunday 13 March 2022 to Tuesday 15 March 2022", "03-13", 3),
    ("beginning 13 Mar 2022 and wrapping up 15 Mar 2022", "03-13", 3),
    ("2022-03-13/2022-03-15", "03-13", 3),
    ("March 13, 14 and 15, 2022", "03-13", 3),
    ("13th, 14th and 15th of March 2022", "03-13", 3),
    ("March 13th, 2022 to March 15th, 2022", "03-13", 3),
    ("13-15 March", "03-13", 3),
    ("March 13-15", "03-13", 3),
    ("13/3/2022-15/3/2022", "03-13", 3),
    ("2022.03.13 - 2022.03.15", "03-13", 3),
    ("start 2022-03-13, end 2022-03-15", "03-13", 3),
    ("start date March 13 2022, end date March 15 2022", "03-13", 3),
    ("dates March 13 2022 (Sunday) – March 15 2022 (Tuesday)", "03-13", 3),
    ("Sunday the 13th of March to Tuesday the 15th of March", "03-13", 3),
    ("between 13 and 15 March 2022", "03-13", 3),
    ("between March 13 & 15", "03-13", 3),
    ("arriving March 13 2022 and leaving March 15 2022", "03-13", 3),
    ("checking in March 13 2022, checking out March 15 2022", "03-13", 3),
    ("leave on 3/13 and return on 3/15", "03-13", 3),
    ("March 13th for three days", "03-13", 3),
    ("three days as of March 13", "03-13", 3),
    ("a three-day stay beginning on the 13th of March", "03-13", 3),
    ("2 nights from March 13", "03-13", 3),
    ("13 march 2022, 2 nights", "03-13", 3),
    ("3 days, ending March 15 2022", "03-13", 3),
    ("for 3 days until March 15", "03-13", 3),
    ("from 13 to 15 March, 2022", "03-13", 3),
    ("the thirteenth to the fifteenth of March 2022", "03-13", 3),
    ("March thirteenth to March fifteenth", "03-13", 3),
    ("Mar 13 2022 thru Mar 15 2022", "03-13", 3),
    ("March 13, 2022 -> March 15, 2022", "03-13", 3),
    ("03/13 - 03/15/2022", "03-13", 3),
    ("on March 13-15th, 2022", "03-13", 3),
    ("13th Mar - 15th Mar 2022", "03-13", 3),
    ("13 Mar-15 Mar 2022", "03-13", 3),
    ("March 13 (2022) to March 15 (2022)", "03-13", 3),
    ("from march 13th 2022 to the 15th", "03-13", 3),
    ("march 13 2022 to march 15", "03-13", 3),
    ("3 days (March 13, 2022 to March 15, 2022)", "03-13", 3),
    ("March 13 till 15 2022", "03-13", 3),
    ("during March 13-15 2022", "03-13", 3),
    ("in 2022 from March 13 to March 15", "03-13", 3),
    ("the 13th - 15th of march 2022", "03-13", 3),
    ("Feb 28 - Mar 2", "02-28", 3),
    ("this Friday to Sunday", "02-04", 3),
    ("tomorrow for 3 days", "02-02", 3),
    ("the day after tomorrow for three days", "02-03", 3),
    ("next Friday to Sunday", "02-11", 3),
    ("on Friday for 3 days", "02-04", 3),
    ("Friday through Sunday", "02-04", 3),
    ("leaving Friday, returning Sunday", "02-04", 3),
    ("a week from March 13", "03-13", 7),
    ("for one week beginning Mar 13, 2022", "03-13", 7),
    ("leaving in 10 days for 3 days", "02-11", 3),
    ("starting 3 weeks from now for 3 days", "02-22", 3),
    ("January 5 for 3 days", "01-05", 3),
    ("Feb 1 to Feb 3", "02-01", 3),
    ("December 30, 2021 - January 2, 2022", "12-30", 4),
    ("Dec 30 - Jan 2, 2022", "12-30", 4),
    ("weekend of the 12th of March", "03-12", 2),
    ("weekend of March 12-13, 2022", "03-12", 2),
    ("the weekend of March 11 to 13", "03-11", 3),
    ("a long weekend from Friday, March 11", "03-11", 3),
    ("March 2022 13th to 15th", "03-13", 3),
)


@pytest.mark.parametrize(("words", "start", "days"), PERIODS)
def test_the_days_of_the_trip(words: str, start: str, days: int, read: Callable[[str], Read]) -> None:
    request = read(f"Trip from Boston to Denver, {words}, one person, $1,900.").request
    assert (request.start.strftime("%m-%d"), request.day_count) == (start, days)


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("March 13 for 3 days", "2026-03-13"),
        ("January 5 to January 7", "2027-01-05"),
        ("Dec 30 to Jan 1", "2026-12-30"),
        ("February 29 for 3 days", "2028-02-29"),
        ("the 8th to the 10th", "2026-03-08"),
        ("March 1 to March 3", "2026-03-01"),
    ],
)
def test_a_missing_year_is_the_next_one_and_that_is_said(
    words: str, start: str, gazetteer: Gazetteer
) -> None:
    result = read_request(f"Boston to Denver, {words}, one person", gazetteer, today=dt.date(2026, 3, 1))
    assert isinstance(result, Read)
    assert result.request.start.isoformat() == start
    assert any(note.startswith("No year was given") for note in result.assumptions)


def test_figures_that_can_be_read_in_two_ways_are_read_with_the_month_first(
    read: Callable[[str], Read],
) -> None:
    result = read("Boston to Denver, 3/4/2022 for 3 days, one person")
    assert result.request.start == dt.date(2022, 3, 4)
    assert "Read '3/4/2022' with the month first, as Friday, March 4, 2022." in result.assumptions


def test_the_other_date_decides_the_order_of_figures(read: Callable[[str], Read]) -> None:
    assert read("Boston to Denver, 11/3/2022 - 13/3/2022, one person").request.start == dt.date(2022, 3, 11)
    assert read("Boston to Denver, 3/11/2022 - 3/13/2022, one person").request.start == dt.date(2022, 3, 11)


def test_a_second_date_that_does_not_fit_the_length_is_about_something_else(
    read: Callable[[str], Read],
) -> None:
    result = read("Boston to Denver March 3 2022 for 3 days, my birthday is March 4, one person")
    assert (result.request.start, result.request.day_count) == (dt.date(2022, 3, 3), 3)
    assert "birthday" in result.unused_words


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("three days", 3),
        ("5-day trip", 5),
        ("a week", 7),
        ("week-long trip", 7),
        ("one-week trip", 7),
        ("two weeks", 14),
        ("a fortnight", 14),
        ("3 nights", 4),
        ("5 days and 4 nights", 5),
        ("3d/2n", 3),
        ("a couple of days", 2),
        ("7 full days", 7),
    ],
)
def test_the_length_of_the_trip(words: str, days: int, read: Callable[[str], Read]) -> None:
    assert read(f"Boston to Denver, {words} from March 3, 2022, one person").request.day_count == days
