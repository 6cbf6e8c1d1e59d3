"""The whole planner on a suite's texts: the loop with its reading, questions, conflicts and ways out."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

from certiplan.agents import Plan, PlanSettings, find_task
from certiplan.agents.events import Event, Listener, Usage
from certiplan.errors import BudgetSpentError, CancelledError
from certiplan.solvers.backend import SolveOptions
from certiplan.tasks.evaluation.answers import attempt_of_outcome
from certiplan.tasks.evaluation.plain_data import plain
from certiplan.tasks.evaluation.suite import Attempt, Settings

if TYPE_CHECKING:
    from certiplan.agents.outcomes import Outcome


def attempt_by_planner(
    text: str, settings: Settings, listener: Listener, *, task: str, today: dt.date
) -> Attempt:
    """Plan a request in plain words as `certiplan plan` does.

    The answer of a plan is the domain's own JSON of it; a question, a conflict or an unknown is an attempt of
    that kind. Once the tokens allowed are spent the work is cancelled, and the attempt is "limit".

    Args:
        text: the request.
        settings: the model, if one reads; solver and limits.
        listener: is told of everything.
        task: the planning domain.
        today: what dates without a year are after.

    Raises:
        CertiplanError: as `Planner.plan` does.
    """
    from certiplan.agents.planner import Planner

    stop = threading.Event()
    spent = 0

    def heard(event: Event) -> None:
        nonlocal spent
        listener(event)
        if isinstance(event, Usage):
            spent += event.input_tokens + event.output_tokens
            if settings.token_limit is not None and spent > settings.token_limit:
                stop.set()

    planner = Planner(
        task=task,
        model=settings.model if settings.reader == "model" else None,
        base_url=settings.base_url,
        samples=settings.samples,
        settings=PlanSettings(
            today=today,
            data=settings.data,
            solver=settings.solver,
            options=SolveOptions(time_limit_s=settings.time_limit_s, seed=settings.seed),
        ),
    )
    try:
        outcome: Outcome = planner.plan(text, on_event=heard, stop=stop)
    except BudgetSpentError as error:
        return Attempt(outcome="limit", message=str(error))
    except CancelledError:
        if not stop.is_set():
            raise
        return Attempt(outcome="limit", message=f"{spent:,} tokens were used")
    answer = plain(find_task(task).to_json(outcome)) if isinstance(outcome, Plan) else None
    return attempt_of_outcome(outcome, plan=answer)
