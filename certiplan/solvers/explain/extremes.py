"""The least or greatest values of several sums over one ground model, lowered once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from certiplan.model import ir
from certiplan.model.ir import Rational
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.highs import solve_milp
from certiplan.solvers.lowering import MilpModel, NotSupportedError, lower
from certiplan.solvers.results import Feasible, Optimal, SolverResult
from certiplan.solvers.settling import settle

_LIMIT_S = 5.0


class Extremes:
    """Finds how small, or how large, sums can be.

    Args:
        model: what must hold; its objectives do not matter.
        sums: by name.
        sense: which extreme.
        solver: "auto", or the one backend to use.
    """

    def __init__(
        self,
        model: ir.GroundModel,
        sums: Mapping[str, ir.Linear],
        *,
        sense: Literal["minimize", "maximize"],
        solver: str,
    ) -> None:
        self._sums = sums
        self._solver = solver
        self._stages = {
            name: k
            for k, name in enumerate(name for name, linear in sums.items() if linear.columns or linear.atoms)
        }
        objectives = tuple(
            ir.GroundObjective(sense=sense, node=model.nodes.add(sums[name])) for name in self._stages
        )
        self._model = replace(model, objectives=objectives)
        self._milp = self._lowered()

    def _lowered(self) -> MilpModel | None:
        if self._solver not in ("auto", "highs"):
            return None
        try:
            return lower(self._model)
        except NotSupportedError:
            return None

    def of(self, name: str, clock: Clock) -> tuple[Rational, bool] | None:
        """(a proved bound of what the sum can be, whether it is reached), or None where nothing is proved."""
        linear = self._sums.get(name)
        if linear is None or clock.expired:
            return None
        if name not in self._stages:
            return linear.const, True
        result = self._settled(self._stages[name], clock)
        if isinstance(result, Optimal):
            return plain_number(result.bounds[0]), True
        if isinstance(result, Feasible) and result.bounds[0] is not None:
            return plain_number(result.bounds[0]), False
        return None

    def _settled(self, stage: int, clock: Clock) -> SolverResult:
        options = clock.options(_LIMIT_S)
        model = replace(self._model, objectives=(self._model.objectives[stage],))
        if self._milp is None:
            return settle(model, solver=self._solver, options=options)
        return solve_milp(replace(self._milp, model=model, stages=(self._milp.stages[stage],)), options)


def plain_number(value: Rational) -> Rational:
    """The same number, as an int where it is whole."""
    return int(value) if value == int(value) else value
