"""Any request as a planning domain, and what it comes to as JSON, on the terminal, as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from certiplan.agents.general.steps import TASK_NAME, GeneralSteps
from certiplan.agents.general.work import DocumentPlan
from certiplan.agents.outcomes import Change, Conflict, Heard, Outcome, Plan, Question, Unknown
from certiplan.agents.reading import Readers
from certiplan.agents.settling import settle_request
from certiplan.agents.task import PlanSettings
from certiplan.model.python_data import plain_data
from certiplan.model.solution_text import number_to_json, solution_from_json
from certiplan.model.values import Rational
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
                    "bound": _number(outcome.bound),
                    "values": dict(plan.values),
                    "requirements": [_wish(wish.name, wish.words, wish.quote) for wish in outcome.wishes],
                    "changes": [_change(change) for change in outcome.changes],
                    "document": plan.document,
                    **_heard(outcome.heard),
                    **_run(outcome),
                }
            case Plan():
                raise TypeError(f"{type(outcome.content).__name__} is no plan of a document")
            case Conflict():
                return {
                    "outcome": "conflict",
                    "requirements": [_wish(wish.name, wish.words, wish.quote) for wish in outcome.wishes],
                    "minimal": outcome.minimal,
                    "words": outcome.words,
                    "numbers": [numbers.words for numbers in outcome.numbers],
                    "ways_out": [
                        {
                            "number": way.number,
                            "change": [_change(change) for change in way.changes],
                            "cost": _number(way.cost),
                            "words": way.words,
                            "objective": _number(way.value),
                            "optimal": way.optimal,
                            "proved_least": way.proved_least,
                        }
                        for way in outcome.ways_out
                    ],
                    "unsettled": list(outcome.unsettled),
                    "confirmed_by": outcome.confirmed_by,
                    **_heard(outcome.heard),
                    **_run(outcome),
                }
            case Question():
                return {"outcome": "question", "question": outcome.question, "about": outcome.about}
            case Unknown():
                return {
                    "outcome": "unknown",
                    "reason": outcome.reason,
                    "detail": outcome.detail,
                    **_heard(outcome.heard),
                    **_run(outcome),
                }
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


def _wish(name: str, words: str, quote: str | None) -> dict[str, object]:
    return {"id": name, "words": words, "quote": quote}


def _change(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "requirement": change.requirement,
        "before": change.before,
        "after": change.after,
        "cost": _number(change.cost),
        "words": change.words,
    }


def _heard(heard: Heard) -> dict[str, object]:
    return {
        "request": getattr(heard.request, "text", ""),
        "assumptions": list(heard.assumptions),
        "unused_words": list(heard.unused_words),
    }


def _run(outcome: Plan | Conflict | Unknown) -> dict[str, object]:
    return {"solver": outcome.solver, "seconds": round(outcome.seconds, 4)}


def _number(value: Rational | None) -> int | float | None:
    return None if value is None else number_to_json(Fraction(value))
