"""An itinerary for the eyes: day by day with the cost of each part, the total, and every requirement.

Nothing hangs on colour: what a colour says, a word or a sign says too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from math import ceil

from rich.bar import Bar
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from certiplan.model.values import Rational
from certiplan.tasks.travel.evidence import Evidence, evidence
from certiplan.tasks.travel.itinerary import Itinerary, TripDay, clock, transport_cost_usd
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.words import counted, date_span, dollars
from certiplan.tasks.travel.world import Flight, Hotel, Restaurant, Road, World

MAX_WIDTH = 100
_LABEL_WIDTH = 10
_Line = tuple[str, Text, int | None]
"""What it is, its description, and its cost in dollars if it has one."""


def render_trip(
    itinerary: Itinerary, request: TravelRequest, world: World, *, bound_usd: Rational | None = None
) -> RenderableType:
    """A whole trip, at most `MAX_WIDTH` columns wide.

    Args:
        itinerary: the plan.
        request: what was asked for.
        world: the facts it was planned from.
        bound_usd: a proved lower bound of the cost of any plan, if there is one.
    """
    shown = evidence(itinerary, request, world)
    return _Narrow(
        Group(
            _heading(itinerary, request),
            *(_day(day, itinerary.people) for day in itinerary.days),
            _costs(itinerary, request, bound_usd),
            _checks("What you asked for", (entry for entry in shown if entry.phrase.wish is not None)),
            _checks("What every trip keeps to", (entry for entry in shown if entry.phrase.wish is None)),
        )
    )


def trip_text(
    itinerary: Itinerary,
    request: TravelRequest,
    world: World,
    *,
    bound_usd: Rational | None = None,
    width: int = 80,
) -> str:
    """The same as plain text, at most `width` columns wide."""
    console = Console(file=StringIO(), width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(render_trip(itinerary, request, world, bound_usd=bound_usd))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


class _Narrow:
    """A renderable that keeps lines short enough to read on a wide screen."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from console.render(self._content, options.update(width=min(MAX_WIDTH, options.max_width)))


def _heading(itinerary: Itinerary, request: TravelRequest) -> RenderableType:
    stops = [request.origin, *(day.city for day in itinerary.days if day.origin != day.city)]
    about = (
        f"{date_span(request.start, request.end)} · {counted(len(itinerary.days), 'day', 'days')} · "
        f"{counted(itinerary.people, 'person', 'people')}"
    )
    return Group(Text(" → ".join(stops), style="bold"), Text(about))


