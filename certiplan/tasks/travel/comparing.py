"""What a supposition does to the best trip, in words."""

from __future__ import annotations

from typing import Literal, assert_never, cast

from certiplan.agents import Conflict, Effect, Memory, Outcome, Plan, Question, Unknown
from certiplan.model.values import Rational
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.trip_record import work_of
from certiplan.tasks.travel.words import dollars


def trip_effect(before: Memory, after: Memory) -> Effect:
    """Compare what there is with what there would be.

    Args:
        before: with the outcome that there is.
        after: with the outcome of the supposition.
    """
    assert after.outcome is not None
    old, new = _value(before.outcome), _value(after.outcome)
    asked = cast(Literal["what if", "why", "why not"], after.intent)
    supposed = work_of(after).supposed
    return Effect(
        asked=asked,
        supposed=supposed,
        before=before.outcome,
        after=after.outcome,
        difference=None if old is None or new is None else new - old,
        words=f"{supposed[:1].upper()}{supposed[1:]}: {_words(old, after.outcome)}",
    )


def _value(outcome: Outcome | None) -> Rational | None:
    """What a trip costs, in dollars."""
    if isinstance(outcome, Plan) and isinstance(outcome.content, TripPlan):
        return outcome.content.itinerary.total_usd
    return None


def _words(old: Rational | None, after: Outcome) -> str:
    match after:
        case Plan():
            new = _value(after)
            assert new is not None
            best = f"the {'cheapest' if after.optimal else 'best'} trip{'' if after.optimal else ' found'}"
            if old is None:
                return f"then there is a trip, and {best} costs {dollars(int(new))}."
            more = int(new - old)
            if more == 0:
                return f"{best} costs the same, {dollars(int(new))}."
            return f"{best} costs {dollars(int(new))}, {dollars(abs(more))} {'more' if more > 0 else 'less'}."
        case Conflict(wishes=wishes, words=words):
            if not wishes:
                return "then there is no trip, whatever is given up."
            return f"there is no such trip; against it: {words}."
        case Unknown(reason=reason):
            return f"whether there is a trip then is not known ({reason})."
        case Question():
            raise AssertionError("a question is no answer to a supposition")
        case _:
            assert_never(after)
