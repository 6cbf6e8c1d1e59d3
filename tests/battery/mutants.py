"""Deliberate faults in the grounder, the lowering and the HiGHS backend: the battery must notice each."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pytest

from certiplan.model import ir
from certiplan.solvers import highs, lexicographic
from certiplan.solvers.bounds import Interval
from certiplan.solvers.highs_stages import StagedMilp
from certiplan.solvers.lowering import engine, numeric, program, spans
from certiplan.solvers.lowering.engine import NEVER, Engine
from certiplan.solvers.lowering.subtours import Separator
from certiplan.solvers.results import Infeasible, Unknown
from tests.battery.mutants_of_grounding import GROUNDING
from tests.battery.mutation import Mutant, Replacement, around

# ---------------------------------------------------------------- lowering


def _rows_moved(by: int) -> Replacement:
    """The last inequality among the plain rows tightened or loosened."""

    def rows(original: Replacement, model: Any) -> Any:
        block, others = original(model)
        for row in reversed(range(len(block.rhs))):
            if not block.equation[row]:
                block.rhs[row] += by
                break
        return block, others

    return rows


def _first_left_out(original: Replacement, this: Engine, node: int, position: int) -> None:
    if position != 0:
        original(this, node, position)


def _small_big_m(
    original: Replacement, this: Engine, left: Any, limit: Any, interval: Interval, relax: Any, node: int
) -> None:
    if relax != NEVER and interval.upper is not None:
        interval = Interval(interval.lower, interval.upper - 1)
    original(this, left, limit, interval, relax, node)


def _freed(
    original: Replacement, this: Engine, left: Any, limit: Any, interval: Any, relax: Any, node: int
) -> None:
    original(this, left, limit, interval, relax if relax == NEVER else relax.shifted(1), node)


def _strict_for_reals(original: Replacement, this: Engine, left: int, limit: Any, relax: Any) -> None:
    is_real = limit is not None and this._draft.lattice(left) is None
    original(this, left, limit + Fraction(1, 10) if is_real else limit, relax)


def _only_forwards(
    original: Replacement, this: Engine, left: int, right: int, relax: Any, *, holds: bool
) -> None:
    if holds:
        this._clause([(left, False), (right, True)], relax)
    else:
        original(this, left, right, relax, holds=holds)


def _swapped_extreme(original: Replacement, this: Engine, number: int, node: Any, **sides: bool) -> Any:
    return original(this, number, replace(node, kind="min" if node.kind == "max" else "max"), **sides)


def _swapped_branches(original: Replacement, this: Engine, number: int, node: Any, **sides: bool) -> Any:
    return original(this, number, replace(node, then=node.otherwise, otherwise=node.then), **sides)


def _one_sided(original: Replacement, this: Engine, number: int, *, if_true: bool, if_false: bool) -> Any:
    return original(this, number, if_true=if_true, if_false=False)


def _half_up(original: Replacement, draft: Any, node: Any) -> int:
    if node.name == "round":
        moved = draft.linear(Fraction(1, 2), None, ((node.argument, 1),))
        node = ir.Function("floor", moved)
    found: int = original(draft, node)
    return found


def _capacity_one_more(original: Replacement, draft: Any, node: ir.Cumulative) -> Any:
    return original(draft, replace(node, capacity=draft.linear(1, None, ((node.capacity, 1),))))


def _no_second_point(original: Replacement, draft: Any, node: ir.Piecewise) -> Any:
    return original(draft, replace(node, points=(node.points[0], *node.points[2:])))


def _last_argument_left_out(original: Replacement, draft: Any, node: ir.AllDifferent) -> Any:
    return original(draft, replace(node, arguments=node.arguments[:-1]))


def _one_more(original: Replacement, draft: Any, node: Any) -> int:
    found: int = draft.linear(1, None, ((original(draft, node), 1),))
    return found


def _tight_bounds(original: Replacement, intervals: Any, whole: Any, rows: Any) -> Any:
    tighter, used = original(intervals, whole, rows)
    return [
        replace(i, upper=i.upper - 1) if i.upper is not None and i.upper > 1 else i for i in tighter
    ], used


LOWERING: Final = (
    Mutant(
        name="a row that drops solutions",
        killed_by="a range of integers",
        apply=around(program, "plain_rows", _rows_moved(-1)),
    ),
    Mutant(
        name="a row that adds solutions",
        killed_by="a range of integers",
        apply=around(program, "plain_rows", _rows_moved(1)),
    ),
    Mutant(
        name="a constraint left out",
        killed_by="absolute value",
        apply=around(Engine, "require", _first_left_out),
    ),
    Mutant(
        name="a big-M that is too small",
        killed_by="least and greatest",
        apply=around(Engine, "_relaxed", _small_big_m),
    ),
    Mutant(
        name="a big-M that always relaxes",
        killed_by="implies, iff, xor",
        apply=around(Engine, "_relaxed", _freed),
    ),
    Mutant(
        name="the negation of a comparison of reals made strict",
        killed_by="not a comparison of reals",
        apply=around(Engine, "_not_below", _strict_for_reals),
    ),
    Mutant(
        name="iff in one direction only",
        killed_by="implies, iff, xor",
        apply=around(Engine, "_equivalent", _only_forwards),
    ),
    Mutant(
        name="literals in one direction only",
        killed_by="any, all, count",
        apply=around(Engine, "_literal", _one_sided),
    ),
    Mutant(
        name="min and max swapped",
        killed_by="least and greatest",
        apply=around(Engine, "_extreme", _swapped_extreme),
    ),
    Mutant(
        name="a maximum that nothing picks",
        killed_by="absolute value",
        apply=around(Engine, "_pick", lambda *_: None),
    ),
    Mutant(
        name="the branches of a conditional swapped",
        killed_by="a conditional on a decision",
        apply=around(Engine, "_conditional", _swapped_branches),
    ),
    Mutant(
        name="halves rounded up, not to even",
        killed_by="rounding",
        apply=around(numeric, "expand_function", _half_up),
    ),
    Mutant(
        name="a floor one too high",
        killed_by="division with remainder",
        apply=around(numeric, "expand_floor_divide", _one_more),
    ),
    Mutant(
        name="a piecewise segment lost",
        killed_by="piecewise that is neither convex nor concave",
        apply=around(numeric, "expand_piecewise", _no_second_point),
    ),
    Mutant(
        name="a piecewise function beyond its points",
        killed_by="convex piecewise",
        apply=around(program, "_require_domains", lambda *_: None),
    ),
    Mutant(
        name="a pair of all_different lost",
        killed_by="all_different of integers",
        apply=around(engine, "at_most_one_per_value", _last_argument_left_out),
    ),
    Mutant(
        name="a pair of no_overlap lost",
        killed_by="no_overlap",
        apply=around(
            engine, "apart", lambda original, draft, n: original(draft, replace(n, spans=n.spans[:-1]))
        ),
    ),
    Mutant(
        name="an absent interval takes time",
        killed_by="no_overlap of optional intervals, some of no length",
        apply=around(spans, "_ways_out", lambda *_: []),
    ),
    Mutant(
        name="one more than the capacity",
        killed_by="cumulative",
        apply=around(engine, "within_capacity", _capacity_one_more),
    ),
    Mutant(
        name="no gap below a semicontinuous decision",
        killed_by="semicontinuous",
        apply=around(program, "_semicontinuous", lambda *_: None),
    ),
    Mutant(
        name="propagated bounds one too tight",
        killed_by="least and greatest",
        apply=around(program, "propagate", _tight_bounds),
    ),
    Mutant(
        name="whole decisions as reals",
        killed_by="integer, infeasible",
        apply=around(
            program,
            "assembled",
            lambda original, *arguments: _without_integers(original(*arguments)),
        ),
    ),
)


def _without_integers(milp: Any) -> Any:
    return replace(milp, integer=np.zeros_like(milp.integer))


# ---------------------------------------------------------------- the backend


def _stages_swapped(original: Replacement, milp: Any, options: Any) -> Any:
    model = replace(milp.model, objectives=milp.model.objectives[::-1])
    return original(replace(milp, model=model, stages=milp.stages[::-1]), options)


def _small_subtours_allowed(original: Replacement, this: Any, members: Any, visited: Any) -> Any:
    is_pair = min(int(members.sum()), len(members) - int(members.sum())) <= 2
    return None if is_pair else original(this, members, visited)


def _unknown_as_infeasible(original: Replacement, this: Any, model: Any, options: Any) -> Any:
    result = original(this, model, options)
    if isinstance(result, Unknown):
        return Infeasible(suspects=None, solver=result.solver, seconds=result.seconds)
    return result


def _limit_that_leaks(patch: pytest.MonkeyPatch) -> None:
    original = highs.HighsBackend.solve
    seen: list[float] = []

    def solve(this: Any, model: Any, options: Any) -> Any:
        if options.time_limit_s is not None:
            seen.append(options.time_limit_s)
        return original(this, model, replace(options, time_limit_s=min(seen, default=None)))

    patch.setattr(highs.HighsBackend, "solve", solve)


BACKEND: Final = (
    Mutant(
        name="lexicographic stages swapped",
        killed_by="lexicographic",
        apply=around(highs, "solve_milp", _stages_swapped),
    ),
    Mutant(
        name="slack ignored",
        killed_by="lexicographic with slack",
        apply=around(lexicographic, "allowed", lambda _, __, optimum: optimum),
    ),
    Mutant(
        name="what earlier stages reached forgotten",
        killed_by="lexicographic",
        apply=around(
            StagedMilp,
            "problem",
            lambda original, this, stage, limits, **options: original(this, stage, (), **options),
        ),
    ),
    Mutant(
        name="subtours of two allowed",
        killed_by="circuit",
        apply=around(Separator, "_cut", _small_subtours_allowed),
    ),
    Mutant(
        name="several tours in a subcircuit",
        killed_by="subcircuit of one tour only",
        apply=around(Separator, "cuts", lambda *_: []),
    ),
    Mutant(
        name="unknown reported as infeasible",
        killed_by="least and greatest",
        apply=around(highs.HighsBackend, "solve", _unknown_as_infeasible),
    ),
    Mutant(
        name="a limit that leaks into the next call", killed_by="least and greatest", apply=_limit_that_leaks
    ),
)

MUTANTS: Final = (*GROUNDING, *LOWERING, *BACKEND)
