"""A small data directory in the benchmark's form, made up for the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FILES = {
    "citySet_with_states.txt": "Oakton\tIowa\nElm\tOhio\nFir\tOhio\nWashington\tVirginia\nYakima\tWashington",
    "flights.csv": """\
Flight Number,Price,DepTime,ArrTime,ActualElapsedTime,FlightDate,OriginCityName,DestCityName,Distance
F1,100,09:30,24:00,1 hours,2024-05-01,Oakton,Elm,300.0
F2,120,09:30,,1 hours,2024-05-03,Elm,Oakton,300.0
F3,130,00:05,01:00,1 hours,2024-05-03,Elm,Oakton,300.0
""",
    "distance.csv": """\
origin,destination,cost,duration,distance
Oakton,Elm,,4 hours 1 min,"1,419 km"
Oakton,Elm,,5 hours,"2,000 km"
Elm,Oakton,,,
Elm,Oakton,,4 hours,400 km
Elm,Fir,,45 mins,59.9 km
Fir,Oakton,,1 day 2 hours,"2,100 km"
""",
    "accommodations.csv": """\
,NAME,room type,price,minimum nights,review rate number,house_rules,maximum occupancy,city
0,"Elm Inn, the old one",Entire home/apt,131.0,2.0,4.0,No pets & No smoking,2,Elm
1,Elm House,Private room,80.0,1.0,3.0,,2,Elm
2,"Two
Lines",Shared room,40.0,1.0,5.0,No parties,1,Fir
3, Elm Inn,Private room,90.0,1.0,3.0,No parties,2,Elm
""",
    "restaurants.csv": """\
,Name,City,Cuisines,Average Cost,Aggregate Rating
0,Soup Bar,Elm,"Tea, French",12,4.5
1,Soup,Elm,Mexican,9,0.0
2,None,Elm,Mexican,9,0.0
3,Soup,Fir,Mexican,9,0.0
4,Soup Bar,Elm,Cafe,7,0.0
""",
    "attractions.csv": """\
Name,Latitude,Longitude,Address,Phone,Website,City
Park,40.5,-80.25,1 Main St,Unknown,Unknown,Elm
Bridge; Tower,40.5,-80.25,1 Main St,Unknown,Unknown,Elm
Fountain,40.5,-80.25,1 Main St,,Unknown,Elm
""",
}

REFERENCE_ROWS: dict[str, Any] = {
    "Attractions in Elm": [{"Name": "Park", "City": "Elm"}],
    "Restaurants in Elm": [
        {
            "Name": "Soup Bar",
            "City": "Elm",
            "Average Cost": 12,
            "Cuisines": "Tea, French",
            "Aggregate Rating": 4.5,
        }
    ],
    "Accommodations in Elm": [
        {
            "NAME": "Elm Inn, the old one",
            "city": "Elm",
            "price": 131.0,
            "room type": "Entire home/apt",
            "house_rules": "No pets & No smoking",
            "minimum nights": 2.0,
            "maximum occupancy": 2,
            "review rate number": 4.0,
        }
    ],
    "Flight from Oakton to Elm on 2024-05-01": [
        {
            "Flight Number": "F1",
            "Price": 100,
            "DepTime": "09:30",
            "ArrTime": "24:00",
            "ActualElapsedTime": "1 hours",
            "FlightDate": "2024-05-01",
            "OriginCityName": "Oakton",
            "DestCityName": "Elm",
            "Distance": 300.0,
        }
    ],
    "Flight from Elm to Oakton on 2024-05-03": "There is no flight from Elm to Oakton on 2024-05-03.",
    "Self-driving from Oakton to Elm": (
        "self-driving, from Oakton to Elm, duration: 4 hours 1 min, distance: 1,419 km, cost: 70"
    ),
    "Taxi from Oakton to Elm": (
        "taxi, from Oakton to Elm, duration: 1 day 1 hour, distance: 1,419 km, cost: 1419"
    ),
    "Self-driving from Elm to Oakton": "No valid information.",
    "Taxi from Elm to Oakton": "taxi, from Elm to Oakton, no valid information.",
}

REFERENCE_TABLES = [
    {
        "Description": "Attractions in Elm",
        "Content": (
            "Name  Latitude  Longitude   Address   Phone Website City\n"
            "Park 40.500000 -80.250000 1 Main St Unknown Unknown  Elm"
        ),
    },
    {
        "Description": "Restaurants in Elm",
        "Content": (
            "         Name  Average Cost     Cuisines  Aggregate Rating  City\n"
            "0    Soup Bar            12  Tea, French               4.5   Elm"
        ),
    },
    {
        "Description": "Accommodations in Elm",
        "Content": (
            "                NAME  price       room type          house_rules  minimum nights"
            "  maximum occupancy  review rate number city\n"
            "Elm Inn, the old one  131.0 Entire home/apt No pets & No smoking             2.0"
            "                  2                 4.0  Elm"
        ),
    },
    {
        "Description": "Flight from Oakton to Elm on 2024-05-01",
        "Content": (
            "Flight Number  Price DepTime ArrTime ActualElapsedTime FlightDate"
            " OriginCityName DestCityName  Distance\n"
            "           F1    100   09:30   24:00           1 hours 2024-05-01"
            "         Oakton          Elm     300.0"
        ),
    },
    *(
        {"Description": description, "Content": content}
        for description, content in REFERENCE_ROWS.items()
        if isinstance(content, str)
    ),
]

QUERY: dict[str, Any] = {
    "org": "Oakton",
    "dest": "Elm",
    "days": 3,
    "visiting_city_number": 1,
    "date": ["2024-05-01", "2024-05-02", "2024-05-03"],
    "people_number": 2,
    "local_constraint": {
        "house rule": "parties",
        "cuisine": ["French", "Mexican"],
        "room type": "entire room",
        "transportation": "no flight",
    },
    "budget": 900,
    "query": "Plan three days in Elm.",
    "level": "hard",
    "reference_information": REFERENCE_ROWS,
}


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """The files, and one split in each of the two forms."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    write_split(tmp_path, "rows", QUERY | {"idx": 7})
    write_split(
        tmp_path,
        "texts",
        QUERY
        | {
            "date": str(QUERY["date"]),
            "local_constraint": str(QUERY["local_constraint"]),
            "reference_information": str(REFERENCE_TABLES),
            "annotated_plan": str([{"org": "Oakton"}, [{"days": 1}, {"days": 2}, {}, {}]]),
        },
    )
    return tmp_path


def write_split(folder: Path, stem: str, *queries: dict[str, Any]) -> None:
    """Write a split of these queries."""
    (folder / f"{stem}.jsonl").write_text(
        "".join(f"{json.dumps(query)}\n" for query in queries), encoding="utf-8"
    )
