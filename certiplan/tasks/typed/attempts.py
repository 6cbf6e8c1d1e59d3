"""One attempt at a typed request, as plain data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import JsonValue

from certiplan.agents import Conflict, Plan, PlanSettings, Unknown
from certiplan.formalizers.language_model.yaml_writing import yaml_text
from certiplan.solvers.backend import SolveOptions
from certiplan.tasks.evaluation import Attempt, Settings
from certiplan.tasks.typed.domain import Domain
from certiplan.tasks.typed.outcome_json import outcome_to_json
from certiplan.tasks.typed.planning import Found, plan_request


def attempt(domain: Domain[Any, Any], data: JsonValue, settings: Settings) -> Attempt:
    """What comes of a request.

    Args:
        domain: whose request it is.
        data: the request as data.
        settings: the solver and its limits.
    """
    request = domain.request_type.model_validate(data)
    options = SolveOptions(time_limit_s=settings.time_limit_s, seed=settings.seed)
    plan_settings = PlanSettings(today=dt.date.min, solver=settings.solver, options=options)
    outcome = plan_request(domain, request, plan_settings)
    stated = domain.state(request).document.data
    document = yaml_text(stated) if isinstance(stated, dict) else None
    match outcome:
        case Plan():
            found = outcome.content
            assert isinstance(found, Found)
            return Attempt(
                outcome="plan",
                answer=found.plan.model_dump(mode="json"),
                value=found.value,
                bound=None if outcome.bound is None else float(outcome.bound),
                optimal=outcome.optimal,
                solver=outcome.solver,
                document=document,
            )
        case Conflict():
            conflict: Any = outcome_to_json(outcome)
            return Attempt(outcome="conflict", conflict=conflict, solver=outcome.solver, document=document)
        case Unknown():
            return Attempt(
                outcome="unknown",
                message=f"{outcome.reason}: {outcome.detail}",
                solver=outcome.solver,
                document=document,
            )
        case _:
            return Attempt(outcome="question", message=outcome.question)
