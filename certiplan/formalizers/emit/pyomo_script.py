"""Lowered and parted ground models as Python scripts over Pyomo that solve them and print what they find."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from certiplan.formalizers.emit.comments import Remarks, commented, label_of
from certiplan.formalizers.emit.layout import Doc, Group, call, flat, keyword, pretty
from certiplan.formalizers.emit.logic_program import CannotExpressError
from certiplan.formalizers.emit.naming import Names
from certiplan.formalizers.emit.pyomo_expressions import Writer
from certiplan.formalizers.emit.pyomo_template import TAIL
from certiplan.formalizers.emit.rows import OBJECTIVE, NamedColumn, NamedRows, decimal
from certiplan.model import ir
from certiplan.model.ir import ColumnId, GroundModel, NodeId, Origin
from certiplan.solvers.evaluate_ir import reachable
from certiplan.solvers.lowering import Stage
from certiplan.solvers.smooth import DEFINITION, Parted


def is_linear(parted: Parted) -> bool:
    """Whether the nonlinear part is empty."""
    nodes = (parted.linear.nodes[objective] for objective in parted.objectives)
    return not parted.rows and all(isinstance(node, ir.Linear) and not node.atoms for node in nodes)


def needed_by_smooth_rows(parted: Parted, documented: int) -> Mapping[ColumnId, Origin]:
    """Who needs the further columns that stand in nonlinear rows and in objectives."""
    found: dict[ColumnId, Origin] = {}
    roots = [(row.node, row.origin) for row in parted.rows]
    roots += [(objective, OBJECTIVE) for objective in parted.objectives]
    for root, origin in roots:
        for column in _columns_of(parted, root):
            if column >= documented:
                found.setdefault(column, OBJECTIVE if origin == DEFINITION else origin)
    return found


def _columns_of(parted: Parted, root: NodeId) -> Iterable[ColumnId]:
    for number in reachable(parted.linear.nodes, [root]):
        node = parted.linear.nodes[number]
        if isinstance(node, ir.Linear):
            yield from node.columns
        elif isinstance(node, ir.Literal):
            yield node.column


def pyomo_script(
    model: GroundModel,
    rows: NamedRows,
    parted: Parted,
    stage: Stage | None,
    remarks: Remarks,
    names: Names,
) -> str:
    """The script.

    Args:
        model: the document's ground model.
        rows: the linear part with names.
        parted: the nonlinear part.
        stage: the objective over the columns of `rows`, for a model without a nonlinear part; without it,
            the objectives of `parted` are written.
        remarks: the document's words.
        names: the identifiers.

    Raises:
        CannotExpressError: a nonlinear function that Pyomo does not have.
    """
    nonlinear = not is_linear(parted)
    writer = Writer(rows.columns, parted.linear.nodes)
    documented = len(model.columns)
    parts = [commented(remarks.heading(_first(nonlinear=nonlinear)), "#"), "", "import sys", ""]
    parts += [
        "import pyomo.environ as pyo",
        "from pyomo.contrib.solver.common.factory import SolverFactory",
        "from pyomo.contrib.solver.common.results import TerminationCondition",
        "",
        "m = pyo.ConcreteModel()",
        "",
        "# the decisions",
        *map(_variable, rows.columns[:documented]),
    ]
    if rows.columns[documented:]:
        parts += ["", "# further columns, with which logic becomes rows"]
        parts += map(_variable, rows.columns[documented:])
    parts += _constraints(model, rows, parted, writer, remarks, names)
    stages: list[str] = []
    for position, objective in enumerate(model.objectives):
        name = names.fresh(f"objective_{position + 1}")
        found = writer.stage(stage) if stage is not None else writer.expression(parted.objectives[position])
        sense = "pyo.minimize" if objective.sense == "minimize" else "pyo.maximize"
        declared = call(f"m.{name} = pyo.Objective", [keyword("expr", found.doc), f"sense={sense}"])
        parts += ["", commented(remarks.objective(position), "#"), pretty(declared)]
        parts.append(f"m.{name}.deactivate()")
        slack = f"{decimal(float(objective.slack))}, {decimal(float(objective.slack_abs))}"
        stages.append(f"    ({remarks.stage_name(position)!a}, m.{name}, {slack}),")
    shown = tuple(f'"{column.identifier}": {column.meaning!a}' for column in rows.columns[:documented])
    parts.append(
        TAIL.format(
            names=pretty(Group("NAMES = {", shown, ", ", "}")),
            stages="\n".join(stages) or "    # none: any solution will do",
            solver="scip_direct" if nonlinear else "highs",
            gap="1e-6" if nonlinear else "0",
        )
    )
    return "\n".join(parts)


def _first(*, nonlinear: bool) -> list[str]:
    solver = "SCIP (pip install pyomo pyscipopt)" if nonlinear else "HiGHS (pip install pyomo highspy)"
    return [
        "A Pyomo script. Run it with:  python FILE [SOLVER]",
        f"It uses {solver} unless another of Pyomo's solvers is named.",
    ]


def _variable(column: NamedColumn) -> str:
    arguments: list[Doc] = []
    if column.is_binary:
        arguments.append("domain=pyo.Binary")
    elif column.integer:
        arguments.append("domain=pyo.Integers")
    if not column.is_binary and not (math.isinf(column.lower) and math.isinf(column.upper)):
        low, high = (
            "None" if math.isinf(bound) else decimal(bound) for bound in (column.lower, column.upper)
        )
        arguments.append(f"bounds=({low}, {high})")
    return f"m.{column.identifier} = {flat(call('pyo.Var', arguments))}"


def _constraints(
    model: GroundModel, rows: NamedRows, parted: Parted, writer: Writer, remarks: Remarks, names: Names
) -> Iterable[str]:
    """The rows of each constraint of the document, linear ones first, under its words."""
    smooth: dict[Origin, list[str]] = {}
    for row in parted.rows:
        owner = OBJECTIVE if row.origin == DEFINITION else row.origin
        identifier = names.fresh(label_of(owner))
        try:
            smooth.setdefault(owner, []).append(writer.smooth_row(identifier, row.op, row.node))
        except CannotExpressError as error:
            raise CannotExpressError(f"constraint {label_of(owner)}: {error}") from error
    linear = {group.owner: [writer.row(row) for row in group.rows] for group in rows.groups}
    for owner in dict.fromkeys([*(c.origin for c in model.constraints), *linear, *smooth]):
        own = [*linear.get(owner, ()), *smooth.get(owner, ())]
        if own:
            yield from ("", commented(remarks.constraint(owner), "#"), *own)
