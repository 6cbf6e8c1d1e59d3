"""What a traveller may change when a request cannot be met, what that costs them, and the request after it.

A change turns one request into another (and, for minimum nights, one world into another), so that the plan
that comes of it is stated, solved and checked like any other.

The cost is in dollars: how much dearer the traveller would rather have the trip than make the change. What
is a requirement of the model document costs what its priority says (`DROP_COSTS` of the explanations);
what needs other tables, and so is a new request, costs what the constants here say. `docs/conflicts.md`
has the table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, cast, get_args

from pydantic import ValidationError

from certiplan.tasks.travel.request import HouseRule, TransportRule, TravelRequest
from certiplan.tasks.travel.words import counted, dollars, wish_phrases
from certiplan.tasks.travel.world import World

ChangeKind = Literal[
    "budget",
    "transport",
    "room",
    "house_rules",
    "cuisines",
    "complete_days",
    "cities",
    "extra",
    "min_nights",
    "dates",
    "days",
]
CHANGE_KINDS: Final = cast(tuple[ChangeKind, ...], get_args(ChangeKind))

SHIFT_COST_A_DAY_USD: Final = 150
MOST_DAYS_SHIFTED: Final = 3
DAY_MORE_OR_LESS_COST_USD: Final = 400

# Requirements of the model document that can be given up: the wishes of these kinds, and one of the rules.
_WISHES: Final = ("transport", "room", "house_rules", "cuisines", "complete_days", "cities", "extra")

_TRANSPORT: Final[Mapping[TransportRule, str]] = {
    "no flight": "flights",
    "no self-driving": "the own car",
    "no taxi": "taxis",
}
_HOUSE_RULES: Final[Mapping[HouseRule, str]] = {
    "smoking": "smoking is not allowed",
    "parties": "parties are not allowed",
    "children under 10": "children under 10 are not welcome",
    "visitors": "visitors are not allowed",
    "pets": "pets are not allowed",
}


@dataclass(frozen=True, kw_only=True)
class TripChange:
    """One change.

    Attributes:
        item: which of several wishes of a kind, such as the cuisine.
        before: the value as it was asked for, for kinds that have one.
        after: the value instead.
        requirement: the requirement of the model document that it concerns.
    """

    kind: ChangeKind
    item: str = ""
    before: int | dt.date | None = None
    after: int | dt.date | None = None
    requirement: str
    cost_usd: int


def given_up(requirement: str, request: TravelRequest, cost_usd: int) -> TripChange | None:
    """Giving up a requirement of the model document; None for one that cannot be given up.

    The number of cities has no value afterwards yet: any number will do.
    """
    if requirement == "min_nights":
        return TripChange(kind="min_nights", requirement=requirement, cost_usd=cost_usd)
    for phrase in wish_phrases(request):
        if phrase.requirement == requirement and phrase.wish in _WISHES:
            if phrase.wish == "cities" and not request.destination_is_state:
                return None
            before = request.city_count if phrase.wish == "cities" else None
            return TripChange(
                kind=cast(ChangeKind, phrase.wish),
                item=phrase.item,
                before=before,
                requirement=requirement,
                cost_usd=cost_usd,
            )
    return None


def raised_budget(request: TravelRequest, more_usd: int) -> TripChange:
    """A higher budget, which costs as much as it is higher."""
    assert request.budget_usd is not None
    return TripChange(
        kind="budget",
        before=request.budget_usd,
        after=request.budget_usd + more_usd,
        requirement="budget",
        cost_usd=more_usd,
    )


def other_dates(request: TravelRequest, *, earliest: dt.date | None = None) -> Iterator[TripChange]:
    """The dates and lengths that may be tried instead, cheapest first.

    Args:
        request: the trip.
        earliest: no trip is moved to begin before this day, unless it began before it.
    """
    bound = None if earliest is None or request.start < earliest else earliest
    changes: list[TripChange] = []
    for days in (k for far in range(1, MOST_DAYS_SHIFTED + 1) for k in (far, -far)):
        start = request.start + dt.timedelta(days=days)
        if bound is None or start >= bound:
            cost = abs(days) * SHIFT_COST_A_DAY_USD
            changes.append(
                TripChange(
                    kind="dates", before=request.start, after=start, requirement="dates", cost_usd=cost
                )
            )
    for length in (request.day_count + 1, request.day_count - 1):
        changes.append(
            TripChange(
                kind="days",
                before=request.day_count,
                after=length,
                requirement="dates",
                cost_usd=DAY_MORE_OR_LESS_COST_USD,
            )
        )
    yield from sorted(changes, key=lambda change: change.cost_usd)


def changed_request(request: TravelRequest, changes: Iterable[TripChange]) -> TravelRequest | None:
    """The request after changes; None where there is no such request, as a trip of one day."""
    fields: dict[str, object] = request.model_dump()
    changes = tuple(changes)
    gone = {change.item for change in changes if change.kind == "extra"}
    for change in changes:
        match change.kind:
            case "budget":
                fields["budget_usd"] = change.after
            case "transport" | "house_rules" | "cuisines" as kind:
                kept = cast(tuple[str, ...], fields[kind])
                fields[kind] = tuple(item for item in kept if item != change.item)
            case "room":
                fields["room"] = None
            case "extra":
                fields["extras"] = tuple(extra for extra in request.extras if extra.name not in gone)
            case "complete_days":
                fields["complete_days"] = False
            case "cities":
                fields["city_count"] = change.after
            case "dates":
                fields["start"] = change.after
            case "days":
                fields["day_count"] = change.after
            case "min_nights":
                pass
    try:
        return TravelRequest.model_validate(fields)
    except ValidationError:
        return None


def changed_world(world: World, changes: Iterable[TripChange]) -> World:
    """The world after changes: accommodations may be talked into shorter stays."""
    if all(change.kind != "min_nights" for change in changes):
        return world
    return replace(world, hotels=tuple(replace(hotel, min_nights=1) for hotel in world.hotels))


# ---------------------------------------------------------------- words


def change_words(change: TripChange, request: TravelRequest) -> str:
    """A change as something to do: "raise the budget from $1,200 to $1,310"."""
    match change.kind:
        case "budget":
            assert isinstance(change.before, int) and isinstance(change.after, int)
            return f"raise the budget from {dollars(change.before)} to {dollars(change.after)}"
        case "transport":
            return f"allow {_TRANSPORT[cast(TransportRule, change.item)]}"
        case "room":
            return "accept another kind of room"
        case "house_rules":
            return f"accept places where {_HOUSE_RULES[cast(HouseRule, change.item)]}"
        case "cuisines":
            return f"do without {change.item} food"
        case "extra":
            said = next((extra.quote for extra in request.extras if extra.name == change.item), change.item)
            return f"do without “{' '.join(said.split())}”"
        case "complete_days":
            return "do without dinner after arriving or breakfast before leaving"
        case "cities":
            if change.after is None:
                return "visit another number of cities"
            assert isinstance(change.after, int)
            return f"visit {counted(change.after, 'city', 'cities')} instead of {change.before}"
        case "min_nights":
            return "agree on fewer nights than an accommodation asks for"
        case "dates":
            assert isinstance(change.before, dt.date) and isinstance(change.after, dt.date)
            days = (change.after - change.before).days
            when = f"{counted(abs(days), 'day', 'days')} {'later' if days > 0 else 'earlier'}"
            return f"leave {when}, on {change.after:%a %b} {change.after.day}"
        case "days":
            assert isinstance(change.before, int) and isinstance(change.after, int)
            longer = "longer" if change.after > change.before else "shorter"
            days = abs(change.after - change.before)
            return f"make the trip {counted(days, 'day', 'days')} {longer}, {change.after} days in all"
