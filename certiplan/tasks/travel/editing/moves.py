"""Changes that only make sense of a trip that is there: relative ones, and taking wishes back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from certiplan.tasks.travel.editing.patterns import THE_BUDGET, Move, Pattern, moved, regex
from certiplan.tasks.travel.editing.taking_back import taking_back
from certiplan.tasks.travel.request import TravelRequest

_COUNTS: Final = {
    word: k
    for k, words in enumerate(
        ("", "a an one another", "two both", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
    for word in words.split()
}
_N: Final = rf"(?P<n>\d+|{'|'.join(_COUNTS)})"
_MONEY: Final = r"\$?\s?(?P<money>\d[\d,]*(?:\.\d+)?)\s?(?P<k>k\b)?(?:\s?(?:dollars|usd|bucks|\$))?"
_N_AGAIN: Final = _N.replace("<n>", "<n2>")
_MONEY_AGAIN: Final = _MONEY.replace("<money>", "<money2>").replace("<k>", "<k2>")
_DAYS: Final = r"(?:days?|nights?)"
_PERSON: Final = (
    r"(?:persons?|people|friends?|travell?ers?|guests?|adults?|kids?|child(?:ren)?|of us|colleagues?)"
)


def moves_in(text: str, request: TravelRequest, cuisines: Collection[str] = ()) -> Iterator[Move]:
    """The changes that a text makes of a request, no two of the same words.

    Args:
        text: what the person said.
        request: the trip.
        cuisines: those that there are.
    """
    taken: list[tuple[int, int]] = []
    for each in (*_STANDING, *taking_back(request, cuisines)):
        for match in each.pattern.finditer(text):
            start, end = match.span()
            if end > start and not any(start < b and a < end for a, b in taken):
                taken.append((start, end))
                yield moved(each, match)


def _count(match: re.Match[str]) -> int:
    groups = match.groupdict()
    said = (groups["n"] or groups.get("n2") or "one").lower()
    return int(said[:6]) if said.isdigit() else _COUNTS[said]


def _amount(match: re.Match[str]) -> int:
    groups = match.groupdict()
    said = groups["money"] or groups["money2"]
    thousands = groups["k"] or groups.get("k2")
    return round(float(said.replace(",", "")[:15]) * (1000 if thousands else 1))


def _budget(sign: int) -> Callable[[re.Match[str], TravelRequest], dict[str, object]]:
    def change(match: re.Match[str], request: TravelRequest) -> dict[str, object]:
        return {"budget_usd": (request.budget_usd or 0) + sign * _amount(match)}

    return change


def _people(sign: int) -> Callable[[re.Match[str], TravelRequest], dict[str, object]]:
    def change(match: re.Match[str], request: TravelRequest) -> dict[str, object]:
        return {"people": request.people + sign * _count(match)}

    return change


def _days(sign: int) -> Callable[[re.Match[str], TravelRequest], dict[str, object]]:
    def change(match: re.Match[str], request: TravelRequest) -> dict[str, object]:
        return {"day_count": request.day_count + sign * _count(match)}

    return change


def _shift(match: re.Match[str], request: TravelRequest) -> dict[str, object]:
    days = _count(match) * (7 if match["unit"].lower().startswith("week") else 1)
    sign = 1 if match["way"].lower() == "later" else -1
    return {"start": request.start + dt.timedelta(days=sign * days)}


def _cities(sign: int) -> Callable[[re.Match[str], TravelRequest], dict[str, object]]:
    def change(match: re.Match[str], request: TravelRequest) -> dict[str, object]:
        return {"city_count": request.city_count + sign * _count(match)}

    return change


_THE_TRIP: Final = r"(?:it|(?:the|our|my)\s+(?:trip|stay|holiday|vacation|journey))"
_STANDING: Final[tuple[Pattern, ...]] = (
    Pattern(
        wish="budget",
        pattern=regex(
            rf"(?:raise|increase|up|lift|bump(?:\s+up)?|extend)\s+{THE_BUDGET}\s+by\s+{_MONEY}"
            rf"|(?:add|put)\s+{_MONEY_AGAIN}\s+(?:more\s+)?to\s+{THE_BUDGET}"
        ),
        change=_budget(1),
    ),
    Pattern(
        wish="budget",
        pattern=regex(rf"(?:lower|cut|reduce|decrease|shrink)\s+{THE_BUDGET}\s+by\s+{_MONEY}"),
        change=_budget(-1),
    ),
    Pattern(
        wish="budget",
        pattern=regex(rf"{_MONEY}\s+more(?:\s+to\s+spend|\s+(?:of\s+)?budget)?"),
        change=_budget(1),
    ),
    Pattern(wish="budget", pattern=regex(rf"{_MONEY}\s+less(?:\s+to\s+spend)?"), change=_budget(-1)),
    Pattern(
        wish="budget",
        pattern=regex(rf"double\s+{THE_BUDGET}"),
        change=lambda match, request: {"budget_usd": 2 * (request.budget_usd or 0) or None},
    ),
    Pattern(
        wish="budget",
        pattern=regex(rf"(?:halve|half|cut\s+in\s+half)\s+{THE_BUDGET}|cut\s+{THE_BUDGET}\s+in\s+half"),
        change=lambda match, request: {"budget_usd": (request.budget_usd or 0) // 2 or None},
    ),
    Pattern(
        wish="people",
        pattern=regex(
            rf"(?:(?:add|plus|with|and)\s+)?{_N}\s+more\s+{_PERSON}(?:\s+(?:comes?|joins?|is\s+coming))?"
            rf"|(?:add|plus)\s+{_N_AGAIN}\s+{_PERSON}"
            rf"|another\s+{_PERSON}(?:\s+(?:comes?|joins?|is\s+coming|comes\s+along))?(?:\s+us)?"
        ),
        change=_people(1),
    ),
    Pattern(
        wish="people",
        pattern=regex(rf"{_N}\s+(?:{_PERSON}\s+(?:less|fewer)|(?:less|fewer)\s+{_PERSON})"),
        change=_people(-1),
    ),
    Pattern(
        wish="people",
        pattern=regex(
            rf"(?:we|there)\s+(?:are|were|would\s+be|will\s+be|['’]re)\s+(?:only\s+)?{_N}(?:\s+{_PERSON})?"
        ),
        change=lambda match, request: {"people": _count(match)},
    ),
    Pattern(
        wish="dates",
        pattern=regex(
            rf"(?:(?:leave|start|go|depart|travel|move\s+{_THE_TRIP}|shift\s+{_THE_TRIP})\s+)?(?:by\s+)?"
            rf"{_N}\s+(?P<unit>days?|weeks?)\s+(?P<way>later|earlier)"
        ),
        change=_shift,
    ),
    Pattern(
        wish="dates",
        pattern=regex(
            rf"(?:stay\s+|make\s+{_THE_TRIP}\s+)?{_N}\s+(?:more\s+{_DAYS}|{_DAYS}\s+(?:longer|more))"
            rf"|(?:extend|lengthen|prolong)\s+{_THE_TRIP}\s+by\s+{_N_AGAIN}\s+{_DAYS}"
            r"|another\s+(?:day|night)"
        ),
        change=_days(1),
    ),
    Pattern(
        wish="dates",
        pattern=regex(
            rf"(?:stay\s+|make\s+{_THE_TRIP}\s+)?{_N}\s+(?:(?:fewer|less)\s+{_DAYS}|{_DAYS}\s+(?:shorter|less))"
            rf"|(?:shorten|cut)\s+{_THE_TRIP}\s+by\s+{_N_AGAIN}\s+{_DAYS}"
        ),
        change=_days(-1),
    ),
    Pattern(
        wish="cities",
        pattern=regex(rf"{_N}\s+more\s+(?:city|cities)|another\s+city"),
        change=_cities(1),
    ),
    Pattern(
        wish="cities",
        pattern=regex(rf"{_N}\s+(?:(?:less|fewer)\s+(?:city|cities)|(?:city|cities)\s+(?:less|fewer))"),
        change=_cities(-1),
    ),
)
