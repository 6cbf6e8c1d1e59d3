"""What a request asks for beside good routes, one wish after another, and the words for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from certiplan.tasks.routing.request import RoutingRequest
from certiplan.tasks.typed.items import plain

Kind = Literal[
    "serve",
    "purchase",
    "use_all",
    "capacity",
    "length",
    "range",
    "kinds",
    "window",
    "hours",
    "order",
    "shipment",
]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One wish.

    Attributes:
        about: the stops or the vehicle that it is about; empty where it is about all.
        sentence: the wish as a sentence, without the full stop.
    """

    kind: Kind
    about: tuple[str, ...] = ()
    sentence: str
    priority: int = 5


Shape = Literal["tour", "fleet", "table"]


def wishes(request: RoutingRequest, shape: Shape, *, loose: bool = False) -> dict[str, Wish]:
    """The wishes of a request by the names that their requirements have.

    Args:
        request: what is asked for.
        shape: of the document; vehicles that differ have wishes of their own.
        loose: each stop is a wish, which can be given up.
    """
    found: dict[str, Wish] = {}
    for wish in _wishes(request, shape, loose=loose):
        name = "_".join([wish.kind, *(plain(part) for part in wish.about)])
        number = 2
        while name in found:
            name = f"{name.rstrip('0123456789_')}_{number}"
            number += 1
        found[name] = wish
    return found


def _wishes(request: RoutingRequest, shape: Shape, *, loose: bool) -> Iterator[Wish]:
    if request.buy is not None:
        yield Wish(kind="purchase", sentence=f"At least {request.buy} units are bought", priority=7)
    elif request.some_suffice or not loose:
        yield Wish(kind="serve", sentence=_served(request), priority=9)
    else:
        for stop in request.stops:
            yield Wish(kind="serve", about=(stop.name,), sentence=f"{stop.name} is visited", priority=6)
    if request.use_all:
        yield Wish(kind="use_all", sentence="Every vehicle visits a stop", priority=4)
    yield from _of_vehicles(request, shape)
    for stop in request.stops:
        if stop.kinds:
            yield Wish(
                kind="kinds",
                about=(stop.name,),
                sentence=f"Only {' or '.join(stop.kinds)} may come to {stop.name}",
            )
        if stop.earliest is not None or stop.latest is not None:
            yield Wish(
                kind="window",
                about=(stop.name,),
                sentence=f"{stop.name} is served {_window(stop.earliest, stop.latest)}",
            )
    for first, second in request.order:
        yield Wish(kind="order", about=(first, second), sentence=f"{first} comes before {second}")
    for shipment in request.shipments:
        yield Wish(
            kind="shipment",
            about=(shipment.fetch, shipment.bring),
            sentence=f"What {shipment.bring} gets is fetched at {shipment.fetch} before",
        )


def _of_vehicles(request: RoutingRequest, shape: Shape) -> Iterator[Wish]:
    carried = any(stop.demand for stop in request.stops) or bool(request.shipments) or request.buy is not None
    single = shape != "fleet"
    for vehicle in request.vehicles[:1] if single else request.vehicles:
        about = () if single else (vehicle.name,)
        who = "No vehicle" if single else vehicle.name
        most = "more than" if single else "at most"
        if vehicle.capacity is not None and carried and shape != "table":
            yield Wish(
                kind="capacity", about=about, sentence=f"{who} carries {most} {vehicle.capacity}", priority=6
            )
        if vehicle.max_length is not None:
            yield Wish(kind="length", about=about, sentence=f"{who} drives {most} {vehicle.max_length:g}")
        if vehicle.range is not None:
            far = f"{vehicle.range:g} without recharging"
            yield Wish(kind="range", about=about, sentence=f"{who} drives {most} {far}", priority=7)
        closes = request.place(vehicle.start).latest
        if closes is not None:
            returns = "Every vehicle" if single else vehicle.name
            yield Wish(kind="hours", about=about, sentence=f"{returns} is back by {closes:g}")


def _served(request: RoutingRequest) -> str:
    if request.visit_exactly is not None:
        return f"Exactly {request.visit_exactly} stops are visited"
    if request.one_per_group:
        return "Exactly one stop of each group is visited"
    return "Every stop is visited"


def _window(earliest: float | None, latest: float | None) -> str:
    if latest is None:
        return f"from {earliest:g} on"
    return f"by {latest:g}" if earliest is None else f"between {earliest:g} and {latest:g}"
