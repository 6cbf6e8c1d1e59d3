"""The whole lowering: ground model to mixed-integer linear program.

Accepts: any ground model. Produces: a `MilpModel`. Plain linear rows go straight into arrays; only what is
left over is rewritten. Bounds of columns are tightened by propagation where something is left over.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Literal as OneOf

import numpy as np

from certiplan.model.ir import Column, ColumnId, Comparison, GroundModel, Linear, NodeId, Piecewise
from certiplan.model.parts import bare_sum, column_parts
from certiplan.solvers.bounds import Choice, Interval, Lattice, Ranges, column_interval
from certiplan.solvers.evaluate_ir import reachable
from certiplan.solvers.lowering.assembly import ColumnArrays, assembled, column_arrays
from certiplan.solvers.lowering.draft import Draft
from certiplan.solvers.lowering.engine import Engine
from certiplan.solvers.lowering.functions import PARTIAL, domain
from certiplan.solvers.lowering.milp import (
    OBJECTIVE_DOMAIN,
    MilpModel,
    NotSupportedError,
    Stage,
)
from certiplan.solvers.lowering.objectives import StageDraft, draft_stage, finish_stage
from certiplan.solvers.lowering.plain import RowBlock, nearest, nearest_of, plain_rows
from certiplan.solvers.propagation import Row, propagate

_DEEPEST = 100_000


def lower(model: GroundModel, *, propagated: OneOf["structure", "all"] = "structure") -> MilpModel:
    """The mixed-integer linear program that is equivalent to a ground model.

    Args:
        model: what to lower.
        propagated: which constraints bounds of columns may be derived from. With "structure", the rows of
            any constraint that serves a requirement can be left out later; "all" may find bounds that are
            missing otherwise.

    Raises:
        NotSupportedError: a node has no exact linear form here; the message names it.
        MissingBoundError: a column needs a bound; the message names it.
    """
    try:
        return _lowered(model, propagated)
    except RecursionError:
        with _deep_recursion():
            return _lowered(model, propagated)


def _lowered(model: GroundModel, propagated: OneOf["structure", "all"]) -> MilpModel:
    block, others = plain_rows(model)
    simple_objectives = all(_is_plain(model, objective.node) for objective in model.objectives)
    if not others and simple_objectives and not _has_semicontinuous(model):
        own = column_arrays(model)
        ranges = _Plain(model)
        stages = tuple(_plain_stage(model, k, ranges, own) for k in range(len(model.objectives)))
        return assembled(model, own, block, [], [], stages, [], frozenset())

    block.list_arrays(structural_only=propagated == "structure")
    intervals, assumed = _propagated(model, block, propagated)
    draft = Draft(model, intervals, _choices(model, block))
    engine = Engine(draft, block)
    _semicontinuous(draft, engine)
    has_domains = any(
        isinstance(node, PARTIAL)
        for _, part in model.nodes.parts()
        if isinstance(part, list)
        for node in part
    )
    for position in others:
        constraint = model.constraints[position]
        with _named(f"constraint {constraint.origin.constraint}"):
            if has_domains:
                _require_domains(draft, engine, constraint.node, position)
            engine.require(constraint.node, position)
    drafts: list[StageDraft] = []
    for objective in model.objectives:
        with _named("the objective"):
            if has_domains:
                _require_domains(draft, engine, objective.node, OBJECTIVE_DOMAIN)
            drafts.append(draft_stage(draft, engine, objective))
    added = len(model.columns)
    with _named("the objective"):
        stages = tuple(finish_stage(stage, len(draft.intervals)) for stage in drafts)
    return assembled(
        model,
        column_arrays(model),
        block,
        draft.intervals[added:],
        draft.whole[added:],
        stages,
        engine.circuits,
        assumed,
    )


def _has_semicontinuous(model: GroundModel) -> bool:
    return any(
        column.semicontinuous for _, part in column_parts(model) if isinstance(part, list) for column in part
    )


@contextmanager
def _named(what: str) -> Iterator[None]:
    """Say in which element something is not supported."""
    try:
        yield
    except NotSupportedError as error:
        raise type(error)(f"{what}: {error}") from error


@contextmanager
def _deep_recursion() -> Iterator[None]:
    """Room for expressions that nest thousands of levels deep; only while one such model is lowered."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, _DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)


def _require_domains(draft: Draft, engine: Engine, node: NodeId, position: int) -> None:
    for each in reachable(draft.nodes, [node]):
        inner = draft.nodes[each]
        conditions = domain(draft, inner) if isinstance(inner, PARTIAL) else []
        if conditions:
            engine.require(draft.every(conditions), position)


def _semicontinuous(draft: Draft, engine: Engine) -> None:
    """A binary column says whether a semicontinuous one is within its bounds or 0."""
    for number, column in enumerate(draft.model.columns):
        low, high = column.lower, column.upper
        if not column.semicontinuous or (low is not None and high is not None and low <= 0 <= high):
            continue
        if low is None or high is None:
            raise draft.missing_bound([draft.linear(0, {number: 1})], "a semicontinuous column")
        used = draft.binary()
        draft.define(draft.add(Comparison("<=", draft.linear(0, {number: 1, used: -high}))))
        draft.define(draft.add(Comparison("<=", draft.linear(0, {number: -1, used: low}))))
    engine.settle_definitions()


# ---------------------------------------------------------------- what is known beforehand


