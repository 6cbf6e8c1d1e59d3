"""LP and MPS files: mixed-integer linear programs, and convex quadratic objectives."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from certiplan.formalizers.emit.comments import Remarks, commented
from certiplan.formalizers.emit.layout import Group, pretty
from certiplan.formalizers.emit.naming import Names, identifier_of, table_lines
from certiplan.formalizers.emit.rows import NamedColumn, NamedRow, NamedRows, decimal
from certiplan.solvers.lowering.milp import Stage

_OBJECTIVE_NAME: Final = "obj"


def lp(rows: NamedRows, stage: Stage | None, remarks: Remarks, names: Names) -> str:
    """The file in CPLEX's LP format."""
    columns = _columns(rows, names)
    parts = _heading("An LP file", columns, remarks, names, "\\")
    if stage is not None:
        parts.append(commented(remarks.objective(0), "\\"))
    parts.append("Maximize" if stage is not None and not stage.minimize else "Minimize")
    parts.append(_lp_objective(columns, stage))
    parts.append("Subject To")
    for group in rows.groups:
        parts.append(commented(remarks.constraint(group.owner), "\\"))
        parts += [_lp_row(columns, row) for row in group.rows]
    if not rows.groups:
        parts.append(f" nothing: 0 {columns[0].identifier} <= 0")
    parts.append("Bounds")
    parts += [f" {_lp_bounds(column)}" for column in columns if not column.is_binary]
    for title, chosen in (
        ("General", [c.identifier for c in columns if c.integer and not c.is_binary]),
        ("Binary", [c.identifier for c in columns if c.is_binary]),
    ):
        if chosen:
            parts += [title, pretty(Group("", (" ", *chosen), " ", ""), indent=1)]
    return "\n".join([*parts, "End"]) + "\n"


def mps(rows: NamedRows, stage: Stage | None, remarks: Remarks, names: Names) -> str:
    """The file in free MPS format."""
    columns = _columns(rows, names)
    parts = _heading("A file in free MPS format", columns, remarks, names, "*")
    parts.append(f"NAME {identifier_of(remarks.title)}")
    parts += ["OBJSENSE", "    MIN" if stage is None or stage.minimize else "    MAX"]
    if stage is not None:
        parts.append(commented(remarks.objective(0), "*"))
    parts += ["ROWS", f" N {_OBJECTIVE_NAME}"]
    entries: list[list[tuple[str, float]]] = [[] for _ in columns]
    sides: list[tuple[str, float]] = []
    if stage is not None:
        for column in stage.cost.nonzero()[0].tolist():
            entries[column].append((_OBJECTIVE_NAME, float(stage.cost[column])))
        if stage.offset:
            sides.append((_OBJECTIVE_NAME, -stage.offset))
    letters = {"<=": "L", ">=": "G", "=": "E"}
    for group in rows.groups:
        parts.append(commented(remarks.constraint(group.owner), "*"))
        for row in group.rows:
            parts.append(f" {letters[row.sense]} {row.identifier}")
            for column, coef in row.terms:
                entries[column].append((row.identifier, coef))
            if row.rhs:
                sides.append((row.identifier, row.rhs))
    parts += ["COLUMNS", *_mps_columns(columns, entries), "RHS"]
    parts += [f"    RHS {name} {decimal(value)}" for name, value in sides]
    parts += ["BOUNDS", *(line for column in columns for line in _mps_bounds(column))]
    if stage is not None and stage.quadratic is not None:
        parts.append("QUADOBJ")
        parts += [
            f"    {columns[j].identifier} {columns[i].identifier} {decimal(value)}"
            for i, j, value in _quadratic(stage)
        ]
    return "\n".join([*parts, "ENDATA"]) + "\n"


# ---------------------------------------------------------------- both


def _columns(rows: NamedRows, names: Names) -> Sequence[NamedColumn]:
    """At least one column: readers take a file without any for a broken one."""
    if rows.columns:
        return rows.columns
    name = names.fresh("nothing_to_decide")
    return [
        NamedColumn(
            identifier=name, meaning="nothing to decide", lower=0, upper=0, integer=False, is_further=True
        )
    ]


