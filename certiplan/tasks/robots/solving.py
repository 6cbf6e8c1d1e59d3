"""From a robots' request to a plan that its judge accepted."""

from __future__ import annotations

from dataclasses import dataclass
from math import isclose

from certiplan.errors import InternalError
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Answer, Model, Solved
from certiplan.tasks.robots.documents import robot_document, robot_plan
from certiplan.tasks.robots.plans import RobotPlan, judge_plan
from certiplan.tasks.robots.requests import RobotRequest


@dataclass(frozen=True, kw_only=True)
class RobotSolved:
    """What came of a request; the plan is there where the answer is a solution."""

    model: Model
    answer: Answer
    plan: RobotPlan | None


def solve_robots(
    request: RobotRequest, *, solver: str = "auto", options: SolveOptions | None = None
) -> RobotSolved:
    """Solve a request and have its judge look at the plan.

    Raises:
        InternalError: the judge found a fault; the plan is not returned.
        SolverUnavailableError: for a backend that is not installed or does not exist.
    """
    model = Model.load(robot_document(request))
    answer = model.solve(solver=solver, options=options)
    if not isinstance(answer, Solved):
        return RobotSolved(model=model, answer=answer, plan=None)
    plan = robot_plan(request, answer.solution)
    verdict = judge_plan(request, plan)
    if verdict.faults:
        raise InternalError(f"a plan of robots failed its check: {'; '.join(verdict.faults)}")
    if not isclose(verdict.value, float(answer.objectives[0]), rel_tol=1e-6, abs_tol=1e-6):
        raise InternalError(f"a plan of value {float(answer.objectives[0])} was judged as {verdict.value}")
    return RobotSolved(model=model, answer=answer, plan=plan)
