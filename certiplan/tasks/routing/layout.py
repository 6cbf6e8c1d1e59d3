"""What the nodes of a request's document stand for, and what the document has to speak of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from certiplan.tasks.routing.candidates import Candidate, candidates
from certiplan.tasks.routing.network import Network, network
from certiplan.tasks.routing.request import Place, RoutingRequest, Vehicle

Shape = Literal["tour", "fleet", "table"]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A request, laid out for one of the two documents.

    Attributes:
        place_of: the place of each stop of the document; a place where vehicles recharge has several.
        extra: the stops of the document that are for recharging only.
        vehicles: the vehicles by their names in the document.
        home: what the document calls the depot where each vehicle has a tour of its own.
        loose: every stop can be given up.
        features: what the document has to speak of.
        candidates: all routes, where these are few and the document chooses from them.
    """

    request: RoutingRequest
    shape: Shape
    network: Network
    place_of: dict[str, str]
    extra: tuple[str, ...]
    vehicles: dict[str, Vehicle]
    home: str
    loose: bool = False
    features: frozenset[str] = frozenset()
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)

    @property
    def stops(self) -> tuple[str, ...]:
        """The stops of the document."""
        return tuple(self.place_of)

    def place(self, stop: str) -> Place:
        """What stands behind a stop of the document."""
        return self.request.place(self.place_of[stop])


def shape_of(request: RoutingRequest) -> Shape:
    """Which document states a request: one tour where vehicles are alike and it can say all."""
    vehicles = request.vehicles
    alike = all(_nameless(vehicle) == _nameless(vehicles[0]) for vehicle in vehicles)
    charged = request.objective == "longest route" or vehicles[0].capacity is not None
    needs_more = (
        bool(request.shipments)
        or (bool(request.order) and len(vehicles) > 1)
        or request.balanced
        or any(place.kinds for place in request.places)
        or (request.buy is not None and charged)
    )
    return "tour" if alike and not needs_more else "fleet"


def _nameless(vehicle: Vehicle) -> Vehicle:
    return vehicle.model_copy(update={"name": ""})


def lay_out(request: RoutingRequest, shape: Shape | None = None, *, loose: bool = False) -> Layout:
    """The nodes of a request's document.

    Args:
        request: what is to be driven.
        shape: of the document; chosen unless given.
        loose: every stop can be given up, as explanations need.
    """
    if shape is None:
        shape = shape_of(request)
        if loose:
            layout = _laid_out(request, shape)
            return replace(layout, loose=True, features=layout.features - {"all", "everywhere"})
        if shape == "tour":
            layout = _laid_out(request, "table")
            return layout if layout.candidates else replace(layout, shape="tour")
    return _laid_out(request, shape)


def _laid_out(request: RoutingRequest, shape: Shape) -> Layout:
    place_of = {stop.name: stop.name for stop in request.stops}
    extra = []
    if any(vehicle.range is not None for vehicle in request.vehicles):
        for place in request.places:
            for k in range(1, request.recharge_visits + 1) if place.recharges else ():
                name = _free(f"{place.name}, recharging {k}", set(place_of))
                place_of[name] = place.name
                extra.append(name)
    names = {*place_of, *(vehicle.name for vehicle in request.vehicles)}
    net, features = network(request), _features(request, shape, recharging=bool(extra))
    return Layout(
        request=request,
        shape=shape,
        network=net,
        place_of=place_of,
        extra=tuple(extra),
        vehicles={_free(vehicle.name, set(place_of)): vehicle for vehicle in request.vehicles},
        home=_free("home", names),
        features=features,
        candidates=(candidates(request, net, features) or ()) if shape == "table" else (),
    )


def _free(name: str, taken: set[str]) -> str:
    """The name, or one like it that is not taken."""
    while name in taken:
        name = f"{name} *"
    return name


def _features(request: RoutingRequest, shape: Shape, *, recharging: bool) -> frozenset[str]:
    vehicles, stops = request.vehicles, request.stops
    carrying = any(vehicle.capacity is not None for vehicle in vehicles)
    demanding = any(stop.demand for stop in stops)
    windows = any(stop.earliest is not None or stop.latest is not None for stop in stops)
    hours = any(request.place(vehicle.start).latest is not None for vehicle in vehicles)
    purchase = request.buy is not None
    longest = request.objective == "longest route"
    asked = {
        "load": carrying and demanding,
        "capacity": carrying and (demanding or bool(request.shipments) or purchase),
        "limit": any(vehicle.max_length is not None for vehicle in vehicles),
        "range": any(vehicle.range is not None for vehicle in vehicles),
        "windows": windows,
        "hours": hours,
        "time": windows or hours,
        "order": bool(request.order or request.shipments),
        "shipments": bool(request.shipments) and carrying,
        "purchase": purchase,
        "any amount": purchase and not request.buy_everything,
        "everything": purchase and request.buy_everything,
        "goods by route": purchase and longest,
        "fee": shape == "fleet" or any(vehicle.fixed_cost for vehicle in vehicles),
        "all": not request.some_suffice,
        "use all": request.use_all,
    }
    if shape != "fleet":
        asked["longest"] = longest
        asked["everywhere"] = longest and not request.some_suffice
        asked["average"] = longest and not recharging
        asked["reach"] = longest or asked["limit"]
    found = {name for name, is_asked in asked.items() if is_asked}
    if {"reach", "range", "time"} & found:
        found.add("horizon")
    return frozenset(found)
