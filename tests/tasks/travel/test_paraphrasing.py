from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from certiplan.tasks.evaluation import plain
from certiplan.tasks.travel.benchmark import BENCHMARK_TODAY, gazetteer
from certiplan.tasks.travel.paraphrasing import STYLES, paraphrase
from certiplan.tasks.travel.paraphrasing.facts import number_words, ordinal, ordinal_words
from certiplan.tasks.travel.reader import Read, read_request
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.suite import differences
from certiplan.tasks.travel.travelplanner import find_data, load_split

DATA = Path(os.environ.get("CERTIPLAN_DATA", Path(__file__).parents[4] / "shared" / "data"))
TRIP = TravelRequest(
    origin="St. Louis",
    destination="California",
    destination_is_state=True,
    start=dt.date(2022, 3, 17),
    day_count=7,
    city_count=3,
    people=2,
    budget_usd=9500,
    cuisines=("American", "Chinese"),
    room="entire room",
    house_rules=("pets",),
    transport=("no flight",),
)


def test_there_are_at_least_eight_styles() -> None:
    assert len(STYLES) >= 8
    texts = {paraphrase(TRIP, style) for style in STYLES}
    assert len(texts) == len(STYLES)


@pytest.mark.parametrize("style", STYLES)
def test_a_seed_decides_the_wording(style: str) -> None:
    texts = {paraphrase(TRIP, style, seed=seed) for seed in range(20)}
    assert len(texts) > 1
    assert paraphrase(TRIP, style, seed=3) == paraphrase(TRIP, style, seed=3)
    assert paraphrase(TRIP.model_copy(update={"text": "else"}), style) == paraphrase(TRIP, style)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_says_everything(style: str) -> None:
    text = paraphrase(TRIP, style)
    for words in ("St. Louis", "California", "American", "Chinese", "pets"):
        assert words in text
    assert "2022" in text


def test_numbers_in_words() -> None:
    assert number_words(0) == "zero"
    assert number_words(3_400) == "three thousand four hundred"
    assert number_words(15_121) == "fifteen thousand one hundred twenty-one"
    assert number_words(1_000_040) == "one million forty"
    assert [ordinal_words(day) for day in (1, 2, 3, 4, 5, 8, 9, 12, 20, 21, 30, 31)] == [
        "first", "second", "third", "fourth", "fifth", "eighth", "ninth", "twelfth", "twentieth",
        "twenty-first", "thirtieth", "thirty-first",
    ]  # fmt: skip
    assert [ordinal(day) for day in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd",
    ]  # fmt: skip


@pytest.mark.skipif(
    not (DATA / "travelplanner").is_dir(),
    reason="neither CERTIPLAN_DATA nor ../shared/data holds travelplanner/",
)
@pytest.mark.parametrize("style", STYLES)
def test_the_offline_reader_understands_every_style(style: str) -> None:
    places = gazetteer(find_data(DATA))
    misread = []
    for case in load_split(DATA, "train_45"):
        for seed in range(2):
            text = paraphrase(case.request, style, seed=seed)
            reading = read_request(text, places, today=BENCHMARK_TODAY)
            heard = reading.request if isinstance(reading, Read) else None
            if heard is None or differences(plain({"request": heard}), case.request):
                misread.append((text, reading))
    assert not misread
