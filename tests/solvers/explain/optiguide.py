"""The three OptiGuide cases: their data as patches of the documents, their questions as patches of those."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import certiplan.tasks
from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.solvers.explain import patched

DOCUMENTS = Path(certiplan.tasks.__file__).parent / "supply"
CASES = ("coffee", "facility", "workforce1")
Patch = dict[str, Any]


def data_folder() -> Path | None:
    """Where the questions are, if they are there."""
    named = os.environ.get("CERTIPLAN_DATA")
    places = ([Path(named)] if named else []) + [Path(__file__).parents[3].parent / "shared" / "data"]
    return next((place / "whatif" for place in places if (place / "whatif").is_dir()), None)


def questions(folder: Path, case: str) -> list[dict[str, Any]]:
    """The questions of a case, each change once."""
    rows = [json.loads(line) for line in (folder / f"{case}.jsonl").read_text("utf-8").splitlines()]
    return list({row["change"]: row for row in rows}.values())


def case_data(folder: Path, case: str) -> Mapping[str, Any]:
    """The numbers of a case."""
    data: Mapping[str, Any] = json.loads((folder / "models.json").read_text("utf-8"))[case]["data"]
    return data


def document(folder: Path, case: str) -> LoadedDocument:
    """The document of a case with its data."""
    base = load_elements(DOCUMENTS / f"{case.rstrip('1')}.yaml")
    return patched(base, {"set": _SETTINGS[case](case_data(folder, case))})


def _pairs(flat: Mapping[str, int]) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for arrow, value in flat.items():
        start, end = arrow.split(" -> ")
        nested.setdefault(start, {})[end] = value
    return nested


def _coffee(data: Mapping[str, Any]) -> Patch:
    inbound = _pairs(data["shipping_cost_from_supplier_to_roastery"])
    outbound = _pairs(data["shipping_cost_from_roastery_to_cafe"])
    return {
        "sets.Supplier": list(inbound),
        "sets.Roastery": list(outbound),
        "sets.Cafe": list(data["light_coffee_needed_for_cafe"]),
        "parameters.capacity.value": data["capacity_in_supplier"],
        "parameters.inbound_cost.value": inbound,
        "parameters.outbound_cost.value": outbound,
        "parameters.light_cost.value": data["roasting_cost_light"],
        "parameters.dark_cost.value": data["roasting_cost_dark"],
        "parameters.light_need.value": data["light_coffee_needed_for_cafe"],
        "parameters.dark_need.value": data["dark_coffee_needed_for_cafe"],
    }


def _facility(data: Mapping[str, Any]) -> Patch:
    return {
        "sets.Warehouse": list(range(len(data["demand"]))),
        "sets.Plant": list(range(len(data["capacity"]))),
        "parameters.demand.value": _numbered(data["demand"]),
        "parameters.capacity.value": _numbered(data["capacity"]),
        "parameters.fixed_cost.value": _numbered(data["fixed_cost"]),
        "parameters.unit_cost.value": _numbered(
            [_numbered(row) for row in data["transport_cost[warehouse][plant]"]]
        ),
    }


def _numbered(values: list[Any]) -> dict[str, Any]:
    return {str(k): value for k, value in enumerate(values)}


def _workforce(data: Mapping[str, Any]) -> Patch:
    return {
        "sets.Worker": list(data["availability"]),
        "sets.Day": list(data["workers_required"]),
        "sets.Available": [[w, d] for w, days in data["availability"].items() for d in days],
        "parameters.need.value": data["workers_required"],
        "parameters.pay.value": data["pay_per_day"],
    }


_SETTINGS = {"coffee": _coffee, "facility": _facility, "workforce1": _workforce}


# ---------------------------------------------------------------- questions


def patch_for(case: str, kind: str, change: str, data: Mapping[str, Any]) -> Patch | None:
    """The patch that a question asks about, or None for a kind that is not known."""
    maker = _PATCHES.get((case, kind))
    return None if maker is None else maker(change, data)


def _forced(**constraints: Patch | str) -> Patch:
    return {
        "set": {
            f"constraints.{name}": value if isinstance(value, dict) else {"that": value}
            for name, value in constraints.items()
        }
    }


def _texts(change: str) -> list[str]:
    return re.findall(r'"([^"_][^"]*)"', change)


def _only_cafe(change: str, data: Mapping[str, Any]) -> Patch:
    cafe, roastery = _texts(change)[:2]
    return _forced(
        only_this_cafe={
            "for": f"c in Cafe if c != '{cafe}'",
            "that": f"light['{roastery}', c] == 0 and dark['{roastery}', c] == 0",
        }
    )


def _exclusive(change: str, data: Mapping[str, Any]) -> Patch:
    cafe, roastery = _texts(change)[:2]
    patch = _only_cafe(change, data)
    patch["set"]["constraints.only_this_roastery"] = {
        "for": f"r in Roastery if r != '{roastery}'",
        "that": f"light[r, '{cafe}'] == 0 and dark[r, '{cafe}'] == 0",
    }
    return patch


def _inbound_cost(change: str, data: Mapping[str, Any]) -> Patch:
    supplier, roastery = _texts(change)[:2]
    return {"set": {f"parameters.inbound_cost.value.{supplier}.{roastery}": _last_number(change)}}


def _last_number(change: str) -> float:
    return float(re.findall(r"[-+]?\d+(?:\.\d+)?", change)[-1])


def _demand_increase(change: str, data: Mapping[str, Any]) -> Patch:
    found = re.findall(r'(light|dark)_coffee_needed_for_cafe\["(\w+)"\] \* \(1 \+ (\d+)/100\)', change)
    setting: Patch = {}
    for roast, cafe, percent in found:
        old = data[f"{roast}_coffee_needed_for_cafe"][cafe]
        setting[f"parameters.{roast}_need.value.{cafe}"] = f"= {old} * (1 + {percent} / 100)"
    return {"set": setting}


def _half_capacity(change: str, data: Mapping[str, Any]) -> Patch:
    (supplier, *_) = _texts(change)
    return {
        "set": {f"parameters.capacity.value.{supplier}": f"= {data['capacity_in_supplier'][supplier]} / 2"}
    }


def _no_supply(change: str, data: Mapping[str, Any]) -> Patch:
    supplier, roastery = _texts(change)[:2]
    return _forced(not_supplied=f"supply['{supplier}', '{roastery}'] == 0")


def _integers(change: str) -> list[int]:
    return [int(text) for text in re.findall(r"\d+", change)]


def _closed(change: str, data: Mapping[str, Any]) -> Patch:
    return _forced(closed=f"open[{_integers(change)[0]}] == 0")


def _half_fixed_cost(change: str, data: Mapping[str, Any]) -> Patch:
    plant = _integers(change)[0]
    return {"set": {f"parameters.fixed_cost.value.{plant}": f"= {data['fixed_cost'][plant]} / 2"}}


def _edge(change: str, data: Mapping[str, Any]) -> Patch:
    warehouse, plant, amount = _integers(change)[:3]
    return _forced(selected=f"ship[{warehouse}, {plant}] == {amount}")


def _more_demand(change: str, data: Mapping[str, Any]) -> Patch:
    (more,) = _integers(change)
    return {"set": {"parameters.demand.value": _numbered([value + more for value in data["demand"]])}}


def _shift_limit(change: str, data: Mapping[str, Any]) -> Patch:
    relation, number = re.findall(r"(<=|>=|==) (\d+)", change)[0]
    worker = re.findall(r'x\.sum\("(\w+)"', change)
    if worker:
        return _forced(shift_limit=f"shifts['{worker[0]}'] {relation} {number}")
    return _forced(shift_limit={"for": "w in Worker", "that": f"shifts[w] {relation} {number}"})


def _day_off(change: str, data: Mapping[str, Any]) -> Patch:
    pairs = re.findall(r'addConstr\(x\["(\w+)", "(\w+)"\] == ([01])', change)
    wanted = {
        f"asked_{k}": f"works['{worker}', '{day}'] == {value}"
        for k, (worker, day, value) in enumerate(pairs)
        if day in data["availability"][worker]
    }
    return _forced(**wanted)


def _pay(change: str, data: Mapping[str, Any]) -> Patch:
    (worker, *_) = _texts(change)
    return {"set": {f"parameters.pay.value.{worker}": _last_number(change)}}


def _not_together(change: str, data: Mapping[str, Any]) -> Patch:
    one, two = _texts(change)[:2]
    return _forced(
        not_together={
            "for": f"d in Day if ('{one}', d) in Available and ('{two}', d) in Available",
            "that": f"works['{one}', d] + works['{two}', d] <= 1",
        }
    )


def _more_staff(change: str, data: Mapping[str, Any]) -> Patch:
    found = re.findall(r'shiftRequirements\["(\w+)"\] = shiftRequirements\["\w+"\] \+ (\d+)', change)
    return {
        "set": {
            f"parameters.need.value.{day}": data["workers_required"][day] + int(more) for day, more in found
        }
    }


_PATCHES = {
    ("coffee", "incompatible-roastery-cafes"): _only_cafe,
    ("coffee", "supplier-roastery-shipping"): _inbound_cost,
    ("coffee", "demand-increase"): _demand_increase,
    ("coffee", "demand-increase-light"): _demand_increase,
    ("coffee", "supplier-capacity"): _half_capacity,
    ("coffee", "exclusive-roastery-cafe"): _exclusive,
    ("coffee", "supply-roastery"): _no_supply,
    ("facility", "open-close"): _closed,
    ("facility", "open-cost"): _half_fixed_cost,
    ("facility", "transport-yes-not"): _edge,
    ("facility", "demand-value"): _more_demand,
    ("workforce1", "shift-limit"): _shift_limit,
    ("workforce1", "constraint-availability"): _day_off,
    ("workforce1", "data-pay"): _pay,
    ("workforce1", "shift-conflicts"): _not_together,
    ("workforce1", "data-shift-requirements"): _more_staff,
}
