from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from certiplan.errors import DataError
from certiplan.tasks.travel.travelplanner import addressable, find_data, load_database
from certiplan.tasks.travel.world import Attraction, Flight, Hotel, Restaurant


def test_every_table_is_read(data_dir: Path) -> None:
    world = load_database(data_dir)
    assert world.state_of["Fir"] == "Ohio"
    assert world.flights[0] == Flight(
        number="F1",
        origin="Oakton",
        destination="Elm",
        date=dt.date(2024, 5, 1),
        price_usd=100,
        departs_min=570,
        arrives_min=1440,
    )
    assert world.hotels[0] == Hotel(
        name="Elm Inn, the old one",
        city="Elm",
        price_usd=131,
        room_type="Entire home/apt",
        house_rules=("No pets", "No smoking"),
        min_nights=2,
        sleeps=2,
        rating=4.0,
    )
    assert world.restaurants[0] == Restaurant(
        name="Soup Bar", city="Elm", price_usd=12, cuisines=("Tea", "French"), rating=4.5
    )
    assert world.attractions[0] == Attraction(name="Park", city="Elm", latitude=40.5, longitude=-80.25)


def test_rows_with_an_empty_field_are_dropped(data_dir: Path) -> None:
    world = load_database(data_dir)
    assert [flight.number for flight in world.flights] == ["F1", "F3"]
    assert [hotel.name for hotel in world.hotels] == ["Elm Inn, the old one", "Two\nLines", "Elm Inn"]
    assert [(place.name, place.city) for place in world.restaurants if place.price_usd == 9] == [
        ("Soup", "Elm"),
        ("Soup", "Fir"),
    ]
    assert [place.name for place in world.attractions] == ["Park", "Bridge; Tower"]


def test_the_first_row_of_distances_counts_and_days_are_no_way(data_dir: Path) -> None:
    roads = load_database(data_dir).roads
    assert [(road.mode, road.origin, road.destination, road.distance_km) for road in roads] == [
        ("Self-driving", "Oakton", "Elm", 1419),
        ("Taxi", "Oakton", "Elm", 1419),
        ("Self-driving", "Elm", "Fir", 59),
        ("Taxi", "Elm", "Fir", 59),
    ]


def test_the_data_may_lie_in_a_folder(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    parent = tmp_path_factory.mktemp("parent")
    (parent / "travelplanner").symlink_to(data_dir)
    assert find_data(parent) == parent / "travelplanner"
    assert find_data(data_dir) == data_dir
    assert load_database(parent) == load_database(data_dir)


def test_only_what_a_name_leads_to_is_addressable(data_dir: Path) -> None:
    world = addressable(load_database(data_dir))
    # "Elm Inn" and "Soup" in Elm stand for earlier rows; a line break and a semicolon cannot be told.
    assert [hotel.name for hotel in world.hotels] == ["Elm Inn, the old one"]
    assert [(place.name, place.city, place.price_usd) for place in world.restaurants] == [
        ("Soup Bar", "Elm", 12),
        ("Soup", "Fir", 9),
    ]
    assert [place.name for place in world.attractions] == ["Park"]


RESTAURANT = "Name,City,Cuisines,Average Cost,Aggregate Rating"
HOTEL = "NAME,city,price,room type,house_rules,minimum nights,maximum occupancy,review rate number"
FLIGHT = "Flight Number,OriginCityName,DestCityName,FlightDate,Price,DepTime,ArrTime"


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("flights.csv", None, None, "this file is missing"),
        ("flights.csv", "", 1, "found an empty file"),
        ("flights.csv", "Flight Number,Price\nF1,1\n", 1, "expected a column 'OriginCityName'"),
        (
            "restaurants.csv",
            ",Name,City,Cuisines,Average Cost,Aggregate Rating\n0,A,Elm,Tea,12\n",
            2,
            "6 fields, found 5",
        ),
        (
            "restaurants.csv",
            f'{RESTAURANT}\n"A\nB",Elm,Tea,12,1\n\nC,Elm,Tea,cheap,1\n',
            5,
            "Average Cost: expected a whole number of at least 0, found 'cheap'",
        ),
        (
            "restaurants.csv",
            f'{RESTAURANT}\nA,Elm,Tea,12,1\n"C,Elm,Tea,9,1\nD,Elm,Tea,9,1\n',
            3,
            "is a quote left open",
        ),
        (
            "restaurants.csv",
            ",Name,City,Cuisines,Average Cost,Aggregate Rating\n0,A,Elm,Tea,1,inf\n",
            2,
            "Rating",
        ),
        (
            "distance.csv",
            "origin,destination,cost,duration,distance\nElm,Fir,,1 hour,far\n",
            2,
            "such as '1,144 km'",
        ),
        ("citySet_with_states.txt", "Elm\tOhio\nFir Ohio\n", 2, "a tab and its state, found 'Fir Ohio'"),
    ],
)
def test_broken_files_are_named_with_the_line(
    data_dir: Path, name: str, text: str | None, line: int | None, words: str
) -> None:
    path = data_dir / name
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_database(data_dir)
    assert (caught.value.path, caught.value.line) == (path, line)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("name", "header", "row", "words"),
    [
        ("accommodations.csv", HOTEL, "A,Elm,10,Tent,No pets,1,1,1", "room type: expected one of"),
        ("accommodations.csv", HOTEL, "A,Elm,10,Shared room,No pets,1,0,1", "maximum occupancy: expected"),
        (
            "accommodations.csv",
            HOTEL,
            "A,Elm,10.5,Shared room,No pets,1,1,1",
            "price: expected a whole number",
        ),
        ("flights.csv", FLIGHT, "F1,Elm,Fir,May 1st,10,10:00,11:00", "such as 2022-03-16, found 'May 1st'"),
        ("flights.csv", FLIGHT, "F1,Elm,Fir,2024-05-01,10,10h,11:00", "such as 15:40, found '10h'"),
        ("flights.csv", FLIGHT, "F1,Elm,Fir,2024-05-01,-10,10:00,11:00", "Price: expected"),
    ],
)
def test_broken_values_are_named(data_dir: Path, name: str, header: str, row: str, words: str) -> None:
    (data_dir / name).write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 2: ") as caught:
        load_database(data_dir)
    assert words in str(caught.value)


def test_bytes_that_are_not_utf8_are_named_with_the_line(data_dir: Path) -> None:
    path = data_dir / "restaurants.csv"
    path.write_bytes(path.read_bytes() + "5,Café,Elm,Tea,9,1.0\n".encode("latin-1"))
    with pytest.raises(DataError, match="line 7: expected UTF-8 text, found the byte 0xE9"):
        load_database(data_dir)


def test_a_directory_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="in its folder travelplanner/"):
        load_database(tmp_path)
    with pytest.raises(DataError, match="there is no such directory"):
        load_database(tmp_path / "nowhere")
