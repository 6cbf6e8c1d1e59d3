"""What a solver said of a model document, and what planning came to, as attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from pydantic import JsonValue

from certiplan.agents.outcomes import Conflict, Plan, Question, Unknown
from certiplan.agents.outcomes import Outcome as Planned
from certiplan.formalizers.language_model.yaml_writing import yaml_text
from certiplan.model.loading import LoadedDocument
from certiplan.model.solution_text import solution_to_json
from certiplan.solvers import results
from certiplan.tasks.evaluation.plain_data import number, plain
from certiplan.tasks.evaluation.suite import Attempt, Outcome

if TYPE_CHECKING:
    from certiplan.solvers.model import Answer


def attempt_of_answer(
    answer: Answer, *, document: LoadedDocument | None = None, plan: JsonValue = None
) -> Attempt:
    """A solver's answer as an attempt.

    Args:
        answer: of `Model.solve`.
        document: what was solved; it is recorded.
        plan: what is judged where there is a solution; the values of the variables unless given.
    """
    from certiplan.solvers.model import NoSolution, Solved  # loads solvers

    data = None if document is None else document.data
    text = yaml_text(data) if isinstance(data, dict) else None
    match answer:
        case Solved():
            return Attempt(
                outcome="plan",
                answer=plain(solution_to_json(answer.solution)) if plan is None else plan,
                value=number(answer.objectives[0]) if answer.objectives else None,
                bound=number(answer.bounds[0]) if answer.bounds else None,
                optimal=answer.optimal,
                solver=answer.solver,
                document=text,
                message="" if answer.reason is None else f"the search ended early: {answer.reason}",
            )
        case NoSolution():
            return Attempt(
                outcome="conflict",
                solver=answer.solver,
                document=text,
                conflict={"requirements": list(answer.requirements)},
                message=", ".join(answer.requirements),
            )
        case results.Unbounded():
            return Attempt(outcome="unbounded", solver=answer.solver, document=text)
        case results.Unknown():
            return Attempt(
                outcome=unsettled(answer.reason),
                solver=answer.solver,
                document=text,
                message=f"{answer.reason}: {answer.detail}",
            )
        case results.Failed():
            return Attempt(outcome="error", solver=answer.solver, document=text, message=answer.error)
        case _:
            assert_never(answer)


def attempt_of_outcome(outcome: Planned, *, plan: JsonValue = None) -> Attempt:
    """What a `Planner` came to as an attempt.

    Args:
        outcome: of `Planner.plan`.
        plan: what is judged where there is a plan; what its content is as data unless given.
    """
    match outcome:
        case Plan():
            return Attempt(
                outcome="plan",
                answer=plain(outcome.content) if plan is None else plan,
                value=number(outcome.value),
                bound=number(outcome.bound),
                optimal=outcome.optimal,
                solver=outcome.solver,
                heard=plain(outcome.heard),
            )
        case Conflict():
            return Attempt(
                outcome="conflict",
                solver=outcome.solver,
                heard=plain(outcome.heard),
                conflict=conflict_data(outcome),
                message=outcome.words,
            )
        case Question():
            return Attempt(outcome="question", message=outcome.question, details={"about": outcome.about})
        case Unknown():
            return Attempt(
                outcome=unsettled(outcome.reason),
                solver=outcome.solver,
                heard=plain(outcome.heard),
                message=f"{outcome.reason}: {outcome.detail}",
            )
        case _:
            assert_never(outcome)


def conflict_data(conflict: Conflict) -> JsonValue:
    """A conflict with its ways out, as data."""
    return {
        "requirements": [
            {"id": wish.name, "words": wish.words, "quote": wish.quote} for wish in conflict.wishes
        ],
        "minimal": conflict.minimal,
        "words": conflict.words,
        "ways_out": [{"words": way.words, "cost": number(way.cost)} for way in conflict.ways_out],
        "unsettled": list(conflict.unsettled),
        "confirmed_by": conflict.confirmed_by,
    }


def unsettled(reason: results.Reason) -> Outcome:
    """The outcome that an unsettled question counts as: a time-out is one of its own."""
    return "timeout" if reason == "time" else "unknown"
