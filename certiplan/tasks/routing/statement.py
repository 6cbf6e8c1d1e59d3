"""The model document of a request: one of the three shipped documents with this request's data.

Vehicles that are alike are routed as one tour (`tour_model.yaml`), or, where they have room for few stops,
by a choice from all routes (`table_model.yaml`); vehicles that differ, or of which more is asked than one
tour can say, each have a tour of their own (`fleet_model.yaml`). What is not asked for is left out of the
document; what is asked of single stops and vehicles becomes a requirement each, so that a conflict can name
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias, cast

from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.yaml_text import Data
from certiplan.tasks.routing.layout import Layout, Shape, lay_out
from certiplan.tasks.routing.parameters import negotiable_numbers, parameter_values
from certiplan.tasks.routing.request import RoutingRequest
from certiplan.tasks.routing.rules import rules
from certiplan.tasks.routing.wishes import Wish, wishes
from certiplan.tasks.shipped import read_shipped
from certiplan.tasks.typed.asked import requirements_of

Entries: TypeAlias = dict[str, Data]

_SECTIONS: Final = ("sets", "parameters", "variables", "define", "constraints")

# What an element is for; what is not listed is in every document.
_ELEMENTS: Final[dict[str, tuple[str, ...]]] = {
    "load": ("demand", "load", "load_grows", "load_fits"),
    "capacity": ("capacity",),
    "limit": ("limit", "short_enough"),
    "reach": ("away", "reach", "reach_begins", "reach_grows"),
    "longest": ("longest", "longest_of_all"),
    "average": ("at_least_average",),
    "everywhere": ("back", "there_and_back"),
    "range": ("reserve", "Charger", "since", "since_begins", "since_grows", "in_range", "home_in_range"),
    "horizon": ("horizon",),
    "time": ("pace", "service", "opens", "arrive", "first_arrival", "arrival"),
    "windows": ("earliest", "latest"),
    "hours": ("closes", "home_by"),
    "order": ("rank", "rank_grows"),
    "shipments": ("change", "onboard", "taken_on_board"),
    "purchase": ("units", "price", "wanted", "buy", "spent", "enough_bought"),
    "any amount": ("bought_there",),
    "everything": ("bought_all_there",),
    "goods by route": ("cost_with_goods",),
    "fee": ("fee", "fees"),
    "all": ("every_stop",),
    "use all": ("all_vehicles",),
}
_NEEDED: Final = {name: feature for feature, names in _ELEMENTS.items() for name in names}

# The names of what the shipped documents' samples ask of single stops and vehicles begin with one of these.
_SAMPLES: Final = (
    "capacity_",
    "length_",
    "onboard_",
    "range_",
    "kinds_",
    "window_",
    "hours_",
    "order_",
    "together_",
    "shipment_",
)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A request, stated.

    Attributes:
        layout: what the nodes of the document stand for.
        wishes: what the requirements of the document stand for, by name.
    """

    request: RoutingRequest
    layout: Layout
    document: LoadedDocument
    wishes: dict[str, Wish]


def state(request: RoutingRequest, *, shape: Shape | None = None, loose: bool = False) -> Statement:
    """State a request as a model document.

    Args:
        request: what is to be driven.
        shape: the document to use; chosen unless given. Not every request fits `tour` or `table`.
        loose: every stop is a requirement of its own, as explanations need.
    """
    layout = lay_out(request, shape, loose=loose)
    asked = wishes(request, layout.shape, loose=loose)
    document = load_elements(_data(layout, asked))
    return Statement(request=request, layout=layout, document=document, wishes=asked)


def with_routes(statement: Statement, routes: Sequence[Sequence[str]]) -> LoadedDocument:
    """The document of one tour with routes that are given: what is left to decide follows from them.

    Args:
        statement: of vehicles that are alike.
        routes: the stops of each vehicle in order; of none, for those that stay at home.
    """
    vehicles = list(statement.layout.vehicles)
    tour = [node for name, stops in zip(vehicles, routes, strict=True) for node in (name, *stops)]
    data = statement.document.data
    assert isinstance(data, dict)
    steps = (f"after[{a!r}] == {b!r}" for a, b in pairwise([*tour, tour[0]]))
    constraints = {**cast(Entries, data["constraints"]), "as_given": {"that": " and ".join(steps)}}
    return load_elements({**data, "constraints": constraints})


def shipped_document(shape: Shape) -> dict[str, Data]:
    """A document that ships with the domain; it is not to be changed."""
    return read_shipped("certiplan.tasks.routing", f"{shape}_model.yaml")


def _data(layout: Layout, asked: dict[str, Wish]) -> dict[str, Data]:
    shipped, request = shipped_document(layout.shape), layout.request
    data: dict[str, Data] = {**shipped, "title": _title(request)}
    if request.text:
        data["request"] = [request.text]
    data["requirements"] = requirements_of(asked, request.quotes, best="The best routes are wanted.")
    known = {*asked, "best"}
    for section in _SECTIONS:
        entries = cast(Entries, shipped[section])
        data[section] = {
            name: _served(entry, known) for name, entry in entries.items() if _is_kept(name, layout)
        }
    cast(Entries, data["sets"]).update(_sets(layout))
    if layout.shape == "table":
        data["data"] = {"routes": _routes(layout)}
    parameters, fine = cast(Entries, data["parameters"]), negotiable_numbers(layout)
    for name, part in parameter_values(layout).items():
        if name in parameters:
            entry = cast(Entries, parameters[name])
            kept = {key: value for key, value in entry.items() if key not in ("value", "sparse")}
            parameters[name] = {**kept, **part}
            if name in fine and "negotiable" in kept:
                parameters[name] = {**kept, **part, "negotiable": fine[name]}
    _fill_constraints(cast(Entries, data["constraints"]), layout, asked)
    data["objective"] = _objective(layout)
    return data


