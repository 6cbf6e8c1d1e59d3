"""Requests in many styles, from a small seeded grammar: each part has several wordings with one meaning."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from certiplan.tasks.travel.reader import Read
from certiplan.tasks.travel.request import HouseRule, RoomWish, TransportRule

ORIGINS = (
    "Boston",
    "Las Vegas",
    "St. Louis",
    "Kansas City",
    "New York",
    "Salt Lake City",
    "Washington",
    "Santa Ana",
    "Sault Ste. Marie",
    "Fort Lauderdale",
    "Mission",
    "Bend",
    "Manhattan",
    "Concord",
    "Baton Rouge",
    "Omaha",
)
CITIES = (
    "Denver",
    "New Orleans",
    "Myrtle Beach",
    "Oklahoma City",
    "St. Petersburg",
    "West Palm Beach",
    "Reno",
    "Colorado Springs",
    "Nome",
    "Providence",
    "Florence",
    "El Paso",
    "Green Bay",
    "Texarkana",
)
STATES = ("Texas", "New York", "Washington", "North Carolina", "Michigan", "Kansas", "Virginia", "Georgia")
PEOPLE = {
    1: (
        "for one person",
        "for myself",
        "I'm travelling alone",
        "for a solo traveler",
        "on my own",
        "just me",
    ),
    2: (
        "for two",
        "for a couple",
        "for 2 people",
        "for a pair of travelers",
        "for my wife and me",
        "for a duo",
        "for two adults",
        "for me and my best friend",
    ),
    3: (
        "for three people",
        "for a group of 3",
        "for me and two friends",
        "for a trio",
        "for the three of us",
    ),
    4: (
        "for a family of four",
        "for 4 travellers",
        "for a party of 4",
        "for my husband, our two teenagers and me",
    ),
    5: ("for 5 adults", "for a group of five", "for five of us", "for me and my four colleagues"),
    8: ("for a group of 8", "for eight people", "for 8 guests", "for a party of eight people"),
}
BUDGETS = {
    1700: (
        "budget of $1,700",
        "budget 1700 USD",
        "1.7k budget",
        "no more than $1,700",
        "seventeen hundred dollars max",
    ),
    2300: (
        "budget set at $2,300",
        "at most 2300 dollars",
        "we can spend up to $2300",
        "total budget: 2,300 USD",
    ),
    5000: ("budget of five thousand dollars", "$5k", "a maximum of $5,000", "budget is now 5 grand"),
    11300: ("budget set at $11,300", "$11.3k in total", "under $11,300", "US$11,300 budget"),
}
CUISINES: dict[tuple[str, ...], tuple[str, ...]] = {
    (): ("",),
    ("Italian", "French"): (
        "We'd like Italian and French food",
        "As for meals, we are fond of Italian and French cuisine",
        "Cuisines: Italian, French",
        "We want to taste both Italian and French dishes",
    ),
    ("Mexican",): ("Mexican food please", "We crave Mexican", "One dinner should be Mexican cuisine"),
    ("Chinese", "Indian", "American", "Mediterranean"): (
        "We'd love to try Chinese, Indian, American, and Mediterranean cuisines",
        "Dining: Chinese / Indian / American / Mediterranean",
    ),
}
ROOMS: dict[RoomWish | None, tuple[str, ...]] = {
    None: ("",),
    "private room": ("We need private rooms", "Accommodation must be private rooms", "Room type: private"),
    "entire room": (
        "An entire home for us",
        "We want the whole apartment to ourselves",
        "Entire rooms only",
        "We would prefer to have entire rooms to ourselves",
    ),
    "not shared room": (
        "No shared rooms",
        "Rooms must not be shared",
        "We do not want to share a room with strangers",
        "Non-shared accommodation is required",
    ),
    "shared room": ("We would like shared rooms", "A shared room suits us best"),
}
RULES: dict[tuple[HouseRule, ...], tuple[str, ...]] = {
    (): ("", "We have no pets", "We have no specific house rules in mind"),
    ("smoking",): (
        "Smoking must be allowed",
        "The place should permit smoking",
        "We smoke, so smoking has to be ok",
    ),
    ("parties",): (
        "Parties have to be permitted",
        "We want to throw a party at the place",
        "It must be party-friendly",
    ),
    ("children under 10",): (
        "The accommodation must allow children under 10",
        "We bring children under the age of 10",
        "It has to be child-friendly",
        "Our kids are 6 and 8",
    ),
    ("visitors",): ("Visitors must be welcome", "A visitor-friendly place", "We want to have friends over"),
    ("pets",): (
        "We travel with our dog",
        "It should be pet-friendly",
        "Our two cats come along",
        "Pets must be allowed",
    ),
    ("smoking", "pets"): (
        "Smoking and pets must be allowed",
        "A place that permits smoking and welcomes dogs",
    ),
}
TRANSPORT: dict[tuple[TransportRule, ...], tuple[str, ...]] = {
    (): ("", "We don't mind flying", "Flights are fine"),
    ("no flight",): (
        "No flights",
        "We'd rather not fly",
        "Transportation should not be flight-based",
        "We refuse to travel by air",
        "We won't require any flight transportation",
        "Flying is out of the question",
        "Please avoid planes",
    ),
    ("no self-driving",): (
        "No self-driving",
        "We prefer not to drive ourselves",
        "We do not plan on self-driving",
        "None of us can drive",
        "We don't want to rent a car",
    ),
    ("no taxi",): ("No taxis", "We want to avoid taxis", "Taxis are not an option"),
    ("no flight", "no self-driving"): ("No flights and no self-driving", "We will neither fly nor drive"),
}


@dataclass(frozen=True, kw_only=True)
class Case:
    text: str
    origin: str
    destination: str
    is_state: bool
    start: dt.date
    days: int
    city_count: int
    people: int
    budget: int
    cuisines: tuple[str, ...]
    room: RoomWish | None
    rules: tuple[HouseRule, ...]
    transport: tuple[TransportRule, ...]


def ordinal(day: int) -> str:
    suffix = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def dates_in_words(rng: random.Random, start: dt.date, days: int) -> str:
    end = start + dt.timedelta(days=days - 1)
    month, year = f"{start:%B}", start.year
    return rng.choice(
        (
            f"from {month} {ordinal(start.day)} to {month} {ordinal(end.day)}, {year}",
            f"between {month} {ordinal(start.day)} and {ordinal(end.day)} {year}",
            f"{month} {start.day}-{end.day}, {year}",
            f"{start.month}/{start.day}/{year} - {end.month}/{end.day}/{year}",
            f"{start.isoformat()} to {end.isoformat()}",
            f"{ordinal(start.day)} of {month} {year} until {ordinal(end.day)} of {month} {year}",
            f"{start.day} {month} {year} for {days} days",
            f"from the {ordinal(start.day)} to the {ordinal(end.day)} of {month}, {year}",
            f"starting on {start.isoformat()} for {days} days",
            f"{days} days from {start:%b} {start.day} {year}",
            f"leaving on {month} {start.day}, {year} and returning on {month} {end.day}, {year}",
            f"{start.day}-{end.day} {start:%b} '{year % 100}",
            f"starting {start:%A}, {month} {ordinal(start.day)} {year}, for {days - 1} nights",
            f"{start.day:02}.{start.month:02}.{year} to {end.day:02}.{end.month:02}.{year}",
            f"{month} {start.day} through {end.day} {year}",
        )
    )


def trip(rng: random.Random, origin: str, destination: str, count: int, *, is_state: bool) -> str:
    if not is_state:
        return rng.choice(
            (
                f"from {origin} to {destination}",
                f"departing from {origin} and heading to {destination}",
                f"to {destination}, starting in {origin}",
                f"visiting {destination}, leaving from {origin}",
                f"out of {origin}, destination {destination}",
                f"starting our journey in {origin} and ending in {destination}",
            )
        )
    words = {1: "one", 2: "two", 3: "three"}
    cities = rng.choice((f"{count} cities", f"{words[count]} different cities", f"{count} distinct cities"))
    cities = "1 city" if count == 1 else cities
    return rng.choice(
        (
            f"from {origin} to {cities} in {destination}",
            f"departing from {origin} and covering {cities} in {destination}",
            f"beginning in {origin} and visiting {cities} across {destination}",
            f"leaving {origin} to explore {cities} in the state of {destination}",
        )
    )


def style(rng: random.Random, parts: dict[str, str]) -> str:
    """Put the parts together as a chatty text, an order, a mail, a list, a note or a telegram."""
    wishes = [parts[key] for key in ("cuisines", "room", "rules", "transport") if parts[key]]
    rng.shuffle(wishes)
    trip, dates, people, budget = (parts[key] for key in ("trip", "dates", "people", "budget"))
    sentences = ". ".join(wishes) + ("." if wishes else "")
    kind = rng.randrange(7)
    if kind == 0:
        ask = f"Could you help me plan a trip {people}, {trip}, {dates}?"
        return f"{ask} {budget.capitalize()}. {sentences} Thank you!"
    if kind == 1:
        return f"Plan a trip {trip}. Dates: {dates}. {people}. {budget}. {sentences}"
    if kind == 2:
        return (
            f"Dear team,\n\nwe are looking forward to a trip {trip}. It should take place {dates}. "
            f"It is {people}.\n{sentences}\nOn money: {budget}.\n\nKind regards,\nAlex"
        )
    if kind == 3:
        return "\n".join(f"- {part}" for part in (trip, dates, people, budget, *wishes))
    if kind == 4:
        return "; ".join((trip, dates, people, budget, *wishes)).lower()
    if kind == 5:
        return " STOP ".join((trip, dates, people, budget, *wishes)).upper() + " STOP"
    return f"hey, need a getaway {trip} {dates} - {people}, {budget}. {sentences.lower()} cheers"


def make(seed: int) -> Case:
    rng = random.Random(seed)
    is_state = rng.random() < 0.5
    days = rng.choice((3, 5, 7))
    count = days // 2 if is_state else 1
    origin = rng.choice(ORIGINS)
    destination = rng.choice(STATES if is_state else CITIES)
    start = dt.date(2022, 3, 1) + dt.timedelta(days=rng.randrange(24))
    people, budget = rng.choice(list(PEOPLE)), rng.choice(list(BUDGETS))
    cuisines, room = rng.choice(list(CUISINES)), rng.choice(list(ROOMS))
    rules, transport = rng.choice(list(RULES)), rng.choice(list(TRANSPORT))
    text = style(
        rng,
        {
            "trip": trip(rng, origin, destination, count, is_state=is_state),
            "dates": dates_in_words(rng, start, days),
            "people": rng.choice(PEOPLE[people]),
            "budget": rng.choice(BUDGETS[budget]),
            "cuisines": rng.choice(CUISINES[cuisines]),
            "room": rng.choice(ROOMS[room]),
            "rules": rng.choice(RULES[rules]),
            "transport": rng.choice(TRANSPORT[transport]),
        },
    )
    return Case(
        text=text,
        origin=origin,
        destination=destination,
        is_state=is_state,
        start=start,
        days=days,
        city_count=count,
        people=people,
        budget=budget,
        cuisines=cuisines,
        room=room,
        rules=rules,
        transport=transport,
    )


@pytest.mark.parametrize("seed", range(240))
def test_a_paraphrase_is_read_as_meant(seed: int, read: Callable[[str], Read]) -> None:
    case = make(seed)
    result = read(case.text)
    request = result.request
    assert (
        request.origin,
        request.destination,
        request.destination_is_state,
        request.start,
        request.day_count,
        request.city_count,
        request.people,
        request.budget_usd,
        request.cuisines,
        request.room,
        request.house_rules,
        request.transport,
    ) == (
        case.origin,
        case.destination,
        case.is_state,
        case.start,
        case.days,
        case.city_count,
        case.people,
        case.budget,
        case.cuisines,
        case.room,
        case.rules,
        case.transport,
    ), case.text
    assert set(result.unused_words) <= {"Alex"}
