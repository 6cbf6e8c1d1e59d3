"""Word problems with two things to decide on: how many of each, at the best worth, within limits."""

from __future__ import annotations

import random
from collections.abc import Mapping

from certiplan.tasks.underspecified.stories import Fact, FactValue, JsonData, Story, Truth
from certiplan.tasks.underspecified.themes import THEMES, Theme

_MOST = 40


def word_problem(chance: random.Random) -> Story:
    """A word problem with numbers that are drawn."""
    theme = chance.choice(THEMES)
    facts: dict[str, Fact] = {}
    for number in theme.numbers:
        low, high = number.draw
        value = chance.randint(low, high)
        width = max(1, (high - low) // 4)
        values = tuple(range(max(1, value - width), value + width + 1))
        facts[number.parameter] = Fact(
            parameter=number.parameter,
            value=value,
            told=number.told.format(value),
            hushed=number.hushed,
            question=number.question,
            values=values,
            keywords=number.keywords,
        )
    return Story(
        kind="word problem",
        name=theme.name,
        pieces=(theme.opening, *facts, theme.closing),
        facts=facts,
        document=_document(theme, facts),
        sets={},
        truth=lambda values: _truth(theme, values),
    )


def _document(theme: Theme, facts: Mapping[str, Fact]) -> dict[str, JsonData]:
    first, second = theme.things
    constraints: dict[str, JsonData] = {
        limit.name: {
            "that": f"{limit.first} * {first} + {limit.second} * {second} {limit.relation} {limit.limit}"
        }
        for limit in theme.limits
    }
    return {
        "certiplan": 1,
        "title": theme.name.capitalize(),
        "parameters": {name: {"value": fact.value} for name, fact in facts.items()},
        "variables": {thing: {"type": "integer", "lower": 0, "upper": _MOST} for thing in theme.things},
        "constraints": constraints,
        "objective": {theme.sense: f"{theme.worth[0]} * {first} + {theme.worth[1]} * {second}"},
    }


def _truth(theme: Theme, values: Mapping[str, FactValue]) -> Truth:
    """The best of all pairs of numbers: for each first, the best second within the limits."""

    def number(name: str | int) -> int:
        found = values[name] if isinstance(name, str) else name
        assert isinstance(found, int)
        return found

    limits = [
        (number(limit.first), number(limit.second), limit.relation, number(limit.limit))
        for limit in theme.limits
    ]
    one, two = (number(name) for name in theme.worth)
    sign = 1 if theme.sense == "minimize" else -1
    best: int | None = None
    plans: set[tuple[FactValue, ...]] = set()
    for x in range(_MOST + 1):
        low, high = 0, _MOST
        for a, b, relation, limit in limits:
            room = limit - a * x
            if b == 0:
                fits = room >= 0 if relation == "<=" else room <= 0
                high = high if fits else -1
            elif relation == "<=":
                high = min(high, room // b)
            else:
                low = max(low, -(-room // b))
        if low > high:
            continue
        # Every thing is worth something, so that for each x one y is best.
        y = low if theme.sense == "minimize" else high
        worth = one * x + two * y
        if best is None or sign * worth < sign * best:
            best, plans = worth, set()
        if worth == best:
            plans.add((x, y))
    return Truth(answer=best, plans=frozenset(plans))
