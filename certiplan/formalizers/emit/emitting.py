"""From a document to the text of a file in one of the formats."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal, TypeAlias, assert_never, get_args

from certiplan.errors import UsageError
from certiplan.formalizers.emit.comments import Remarks
from certiplan.formalizers.emit.linear_files import lp, mps
from certiplan.formalizers.emit.logic import logic_program
from certiplan.formalizers.emit.logic_program import CannotExpressError
from certiplan.formalizers.emit.naming import Names
from certiplan.formalizers.emit.pyomo_script import pyomo_script
from certiplan.formalizers.emit.rows import named_rows
from certiplan.formalizers.emit.smtlib import smtlib
from certiplan.formalizers.emit.tours import without_circuits
from certiplan.formalizers.emit.z3py_script import z3py_script
from certiplan.model.ir import GroundModel
from certiplan.solvers.lowering import MilpModel, MissingBoundError, NotSupportedError, lower
from certiplan.solvers.model import Model
from certiplan.solvers.smooth import part

Target: TypeAlias = Literal["smtlib", "z3py", "pyomo", "lp", "mps"]
TARGETS: Final[tuple[Target, ...]] = get_args(Target)

_ELSEWHERE: Final[dict[Target, str]] = {
    "smtlib": "--to pyomo",
    "z3py": "--to pyomo",
    "pyomo": "--to z3py",
    "lp": "--to pyomo or --to z3py",
    "mps": "--to pyomo or --to z3py",
}


def emit(model: Model, *, to: Target) -> str:
    """The model as code that runs by itself.

    Args:
        model: a document; all its parameters are known.
        to: the format.

    Raises:
        DocumentError: the document has errors.
        UsageError: the format cannot express something; the message names it and a format that can.
    """
    try:
        match to:
            case "smtlib" | "z3py":
                return _logic(model, to)
            case "pyomo":
                return _pyomo(model)
            case "lp" | "mps":
                return _linear(model, to)
            case _:
                assert_never(to)
    except (CannotExpressError, NotSupportedError) as error:
        where = "" if isinstance(error, CannotExpressError) else _culprit(model.ground.model)
        raise UsageError(f"{to} cannot express {where}{error}: use {_ELSEWHERE[to]}") from error


def _names(model: GroundModel) -> Names:
    return Names(column.name for column in model.columns)


def _logic(model: Model, to: Literal["smtlib", "z3py"]) -> str:
    ground, remarks = model.ground.model, Remarks(model)
    program = logic_program(ground, remarks, _names(ground))
    return smtlib(program, remarks) if to == "smtlib" else z3py_script(program, remarks)


def _lowered(model: GroundModel) -> MilpModel:
    try:
        return lower(model)
    except MissingBoundError:
        return lower(model, propagated="all")


def _pyomo(model: Model) -> str:
    ground, names, remarks = model.ground.model, _names(model.ground.model), Remarks(model)
    parted = part(without_circuits(ground))
    rows = named_rows(parted.linear, _lowered(parted.linear), names, documented=len(ground.columns))
    return pyomo_script(rows, parted, ground, remarks, names)


def _linear(model: Model, to: Literal["lp", "mps"]) -> str:
    ground, names, remarks = model.ground.model, _names(model.ground.model), Remarks(model)
    if len(ground.objectives) > 1:
        raise UsageError(
            f"{to} has room for one objective, and this model has {len(ground.objectives)}, one after the"
            " other: use --to pyomo, which solves them stage by stage"
        )
    straight = without_circuits(ground)
    milp = _lowered(straight)
    rows = named_rows(straight, milp, names, documented=len(ground.columns))
    stage = milp.stages[0] if milp.stages else None
    if stage is not None and stage.ratio is not None:
        raise UsageError(f"{to} cannot express an objective that is a quotient: use --to pyomo")
    return (lp if to == "lp" else mps)(rows, stage, remarks, names)


def _culprit(model: GroundModel) -> str:
    """The constraint or objective that cannot be written as linear rows, for a message: "c: "."""
    straight = without_circuits(model)
    names = dict.fromkeys(c.origin.constraint for c in model.constraints if c.origin.requirements)
    names |= dict.fromkeys(c.origin.constraint for c in model.constraints)
    for name in names:
        own = tuple(
            c for c in straight.constraints if c.origin.constraint == name or not c.origin.requirements
        )
        try:
            _lowered(replace(straight, constraints=own, objectives=()))
        except NotSupportedError:
            return f"{name}: "
    return "the objective: "
