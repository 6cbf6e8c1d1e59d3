"""From facts to a request, or to the question that has to be answered first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import ValidationError

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader.completing import Gap, completed
from certiplan.tasks.travel.reader.facts import Facts
from certiplan.tasks.travel.reader.gazetteer import Gazetteer
from certiplan.tasks.travel.reader.parts import facts_in
from certiplan.tasks.travel.request import TravelRequest, Wish

MOST_CHARACTERS = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A request that was understood.

    Attributes:
        unused_words: words that carry meaning and changed nothing, to be shown to the writer.
        assumptions: what was presumed, one sentence each.
    """

    request: TravelRequest
    unused_words: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A question that has to be answered first; `continue_reading` takes the reply.

    Attributes:
        question: what to ask the writer.
        field: the part of the request that the answer decides.
        partial: what has been understood so far.
        text: everything the writer has said so far.
        unused_words: words that carry meaning and changed nothing so far.
        assumptions: what was presumed so far.
    """

    question: str
    field: Wish
    partial: Facts
    text: str
    unused_words: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


Reading = Read | Missing


def read_request(text: str, gazetteer: Gazetteer, *, today: dt.date) -> Reading:
    """Read a request for a trip.

    The text is data: it is matched against rules and names, never executed.

    Args:
        text: the request in English, up to 20,000 characters.
        gazetteer: the cities, states and cuisines that are known.
        today: dates without a year are the next such dates from today on.

    Raises:
        RequestError: the request contradicts itself, is impossible, or names a place that is not known.
    """
    refuse_unreadable(text)
    return conclude(text, facts_in(text, gazetteer, today=today))


def continue_reading(previous: Missing, reply: str, gazetteer: Gazetteer, *, today: dt.date) -> Reading:
    """Read the reply to a question. What it says wins over what was said before.

    Args:
        previous: the question, with what was understood before it.
        reply: the answer; it may say more than what was asked.
        gazetteer: the names that are known.
        today: as in `read_request`.

    Raises:
        RequestError: the request is impossible with this reply.
    """
    refuse_unreadable(reply)
    text = f"{previous.text}\n{reply}"
    refuse_unreadable(text)
    facts = facts_in(
        reply,
        gazetteer,
        today=today,
        expected=previous.field,
        known=previous.partial,
        offset=len(previous.text) + 1,
    )
    return conclude(text, previous.partial.updated_by(facts))


def conclude(text: str, facts: Facts) -> Reading:
    """From what was understood of a text to a request, or to what has to be asked.

    Raises:
        RequestError: the facts contradict each other, or no such trip is possible.
    """
    result = completed(facts, text)
    if isinstance(result, Gap):
        return Missing(
            question=result.question,
            field=result.field,
            partial=facts,
            text=text,
            unused_words=facts.unused_words,
            assumptions=facts.assumptions,
        )
    try:
        request = TravelRequest(text=text, **result.values)
    except ValidationError as error:
        reasons = "; ".join(str(detail["msg"]).removeprefix("Value error, ") for detail in error.errors())
        raise RequestError(f"The request cannot hold: {reasons}. Change it and ask again.") from error
    return Read(request=request, unused_words=facts.unused_words, assumptions=result.assumptions)


def refuse_unreadable(text: str) -> None:
    """Raise a `RequestError` for what is no text, or too long."""
    if not isinstance(text, str):
        raise RequestError(f"A request is a text, not {type(text).__name__}. Write it in words.")
    if len(text) > MOST_CHARACTERS:
        raise RequestError(
            f"The request has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read. Shorten it."
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise RequestError("The request holds characters that are no valid text. Save it as UTF-8.")
