"""The numbers of a request as the parameters of its document: whole, in units of the last decimal."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from certiplan.model.yaml_text import Data
from certiplan.tasks.routing.layout import Layout
from certiplan.tasks.routing.network import ends

Entries: TypeAlias = dict[str, Data]


def parameter_values(layout: Layout) -> dict[str, Entries]:
    """By parameter the part of its entry that holds the values."""
    stops = _of_stops(layout)
    return stops | (_of_fleet(layout) if layout.shape == "fleet" else _of_tour(layout))


def _of_stops(layout: Layout) -> dict[str, Entries]:
    request, network = layout.request, layout.network
    start = request.vehicles[0].start
    last = ends(request.vehicles[0])
    extra = set(layout.extra)
    place = {stop: layout.place(stop) for stop in layout.stops}
    away: Entries = {s: network.shortest[start, p.name] for s, p in place.items()}
    back: Entries = {
        s: min((network.shortest[p.name, end] for end in last), default=0) for s, p in place.items()
    }
    own = {stop: p for stop, p in place.items() if stop not in extra}
    demand: Entries = {stop: p.demand for stop, p in own.items()}
    service: Entries = {stop: _units(layout, p.service) for stop, p in own.items()}
    units: Entries = {stop: p.units for stop, p in own.items()}
    price: Entries = {stop: _units(layout, p.price) for stop, p in own.items()}
    earliest: Entries = {s: _units(layout, p.earliest) for s, p in own.items() if p.earliest is not None}
    latest: Entries = {s: _units(layout, p.latest) for s, p in own.items() if p.latest is not None}
    longest = horizon(layout)
    return {
        "away": {"value": away},
        "back": {"value": back},
        "horizon": {"value": longest},
        "pace": {"value": _number(1 / Fraction(str(request.speed)))},
        "demand": {"value": demand, "sparse": 0},
        "service": {"value": service, "sparse": 0},
        "units": {"value": units, "sparse": 0},
        "price": {"value": price, "sparse": 0},
        "earliest": {"value": earliest, "sparse": 0},
        "latest": {"value": latest, "sparse": longest},
        "wanted": {"value": request.buy or 0},
    }


def _of_tour(layout: Layout) -> dict[str, Entries]:
    vehicle = layout.request.vehicles[0]
    start = layout.request.place(vehicle.start)
    return {
        "leg": {"value": _tour_legs(layout)},
        "rate": {"value": _number(Fraction(str(vehicle.cost_per_distance)))},
        "fee": {"value": _units(layout, vehicle.fixed_cost)},
        "capacity": {"value": vehicle.capacity or 0},
        "limit": {"value": _units(layout, vehicle.max_length or 0)},
        "reserve": {"value": _units(layout, vehicle.range or 0)},
        "opens": {"value": _units(layout, start.earliest or 0)},
        "closes": {"value": _units(layout, start.latest or 0)},
        "vehicles": {"value": len(layout.vehicles)},
    }


def negotiable_numbers(layout: Layout) -> dict[str, Data]:
    """What a change of a number by one unit of the request costs: as much as one, whatever its scale."""
    fine = Fraction(1, layout.network.unit)
    return {name: {"direction": "up", "cost": fine} for name in ("limit", "reserve", "closes")}


def _of_fleet(layout: Layout) -> dict[str, Entries]:
    request, vehicles = layout.request, layout.vehicles
    start = {name: request.place(vehicle.start) for name, vehicle in vehicles.items()}
    change = dict.fromkeys(layout.stops, 0)
    for shipment in request.shipments:
        change[shipment.fetch] += shipment.amount
        change[shipment.bring] -= shipment.amount
    rate: Entries = {n: _number(Fraction(str(v.cost_per_distance))) for n, v in vehicles.items()}
    return {
        "home": {"value": layout.home},
        "leg": {"value": _fleet_legs(layout)},
        "rate": {"value": rate},
        "fee": _each(layout, {name: vehicle.fixed_cost for name, vehicle in vehicles.items()}),
        "change": {"value": dict(change)},
        "capacity": {"value": {n: v.capacity for n, v in vehicles.items() if v.capacity is not None}},
        "limit": _each(layout, {name: vehicle.max_length for name, vehicle in vehicles.items()}),
        "reserve": _each(layout, {name: vehicle.range for name, vehicle in vehicles.items()}),
        "opens": _each(layout, {name: place.earliest or 0 for name, place in start.items()}),
        "closes": _each(layout, {name: place.latest for name, place in start.items()}),
    }


def _each(layout: Layout, values: dict[str, float | None]) -> Entries:
    """Values of vehicles; what a vehicle does not have is missing, and nothing reads it."""
    given: Entries = {name: _units(layout, value) for name, value in values.items() if value is not None}
    return {"value": given} if len(given) == len(values) else {"value": given, "sparse": 0}


def _units(layout: Layout, value: float) -> int:
    return round(value * layout.network.unit)


def _number(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def horizon(layout: Layout) -> int:
    """A length and a time that no sensible route exceeds."""
    request, network = layout.request, layout.network
    names = [*layout.place_of.values(), *(vehicle.start for vehicle in request.vehicles)]
    longest = sum(max(network.legs[name, other] for other in network.names) for name in names)
    served = sum(place.service for place in request.places)
    waited = max(place.earliest or 0 for place in request.places)
    return round(longest * max(1, 1 / request.speed)) + _units(layout, waited + served) + len(names)


def _tour_legs(layout: Layout) -> Entries:
    """A vehicle's row begins at its start; its column is where the route before it ends."""
    network, vehicle = layout.network, layout.request.vehicles[0]
    rows: Entries = {}
    for stop, here in layout.place_of.items():
        row: Entries = {other: network.legs[here, there] for other, there in layout.place_of.items()}
        row.update(dict.fromkeys(layout.vehicles, network.to_end(here, vehicle)))
        rows[stop] = row
    for name in layout.vehicles:
        row = {stop: network.legs[vehicle.start, there] for stop, there in layout.place_of.items()}
        row.update(dict.fromkeys(layout.vehicles, 0))
        rows[name] = row
    return rows


def _fleet_legs(layout: Layout) -> Entries:
    """The row of home begins where the vehicle does; its column is where the vehicle ends."""
    network, places = layout.network, layout.place_of
    result: Entries = {}
    for name, vehicle in layout.vehicles.items():
        first: Entries = {stop: network.legs[vehicle.start, there] for stop, there in places.items()}
        rows: Entries = {layout.home: {layout.home: 0, **first}}
        for stop, here in places.items():
            row: Entries = {other: network.legs[here, there] for other, there in places.items()}
            rows[stop] = {layout.home: network.to_end(here, vehicle), **row}
        result[name] = rows
    return result
