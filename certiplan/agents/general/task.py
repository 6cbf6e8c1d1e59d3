"""Any request as a planning domain, and what it comes to as JSON, on the terminal, as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, assert_never

from certiplan.agents.general.steps import TASK_NAME, GeneralSteps
from certiplan.agents.general.work import DocumentPlan
from certiplan.agents.outcome_json import (
    amount_to_json,
    change_to_json,
    conflict_to_json,
    question_to_json,
    run_to_json,
    unknown_to_json,
    wish_to_json,
)
from certiplan.agents.outcomes import Conflict, Heard, Outcome, Plan, Question, Unknown
from certiplan.agents.reading import Readers
from certiplan.agents.settling import settle_request
from certiplan.agents.task import PlanSettings
from certiplan.model.python_data import plain_data
from certiplan.model.solution_text import number_to_json, solution_from_json
from certiplan.solvers.model import Model, Solved

if TYPE_CHECKING:
    from certiplan.pictures import CalendarEntry, Page


@dataclass(frozen=True)
class GeneralTask:
    """Requests outside the shipped domains, read by a language model.

    Attributes:
        chat_model: a LangChain chat model; None for the one that the settings name.
    """

    chat_model: object | None = field(default=None, repr=False)
    name: str = TASK_NAME

    def with_chat_model(self, chat_model: object) -> GeneralTask:
        """The same with a LangChain chat model."""
        return replace(self, chat_model=chat_model)

    def steps(self, settings: PlanSettings) -> GeneralSteps:
        """Its part of the loop."""
        return GeneralSteps(settings, Readers(settings, self.chat_model))

    def plan(self, text: str, settings: PlanSettings, *, previous: Question | None = None) -> Outcome:
        """See `certiplan.agents.task.Task.plan`."""
        return settle_request(self.steps(settings), text, settings, previous=previous)

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """The outcome as JSON data."""
        match outcome:
            case Plan(content=DocumentPlan() as plan):
                numbers = [number_to_json(value) for value in plan.objectives]
                return {
                    "outcome": "plan",
                    "verified": True,
                    "optimal": outcome.optimal,
                    "objective": None if not numbers else numbers[0] if len(numbers) == 1 else numbers,
                    "bound": amount_to_json(outcome.bound),
                    "values": dict(plan.values),
                    "requirements": [wish_to_json(wish) for wish in outcome.wishes],
                    "changes": [change_to_json(change) for change in outcome.changes],
                    "document": plan.document,
                    **_heard(outcome.heard),
                    **run_to_json(outcome),
                }
            case Plan():
                raise TypeError(f"{type(outcome.content).__name__} is no plan of a document")
            case Conflict():
                numbers_met = [numbers.words for numbers in outcome.numbers]
                return {**conflict_to_json(outcome), "numbers": numbers_met, **_heard(outcome.heard)}
            case Question():
                return question_to_json(outcome)
            case Unknown():
                return {**unknown_to_json(outcome), **_heard(outcome.heard)}
            case _:
                assert_never(outcome)

    def show(self, outcome: Outcome) -> object:
        """The outcome as Rich prints it."""
        from certiplan.pictures import to_terminal

        return to_terminal(self.page(outcome))

    def page(self, outcome: Outcome) -> Page:
        """The outcome as a page."""
        from certiplan.agents.general.page import outcome_page

        return outcome_page(outcome)

    def calendar(self, outcome: Outcome) -> tuple[CalendarEntry, ...]:
        """Nothing: a document does not say when its time 0 is."""
        return ()


def solved_again(plan: DocumentPlan) -> tuple[Model, Solved]:
    """A plan as the solver gave it: the model, and the rechecked solution."""
    model = Model.load(f"{plan.document}\n")
    solution = solution_from_json(plain_data(dict(plan.values)), model.ground)
    return model, Solved(
        solution=solution,
        verdict=model.judge(solution),
        objectives=plan.objectives,
        bounds=plan.bounds,
        optimal=plan.optimal,
        reason=None,
        solver=plan.solver,
        seconds=0.0,
    )


def _heard(heard: Heard) -> dict[str, object]:
    return {
        "request": getattr(heard.request, "text", ""),
        "assumptions": list(heard.assumptions),
        "unused_words": list(heard.unused_words),
    }
