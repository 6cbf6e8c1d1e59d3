from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path

import pytest

from certiplan.errors import InternalError
from certiplan.tasks.travel.embedded.generate import SEED, differences, generate, main, places_in
from certiplan.tasks.travel.embedded.generator.cities import Site, sites
from certiplan.tasks.travel.embedded.generator.draw import Draw
from certiplan.tasks.travel.embedded.generator.names import NameBook, vocabulary
from certiplan.tasks.travel.embedded.generator.roads import MAX_MINUTES, roads
from certiplan.tasks.travel.embedded.generator.services import route
from certiplan.tasks.travel.embedded.loading import DATA_DIR, duration_text, load

SAMPLE = {"Los Angeles", "Chicago", "Tallahassee", "Boston", "Flagstaff", "Key West", "Houston", "Detroit"}


@pytest.fixture(scope="module")
def some_sites() -> tuple[Site, ...]:
    return tuple(site for site in sites() if site.name in SAMPLE)


def shipped(name: str) -> list[tuple[str, ...]]:
    raw = (DATA_DIR / name).read_bytes()
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()
    return [tuple(row) for row in csv.reader(io.StringIO(text))][1:]


def texts(rows: Iterable[Iterable[object]]) -> list[tuple[str, ...]]:
    return [tuple(str(value) for value in row) for row in rows]


def test_the_shipped_cities_are_those_of_the_generator() -> None:
    made = [(site.name, site.state, site.latitude, site.longitude) for site in sites()]
    assert shipped("cities.csv") == texts(made)


def test_the_shipped_places_are_those_of_the_generator(some_sites: tuple[Site, ...]) -> None:
    places = [places_in(site, SEED) for site in some_sites]
    made = {
        "hotels.csv.gz": texts(row for city in places for row in city.hotels),
        "restaurants.csv.gz": texts(row for city in places for row in city.restaurants),
        "attractions.csv.gz": texts(row for city in places for row in city.attractions),
    }
    for name, rows in made.items():
        assert [row for row in shipped(name) if row[1] in SAMPLE] == rows


def test_the_shipped_roads_and_flights_are_those_of_the_generator(some_sites: tuple[Site, ...]) -> None:
    made_roads = list(roads(some_sites, SEED))
    assert [row for row in shipped("roads.csv.gz") if {*row[:2]} <= SAMPLE] == texts(made_roads)
    drivable = {(origin, destination) for origin, destination, _, _ in made_roads}
    made_flights = [
        (origin.name, destination.name, *row)
        for origin, destination in permutations(some_sites, 2)
        for row in route(origin, destination, SEED, has_road=(origin.name, destination.name) in drivable)
    ]
    assert [row[1:] for row in shipped("flights.csv.gz") if {*row[1:3]} <= SAMPLE] == texts(made_flights)


@pytest.mark.slow
def test_the_whole_world_is_what_the_generator_makes() -> None:
    assert differences(generate(SEED), DATA_DIR) == []


def test_another_seed_makes_other_places(some_sites: tuple[Site, ...]) -> None:
    assert places_in(some_sites[0], SEED) == places_in(some_sites[0], SEED)
    assert places_in(some_sites[0], SEED) != places_in(some_sites[0], SEED + 1)


def test_drives_of_a_day_and_more_are_left_out(some_sites: tuple[Site, ...]) -> None:
    found = {row[:2]: row[3] for row in roads(some_sites, SEED)}
    assert max(found.values()) <= MAX_MINUTES
    assert ("Los Angeles", "Boston") not in found


def test_roads_go_around_lake_michigan_and_the_gulf(some_sites: tuple[Site, ...]) -> None:
    km = {row[:2]: row[2] for row in roads(some_sites, SEED)}
    assert km["Key West", "Houston"] > 1700


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(1, "1 min"), (52, "52 mins"), (61, "1 hour 1 min"), (407, "6 hours 47 mins"), (600, "10 hours 0 mins")],
)
def test_durations_are_worded_as_in_the_benchmark(minutes: int, text: str) -> None:
    assert duration_text(minutes) == text


def test_differences_are_named_and_compression_is_none(tmp_path: Path) -> None:
    files = {
        name: gzip.compress(b"x\n", mtime=0) for name in ("a.csv.gz", "b.csv.gz", "c.csv.gz", "d.csv.gz")
    }
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"x\n", compresslevel=1, mtime=7))
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(b"y\n", mtime=0))
    (tmp_path / "c.csv.gz").write_bytes(b"not compressed")
    assert differences(files, tmp_path) == [
        f"{tmp_path / 'b.csv.gz'}: differs from what the generator makes",
        f"{tmp_path / 'c.csv.gz'}: differs from what the generator makes",
        f"{tmp_path / 'd.csv.gz'}: missing",
    ]


def test_a_place_that_cannot_be_written_is_bad_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["--out", str(tmp_path / "file")]) == 2
    assert "choose another --out" in capsys.readouterr().err


def test_damaged_files_are_a_fault_of_the_installation(tmp_path: Path) -> None:
    with pytest.raises(InternalError, match="install Certiplan again"):
        load(tmp_path)
    (tmp_path / "cities.csv").write_text("name,state,latitude,longitude\nOakton,Iowa\n")
    with pytest.raises(InternalError, match="install Certiplan again"):
        load(tmp_path)


def test_the_book_of_names_refuses_names_within_names() -> None:
    book = NameBook()
    names = iter(["Elm Street Bakery", "ELM STREET", "The Elm Street Bakery House", "Birch Street"])
    assert book.new(lambda: next(names)) == "Elm Street Bakery"
    assert book.new(lambda: next(names)) == "Birch Street"


@pytest.mark.parametrize("kind", ["hotels", "restaurants", "attractions"])
def test_every_pattern_can_be_filled_in_every_setting(kind: str) -> None:
    words = vocabulary(kind)
    for site in {site.setting: site for site in sites()}.values():
        for key in words.patterns:
            for k in range(20):
                name = words.name(key, site, Draw(k))
                assert "{" not in name and name[0].isupper()


def test_draws_stay_in_range_and_repeat() -> None:
    first, second = Draw(1, "x"), Draw(1, "x")
    values = [first.integer(2, 4) for _ in range(200)]
    assert values == [second.integer(2, 4) for _ in range(200)]
    assert set(values) == {2, 3, 4}
    assert all(0 <= first.normal(5, 9, low=0, high=6) <= 6 for _ in range(200))
    assert sorted(first.sample("abcd", 4)) == list("abcd")
    assert {first.weighted({"a": 1.0, "b": 0.0, "c": 2.0}) for _ in range(200)} == {"a", "c"}
