from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from certiplan.errors import DataError
from certiplan.tasks.travel.travelplanner import load_database, load_split

QUERY_WISHES = {"house rule": None, "cuisine": None, "room type": None, "transportation": None}


def changed(data_dir: Path, **fields: Any) -> None:
    """Write the split "new" with one query changed."""
    query = json.loads((data_dir / "rows.jsonl").read_text(encoding="utf-8"))
    (data_dir / "new.jsonl").write_text(f"\n{json.dumps(query | fields)}\n", encoding="utf-8")


@pytest.mark.parametrize(("stem", "case_id"), [("rows", "rows/7"), ("texts", "texts/1")])
def test_both_forms_of_a_query_say_the_same(data_dir: Path, stem: str, case_id: str) -> None:
    (case,) = load_split(data_dir, stem)
    assert (case.id, case.level, case.days, case.query) == (case_id, "hard", 3, "Plan three days in Elm.")
    assert case.request.model_dump(mode="json", exclude={"quotes", "item_quotes"}) == {
        "text": "Plan three days in Elm.",
        "origin": "Oakton",
        "destination": "Elm",
        "destination_is_state": False,
        "start": "2024-05-01",
        "day_count": 3,
        "city_count": 1,
        "people": 2,
        "budget_usd": 900,
        "cuisines": ["French", "Mexican"],
        "room": "entire room",
        "house_rules": ["parties"],
        "transport": ["no flight"],
        "complete_days": False,
        "extras": [],
    }


@pytest.mark.parametrize("stem", ["rows", "texts"])
def test_the_reference_world_holds_the_rows_of_the_reference_only(data_dir: Path, stem: str) -> None:
    database = load_database(data_dir)
    (case,) = load_split(data_dir, stem)
    world = case.reference_world()
    assert [(city.name, city.state) for city in world.cities] == [("Oakton", "Iowa"), ("Elm", "Ohio")]
    assert world.hotels == database.hotels[:1]
    assert world.restaurants == database.restaurants[:1]
    assert [place.name for place in world.attractions] == ["Park"]
    assert world.flights == database.flights[:1]
    assert world.roads == database.roads[:1]


def test_annotated_plans_lose_their_padding(data_dir: Path) -> None:
    assert load_split(data_dir, "texts")[0].annotated_plan == ({"days": 1}, {"days": 2})
    assert load_split(data_dir, "rows")[0].annotated_plan is None


def test_the_sandbox_is_the_database_with_the_flights_of_the_case(data_dir: Path) -> None:
    database = load_database(data_dir)
    (case,) = load_split(data_dir, "rows")
    assert case.sandbox(database) is database
    path = data_dir / "flights.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:1]), encoding="utf-8")
    assert load_database(data_dir).flights == ()
    assert case.sandbox(load_database(data_dir)).flights == database.flights[:1]


@pytest.mark.parametrize(
    ("dest", "days", "cities", "is_state"),
    [("Ohio", 5, 2, True), ("Fir", 5, 1, False), ("Washington", 3, 1, False), ("Washington", 5, 2, True)],
)
def test_cities_and_states_of_one_name_are_told_by_the_days(
    data_dir: Path, dest: str, days: int, cities: int, is_state: bool
) -> None:
    dates = [f"2024-05-0{k}" for k in range(1, days + 1)]
    changed(data_dir, dest=dest, days=days, date=dates, visiting_city_number=cities)
    assert load_split(data_dir, "new")[0].request.destination_is_state is is_state


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": 4}, "expected 4 days in a row"),
        ({"date": ["2024-05-01", "2024-05-02", "2024-05-04"]}, "expected 3 days in a row"),
        ({"date": "['2024-05-01'"}, "date: Value error, expected the text of a Python literal"),
        ({"budget": "much"}, "budget: Input should be a valid integer"),
        ({"budget": 0}, "budget_usd: Input should be greater than 0"),
        ({"people_number": 0}, "people: Input should be greater than or equal to 1"),
        ({"visiting_city_number": 2}, "one destination city"),
        ({"level": "absurd"}, "level: Input should be"),
        (
            {"local_constraint": QUERY_WISHES | {"house rule": "cats"}},
            "local_constraint.house rule: Input should be",
        ),
        ({"annotated_plan": "[1, 2]"}, "annotated_plan: expected a query and a list of days"),
    ],
)
def test_broken_queries_are_named_with_field_and_line(
    data_dir: Path, fields: dict[str, Any], words: str
) -> None:
    changed(data_dir, **fields)
    with pytest.raises(DataError, match=r"new\.jsonl, line 2: ") as caught:
        load_split(data_dir, "new")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"{}\n{", "line 1: org: Field required"),
        (b"[]", "line 1: the query: Input should be"),
        (b"\n{", "line 2: expected a JSON object"),
        (b"[" * 200_000, "line 1: "),
        (b"\n\n\xff", "line 3: expected UTF-8"),
        (b"\n", "expected a query in each line, found none"),
    ],
)
def test_broken_lines_are_named(data_dir: Path, text: bytes, words: str) -> None:
    (data_dir / "new.jsonl").write_bytes(text)
    with pytest.raises(DataError) as caught:
        load_split(data_dir, "new")
    assert words in str(caught.value)


def test_an_unknown_split_is_answered_with_those_there_are(data_dir: Path) -> None:
    with pytest.raises(DataError, match="splits here: rows, texts"):
        load_split(data_dir, "valid")


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("[1", "expected the text of a Python list"),
        ("7", "expected a list or a mapping of sections"),
        ([{"Content": ""}], "expected a section with a Description"),
        ({"Weather in Elm": ""}, "found 'Weather in Elm'"),
        ({"Attractions in Oz": []}, "expected one of the 5 cities, found 'Oz'"),
        ({"Attractions in Elm": 3}, "Attractions in Elm: expected a table or a list of rows, found 3"),
        ({"Attractions in Elm": [{"Name": "A"}]}, "expected a column 'City'"),
        ({"Attractions in Elm": "There are many"}, "expected the headings of a table"),
        ({"Attractions in Elm": "Name City\nA"}, "expected a row 9 characters wide, found 'A'"),
        ({"Taxi from Elm to Fir": "soon"}, "expected a duration, a distance and a cost, found 'soon'"),
        (
            {"Taxi from Elm to Fir": "taxi, from Elm to Fir, duration: 1 hour, distance: far, cost: 1"},
            "such as '1,144 km', found 'far'",
        ),
    ],
)
def test_broken_references_are_named(data_dir: Path, reference: Any, words: str) -> None:
    changed(data_dir, reference_information=reference)
    (case,) = load_split(data_dir, "new")
    with pytest.raises(DataError, match=r"new\.jsonl, line 2: reference_information: ") as caught:
        case.reference_world()
    assert words in str(caught.value)


def test_incomplete_rows_and_empty_tables_of_a_reference_are_left_out(data_dir: Path) -> None:
    row = {"Name": "A", "City": "Elm", "Average Cost": 3, "Cuisines": None, "Aggregate Rating": 1.0}
    changed(data_dir, reference_information={"Restaurants in Elm": [row], "Attractions in Elm": ""})
    world = load_split(data_dir, "new")[0].reference_world()
    assert (world.restaurants, world.attractions) == ((), ())
