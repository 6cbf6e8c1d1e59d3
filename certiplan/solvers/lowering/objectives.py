"""Objective stages as costs of columns.

Accepts: the node of a stage. Produces: a linear cost; a convex quadratic one where every column is real;
or a linear cost over a positive linear denominator, for a stage that is a quotient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from certiplan.model.ir import ColumnId, GroundObjective, Linear, NodeId, Product, Quotient, Rational
from certiplan.solvers.bounds import Lattice
from certiplan.solvers.lowering.affine import Affine
from certiplan.solvers.lowering.draft import Draft
from certiplan.solvers.lowering.engine import Engine
from certiplan.solvers.lowering.milp import Floats, NotSupportedError, Quadratic, Ratio, Stage
from certiplan.solvers.lowering.plain import nearest

_MOST_DENSE = 3000
_CURVATURE_TOLERANCE = 1e-9

Entries = dict[tuple[ColumnId, ColumnId], Rational]


@dataclass(frozen=True, kw_only=True)
class StageDraft:
    """A stage in exact numbers, before the number of columns is known."""

    minimize: bool
    cost: Affine
    lattice: Lattice | None
    denominator: Affine | None = None
    least: Rational = 0
    quadratic: Entries | None = None


def draft_stage(draft: Draft, engine: Engine, objective: GroundObjective) -> StageDraft:
    """One stage; further columns and rows go into the engine's block.

    Raises:
        NotSupportedError: the objective is nonlinear in a way that has no exact form here.
    """
    minimize = objective.sense == "minimize"
    lattice = draft.lattice(objective.node)
    quotient = _as_quotient(draft, objective.node)
    if quotient is not None:
        numerator, denominator, least = quotient
        return StageDraft(
            minimize=minimize,
            cost=engine.objective(numerator, minimize=minimize),
            lattice=lattice,
            denominator=engine.exact(denominator),
            least=least,
        )
    if not any(draft.whole):
        quadratic = _as_quadratic(draft, objective.node)
        if quadratic is not None:
            cost, entries = quadratic
            return StageDraft(minimize=minimize, cost=cost, lattice=None, quadratic=entries)
    return StageDraft(
        minimize=minimize, cost=engine.objective(objective.node, minimize=minimize), lattice=lattice
    )


def finish_stage(stage: StageDraft, columns: int) -> Stage:
    """The stage as arrays over that many columns."""
    ratio = None
    if stage.denominator is not None:
        ratio = Ratio(
            denominator=_dense(stage.denominator, columns),
            denominator_offset=float(stage.denominator.const),
            least=float(stage.least),
        )
    return Stage(
        minimize=stage.minimize,
        cost=_dense(stage.cost, columns),
        offset=float(stage.cost.const),
        lattice=stage.lattice,
        quadratic=_convex(stage.quadratic, columns, minimize=stage.minimize) if stage.quadratic else None,
        ratio=ratio,
    )


def _dense(affine: Affine, columns: int) -> Floats:
    cost = np.zeros(columns)
    cost[list(affine.terms.keys())] = nearest(affine.terms.values(), len(affine.terms))
    return cost


# ---------------------------------------------------------------- quotients


def _as_quotient(draft: Draft, number: NodeId) -> tuple[NodeId, NodeId, Rational] | None:
    """(numerator, positive denominator, its least value) of a stage that is const + coef * quotient."""
    node = draft.nodes[number]
    const: Rational = 0
    coef: Rational = 1
    if isinstance(node, Linear) and not node.columns and len(node.atoms) == 1:
        const, coef = node.const, node.atom_coefs[0]
        node = draft.nodes[node.atoms[0]]
    if not isinstance(node, Quotient):
        return None
    interval = draft.interval(node.denominator)
    if not interval.excludes_zero():
        raise draft.missing_bound([node.denominator], "a divisor that cannot be 0")
    sign = 1 if interval.lower is not None and interval.lower > 0 else -1
    least = interval.scaled(sign).lower
    assert least is not None
    denominator = draft.scaled(node.denominator, sign)
    numerator = draft.linear(0, None, ((node.numerator, coef * sign), (denominator, const)))
    return numerator, denominator, least


# ---------------------------------------------------------------- convex quadratics


def _as_quadratic(draft: Draft, number: NodeId) -> tuple[Affine, Entries] | None:
    """The affine part and the coefficients of column pairs of a quadratic expression in columns."""
    node = draft.nodes[number]
    if isinstance(node, Product):
        const, coefs, atoms = Affine(0), (1,), (number,)
    elif isinstance(node, Linear) and node.atoms:
        const = Affine(node.const, dict(zip(node.columns, node.coefs, strict=True)))
        coefs, atoms = node.atom_coefs, node.atoms  # type: ignore[assignment]
    else:
        return None
    entries: Entries = {}
    for atom, coef in zip(atoms, coefs, strict=True):
        product = draft.nodes[atom]
        if not isinstance(product, Product) or len(product.factors) != 2:
            return None
        factors = [draft.nodes[factor] for factor in product.factors]
        left, right = factors
        if not isinstance(left, Linear) or not isinstance(right, Linear) or left.atoms or right.atoms:
            return None
        const = const.plus(Affine(left.const * right.const), coef)
        const = const.plus(Affine(0, dict(zip(right.columns, right.coefs, strict=True))), coef * left.const)
        const = const.plus(Affine(0, dict(zip(left.columns, left.coefs, strict=True))), coef * right.const)
        for i, a in zip(left.columns, left.coefs, strict=True):
            for j, b in zip(right.columns, right.coefs, strict=True):
                pair = (max(i, j), min(i, j))
                entries[pair] = entries.get(pair, 0) + coef * a * b
    return const, {pair: value for pair, value in entries.items() if value}


def _convex(entries: Entries, columns: int, *, minimize: bool) -> Quadratic:
    """The Hessian's lower triangle by columns.

    Raises:
        NotSupportedError: it is not convex (concave, when maximizing).
    """
    involved = sorted({column for pair in entries for column in pair})
    if len(involved) > _MOST_DENSE:
        raise NotSupportedError("a quadratic objective over very many columns")
    where = {column: k for k, column in enumerate(involved)}
    dense = np.zeros((len(involved), len(involved)))
    for (i, j), value in entries.items():
        dense[where[i], where[j]] += float(value)
        dense[where[j], where[i]] += float(value)
    curvature = np.linalg.eigvalsh(dense if minimize else -dense)
    if curvature[0] < -_CURVATURE_TOLERANCE * max(1.0, float(np.abs(curvature).max())):
        raise NotSupportedError(
            f"a quadratic objective that is not {'convex' if minimize else 'concave'}"
            " (a solver for nonconvex models is needed)"
        )
    ordered = sorted((j, i) for i, j in entries)
    starts = np.zeros(columns + 1, dtype=np.int32)
    for j, _ in ordered:
        starts[j + 1] += 1
    return Quadratic(
        starts=np.cumsum(starts).astype(np.int32),
        indices=np.array([i for _, i in ordered], dtype=np.int32),
        values=np.array([float(entries[i, j]) * (2 if i == j else 1) for j, i in ordered]),
    )
