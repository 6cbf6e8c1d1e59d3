"""The model document of a request: the shipped document with this request's data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, TypeAlias, cast

from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.yaml_text import Data
from certiplan.tasks.packing.request import Bin, PackingRequest
from certiplan.tasks.shipped import read_shipped
from certiplan.tasks.typed.asked import requirements_of
from certiplan.tasks.typed.items import free_name, plain

Entries: TypeAlias = dict[str, Data]
Kind = Literal["room", "must", "may", "apart", "together", "most"]

_SAMPLES: Final = ("room_", "must_", "apart_", "together_", "may_")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One wish; `about` are the items or the bin that it is about, `barred` the bins that it rules out."""

    kind: Kind
    about: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    sentence: str
    priority: int = 5


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A request, stated."""

    request: PackingRequest
    document: LoadedDocument
    wishes: dict[str, Wish]


def wishes(request: PackingRequest) -> dict[str, Wish]:
    """The wishes of a request by the names that their requirements have."""
    found: dict[str, Wish] = {}
    for wish in _wishes(request):
        base = "_".join([wish.kind, *(plain(name) for name in wish.about)])
        base = "most_bins" if wish.kind == "most" else base
        found[free_name(base, found)] = wish
    return found


def _wishes(request: PackingRequest) -> Iterator[Wish]:
    for each in request.bins:
        room = " and ".join(f"{amount} {dimension}" for dimension, amount in each.capacity.items())
        sentence = f"{each.name} has room for {room or 'nothing'}"
        yield Wish(kind="room", about=(each.name,), sentence=sentence, priority=7)
    must = [item.name for item in request.items] if request.objective == "bins" else request.must
    for name in must:
        yield Wish(kind="must", about=(name,), sentence=f"{name} is packed", priority=6)
    for item in request.items:
        if item.bins:
            sentence = f"{item.name} only goes into {' or '.join(item.bins)}"
            barred = tuple(each.name for each in request.bins if each.name not in item.bins)
            yield Wish(kind="may", about=(item.name,), barred=barred, sentence=sentence)
    for one, other in request.apart:
        yield Wish(kind="apart", about=(one, other), sentence=f"{one} and {other} are not in one bin")
    for one, other in request.together:
        yield Wish(kind="together", about=(one, other), sentence=f"{one} and {other} are in one bin")
    if request.most_bins is not None:
        yield Wish(kind="most", sentence=f"At most {request.most_bins} bins are used")


def state(request: PackingRequest) -> Statement:
    """State a request as a model document."""
    asked = wishes(request)
    return Statement(request=request, document=load_elements(_data(request, asked)), wishes=asked)


def shipped_document() -> dict[str, Data]:
    """The document that ships with the domain; it is not to be changed."""
    return read_shipped("certiplan.tasks.packing", "model.yaml")


def _data(request: PackingRequest, asked: dict[str, Wish]) -> dict[str, Data]:
    shipped = shipped_document()
    count = f"{len(request.items)} items, {len(request.bins)} bins"
    data: dict[str, Data] = {**shipped, "title": f"What goes where: {count}"}
    if request.text:
        data["request"] = [request.text]
    data["requirements"] = requirements_of(asked, request.quotes, best="The best packing is wanted.")
    left_out = _left_out(request)
    for section in ("sets", "parameters", "variables", "define", "constraints"):
        entries = cast(Entries, shipped[section])
        data[section] = {
            name: entry
            for name, entry in entries.items()
            if name not in left_out and not name.startswith(_SAMPLES)
        }
    cast(Entries, data["sets"]).update(_sets(request))
    parameters = cast(Entries, data["parameters"])
    for name, part in _values(request).items():
        if name in parameters:
            entry = cast(Entries, parameters[name])
            kept = {key: value for key, value in entry.items() if key not in ("value", "sparse")}
            parameters[name] = {**kept, **part}
    constraints = cast(Entries, data["constraints"])
    for name, wish in asked.items():
        constraints.update(
            {f"{name}{suffix}": {"that": text, "from": name} for suffix, text in _rules(wish).items()}
        )
    if request.objective == "bins":
        constraints.update(_symmetry(request))
    data["objective"] = _objective(request)
    return data


def _left_out(request: PackingRequest) -> set[str]:
    gone: set[str] = set()
    if request.objective != "value":
        gone |= {"value", "worth"}
    if request.objective != "bins":
        gone |= {"cost", "spent"}
    if request.objective != "priority":
        gone |= {"priority", "now", "moved", "Moved"}
    if request.objective != "bins" and request.most_bins is None:
        gone |= {"used", "used_if_filled"}
    if request.most_bins is None:
        gone |= {"most", "most_bins"}
    return gone


def _sets(request: PackingRequest) -> Entries:
    sets: Entries = {
        "Item": [item.name for item in request.items],
        "Bin": [each.name for each in request.bins],
        "Dim": list(request.dimensions),
    }
    if request.objective == "priority":
        sets["Moved"] = [item.name for item in request.items if item.now is not None]
    return sets


def _values(request: PackingRequest) -> dict[str, Entries]:
    size: Entries = {item.name: dict(item.size) for item in request.items}
    room: Entries = {
        each.name: {d: each.capacity[d] for d in request.dimensions if d in each.capacity}
        for each in request.bins
    }
    return {
        "size": {"value": size, "sparse": 0},
        "room": {"value": room, "sparse": 0},
        "value": {"value": {item.name: item.value for item in request.items}},
        "cost": {"value": {each.name: each.cost for each in request.bins}},
        "priority": {"value": {item.name: item.priority for item in request.items}},
        "now": {"value": {item.name: item.now for item in request.items if item.now is not None}},
        "most": {"value": request.most_bins or 0},
    }


def _rules(wish: Wish) -> dict[str, str]:
    a, b = (*wish.about, "", "")[:2]
    match wish.kind:
        case "room":
            filled = f"sum(size[i, d] * (place[i] == {a!r}) for i in Item)"
            return {"": f"all({filled} <= room[{a!r}, d] for d in Dim)"}
        case "must":
            return {"": f"place[{a!r}].present"}
        case "may":
            barred = " or ".join(f"place[{a!r}] == {name!r}" for name in wish.barred)
            return {"": f"not ({barred})"} if barred else {}
        case "apart":
            return {"": f"all(not (place[{a!r}] == k and place[{b!r}] == k) for k in Bin)"}
        case "together":
            return {"": f"all(iff(place[{a!r}] == k, place[{b!r}] == k) for k in Bin)"}
        case "most":
            return {}


def _symmetry(request: PackingRequest) -> Entries:
    """Of bins that are alike, the first are used first."""
    found: Entries = {}
    named = {name for item in request.items for name in item.bins}
    by_kind: dict[tuple[object, ...], list[Bin]] = {}
    for each in request.bins:
        if each.name not in named:
            kind = (tuple(sorted(each.capacity.items())), each.cost)
            by_kind.setdefault(kind, []).append(each)
    for bins in by_kind.values():
        for one, other in pairwise(bins):
            found[f"first_{len(found) + 1}"] = {"that": f"implies(used[{other.name!r}], used[{one.name!r}])"}
    return found


def _objective(request: PackingRequest) -> Data:
    if request.objective == "value":
        return {"maximize": "worth", "from": "best"}
    if request.objective == "bins":
        return {"minimize": "spent", "from": "best"}
    levels = sorted({item.priority for item in request.items}, reverse=True)
    stages: list[Data] = [
        {"maximize": f"count(place[i].present for i in Item if priority[i] == {level})", "from": "best"}
        for level in levels
    ]
    if any(item.now is not None for item in request.items):
        stages.append({"minimize": "moved", "from": "best"})
    return stages
