"""The constraints of wishes about one stop, one vehicle or one pair, as the document says them."""

from __future__ import annotations

from certiplan.tasks.routing.layout import Layout
from certiplan.tasks.routing.wishes import Wish


def rules(layout: Layout, wish: Wish) -> dict[str, str]:
    """Expressions by what to add to the name of the requirement; none for what the document says of all."""
    a, b = (*wish.about, "", "")[:2]
    match wish.kind:
        case "serve" if wish.about:
            return {"": f"visited[{a!r}] == 1"}
        case "window":
            within = f"earliest[{a!r}] <= arrive[{a!r}] and arrive[{a!r}] <= latest[{a!r}]"
            return {"": f"implies(visited[{a!r}] == 1, {within})"}
        case "order" if layout.shape == "tour":
            return {"": f"implies(visited[{a!r}] and visited[{b!r}], rank[{a!r}] + 1 <= rank[{b!r}])"}
        case "order":
            both = f"visits[v, {a!r}] and visits[v, {b!r}]"
            return {"": f"all(implies({both}, rank[{a!r}] + 1 <= rank[{b!r}]) for v in Vehicle)"}
        case "shipment":
            return {
                "": f"rank[{a!r}] + 1 <= rank[{b!r}]",
                "_together": f"all(iff(visits[v, {a!r}], visits[v, {b!r}]) for v in Vehicle)",
            }
        case "kinds":
            return _kinds(layout, a)
        case _ if wish.about:
            return _of_vehicle(layout, wish)
        case _:
            return {}


def _kinds(layout: Layout, stop: str) -> dict[str, str]:
    allowed = layout.request.place(stop).kinds
    barred = [name for name, vehicle in layout.vehicles.items() if vehicle.kind not in allowed]
    text = " and ".join(f"not visits[{name!r}, {stop!r}]" for name in barred)
    return {"": text} if text else {}


def _of_vehicle(layout: Layout, wish: Wish) -> dict[str, str]:
    name = next(name for name, vehicle in layout.vehicles.items() if vehicle.name == wish.about[0])
    if wish.kind == "capacity":
        return _capacity(layout, name)
    if wish.kind == "length":
        return {"": f"length[{name!r}] <= limit[{name!r}]"}
    if wish.kind == "range":
        back = f"(0 if s in Charger else since[s]) + leg[{name!r}, s, home]"
        home = f"implies(after[{name!r}, s] == home, {back} <= reserve[{name!r}])"
        return {
            "": f"all(implies(visits[{name!r}, s], since[s] <= reserve[{name!r}]) for s in Stop)",
            "_home": f"all({home} for s in Stop)",
        }
    assert wish.kind == "hours"
    back = f"arrive[s] + service[s] + pace * leg[{name!r}, s, home]"
    return {"": f"all(implies(after[{name!r}, s] == home, {back} <= closes[{name!r}]) for s in Stop)"}


def _capacity(layout: Layout, vehicle: str) -> dict[str, str]:
    found = {}
    limit = f"capacity[{vehicle!r}]"
    if "load" in layout.features:
        found[""] = f"sum(demand[s] * visits[{vehicle!r}, s] for s in Stop) <= {limit}"
    if "shipments" in layout.features:
        found["_on_board"] = f"all(implies(visits[{vehicle!r}, s], onboard[s] <= {limit}) for s in Stop)"
    if "purchase" in layout.features:
        bought = "units[s]" if layout.request.buy_everything else "buy[s]"
        found["_goods"] = f"sum({bought} * visits[{vehicle!r}, s] for s in Stop) <= {limit}"
    return found