def _titled(title: str, amount_usd: int | None = None) -> Table:
    """A heading with a line above, and an amount at its right."""
    grid = Table.grid(expand=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(
        Text(title, style="bold"), Text("" if amount_usd is None else dollars(amount_usd), style="bold")
    )
    return grid


# ---------------------------------------------------------------- the days


def _day(day: TripDay, people: int) -> RenderableType:
    where = day.city if day.origin == day.city else f"{day.origin} → {day.city}"
    title = f"Day {day.number} · {day.date:%a %b} {day.date.day} · {where}"
    lines = list(_day_lines(day, people))
    spent = sum(cost for _, _, cost in lines if cost is not None)
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(width=_LABEL_WIDTH + 1, no_wrap=True, style="cyan")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    for label, text, cost in lines:
        grid.add_row(f" {label}", text, "" if cost is None else dollars(cost))
    return Group(Rule(style="dim"), _titled(title, spent), grid)


def _day_lines(day: TripDay, people: int) -> Iterator[_Line]:
    """The parts of a day in the order in which they come: what is in the city left behind comes first."""
    parts: list[tuple[str, _Line]] = []
    for name, place in (("breakfast", day.breakfast), ("lunch", day.lunch)):
        if place is not None:
            parts.append((place.city, (name, _place(place, day), place.price_usd * people)))
    parts += [
        (sight.city, ("see", _place_text(sight.name, sight.city, day), None)) for sight in day.attractions
    ]
    if day.dinner is not None:
        parts.append((day.dinner.city, ("dinner", _place(day.dinner, day), day.dinner.price_usd * people)))
    if day.transport is None:
        yield from (line for _, line in parts)
    else:
        yield from (line for city, line in parts if city == day.transport.origin)
        yield _transport_line(day.transport, people)
        yield from (line for city, line in parts if city != day.transport.origin)
    if day.hotel is not None:
        yield _hotel_line(day.hotel, people)


def _place(place: Restaurant, day: TripDay) -> Text:
    text = _place_text(place.name, place.city, day)
    if place.cuisines:
        text.append(f" · {', '.join(place.cuisines)}", style="dim")
    return text


def _place_text(name: str, city: str, day: TripDay) -> Text:
    return Text(name if city == day.city or day.origin == day.city else f"{name}, in {city}")


def _transport_line(transport: Flight | Road, people: int) -> _Line:
    cost = transport_cost_usd(transport, people)
    if isinstance(transport, Flight):
        each = f", {dollars(transport.price_usd)} each" if people > 1 else ""
        times = f"{clock(transport.departs_min)} to {clock(transport.arrives_min)}"
        return "flight", Text(f"{transport.number}, {times}{each}"), cost
    label = "drive" if transport.mode == "Self-driving" else "taxi"
    return label, Text(f"{transport.distance_km:,} km, {transport.duration_text}"), cost


def _hotel_line(hotel: Hotel, people: int) -> _Line:
    rooms = ceil(people / hotel.sleeps)
    text = Text(hotel.name)
    text.append(f" · {hotel.room_type}", style="dim")
    if rooms > 1:
        text.append(f", {rooms} of them at {dollars(hotel.price_usd)}", style="dim")
    return "sleep", text, hotel.price_usd * rooms


# ---------------------------------------------------------------- the money


def _costs(itinerary: Itinerary, request: TravelRequest, bound_usd: Rational | None) -> RenderableType:
    total, budget = itinerary.total_usd, request.budget_usd
    scale = max(total, budget or 0, 1)
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(width=_LABEL_WIDTH + 1, no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    spent = 0
    parts = (
        ("transport", itinerary.transport_usd),
        ("nights", itinerary.hotels_usd),
        ("meals", itinerary.meals_usd),
    )
    for label, cost in parts:
        grid.add_row(f" {label}", Bar(scale, spent, spent + cost), dollars(cost))
        spent += cost
    title = f"Total of a budget of {dollars(budget)}" if budget is not None else "Total"
    notes = []
    if budget is not None:
        rest = budget - total
        notes.append(f" {dollars(rest)} left" if rest >= 0 else f" {dollars(-rest)} more than the budget")
    if bound_usd is not None:
        notes.append(f" {_proof(total, bound_usd)}")
    return Group(Rule(style="dim"), _titled(title, total), grid, *(Text(note) for note in notes))


def _proof(total_usd: int, bound_usd: Rational) -> str:
    # Costs are whole dollars, so that no plan costs less than the bound rounded up.
    least = ceil(bound_usd)
    if least >= total_usd:
        return "proved: no plan costs less"
    above = total_usd - least
    return (
        f"at most {dollars(above)} ({100 * above / total_usd:.1f}%) above the cheapest: "
        f"no plan costs less than {dollars(least)}"
    )


# ---------------------------------------------------------------- the requirements


def _checks(title: str, entries: Iterable[Evidence]) -> RenderableType:
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(width=2, justify="right", no_wrap=True)
    grid.add_column(ratio=2, overflow="fold")
    grid.add_column(ratio=3, overflow="fold")
    for entry in entries:
        sign = Text("✓", style="green") if entry.holds else Text("✗", style="bold red")
        shown = Text(entry.shown_by if entry.holds else f"not met: {entry.shown_by}")
        quote = entry.phrase.quote
        if quote is not None and quote.casefold() not in entry.phrase.label.casefold():
            shown.append(f"\n“{quote}”", style="dim italic")
        grid.add_row(sign, entry.phrase.label, shown)
    return Group(Rule(style="dim"), _titled(title), grid)
