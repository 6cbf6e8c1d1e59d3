"""What a backend says about a ground model: a union of frozen dataclasses, never a bool and never a text.

*Not optimal* is not *infeasible*, and *unknown* is not *unsat*. Only `Infeasible` is a proof that no
solution exists. `values` are the columns' values as the backend found them (floats snapped to integers
for integer columns); nobody shows them to a user before they passed the exact evaluator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from certiplan.model.ir import Rational

Reason = Literal["time", "memory", "cancelled", "not supported", "numerical trouble", "gave up"]


@dataclass(frozen=True, kw_only=True)
class Optimal:
    """A solution that no other beats, within the tolerances asked for.

    Attributes:
        values: one per column of the ground model.
        objectives: the value of each stage; empty without an objective.
        bounds: the proved bound of each stage.
        notice: what another solver claimed that this solution contradicts.
    """

    values: Sequence[Rational]
    objectives: tuple[Rational, ...]
    bounds: tuple[Rational, ...]
    solver: str
    seconds: float
    notice: str | None = None


@dataclass(frozen=True, kw_only=True)
class Feasible:
    """A solution that may not be the best.

    Attributes:
        bounds: the best proved bound of each stage, or None.
        notice: what another solver claimed that this solution contradicts.
    """

    values: Sequence[Rational]
    objectives: tuple[Rational, ...]
    bounds: tuple[Rational | None, ...]
    reason: Reason
    solver: str
    seconds: float
    notice: str | None = None


@dataclass(frozen=True, kw_only=True)
class Infeasible:
    """A proof that no solution exists.

    Attributes:
        suspects: positions in `GroundModel.constraints` that already clash (an unsat core, the support of
            a Farkas ray), or None when the backend cannot tell; sound, not minimal.
    """

    suspects: tuple[int, ...] | None
    solver: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Unbounded:
    """Feasible, and the first unbounded objective stage can be improved without limit.

    Attributes:
        stage: which stage.
        ray: columns (by number) that can move without limit, and how, when the backend tells.
    """

    stage: int
    ray: tuple[tuple[int, float], ...]
    solver: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """Nothing was proved and nothing was found before a limit was reached."""

    reason: Reason
    detail: str
    solver: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Failed:
    """The backend broke, or its answer failed a check; `error` says how."""

    error: str
    solver: str
    seconds: float


SolverResult: TypeAlias = Optimal | Feasible | Infeasible | Unbounded | Unknown | Failed
