"""The suite `robots`: random requests, judged by the rules without the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final, cast

from certiplan.agents.events import Listener, ModelDrafted
from certiplan.tasks.evaluation import Attempt, Case, Judgement, Settings, Suite, plain, timed
from certiplan.tasks.robots.generator import random_allocation, random_round
from certiplan.tasks.robots.plans import AllocationPlan, RobotPlan, WarehousePlan, judge_plan
from certiplan.tasks.robots.requests import RobotRequest, WarehouseRequest

_OF_EACH: Final = 20


@dataclass(frozen=True, kw_only=True)
class _Asked:
    request: RobotRequest


class Robots(Suite):
    """Task allocation and warehouse rounds, as in LLMFP."""

    name = "robots"
    description = "random task allocation and warehouse rounds, with best plans"
    licence = "Apache-2.0 (made by Certiplan)"
    metrics: Mapping[str, str] = {
        "valid": "the plan meets the rules, judged without the model",
        "optimal": "it was proved that no plan is better",
    }

    def cases(self, settings: Settings) -> Iterator[Case]:
        """Twenty requests of each kind, made from the seed."""
        for number in range(1, _OF_EACH + 1):
            random = Random(f"{settings.seed} {number}")  # noqa: S311
            for request in (random_allocation(random), random_round(random, tasks=random.randint(3, 10))):
                yield Case(
                    id=f"{request.kind}/{number}",
                    request=request.model_dump(mode="json"),
                    metadata={"kind": request.kind},
                    payload=_Asked(request=request),
                )

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        """Solve a request."""
        from certiplan.formalizers.language_model import yaml_text
        from certiplan.solvers.backend import SolveOptions
        from certiplan.tasks.evaluation import attempt_of_answer
        from certiplan.tasks.robots.documents import robot_document
        from certiplan.tasks.robots.solving import solve_robots

        assert isinstance(case.payload, _Asked)
        listener(ModelDrafted(document=yaml_text(robot_document(case.payload.request)), round=0))
        with timed(listener, "solve"):
            options = SolveOptions(time_limit_s=settings.time_limit_s, seed=settings.seed)
            found = solve_robots(case.payload.request, solver=settings.solver, options=options)
        answer = None if found.plan is None else plain(found.plan)
        return attempt_of_answer(found.answer, document=found.model.document, plan=answer)

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        """Judge the plan by the rules."""
        assert isinstance(case.payload, _Asked)
        if attempt.outcome != "plan":
            why = {"valid": f"{attempt.outcome} {attempt.message}".strip()}
            return Judgement(passed=False, verdicts={"valid": False, "optimal": False}, why=why)
        verdict = judge_plan(case.payload.request, _plan_of(case.payload.request, attempt))
        valid = not verdict.faults
        return Judgement(
            passed=valid and attempt.optimal,
            verdicts={"valid": valid, "optimal": valid and attempt.optimal},
            why={} if valid else {"valid": "; ".join(verdict.faults)},
            details={"value": verdict.value},
        )


def _plan_of(request: RobotRequest, attempt: Attempt) -> RobotPlan:
    """The plan that an attempt recorded."""
    data = cast(Mapping[str, object], attempt.answer)
    if isinstance(request, WarehouseRequest):
        return WarehousePlan(stations=tuple(map(str, cast(list[object], data["stations"]))))
    return AllocationPlan(does=cast(Mapping[str, Mapping[str, int]], data["does"]))


SUITE = Robots()
