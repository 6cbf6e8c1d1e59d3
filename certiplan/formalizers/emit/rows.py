"""Lowered models with names: what LP, MPS and Pyomo files are written from.

The lowering adds columns and rows. Each is traced to the constraint that needs it, and named after it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from certiplan.formalizers.emit.comments import label_of
from certiplan.formalizers.emit.naming import Names, identifier_of
from certiplan.model import ir
from certiplan.model.ir import ColumnId, GroundModel, Origin
from certiplan.solvers.lowering import AUXILIARY, OBJECTIVE_DOMAIN, MilpModel
from certiplan.solvers.smooth import DEFINITION

OBJECTIVE: Final = Origin(constraint="objective")
"""The owner of what only the objective needs."""

Terms: TypeAlias = tuple[tuple[ColumnId, float], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedColumn:
    """A column of the file.

    Attributes:
        meaning: the document's name, or how a further column is called, but for its number.
        is_further: it is not one of the document's.
    """

    identifier: str
    meaning: str
    lower: float
    upper: float
    integer: bool
    is_further: bool = False

    @property
    def is_binary(self) -> bool:
        """Whether it is 0 or 1."""
        return self.integer and self.lower == 0 and self.upper == 1


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedRow:
    """sum(coef * column) sense rhs."""

    identifier: str
    terms: Terms
    sense: Literal["<=", ">=", "="]
    rhs: float


@dataclass(frozen=True, kw_only=True, slots=True)
class RowGroup:
    """The rows of one constraint of the document, with the definitions that they need."""

    owner: Origin
    rows: tuple[NamedRow, ...]


@dataclass(frozen=True, kw_only=True)
class NamedRows:
    """A lowered model with names."""

    columns: tuple[NamedColumn, ...]
    groups: tuple[RowGroup, ...]


def named_rows(
    model: GroundModel,
    milp: MilpModel,
    names: Names,
    *,
    documented: int,
    needed: Mapping[ColumnId, Origin] | None = None,
) -> NamedRows:
    """Names for all columns and rows.

    Args:
        model: what was lowered.
        milp: its rows.
        names: the identifiers of the document's columns.
        documented: how many of the columns are the document's; they come first.
        needed: who needs further columns, where that is known otherwise.
    """
    tracing = _Tracing(model, milp, documented, dict(needed or {}))
    columns = tuple(_columns(model, milp, names, documented, tracing.column_owner))
    rows: dict[Origin, list[int]] = {}
    for row, owner in enumerate(tracing.row_owner):
        rows.setdefault(owner, []).append(row)
    order = list(dict.fromkeys([*(c.origin for c in model.constraints), *rows]))
    groups = tuple(
        RowGroup(owner=owner, rows=tuple(_rows(model, milp, names, owner, rows[owner])))
        for owner in order
        if owner in rows
    )
    return NamedRows(columns=columns, groups=groups)


class _Tracing:
    """Who needs which further column and which definition."""

    def __init__(
        self, model: GroundModel, milp: MilpModel, documented: int, needed: dict[ColumnId, Origin]
    ) -> None:
        self.column_owner = needed
        starts, indices = milp.starts.tolist(), milp.indices.tolist()
        entries = [indices[starts[row] : starts[row + 1]] for row in range(milp.row_count)]
        positions = milp.row_constraint.tolist()
        owners = [self._direct(model, position) for position in positions]
        for owner, columns in zip(owners, entries, strict=True):
            if owner is not None:
                self._claim(owner, [column for column in columns if column >= documented])
        for stage in milp.stages:
            used = stage.cost.nonzero()[0].tolist()
            self._claim(OBJECTIVE, [column for column in used if column >= documented])
        waiting = [row for row, owner in enumerate(owners) if owner is None]
        while waiting:
            left: list[int] = []
            for row in waiting:
                known = (self.column_owner[c] for c in entries[row] if c in self.column_owner)
                owner = next(known, None)
                if owner is None:
                    left.append(row)
                else:
                    owners[row] = owner
                    self._claim(owner, [column for column in entries[row] if column >= documented])
            if len(left) == len(waiting):
                # Nobody but a column of the document needs the first of them: it is part of its meaning.
                row = left.pop(0)
                column = next((c for c in entries[row] if c < documented), None)
                name = "definition" if column is None else re.split(r"[\[=.]", model.columns[column].name)[0]
                owners[row] = Origin(constraint=name)
                self._claim(owners[row], [c for c in entries[row] if c >= documented])
            waiting = left
        self.row_owner = [owner if owner is not None else OBJECTIVE for owner in owners]

    def _claim(self, owner: Origin | None, columns: Iterable[ColumnId]) -> None:
        assert owner is not None
        for column in columns:
            self.column_owner.setdefault(column, owner)

    def _direct(self, model: GroundModel, position: int) -> Origin | None:
        if position == OBJECTIVE_DOMAIN:
            return OBJECTIVE
        if position == AUXILIARY:
            return None
        origin = model.constraints[position].origin
        return None if origin == DEFINITION else origin


def _columns(
    model: GroundModel,
    milp: MilpModel,
    names: Names,
    documented: int,
    owners: Mapping[ColumnId, Origin],
) -> Iterator[NamedColumn]:
    lower, upper, whole = milp.lower.tolist(), milp.upper.tolist(), milp.integer.tolist()
    for column in range(milp.column_count):
        if column < documented:
            meaning = model.columns[column].name
            identifier = names.sanitize(meaning)
        else:
            label = label_of(owners.get(column, OBJECTIVE))
            known = column < len(model.columns) and model.columns[column].name.startswith("place[")
            binary = whole[column] and (lower[column], upper[column]) == (0, 1)
            kind = "place" if known else "switch" if binary else "count" if whole[column] else "amount"
            meaning = identifier_of(f"{kind}_for_{label}")
            identifier = names.fresh(meaning)
        yield NamedColumn(
            identifier=identifier,
            meaning=meaning,
            lower=lower[column],
            upper=upper[column],
            integer=whole[column],
            is_further=column >= documented,
        )


def _rows(
    model: GroundModel, milp: MilpModel, names: Names, owner: Origin, rows: Sequence[int]
) -> Iterator[NamedRow]:
    starts, positions = milp.starts, milp.row_constraint
    for row in rows:
        position = int(positions[row])
        plain = _plain(model, position)
        if plain is not None:
            # Not the lowered row: it may have been scaled.
            terms: Terms = tuple(zip(plain.columns, map(float, plain.coefs), strict=True))
            rhs, equation = float(-plain.const), _is_equation(model, position)
        else:
            entries = slice(int(starts[row]), int(starts[row + 1]))
            terms = tuple(zip(milp.indices[entries].tolist(), milp.coefs[entries].tolist(), strict=True))
            rhs = float(milp.row_upper[row])
            equation = float(milp.row_lower[row]) == rhs
        own = position >= 0 and model.constraints[position].origin == owner
        identifier = names.fresh(label_of(owner) if own else f"meaning_for_{label_of(owner)}")
        if terms and all(coef < 0 for _, coef in terms):
            terms = tuple((column, -coef) for column, coef in terms)
            yield NamedRow(
                identifier=identifier, terms=terms, sense="=" if equation else ">=", rhs=-rhs + 0.0
            )
        else:
            yield NamedRow(identifier=identifier, terms=terms, sense="=" if equation else "<=", rhs=rhs + 0.0)


def _plain(model: GroundModel, position: int) -> ir.Linear | None:
    if position < 0:
        return None
    node = model.nodes[model.constraints[position].node]
    left = model.nodes[node.left] if isinstance(node, ir.Comparison) else None
    return left if isinstance(left, ir.Linear) and not left.atoms else None


def _is_equation(model: GroundModel, position: int) -> bool:
    node = model.nodes[model.constraints[position].node]
    return isinstance(node, ir.Comparison) and node.op == "=="


def decimal(value: float) -> str:
    """The shortest decimal that is read as the same number."""
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
