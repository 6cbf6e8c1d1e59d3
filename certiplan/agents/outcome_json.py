"""What outcomes of every domain have in common as JSON data; each domain adds its plan and its words."""

from __future__ import annotations

from fractions import Fraction

from certiplan.agents.outcomes import Change, Conflict, Plan, Question, Unknown, WayOut, Wish
from certiplan.model.solution_text import number_to_json
from certiplan.model.values import Rational


def amount_to_json(value: Rational | None) -> int | float | None:
    """A number as JSON, an integer where it is whole; None stays None."""
    return None if value is None else number_to_json(Fraction(value))


def wish_to_json(wish: Wish) -> dict[str, object]:
    """A wish, by its name in the model document."""
    return {"id": wish.name, "words": wish.words, "quote": wish.quote}


def change_to_json(change: Change) -> dict[str, object]:
    """A change with what it costs the person."""
    return {
        "kind": change.kind,
        "requirement": change.requirement,
        "before": change.before,
        "after": change.after,
        "cost": amount_to_json(change.cost),
        "words": change.words,
    }


def way_out_to_json(way: WayOut) -> dict[str, object]:
    """A way out, by the number that it is accepted by."""
    return {
        "number": way.number,
        "change": [change_to_json(change) for change in way.changes],
        "cost": amount_to_json(way.cost),
        "words": way.words,
        "objective": amount_to_json(way.value),
        "optimal": way.optimal,
        "proved_least": way.proved_least,
    }


def conflict_to_json(conflict: Conflict) -> dict[str, object]:
    """A conflict and its ways out, without how the request was heard."""
    return {
        "outcome": "conflict",
        "requirements": [wish_to_json(wish) for wish in conflict.wishes],
        "minimal": conflict.minimal,
        "words": conflict.words,
        "ways_out": [way_out_to_json(way) for way in conflict.ways_out],
        "unsettled": list(conflict.unsettled),
        "confirmed_by": conflict.confirmed_by,
        **run_to_json(conflict),
    }


def question_to_json(question: Question) -> dict[str, object]:
    """A question."""
    return {"outcome": "question", "question": question.question, "about": question.about}


def unknown_to_json(unknown: Unknown) -> dict[str, object]:
    """What was not settled, and why."""
    return {
        "outcome": "unknown",
        "reason": unknown.reason,
        "detail": unknown.detail,
        **run_to_json(unknown),
    }


def run_to_json(outcome: Plan | Conflict | Unknown) -> dict[str, object]:
    """Who found it, and in how many seconds."""
    return {"solver": outcome.solver, "seconds": round(outcome.seconds, 4)}
