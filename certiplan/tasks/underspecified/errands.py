"""Planning: a walk through a small town that has to pick something up, with a fact about the start unknown.

Unknown may be where the parcel lies, where the walk begins, or how long the bridge takes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import pairwise

from certiplan.tasks.underspecified.stories import Fact, FactValue, JsonData, Story, Truth

_PLACES = ("station", "mill", "church", "market", "harbour", "library")
_STEPS = 6


def errand(chance: random.Random) -> Story:
    """A town with roads that are drawn, and a walk in it."""
    places = list(_PLACES)
    chance.shuffle(places)
    roads = _roads(places, chance)
    bridge = chance.choice(sorted(roads))
    start, goal = chance.sample(places, 2)
    stop = chance.choice([place for place in places if place not in (start, goal)])
    parcel_places = tuple(sorted(chance.sample(places, 3)))
    crossing = roads[bridge]
    facts = {
        "parcel": Fact(
            parameter="parcel",
            value=chance.choice(parcel_places),
            told="The parcel lies at the {}.",
            hushed="The parcel lies at the {}, the {} or the {}.".format(*parcel_places),
            question="Where does the parcel lie?",
            values=parcel_places,
            keywords=("parcel",),
        ),
        "crossing": Fact(
            parameter="crossing",
            value=crossing,
            told="The bridge takes {} minutes.",
            hushed="The bridge takes some minutes.",
            question="How many minutes does the bridge take?",
            values=tuple(range(max(1, crossing - 2), crossing + 4)),
            keywords=("bridge",),
        ),
    }
    facts = {name: _told(fact) for name, fact in facts.items()}
    told = [
        f"From the {one} to the {two} it takes {minutes} minutes."
        for (one, two), minutes in sorted(roads.items())
        if (one, two) != bridge
    ]
    return Story(
        kind="planning",
        name="errand",
        pieces=(
            "A courier walks through a town.",
            *told,
            f"The {bridge[0]} and the {bridge[1]} are joined by a bridge.",
            "Every way can be walked in both directions.",
            f"The courier starts at the {start}, has to call at the {stop}, to fetch the parcel, and to end "
            f"at the {goal}.",
            *facts,
            "How long does it take at least?",
        ),
        facts=facts,
        document=_document(roads, bridge, facts, start=start, stop=stop, goal=goal),
        sets={"parcel": "ParcelPlace"},
        truth=lambda values: _truth(roads, bridge, values, start=start, stop=stop, goal=goal),
    )


def _told(fact: Fact) -> Fact:
    return Fact(
        parameter=fact.parameter,
        value=fact.value,
        told=fact.told.format(fact.value),
        hushed=fact.hushed,
        question=fact.question,
        values=fact.values,
        keywords=fact.keywords,
    )


def _roads(places: list[str], chance: random.Random) -> dict[tuple[str, str], int]:
    """A chain through all places and two more roads."""
    pairs = list(pairwise(places))
    others = [(a, b) for k, a in enumerate(places) for b in places[k + 2 :]]
    pairs += chance.sample(others, 2)
    return {pair: chance.randint(2, 7) for pair in pairs}


def _document(
    roads: Mapping[tuple[str, str], int],
    bridge: tuple[str, str],
    facts: Mapping[str, Fact],
    *,
    start: str,
    stop: str,
    goal: str,
) -> dict[str, JsonData]:
    ways: list[JsonData] = []
    rows: list[JsonData] = []
    for (one, two), minutes in roads.items():
        for a, b in ((one, two), (two, one)):
            ways.append([a, b])
            rows.append([a, b, "= crossing" if (one, two) == bridge else minutes])
    # Standing still costs nothing, and only at the end: before that it would be the same walk twice.
    ways.append([goal, goal])
    rows.append([goal, goal, 0])
    parcel = facts["parcel"]
    return {
        "certiplan": 1,
        "title": "An errand",
        "sets": {
            "Place": list(_PLACES),
            "ParcelPlace": list(parcel.values),
            "Step": f"0..{_STEPS}",
            "Way": ways,
        },
        "parameters": {
            **{name: {"value": fact.value} for name, fact in facts.items()},
            "minutes": {"over": ["Way"], "rows": rows},
        },
        "variables": {"at": {"over": ["Step"], "type": "choice", "of": "Place"}},
        "constraints": {
            "begin": {"that": f"at[0] == '{start}'"},
            "end": {"that": f"at[{_STEPS}] == '{goal}'"},
            "walk": {"for": "t in Step if t > 0", "that": "(at[t - 1], at[t]) in Way"},
            "rest": {
                "for": "t in Step if t > 1",
                "that": "implies(at[t - 2] == at[t - 1], at[t] == at[t - 1])",
            },
            "call": {"that": f"any(at[t] == '{stop}' for t in Step)"},
            "fetch": {"that": "any(at[t] == parcel for t in Step)"},
        },
        "objective": {
            "minimize": "sum(minutes[i, j] * (at[t - 1] == i and at[t] == j) "
            "for t in Step if t > 0 for (i, j) in Way)"
        },
    }


def _truth(
    roads: Mapping[tuple[str, str], int],
    bridge: tuple[str, str],
    values: Mapping[str, FactValue],
    *,
    start: str,
    stop: str,
    goal: str,
) -> Truth:
    """The best of all walks."""
    minutes: dict[str, dict[str, int]] = {place: {} for place in _PLACES}
    crossing = values["crossing"]
    assert isinstance(crossing, int)
    for (one, two), length in roads.items():
        minutes[one][two] = minutes[two][one] = crossing if (one, two) == bridge else length
    best: int | None = None
    plans: set[tuple[FactValue, ...]] = set()
    for walk, length in _walks((start,), 0, minutes, goal):
        if stop not in walk or values["parcel"] not in walk:
            continue
        if best is None or length < best:
            best, plans = length, set()
        if length == best:
            plans.add(walk)
    return Truth(answer=best, plans=frozenset(plans))


def _walks(
    walk: tuple[str, ...], length: int, minutes: Mapping[str, Mapping[str, int]], goal: str
) -> Iterator[tuple[tuple[str, ...], int]]:
    """All walks to the goal with their lengths, filled up by standing there."""
    if walk[-1] == goal:
        yield (*walk, *[goal] * (_STEPS + 1 - len(walk))), length
    if len(walk) <= _STEPS:
        for place, more in minutes[walk[-1]].items():
            yield from _walks((*walk, place), length + more, minutes, goal)