def _heading(
    kind: str, columns: Sequence[NamedColumn], remarks: Remarks, names: Names, mark: str
) -> list[str]:
    parts = [commented(remarks.heading([f"{kind}."]), mark), mark]
    table = table_lines(names.table())
    further = [c.meaning for c in columns if c.is_further]
    if table:
        parts.append(f"{mark} What the identifiers stand for in the document:")
        parts += [f"{mark} {line}" for line in table]
    if further:
        parts.append(f"{mark} Further columns, with which logic and nonlinear terms become linear rows:")
        parts.append(commented((f"  {count} named {hint}" for hint, count in Counter(further).items()), mark))
    return [*parts, mark]


def _quadratic(stage: Stage) -> Iterator[tuple[int, int, float]]:
    """(row, column, value) of the lower triangle of the Hessian."""
    quadratic = stage.quadratic
    if quadratic is None:
        return
    starts = quadratic.starts.tolist()
    for column in range(len(starts) - 1):
        for entry in range(starts[column], starts[column + 1]):
            yield int(quadratic.indices[entry]), column, float(quadratic.values[entry])


# ---------------------------------------------------------------- LP


def _lp_sum(columns: Sequence[NamedColumn], terms: Sequence[tuple[int, float]]) -> list[str]:
    found = []
    for column, coef in terms:
        name = columns[column].identifier
        sign = "-" if coef < 0 else "+"
        found.append(f"{sign} {name}" if abs(coef) == 1 else f"{sign} {decimal(abs(coef))} {name}")
    return found


def _lp_objective(columns: Sequence[NamedColumn], stage: Stage | None) -> str:
    items = [f" {_OBJECTIVE_NAME}:"]
    if stage is None:
        return f"{items[0]} 0 {columns[0].identifier}"
    used = stage.cost.nonzero()[0].tolist()
    items += _lp_sum(columns, [(column, float(stage.cost[column])) for column in used])
    if stage.offset:
        items.append(f"{'-' if stage.offset < 0 else '+'} {decimal(abs(stage.offset))}")
    squares = []
    for i, j, value in _quadratic(stage):
        value = value if i == j else 2 * value
        one, other = columns[i].identifier, columns[j].identifier
        what = f"{one} ^2" if i == j else f"{one} * {other}"
        squares.append(f"{'-' if value < 0 else '+'} {decimal(abs(value))} {what}")
    if squares:
        items += ["+ [", *squares, "] / 2"]
    elif not used:
        items.insert(1, f"0 {columns[0].identifier}")
    return pretty(Group("", tuple(items), " ", ""), indent=3)


def _lp_row(columns: Sequence[NamedColumn], row: NamedRow) -> str:
    items = _lp_sum(columns, row.terms) or [f"0 {columns[0].identifier}"]
    whole = (f" {row.identifier}:", *items, f"{row.sense} {decimal(row.rhs)}")
    return pretty(Group("", whole, " ", ""), indent=3)


def _lp_bounds(column: NamedColumn) -> str:
    name = column.identifier
    if math.isinf(column.lower) and math.isinf(column.upper):
        return f"{name} free"
    if math.isinf(column.upper):
        return f"{name} >= {decimal(column.lower)}"
    return f"{decimal(column.lower)} <= {name} <= {decimal(column.upper)}"


# ---------------------------------------------------------------- MPS


def _mps_columns(
    columns: Sequence[NamedColumn], entries: Sequence[Sequence[tuple[str, float]]]
) -> Iterator[str]:
    inside = False
    for position, (column, own) in enumerate(zip(columns, entries, strict=True)):
        if column.integer != inside:
            inside = column.integer
            yield f"    MARKER_{position} 'MARKER' '{'INTORG' if inside else 'INTEND'}'"
        for name, coef in own or [(_OBJECTIVE_NAME, 0.0)]:
            yield f"    {column.identifier} {name} {decimal(coef)}"
    if inside:
        yield "    MARKER_END 'MARKER' 'INTEND'"


def _mps_bounds(column: NamedColumn) -> Iterator[str]:
    name = column.identifier
    if column.is_binary:
        yield f" BV BOUND {name}"
    elif math.isinf(column.lower) and math.isinf(column.upper):
        yield f" FR BOUND {name}"
    elif column.lower == column.upper:
        yield f" FX BOUND {name} {decimal(column.lower)}"
    else:
        yield f" MI BOUND {name}" if math.isinf(column.lower) else f" LO BOUND {name} {decimal(column.lower)}"
        if math.isinf(column.upper):
            yield f" PL BOUND {name}"
        else:
            yield f" UP BOUND {name} {decimal(column.upper)}"