def _is_kept(name: str, layout: Layout) -> bool:
    if name.startswith(_SAMPLES):
        return False
    feature = _NEEDED.get(name)
    if layout.shape == "table" and feature == "fee":
        return True
    return feature is None or feature in layout.features


def _served(entry: Data, known: set[str]) -> Data:
    """An element that is `from` nothing that this request does not ask for."""
    if isinstance(entry, dict) and "from" in entry and entry["from"] not in known:
        return {key: part for key, part in entry.items() if key not in ("from", "negotiable")}
    return entry


def _title(request: RoutingRequest) -> str:
    stops, vehicles = len(request.stops), len(request.vehicles)
    return f"Routes of {vehicles} vehicle{'s' * (vehicles > 1)} over {stops} stop{'s' * (stops > 1)}"


def _sets(layout: Layout) -> Entries:
    if layout.shape == "table":
        return {"Stop": list(layout.stops)}
    sets: Entries = {
        "Stop": list(layout.stops),
        "Vehicle": list(layout.vehicles),
        "Extra": list(layout.extra),
    }
    if layout.shape == "fleet":
        sets["Node"] = [layout.home, *layout.stops]
    if "range" in layout.features:
        sets["Charger"] = [stop for stop in layout.stops if layout.place(stop).recharges]
    return sets


def _routes(layout: Layout) -> Data:
    table = cast(Entries, cast(Entries, shipped_document("table")["data"])["routes"])
    rows: list[Data] = [
        [number, list(route.stops), route.length] for number, route in enumerate(layout.candidates, start=1)
    ]
    return {**table, "rows": rows}


# ---------------------------------------------------------------- constraints and objective


def _fill_constraints(constraints: Entries, layout: Layout, asked: dict[str, Wish]) -> None:
    request = layout.request
    if layout.shape == "tour":
        _fill_tour(constraints, layout)
    if request.visit_exactly is not None:
        counted = "sum(visited[s] for s in Stop - Extra)"
        constraints["so_many"] = {"that": f"{counted} == {request.visit_exactly}", "from": "serve"}
    if request.one_per_group:
        groups: dict[str, list[str]] = {}
        for stop in request.stops:
            groups.setdefault(str(stop.group), []).append(f"visited[{stop.name!r}]")
        for number, visits in enumerate(groups.values(), start=1):
            constraints[f"group_{number}"] = {"that": f"{' + '.join(visits)} == 1", "from": "serve"}
    for name, wish in asked.items():
        for suffix, text in rules(layout, wish).items():
            constraints[f"{name}{suffix}"] = {"that": text, "from": name}


def _fill_tour(constraints: Entries, layout: Layout) -> None:
    request = layout.request
    if request.some_suffice or layout.extra or not layout.stops or layout.loose:
        circuit = cast(Entries, constraints.pop("one_tour"))
        constraints["tour_of_some"] = {**circuit, "that": "subcircuit(after[n] for n in Node)"}
    needs_none = (
        not request.stops
        or request.visit_exactly == 0
        or request.buy == 0
        or (layout.loose and not request.some_suffice)
    )
    if needs_none and len(layout.vehicles) == 1:
        del constraints["through_depots"]
        constraints["through_depot"] = {
            "for": "s in Stop, v in Vehicle",
            "that": "implies(visited[s], after[v] != v)",
        }


def _objective(layout: Layout) -> Data:
    goods = " + spent" if "purchase" in layout.features else ""
    if layout.shape == "table":
        longest = layout.request.objective == "longest route"
        expression = "rate * longest + fee" if longest else "rate * distance + fee * used"
        return {"minimize": expression, "from": "best"}
    if layout.shape == "tour":
        fees = "fee" in layout.features
        expressions = {
            "total": f"rate * distance{' + fees' if fees else ''}{goods}",
            "longest route": f"rate * longest{' + fee' if fees else ''}",
            "longest leg": "max(leg[n, after[n]] for n in Node)",
        }
    else:
        cost = "cost_with_goods" if "goods by route" in layout.features else "cost"
        expressions = {
            "total": f"sum(cost[v] for v in Vehicle){goods}",
            "longest route": f"max({cost}[v] for v in Vehicle)",
            "longest leg": "max(leg[v, n, after[v, n]] for v in Vehicle for n in Node)",
        }
    first: Entries = {"minimize": expressions[layout.request.objective], "from": "best"}
    if not layout.request.balanced:
        return first
    spread = "max(cost[v] for v in Vehicle) - min(cost[v] for v in Vehicle)"
    return [first, {"minimize": spread, "from": "best"}]
