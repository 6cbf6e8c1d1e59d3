"""Changes that only make sense of a trip that is there: relative ones, and taking wishes back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from certiplan.tasks.travel.request import HouseRule, TransportRule, TravelRequest, Wish

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
_MEANS: Final[dict[TransportRule, str]] = {
    "no flight": r"flights?|fly(?:ing)?|planes?|air ?planes?|air travel",
    "no self-driving": r"self[- ]?driv\w*|driv(?:e|ing)|(?:our |my |the |own )*cars?",
    "no taxi": r"taxis?|cabs?",
}
_RULES: Final[dict[HouseRule, str]] = {
    "smoking": r"smok\w*",
    "parties": r"part(?:y|ies)",
    "children under 10": r"child(?:ren)?|kids?",
    "visitors": r"visitors?|guests?",
    "pets": r"pets?|dogs?|cats?|animals?",
}
_DROP: Final = (
    r"(?:drop|remove|forget(?:\s+about)?|skip|lift|ignore|delete|cancel|give\s+up|take\s+out|scrap|waive"
    r"|never\s*mind|do\s+without|no\s+need\s+for|(?:we|i)\s+(?:do\s*n[’']?t|do\s+not|no\s+longer)\s+need|relax)"
)
_FINE: Final = (
    r"(?:(?:are|is|would\s+be|will\s+be)\s+)(?:fine|ok|okay|allowed|possible|alright|all\s+right|good|great)"
)
_AGAIN: Final = r"(?:\s+(?:again|after\s+all|too|as\s+well|now))*"


@dataclass(frozen=True, kw_only=True)
class Move:
    """A change of a request that was found in a text.

    Attributes:
        wish: what it changes.
        start: where its words begin.
        end: where they end.
        change: the fields of the request, changed.
    """

    wish: Wish
    start: int
    end: int
    change: Callable[[TravelRequest], dict[str, object]]


@dataclass(frozen=True, kw_only=True)
class _Pattern:
    wish: Wish
    pattern: re.Pattern[str]
    change: Callable[[re.Match[str], TravelRequest], dict[str, object]]


def moves_in(text: str, request: TravelRequest) -> Iterator[Move]:
    """The changes that a text makes of a request, no two of the same words."""
    taken: list[tuple[int, int]] = []
    for each in (*_STANDING, *_of_wishes(request)):
        for match in each.pattern.finditer(text):
            start, end = match.span()
            if end > start and not any(start < b and a < end for a, b in taken):
                taken.append((start, end))
                yield Move(
                    wish=each.wish,
                    start=start,
                    end=end,
                    change=lambda before, match=match, each=each: each.change(match, before),  # type: ignore[misc]
                )


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


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


_THE_BUDGET: Final = r"(?:(?:the|our|my)\s+)?budget"
_THE_TRIP: Final = r"(?:it|(?:the|our|my)\s+(?:trip|stay|holiday|vacation|journey))"
_STANDING: Final[tuple[_Pattern, ...]] = (
    _Pattern(
        wish="budget",
        pattern=_regex(
            rf"(?:raise|increase|up|lift|bump(?:\s+up)?|extend)\s+{_THE_BUDGET}\s+by\s+{_MONEY}"
            rf"|(?:add|put)\s+{_MONEY_AGAIN}\s+(?:more\s+)?to\s+{_THE_BUDGET}"
        ),
        change=_budget(1),
    ),
    _Pattern(
        wish="budget",
        pattern=_regex(rf"(?:lower|cut|reduce|decrease|shrink)\s+{_THE_BUDGET}\s+by\s+{_MONEY}"),
        change=_budget(-1),
    ),
    _Pattern(
        wish="budget",
        pattern=_regex(rf"{_MONEY}\s+more(?:\s+to\s+spend|\s+(?:of\s+)?budget)?"),
        change=_budget(1),
    ),
    _Pattern(wish="budget", pattern=_regex(rf"{_MONEY}\s+less(?:\s+to\s+spend)?"), change=_budget(-1)),
    _Pattern(
        wish="budget",
        pattern=_regex(rf"double\s+{_THE_BUDGET}"),
        change=lambda match, request: {"budget_usd": 2 * (request.budget_usd or 0) or None},
    ),
    _Pattern(
        wish="budget",
        pattern=_regex(
            rf"{_DROP}\s+{_THE_BUDGET}(?:\s+limit)?|(?:with(?:out|\s+no)|no)\s+(?:a\s+)?budget(?:\s+limit)?"
            r"|money\s+(?:is\s+no\s+object|does\s*n[’']?t\s+matter)"
        ),
        change=lambda match, request: {"budget_usd": None},
    ),
    _Pattern(
        wish="people",
        pattern=_regex(
            rf"(?:(?:add|plus|with|and)\s+)?{_N}\s+more\s+{_PERSON}(?:\s+(?:comes?|joins?|is\s+coming))?"
            rf"|(?:add|plus)\s+{_N_AGAIN}\s+{_PERSON}"
            rf"|another\s+{_PERSON}(?:\s+(?:comes?|joins?|is\s+coming|comes\s+along))?(?:\s+us)?"
        ),
        change=_people(1),
    ),
    _Pattern(
        wish="people",
        pattern=_regex(rf"{_N}\s+(?:{_PERSON}\s+(?:less|fewer)|(?:less|fewer)\s+{_PERSON})"),
        change=_people(-1),
    ),
    _Pattern(
        wish="people",
        pattern=_regex(
            rf"(?:we|there)\s+(?:are|were|would\s+be|will\s+be|['’]re)\s+(?:only\s+)?{_N}(?:\s+{_PERSON})?"
        ),
        change=lambda match, request: {"people": _count(match)},
    ),
    _Pattern(
        wish="dates",
        pattern=_regex(
            rf"(?:(?:leave|start|go|depart|travel|move\s+{_THE_TRIP}|shift\s+{_THE_TRIP})\s+)?(?:by\s+)?"
            rf"{_N}\s+(?P<unit>days?|weeks?)\s+(?P<way>later|earlier)"
        ),
        change=_shift,
    ),
    _Pattern(
        wish="dates",
        pattern=_regex(
            rf"(?:stay\s+|make\s+{_THE_TRIP}\s+)?{_N}\s+(?:more\s+{_DAYS}|{_DAYS}\s+(?:longer|more))"
            rf"|(?:extend|lengthen|prolong)\s+{_THE_TRIP}\s+by\s+{_N_AGAIN}\s+{_DAYS}"
            r"|another\s+(?:day|night)"
        ),
        change=_days(1),
    ),
    _Pattern(
        wish="dates",
        pattern=_regex(
            rf"(?:stay\s+|make\s+{_THE_TRIP}\s+)?{_N}\s+(?:(?:fewer|less)\s+{_DAYS}|{_DAYS}\s+(?:shorter|less))"
            rf"|(?:shorten|cut)\s+{_THE_TRIP}\s+by\s+{_N_AGAIN}\s+{_DAYS}"
        ),
        change=_days(-1),
    ),
    _Pattern(
        wish="cities",
        pattern=_regex(rf"{_N}\s+more\s+(?:city|cities)|another\s+city"),
        change=_cities(1),
    ),
    _Pattern(
        wish="cities",
        pattern=_regex(rf"{_N}\s+(?:(?:less|fewer)\s+(?:city|cities)|(?:city|cities)\s+(?:less|fewer))"),
        change=_cities(-1),
    ),
    _Pattern(
        wish="room",
        pattern=_regex(
            r"any\s+(?:kind\s+of\s+|type\s+of\s+|sort\s+of\s+)?rooms?(?:\s+types?)?(?:\s+(?:will\s+do|is\s+(?:fine|ok|okay)|works?))?"
            rf"|{_DROP}\s+(?:the\s+)?(?:wish\s+for\s+)?(?:an?\s+)?(?:private\s+|shared\s+|entire\s+)?(?:rooms?|place)"
            r"(?:\s+types?)?(?:\s+(?:rule|wish|requirement|constraint))?"
        ),
        change=lambda match, request: {"room": None},
    ),
    _Pattern(
        wish="cuisines",
        pattern=_regex(
            r"any\s+(?:kind\s+of\s+)?(?:food|cuisines?)(?:\s+(?:will\s+do|is\s+(?:fine|ok|okay)))?"
            rf"|{_DROP}\s+(?:all\s+)?(?:the\s+)?(?:food|cuisines?)(?:\s+(?:rules?|wish(?:es)?|requirements?))?"
        ),
        change=lambda match, request: {"cuisines": ()},
    ),
    _Pattern(
        wish="complete_days",
        pattern=_regex(rf"{_DROP}\s+(?:the\s+)?(?:full|complete)\s+days?(?:\s+(?:rule|wish|requirement))?"),
        change=lambda match, request: {"complete_days": False},
    ),
)


def _of_wishes(request: TravelRequest) -> Iterator[_Pattern]:
    """Patterns that take back one of several wishes of a kind, for those that there are."""
    for rule in request.transport:
        means = rf"(?:{_MEANS[rule]})"
        yield _Pattern(
            wish="transport",
            pattern=_regex(
                rf"{_DROP}\s+(?:the\s+)?(?:no[- ]?|ban\s+(?:on|of)\s+|rule\s+(?:against|about)\s+)?{means}"
                r"(?:\s+(?:rule|ban|wish|requirement|constraint|restriction|limit))?"
                rf"|(?:allow|permit|accept)\s+{means}{_AGAIN}|{means}\s+{_FINE}{_AGAIN}"
                rf"|(?:we|i)\s+(?:can|could|may|will|would)\s+(?:also\s+)?(?:fly|drive|take\s+(?:a\s+)?{means}){_AGAIN}"
            ),
            change=_without("transport", rule),
        )
    for banned in request.house_rules:
        named = rf"(?:{_RULES[banned]})"
        yield _Pattern(
            wish="house_rules",
            pattern=_regex(
                rf"{_DROP}\s+(?:the\s+)?{named}(?:\s+(?:rule|wish|requirement|constraint|allowed|under\s+10))*"
                rf"|(?:no|without)\s+{named}\s+(?:after\s+all|any\s*more)"
            ),
            change=_without("house_rules", banned),
        )
    for cuisine in request.cuisines:
        named = re.escape(cuisine)
        yield _Pattern(
            wish="cuisines",
            pattern=_regex(
                rf"(?:{_DROP}|no|not|instead\s+of|rather\s+than|without)\s+(?:the\s+)?(?:any\s+)?{named}"
                r"(?:\s+(?:food|cuisine|restaurants?|meals?|wish|requirement))*"
            ),
            change=_without("cuisines", cuisine),
        )


def _without(wish: Wish, item: str) -> Callable[[re.Match[str], TravelRequest], dict[str, object]]:
    def change(match: re.Match[str], request: TravelRequest) -> dict[str, object]:
        kept = tuple(other for other in getattr(request, wish) if other != item)
        return {wish: kept}

    return change
