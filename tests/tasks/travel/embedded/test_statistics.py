"""The embedded world beside the real benchmark: what travellers and planners notice must be alike."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from statistics import fmean, quantiles

import pytest

from certiplan.tasks.travel.embedded import embedded_world
from certiplan.tasks.travel.embedded.generator.cities import KM_PER_MILE, Site, distance_km, sites
from certiplan.tasks.travel.world import Hotel, World

CHECKOUT = Path(__file__).parents[4]
DATA = Path(os.environ.get("CERTIPLAN_DATA", CHECKOUT.parent / "shared" / "data")) / "travelplanner"

pytestmark = pytest.mark.skipif(
    not (DATA / "flights.csv").is_file(),
    reason="neither CERTIPLAN_DATA nor ../shared/data holds travelplanner/",
)


@pytest.fixture(scope="module")
def ours() -> World:
    return embedded_world()


@pytest.fixture(scope="module")
def site_of() -> dict[str, Site]:
    return {site.name: site for site in sites()}


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def deciles(values: Iterable[float]) -> list[float]:
    return quantiles(values, n=10)


def shares(values: Iterable[object]) -> Counter[object]:
    counts = Counter(values)
    total = counts.total()
    return Counter({value: count / total for value, count in counts.items()})


def assert_alike(ours: Iterable[object], real: Iterable[object], tolerance: float) -> None:
    left, right = shares(ours), shares(real)
    for value in left.keys() | right.keys():
        assert left[value] == pytest.approx(right[value], abs=tolerance), value


def test_hotel_prices(ours: World) -> None:
    real = [float(row["price"]) for row in table("accommodations.csv") if row["price"]]
    assert deciles(hotel.price_usd for hotel in ours.hotels) == pytest.approx(deciles(real), abs=45)


def test_hotel_types_sizes_rules_and_ratings(ours: World) -> None:
    rows = table("accommodations.csv")
    # Each city has a shared room for short stays, which real ones often lack.
    assert_alike((h.room_type for h in ours.hotels), (row["room type"] for row in rows), 0.03)
    assert_alike((h.sleeps for h in ours.hotels), (int(row["maximum occupancy"]) for row in rows), 0.03)
    rules = [row["house_rules"].split(" & ") if row["house_rules"] else [] for row in rows]
    assert_alike((len(h.house_rules) for h in ours.hotels), (len(texts) for texts in rules), 0.03)
    assert_alike(
        (text for h in ours.hotels for text in h.house_rules),
        (text for texts in rules for text in texts),
        0.02,
    )
    ratings = (float(row["review rate number"]) for row in rows if row["review rate number"])
    assert_alike((h.rating for h in ours.hotels), ratings, 0.03)


def test_minimum_nights(ours: World) -> None:
    def band(nights: float) -> str:
        return (
            str(int(nights)) if nights <= 5 else "6-13" if nights < 14 else "14-29" if nights < 30 else "30+"
        )

    real = (float(row["minimum nights"]) for row in table("accommodations.csv") if row["minimum nights"])
    assert_alike((band(hotel.min_nights) for hotel in ours.hotels), map(band, real), 0.03)


def test_dear_homes_are_larger(ours: World) -> None:
    real = [
        (float(row["price"]), int(row["maximum occupancy"]))
        for row in table("accommodations.csv")
        if row["price"] and row["room type"] == "Entire home/apt"
    ]
    homes: list[Hotel] = [hotel for hotel in ours.hotels if hotel.room_type == "Entire home/apt"]
    for low, high in pairwise((50, 400, 700, 1000, 1201)):
        expected = fmean(sleeps for price, sleeps in real if low <= price < high)
        # Two hundred homes and more in each band: three standard errors of the mean are about 0.6.
        assert fmean(h.sleeps for h in homes if low <= h.price_usd < high) == pytest.approx(expected, abs=0.6)


def test_restaurants(ours: World) -> None:
    rows = table("restaurants.csv")
    prices = [float(row["Average Cost"]) for row in rows]
    assert deciles(place.price_usd for place in ours.restaurants) == pytest.approx(deciles(prices), abs=3)
    ratings = [float(row["Aggregate Rating"]) for row in rows]
    rated = [place.rating for place in ours.restaurants if place.rating is not None]
    assert deciles(rated) == pytest.approx(deciles(rating for rating in ratings if rating), abs=0.15)
    assert len(rated) / len(ours.restaurants) == pytest.approx(
        sum(rating > 0 for rating in ratings) / len(ratings), abs=0.03
    )
    menus = [row["Cuisines"].split(", ") for row in rows]
    assert_alike((len(place.cuisines) for place in ours.restaurants), map(len, menus), 0.03)
    assert_alike(
        (cuisine for place in ours.restaurants for cuisine in place.cuisines),
        (cuisine for menu in menus for cuisine in menu),
        0.01,
    )


def test_places_per_city(ours: World) -> None:
    restaurants = Counter(row["City"] for row in table("restaurants.csv"))
    ours_mean = len(ours.restaurants) / len(ours.cities)
    assert ours_mean == pytest.approx(fmean(restaurants.values()), abs=2)
    attractions = Counter(row["City"] for row in table("attractions.csv"))
    assert len(ours.attractions) / len(ours.cities) == pytest.approx(fmean(attractions.values()), abs=2)


def test_price_and_time_of_flights_against_distance(ours: World, site_of: dict[str, Site]) -> None:
    rows = table("flights.csv")
    flights = tuple(ours.flights)[::7]
    miles = [distance_km(site_of[f.origin], site_of[f.destination]) / KM_PER_MILE for f in flights]
    real = [float(row["Price"]) / float(row["Distance"]) for row in rows]
    assert deciles(f.price_usd / mile for f, mile in zip(flights, miles, strict=True)) == pytest.approx(
        deciles(real), abs=0.02
    )
    lasting = []
    for flight, mile in zip(flights, miles, strict=True):
        zones = site_of[flight.destination].utc_offset_h - site_of[flight.origin].utc_offset_h
        lasting.append((mile, (flight.arrives_min - flight.departs_min - 60 * zones) % (24 * 60)))
    real_lasting = [
        (float(row["Distance"]), int(parts[1]) * 60 + int(parts[2]))
        for row in rows
        if (parts := re.fullmatch(r"(\d+) hours (\d+) minutes", row["ActualElapsedTime"]))
    ]
    for low, high in pairwise((150, 400, 800, 1300, 2600)):
        expected = fmean(minutes - 0.12 * mile for mile, minutes in real_lasting if low <= mile < high)
        assert fmean(
            minutes - 0.12 * mile for mile, minutes in lasting if low <= mile < high
        ) == pytest.approx(expected, abs=12)


def test_flights_a_day_between_busy_airports(ours: World, site_of: dict[str, Site]) -> None:
    real = Counter(
        (row["OriginCityName"], row["DestCityName"], row["FlightDate"]) for row in table("flights.csv")
    )
    hubs = {name for name, site in site_of.items() if site.tier == 3}
    counts = [
        len(flights)
        for (origin, destination, _), flights in ours.flights_between.items()
        if origin in hubs and destination in hubs
    ]
    assert quantiles(counts, n=4) == pytest.approx(quantiles(real.values(), n=4), abs=2.5)


def test_speed_of_drives(ours: World) -> None:
    def km_and_kmh(distance: str, duration: str) -> tuple[float, float]:
        parts = re.fullmatch(r"(?:(\d+) hours? )?(\d+) mins?", duration)
        assert parts
        km = float(distance.removesuffix(" km").replace(",", ""))
        return km, km / (int(parts[1] or 0) * 60 + int(parts[2])) * 60

    rows = [row for row in table("distance.csv") if row["duration"] and "day" not in row["duration"]]
    real = [km_and_kmh(row["distance"], row["duration"]) for row in rows]
    made = [km_and_kmh(str(road.distance_km), road.duration_text) for road in ours.roads[::2]]
    for low, high in pairwise((50, 150, 400, 1000, 2500)):
        expected = fmean(kmh for km, kmh in real if low <= km < high)
        assert fmean(kmh for km, kmh in made if low <= km < high) == pytest.approx(expected, rel=0.05)


def test_nothing_is_named_as_in_the_benchmark(ours: World) -> None:
    real = {row["NAME"] for row in table("accommodations.csv")}
    real |= {row["Name"] for name in ("restaurants.csv", "attractions.csv") for row in table(name)}
    made = {hotel.name for hotel in ours.hotels} | {place.name for place in ours.restaurants}
    made |= {place.name for place in ours.attractions}
    assert made & real == set()
