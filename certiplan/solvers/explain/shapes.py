"""Explanations as JSON data."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from certiplan.model.solution_text import Json, number_to_json, solution_to_json
from certiplan.model.values import Rational, show
from certiplan.model.yaml_text import Data
from certiplan.solvers.explain.changes import Change, ChangeNumber, WayOut
from certiplan.solvers.explain.conflict import Conflict
from certiplan.solvers.explain.explainer import Explanation
from certiplan.solvers.explain.meetings import Meeting
from certiplan.solvers.explain.subject import Plan


def explanation_to_json(explanation: Explanation) -> dict[str, Json]:
    """A whole explanation; `conflicts` and `ways_out` are lists in any case."""
    shape: dict[str, Json] = {
        "status": explanation.status,
        "conflicts": [conflict_to_json(conflict) for conflict in explanation.conflicts],
        "ways_out": [way_out_to_json(way) for way in explanation.ways_out.ways],
        "further_conflicts": explanation.further_conflicts,
        "complete": explanation.complete,
        "unsettled": list(explanation.ways_out.unsettled),
        "seconds": round(explanation.seconds, 4),
    }
    if explanation.reason:
        shape["reason"] = explanation.reason
    if explanation.plan is not None:
        shape["values"] = solution_to_json(explanation.plan.solution)
    return shape


def conflict_to_json(conflict: Conflict) -> dict[str, Json]:
    """A conflict: ids, constraints as they are printed, and what is proved."""
    return {
        "requirements": list(conflict.requirements),
        "constraints": [_label(name, indices) for name, indices in conflict.constraints],
        "minimal": conflict.minimal,
        "structural": not conflict.requirements,
        "lines": dict(conflict.structure.lines) if conflict.structure else {},
        "words": conflict.words,
        "numbers": [_meeting(meeting) for meeting in conflict.meetings],
        "undecided": list(conflict.undecided),
        "witnesses": {name: _plan(plan) for name, plan in conflict.witnesses.items()},
        "proved_by": conflict.proved_by,
        "confirmed_by": conflict.confirmed_by,
        "seconds": round(conflict.seconds, 4),
    }


def way_out_to_json(way: WayOut) -> dict[str, Json]:
    """A way out with its plan; `objective` is that of the plan, as `solve --json` prints it."""
    return {
        "kind": way.kind,
        "change": [_change(change) for change in way.changes],
        "cost": number_to_json(way.cost),
        "words": way.words,
        **_plan(way.plan),
        "proved_least": way.proved_least,
        "patch": {key: data_to_json(part) for key, part in way.patch.items()},
    }


def data_to_json(data: Data) -> Json:
    """A document's data as JSON; fractions become decimals."""
    match data:
        case dict():
            return {key: data_to_json(part) for key, part in data.items()}
        case list():
            return [data_to_json(part) for part in data]
        case Fraction():
            return number_to_json(data)
        case _:
            return data


def objective_to_json(objectives: tuple[Rational, ...]) -> Json:
    """A number, a list of them for several stages, null without an objective."""
    numbers: list[Json] = [number_to_json(value) for value in objectives]
    return None if not numbers else numbers[0] if len(numbers) == 1 else numbers


def _plan(plan: Plan) -> dict[str, Json]:
    return {
        "objective": objective_to_json(plan.objectives),
        "optimal": plan.optimal,
        "values": solution_to_json(plan.solution),
        "verified": plan.verdict.satisfied,
    }


def _change(change: Change) -> dict[str, Json]:
    if isinstance(change, ChangeNumber):
        return {
            "parameter": change.parameter,
            "indices": [show(index) for index in change.indices],
            "before": number_to_json(change.before),
            "after": number_to_json(change.after),
            "unit": change.unit,
        }
    return {"give_up": change.requirement}


def _meeting(meeting: Meeting) -> dict[str, Json]:
    shape: Mapping[str, Json] = {
        "constraint": _label(meeting.constraint, meeting.indices),
        "subject": meeting.subject,
        "parts": [
            {
                "name": part.name,
                "words": part.words,
                "sign": part.sign,
                "extreme": number_to_json(part.extreme),
                "unit": part.unit,
            }
            for part in meeting.parts
        ],
        "together": number_to_json(meeting.together),
        "relation": meeting.relation,
        "limit": number_to_json(meeting.limit),
        "limit_name": meeting.limit_name,
        "unit": meeting.unit,
        "exact": meeting.exact,
    }
    return dict(shape)


def _label(name: str, indices: tuple[str, ...]) -> str:
    return f"{name}[{','.join(indices)}]" if indices else name
