"""What a person means with what they say of a trip: a request, a reply, an edit, or a question about it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Final, assert_never

from certiplan.agents import Heard, Plan, Question
from certiplan.agents.memory import Intent, Memory
from certiplan.errors import RequestError, UsageError
from certiplan.tasks.travel.editing import Edited, Mode, edited, is_whole_request, mode_of
from certiplan.tasks.travel.editing.targets import target_in
from certiplan.tasks.travel.facts import TravelFacts
from certiplan.tasks.travel.reader import Missing, Read, Reading, read_request
from certiplan.tasks.travel.reader.parts import facts_in
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_changes import changed_world
from certiplan.tasks.travel.trip_patches import patch_text
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.trip_reading import ReadingByRules, TripReading
from certiplan.tasks.travel.trip_record import TripWork, work_of
from certiplan.tasks.travel.words import dollars

TASK_NAME: Final = "travel"
_A_TRIP: Final = re.compile(
    r"\b(?:trips?|travel(?:l?ing)?|vacations?|holidays?|itinerar(?:y|ies)|getaway|journey|fly|flights?|hotels?|visit)\b",
    re.IGNORECASE,
)
_ONLY_A_TRIP: Final = re.compile(
    r"^\W*(?:(?:please|can you|could you|i|we)\s+)*(?:(?:want|would like|need|like)\s+(?:to\s+)?)?"
    r"(?:(?:plan|book|make|take|go on|organi[sz]e|have)\s+)?(?:(?:me|us|a|an|the|my|our)\s+)*"
    r"(?:\w+\s+)?(?:trip|vacation|holiday|itinerary|getaway|journey)\b",
    re.IGNORECASE,
)
_CHEAPER: Final = re.compile(r"\b(?:cheaper|less\s+expensive|costs?\s+less|save\s+money)\b", re.IGNORECASE)
_INTENTS: Final[dict[Mode, Intent]] = {
    "do": "edit",
    "what if": "what if",
    "why": "why",
    "why not": "why not",
}


def read_said(
    memory: Memory,
    before: Memory | None,
    facts: TravelFacts,
    *,
    today: dt.date,
    reading: TripReading | None = None,
) -> Memory:
    """What is known after reading what was said.

    Args:
        memory: with what was `said`.
        before: what was known before; None at the beginning.
        facts: the names that are known.
        today: dates without a year are the next such dates from today on.
        reading: who reads requests and replies; None: rules.

    Raises:
        RequestError: it is impossible, or was not understood.
    """
    reading = reading or ReadingByRules(facts=facts, today=today)
    if memory.intent == "reply":
        question = memory.question
        if question is None or not isinstance(question.continuation, Missing):
            raise UsageError("this question is not one of the travel domain")
        return _of_reading(memory, reading.reply(question.continuation, memory.said))
    known = None if before is None or before.heard is None else before.heard.request
    mode, begin = mode_of(memory.said)
    if not isinstance(known, TravelRequest) or (
        mode == "do" and is_whole_request(memory.said, facts.gazetteer, today=today)
    ):
        return _of_reading(memory, reading.request(memory.said))
    assert before is not None
    request = _current(before, known)
    if mode in ("why", "why not"):
        asked = _of_question(memory, before, mode, begin, request, facts)
        if asked is not None:
            return asked
        if mode == "why":
            raise RequestError(
                "What the question is about was not understood: ask for instance why this hotel, why by "
                "plane, why not the cheaper hotel, or why not a city or a place by its name."
            )
    change = edited(memory.said, begin, request, facts.gazetteer, today=today)
    if not change.understood:
        _refuse_cheaper(memory.said, before)
        return _not_an_edit(memory, mode, change, facts, today=today)
    return _of_edit(memory, before, mode, change)


def speaks_of_a_trip(text: str, facts: TravelFacts, *, today: dt.date) -> bool:
    """Whether a text is about a trip: it names two of a start, a destination and a time, or one and a trip.

    Args:
        text: a request.
        facts: the names that are known.
        today: see `read_said`.
    """
    try:
        said = facts_in(text, facts.gazetteer, today=today)
    except RequestError:
        # What contradicts itself as a trip is one; other texts hold no dates and places that could.
        return _A_TRIP.search(text) is not None
    when = said.start or said.end or said.month or said.day_counts or None
    named = sum(part is not None for part in (said.origin, said.destination, when))
    return (
        named >= 2
        or (named == 1 and _A_TRIP.search(text) is not None)
        or _ONLY_A_TRIP.match(text) is not None
    )


def _of_reading(memory: Memory, reading: Reading) -> Memory:
    match reading:
        case Missing():
            asked = Question(
                task=TASK_NAME, question=reading.question, about=reading.field, continuation=reading
            )
            return replace(memory, question=asked, work=TripWork())
        case Read():
            heard = Heard(
                request=reading.request,
                assumptions=reading.assumptions,
                unused_words=reading.unused_words,
            )
            return replace(memory, question=None, heard=heard, work=TripWork())
        case _:
            assert_never(reading)


def _current(before: Memory, known: TravelRequest) -> TravelRequest:
    """The request that is in effect: where a way out was accepted, the changed one."""
    if isinstance(before.outcome, Plan) and isinstance(before.outcome.content, TripPlan):
        return before.outcome.content.request
    return known


def _of_edit(memory: Memory, before: Memory, mode: Mode, change: Edited) -> Memory:
    # What was not taken into account before is not taken into account now.
    unused = (*(before.heard.unused_words if before.heard is not None else ()), *change.unused_words)
    heard = Heard(
        request=change.request,
        assumptions=change.assumptions,
        unused_words=tuple(dict.fromkeys(unused)),
    )
    said = change.words or "nothing"
    read_as = f"Changed: {said}" if mode == "do" else f"Supposed: {said}"
    if change.missing:
        read_as += f" (there is no such wish as {', '.join(change.missing)} to take back)"
    if change.unused_words:
        read_as += f" (not understood: {', '.join(change.unused_words)})"
    # What was accepted of the request is in the request now; of the world, it stays.
    accepted = tuple(one for one in work_of(before).accepted if one.kind == "min_nights")
    work = TripWork(accepted=accepted, patches=work_of(before).patches, supposed=change.words)
    return replace(memory, intent=_INTENTS[mode], question=None, heard=heard, read_as=read_as, work=work)


def _of_question(
    memory: Memory,
    before: Memory,
    mode: Mode,
    begin: int,
    request: TravelRequest,
    facts: TravelFacts,
) -> Memory | None:
    """A supposition of the opposite; None where what is asked about is no part of a trip."""
    work = work_of(before)
    world = changed_world(facts.world, work.accepted)
    plan = before.outcome.content if isinstance(before.outcome, Plan) else None
    itinerary = plan.itinerary if isinstance(plan, TripPlan) else None
    target = target_in(memory.said[begin:], request, world, itinerary)
    if target is None:
        return None
    holds = target.holds if mode == "why not" else f"not ({target.holds})"
    supposed = target.words if mode == "why not" else f"without {target.words}"
    patch = patch_text({"set": {"constraints.supposed": {"that": holds}}})
    accepted = tuple(one for one in work.accepted if one.kind == "min_nights")
    assert before.heard is not None
    return replace(
        memory,
        intent=_INTENTS[mode],
        question=None,
        heard=replace(before.heard, request=request),
        read_as=f"Supposed: {supposed}",
        work=TripWork(accepted=accepted, patches=(*work.patches, patch), supposed=supposed),
    )


def _refuse_cheaper(said: str, before: Memory) -> None:
    """Whoever asks for a cheaper trip should know that this one is proved to be the cheapest.

    Raises:
        RequestError: that is asked.
    """
    plan = before.outcome
    if isinstance(plan, Plan) and plan.optimal and plan.value is not None and _CHEAPER.search(said):
        raise RequestError(
            f"No trip that keeps to these wishes costs less than {dollars(int(plan.value))}: that is proved. "
            "It would be cheaper with fewer or other wishes, on other dates, or shorter; ask for instance "
            "“what if we left a day later?”."
        )


def _not_an_edit(memory: Memory, mode: Mode, change: Edited, facts: TravelFacts, *, today: dt.date) -> Memory:
    """Something that changes nothing of the trip there is: perhaps the beginning of another one."""
    if mode == "do":
        reading = read_request(memory.said, facts.gazetteer, today=today)
        if isinstance(reading, Read):
            return _of_reading(memory, reading)
    unused = f" (what of {', '.join(change.unused_words)}?)" if change.unused_words else ""
    raise RequestError(
        f"That was not understood as a change of the trip{unused}. Say for instance: four people, budget "
        "1600, a day longer, no taxis, also Italian food, drop the no-flight rule, why not the cheaper "
        "hotel; or a whole new request."
    )
