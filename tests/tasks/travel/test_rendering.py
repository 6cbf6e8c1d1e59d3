"""Trips as people see them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from rich.cells import cell_len
from rich.console import Console

from certiplan.pictures import to_terminal
from certiplan.tasks.travel.itinerary import Itinerary, TripDay
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_page import trip_page
from certiplan.tasks.travel.world import Attraction
from tests.tasks.travel.tiny_worlds import HOME, flight, hotel, request, restaurant, road, world

FACTS = world(cities=["Elm", "Fir"])
TRIP = request(
    text="Two days for 400 dollars, Thai food",
    day_count=2,
    budget_usd=400,
    cuisines=("Thai",),
    quotes={"budget": "400 dollars", "cuisines": "Thai food"},
)
LONG = "The House of a Name That Does Not Fit into any Line of a Narrow Terminal and Goes On 饭店"
PLAN = Itinerary(
    people=2,
    days=(
        TripDay(
            number=1,
            date=TRIP.dates[0],
            origin=HOME,
            city="Elm",
            transport=flight("F7", HOME, "Elm", 1, 70),
            lunch=restaurant(LONG, "Elm", 20, "Thai"),
            attractions=(Attraction(name="Park", city="Elm"),),
            hotel=hotel("Inn", "Elm", 50, sleeps=1),
        ),
        TripDay(
            number=2,
            date=TRIP.dates[1],
            origin="Elm",
            city=HOME,
            transport=road("Taxi", "Elm", HOME, 90),
            breakfast=restaurant("Rye", "Elm", 5),
        ),
    ),
)


def text(
    width: int = 80,
    plan: Itinerary = PLAN,
    bound: Fraction | int | None = None,
    trip: TravelRequest = TRIP,
) -> str:
    console = Console(width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(to_terminal(trip_page(plan, trip, FACTS, bound_usd=bound)))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


@pytest.mark.parametrize("width", [60, 72, 80, 100, 120, 160])
def test_every_line_fits_and_nothing_is_lost(width: int) -> None:
    lines = text(width).splitlines()
    assert max(cell_len(line) for line in lines) <= min(width, 100)
    joined = " ".join(" ".join(lines).split())
    assert "…" not in joined
    for part in ("$140", "$40", "$100", "$90", "$10", "$380", "$20 left", "F7, 09:00 to 10:40, $70 each"):
        assert part in joined
    assert all(word in joined for word in LONG.split())


def test_days_costs_and_requirements_in_order() -> None:
    shown = text()
    marks = [
        "Hom → Elm → Hom",
        "Jun 1–2, 2026 · 2 days · 2 people",
        "Day 1 · Mon Jun 1 · Hom → Elm",
        "flight",
        "lunch",
        "see        Park",
        "sleep      Inn · Private room, 2 of them at $50",
        "Day 2 · Tue Jun 2 · Elm → Hom",
        "breakfast  Rye, in Elm",
        "taxi       90 km, 1 hours",
        "Total of a budget of $400",
        "transport",
        "nights",
        "meals",
        "$20 left",
        "What you asked for",
        "✓ budget $400",
        "“400 dollars”",
        "✓ Thai food",
        "What every trip keeps to",
    ]
    positions = [shown.index(mark) for mark in marks]
    assert positions == sorted(positions)
    # A quote that its label repeats is not shown twice.
    assert "“Thai food”" not in shown


def test_what_is_not_met_says_so_without_colour() -> None:
    dear = replace(PLAN, people=9)
    shown = text(plan=dear)
    assert "more than the budget" in shown
    assert "✗ budget $400" in shown
    assert "not met: " in shown


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        (380, "proved: no plan costs less"),
        (Fraction(3791, 10), "proved: no plan costs less"),
        (342, "at most $38 (10.0%) above the cheapest: no plan costs less than $342"),
    ],
)
def test_the_proof(bound: Fraction | int, words: str) -> None:
    assert words in text(bound=bound)
    assert "no plan costs less" not in text()


def test_without_a_budget() -> None:
    trip = TRIP.model_copy(update={"budget_usd": None})
    shown = text(trip=trip)
    assert "Total " in shown
    assert "budget" not in shown


def test_plain_text_has_no_escapes_and_colour_has_the_same_words() -> None:
    assert "\x1b" not in text()
    console = Console(width=80, color_system="truecolor", force_terminal=True, legacy_windows=False)
    with console.capture() as capture:
        console.print(to_terminal(trip_page(PLAN, TRIP, FACTS)))
    assert "\x1b" in capture.get()