def _structure(model: GroundModel, block: RowBlock) -> Iterator[tuple[int, int, int]]:
    """(row, first entry, end of entries) of the plain rows that belong to no requirement."""
    start = 0
    for row, length in enumerate(block.lengths):
        if not model.constraints[block.constraint[row]].origin.requirements:
            yield row, start, start + length
        start += length


def _choices(model: GroundModel, block: RowBlock) -> dict[ColumnId, Choice]:
    """Which structural rows say that exactly (at most) one of some binary columns is 1; one per column."""
    found: list[Choice] = []
    for row, start, end in _structure(model, block):
        coef = block.coefs[start] if end - start > 1 else 0
        if coef > 0 and block.rhs[row] == coef and len(set(block.coefs[start:end])) == 1:
            columns = tuple(block.columns[start:end])
            if all(_is_binary(model.columns[column]) for column in columns):
                found.append(Choice(columns, block.equation[row]))
    found.sort(key=lambda choice: (not choice.exactly_one, -len(choice.columns)))
    choices: dict[ColumnId, Choice] = {}
    for choice in found:
        free = tuple(column for column in choice.columns if column not in choices)
        if len(free) == len(choice.columns):
            choices.update(dict.fromkeys(free, choice))
        elif len(free) > 1:
            choices.update(dict.fromkeys(free, Choice(free, exactly_one=False)))
    return choices


def _is_binary(column: Column) -> bool:
    return column_interval(column) == Interval(0, 1) and column.kind != "real"


def _propagated(
    model: GroundModel, block: RowBlock, which: OneOf["structure", "all"]
) -> tuple[list[Interval], frozenset[int]]:
    """Column intervals, and the positions of the constraints that they follow from."""
    entries: list[tuple[int, int, int]] = []
    start = 0
    if which == "structure":
        entries.extend(_structure(model, block))
    else:
        for row, length in enumerate(block.lengths):
            entries.append((row, start, start + length))
            start += length
    rows = [
        Row(tuple(block.columns[a:b]), tuple(block.coefs[a:b]), block.rhs[r], block.equation[r])
        for r, a, b in entries
    ]
    positions = [block.constraint[r] for r, _, _ in entries]
    if which == "all":
        for domain_row, position in _domain_rows(model):
            rows.append(domain_row)
            positions.append(position)
    intervals = [column_interval(column) for column in model.columns]
    whole = [column.kind != "real" for column in model.columns]
    tighter, used = propagate(intervals, whole, rows)
    return tighter, frozenset(positions[row] for row in used)


def _domain_rows(model: GroundModel) -> Iterator[tuple[Row, int]]:
    """The domains of piecewise functions of affine arguments as rows."""
    if not any(type(node) is Piecewise for node in model.nodes):
        return
    roots = [(c.node, k) for k, c in enumerate(model.constraints)]
    roots += [(objective.node, OBJECTIVE_DOMAIN) for objective in model.objectives]
    for root, position in roots:
        for each in reachable(model.nodes, [root]):
            node = model.nodes[each]
            x = model.nodes[node.argument] if isinstance(node, Piecewise) else None
            if isinstance(node, Piecewise) and isinstance(x, Linear) and not x.atoms:
                first, last = node.points[0][0], node.points[-1][0]
                yield Row(x.columns, x.coefs, last - x.const, is_equation=False), position
                flipped = tuple(-coef for coef in x.coefs)
                yield Row(x.columns, flipped, x.const - first, is_equation=False), position


# ---------------------------------------------------------------- arrays


class _Plain:
    """Ranges over the columns as they are, made when first needed."""

    def __init__(self, model: GroundModel) -> None:
        self._model = model
        self._ranges: Ranges | None = None

    def __call__(self) -> Ranges:
        if self._ranges is None:
            columns = self._model.columns
            self._ranges = Ranges(
                self._model.nodes,
                [column_interval(column) for column in columns],
                [column.kind != "real" for column in columns],
            )
        return self._ranges


def _is_plain(model: GroundModel, node: NodeId) -> bool:
    if bare_sum(model, node) is not None:
        return True
    inner = model.nodes[node]
    return isinstance(inner, Linear) and not inner.atoms


def _plain_stage(model: GroundModel, stage: int, ranges: _Plain, own: ColumnArrays) -> Stage:
    objective = model.objectives[stage]
    cost = np.zeros(len(model.columns))
    lattice: Lattice | None = None
    kept = bare_sum(model, objective.node)
    if kept is None:
        node = model.nodes[objective.node]
        assert isinstance(node, Linear)
        cost[list(node.columns)] = nearest(node.coefs, len(node.coefs))
        offset = float(node.const)
        whole = bool(np.all(own.integer[list(node.columns)]))
    else:
        cost[kept.columns] = nearest_of(kept.coefs, kept.denominator)
        offset = float(nearest_of(kept.consts, kept.denominator)[0])
        whole = bool(np.all(own.integer[kept.columns]))
        if whole and np.all(own.lower[kept.columns] < own.upper[kept.columns]):
            const = Fraction(int(kept.consts[0]), kept.denominator)
            lattice = Lattice(const, Fraction(int(np.gcd.reduce(kept.coefs)), kept.denominator))
    if whole and lattice is None:
        lattice = ranges().lattice(objective.node)
    return Stage(minimize=objective.sense == "minimize", cost=cost, offset=offset, lattice=lattice)
