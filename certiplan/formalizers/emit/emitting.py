"""From a document to the text of a file in one of the formats."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, assert_never, get_args

from certiplan.errors import UsageError
from certiplan.formalizers.emit.comments import Remarks
from certiplan.formalizers.emit.linear_files import lp, mps
from certiplan.formalizers.emit.logic import logic_program
from certiplan.formalizers.emit.logic_program import CannotExpressError
from certiplan.formalizers.emit.naming import Names
from certiplan.formalizers.emit.pyomo_script import is_linear, needed_by_smooth_rows, pyomo_script
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


def emit(model: Model, *, to: Target) -> str:
    """The model as code that runs by itself.

    Args:
        model: a document; all its parameters are known.
        to: the format.

    Raises:
        DocumentError: the document has errors.
        UsageError: the format cannot express something; the message names it and a format that can.
    """
    return emit_ground(model.ground.model, Remarks(model), to=to)


def emit_ground(ground: GroundModel, remarks: Remarks, *, to: Target) -> str:
    """A ground model as code, with the words of the document it comes from.

    Raises:
        UsageError: as `emit`.
    """
    try:
        return _written(ground, remarks, to)
    except (CannotExpressError, NotSupportedError) as error:
        others = [f"--to {other}" for other in TARGETS if other != to and _can_write(ground, remarks, other)]
        instead = f"use {' or '.join(others)}" if others else "no other format here can either"
        raise UsageError(f"{to} cannot express this model: {error}; {instead}") from error


def _written(ground: GroundModel, remarks: Remarks, to: Target) -> str:
    match to:
        case "smtlib" | "z3py":
            program = logic_program(ground, remarks, _names(ground))
            return smtlib(program, remarks) if to == "smtlib" else z3py_script(program, remarks)
        case "pyomo":
            return _pyomo(ground, remarks)
        case "lp" | "mps":
            return _linear(ground, remarks, to)
        case _:
            assert_never(to)


def _can_write(ground: GroundModel, remarks: Remarks, to: Target) -> bool:
    try:
        _written(ground, remarks, to)
    except (CannotExpressError, NotSupportedError):
        return False
    return True


def _names(model: GroundModel) -> Names:
    return Names(column.name for column in model.columns)


def _lowered(model: GroundModel) -> MilpModel:
    try:
        return lower(model)
    except MissingBoundError:
        return lower(model, propagated="all")


def _pyomo(ground: GroundModel, remarks: Remarks) -> str:
    names = _names(ground)
    straight = without_circuits(ground)
    parted = part(straight)
    documented = len(ground.columns)
    if is_linear(parted) and len(ground.objectives) <= 1:
        # One linear objective needs its terms from one side only.
        milp = _lowered(straight)
        rows = named_rows(straight, milp, names, documented=documented)
        return pyomo_script(ground, rows, parted, next(iter(milp.stages), None), remarks, names)
    needed = needed_by_smooth_rows(parted, documented)
    rows = named_rows(parted.linear, _lowered(parted.linear), names, documented=documented, needed=needed)
    return pyomo_script(ground, rows, parted, None, remarks, names)


def _linear(ground: GroundModel, remarks: Remarks, to: Literal["lp", "mps"]) -> str:
    names = _names(ground)
    if len(ground.objectives) > 1:
        raise CannotExpressError(
            f"it has {len(ground.objectives)} objectives, one after the other; {to.upper()} has room for one"
        )
    straight = without_circuits(ground)
    milp = _lowered(straight)
    rows = named_rows(straight, milp, names, documented=len(ground.columns))
    stage = milp.stages[0] if milp.stages else None
    if stage is not None and stage.ratio is not None:
        raise CannotExpressError("the objective is a quotient of decisions")
    return (lp if to == "lp" else mps)(rows, stage, remarks, names)
