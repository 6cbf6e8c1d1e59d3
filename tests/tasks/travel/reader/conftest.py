from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Gazetteer, Read, Reading, read_request

CITIES = {
    "Alaska": "Anchorage, Nome",
    "Arizona": "Flagstaff, Phoenix, Tucson, Yuma",
    "California": "Los Angeles, Oakland, Ontario, Palm Springs, Sacramento, San Diego, San Francisco"
    ", San Jose, Santa Ana, Santa Barbara, Stockton, Concord",
    "Colorado": "Colorado Springs, Denver, Durango, Grand Junction",
    "District of Columbia": "Washington",
    "Florida": "Daytona Beach, Fort Lauderdale, Jacksonville, Key West, Miami, Orlando, Pensacola"
    ", Punta Gorda, St. Petersburg, Tallahassee, Tampa, West Palm Beach",
    "Georgia": "Atlanta, Augusta, Savannah",
    "Illinois": "Champaign, Chicago, Peoria, Rockford",
    "Indiana": "Evansville, Fort Wayne, Indianapolis, South Bend",
    "Kansas": "Manhattan, Salina, Wichita",
    "Kentucky": "Lexington, Louisville, Paducah",
    "Louisiana": "Baton Rouge, Lake Charles, New Orleans, Shreveport",
    "Maryland": "Baltimore, Hagerstown, Salisbury",
    "Massachusetts": "Boston, Martha's Vineyard, Nantucket, Worcester",
    "Michigan": "Detroit, Grand Rapids, Lansing, Marquette, Sault Ste. Marie, Traverse City",
    "Minnesota": "Brainerd, Duluth, Minneapolis, Rochester",
    "Missouri": "Branson, Kansas City, St. Louis",
    "Montana": "Billings, Bozeman, Butte, Helena, Missoula",
    "Nebraska": "Lincoln, Omaha, Scottsbluff",
    "Nevada": "Las Vegas, Reno",
    "New Jersey": "Atlantic City, Newark, Trenton",
    "New York": "Albany, Buffalo, Elmira, Ithaca, New York, Syracuse, White Plains",
    "North Carolina": "Asheville, Charlotte, Greensboro, Raleigh",
    "Ohio": "Akron, Cincinnati, Cleveland, Columbus, Dayton",
    "Oklahoma": "Lawton, Oklahoma City, Tulsa",
    "Oregon": "Bend, Eugene, Medford, Portland",
    "Pennsylvania": "Erie, Philadelphia, Pittsburgh, Scranton",
    "Rhode Island": "Providence",
    "South Carolina": "Charleston, Florence, Greenville, Hilton Head, Myrtle Beach",
    "Tennessee": "Chattanooga, Knoxville, Memphis, Nashville",
    "Texas": "Abilene, Austin, Dallas, El Paso, Houston, Mission, San Antonio, Texarkana, Waco",
    "Utah": "Cedar City, Ogden, Provo, Salt Lake City",
    "Virginia": "Charlottesville, Norfolk, Richmond, Roanoke",
    "Washington": "Pasco, Seattle, Spokane, Yakima",
    "Wisconsin": "Appleton, Eau Claire, Green Bay, Madison, Milwaukee",
}
CUISINES = (
    "American",
    "Chinese",
    "French",
    "Indian",
    "Italian",
    "Mediterranean",
    "Mexican",
    "Pizza",
    "Seafood",
)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    mapping = {city.strip(): state for state, cities in CITIES.items() for city in cities.split(",")}
    return Gazetteer(mapping, CUISINES)


@pytest.fixture(scope="session")
def today() -> dt.date:
    """A Tuesday."""
    return dt.date(2022, 2, 1)


@pytest.fixture(scope="session")
def reading(gazetteer: Gazetteer, today: dt.date) -> Callable[[str], Reading]:
    return lambda text: read_request(text, gazetteer, today=today)


@pytest.fixture(scope="session")
def read(reading: Callable[[str], Reading]) -> Callable[[str], Read]:
    def read_all(text: str) -> Read:
        result = reading(text)
        assert isinstance(result, Read), result
        assert all(quote in text for quote in result.request.quotes.values())
        return result

    return read_all
