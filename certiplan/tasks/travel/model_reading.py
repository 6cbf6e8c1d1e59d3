"""A request for a trip read by a language model: typed fields with quotes, and wishes as constraints.

What the model writes is data. Quotes have to be in the request, places in the world, and constraints have to
pass every check of a model document; what does not goes back to the model, twice at most, and what is still
wrong then is said to the person and left out. What the fields come to, which of them are missing, and what is
presumed, is settled as for a request that was read by rules.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Final, TypeVar

from certiplan.formalizers.language_model.mending import exact_words
from certiplan.tasks.travel.extra_wishes import extra_wish, faults_of
from certiplan.tasks.travel.facts import TravelFacts
from certiplan.tasks.travel.model_answer import Remark, Said, TripAnswer
from certiplan.tasks.travel.reader.facts import Facts, Found, Place
from certiplan.tasks.travel.reader.gazetteer import Gazetteer
from certiplan.tasks.travel.reader.reading import Missing, Reading, conclude, refuse_unreadable
from certiplan.tasks.travel.reader.tokens import Span
from certiplan.tasks.travel.request import ExtraWish

if TYPE_CHECKING:
    from certiplan.formalizers.language_model import ChatClient, Message

TRIP_PROMPT_VERSION: Final = 2
"""Goes up when the prompt changes in a way that may change answers."""

_PROMPT = "prompts/trip.md"
_REPAIRS = 2
T = TypeVar("T")


def read_with_model(
    text: str,
    client: ChatClient,
    facts: TravelFacts,
    *,
    today: dt.date,
    asked: str | None = None,
    stop: threading.Event | None = None,
) -> Reading:
    """What a language model takes a request to say; one call where its answer has no faults.

    Args:
        text: the request, and what was said after it, a line each.
        client: what asks.
        facts: the world and its names.
        today: what dates without a year are after.
        asked: the question that the last line of the text replies to.
        stop: checked while waiting.

    Raises:
        RequestError: the request is impossible as such.
        LanguageModelError, LanguageModelUnavailableError, BudgetSpentError, CancelledError: from asking.
    """
    from certiplan.formalizers.language_model import Message, ask_for

    refuse_unreadable(text)
    messages = list(_messages(text, facts.gazetteer, today, asked))
    for rounds_left in reversed(range(_REPAIRS + 1)):
        answer = ask_for(client, messages, TripAnswer, stop=stop)
        taken = _taken(answer, text, facts)
        if not taken.faults or not rounds_left:
            break
        client.notice(f"{client.name}: {len(taken.faults)} parts of its reading do not fit; asking again")
        messages += [
            Message(role="assistant", content=answer.model_dump_json(by_alias=True, exclude_defaults=True)),
            Message(role="user", content=_repair(taken.faults)),
        ]
    return _with_remarks(taken)


def _messages(text: str, gazetteer: Gazetteer, today: dt.date, asked: str | None) -> Iterator[Message]:
    from certiplan.formalizers.language_model import Message

    prompt = files("certiplan.tasks.travel").joinpath(_PROMPT).read_text(encoding="utf-8")
    prompt = prompt.replace("{today}", f"{today:%A}, {today.isoformat()}")
    yield Message(role="system", content=prompt.replace("{cuisines}", ", ".join(sorted(gazetteer.cuisines))))
    if asked is not None:
        note = f"The last line of the request replies to this question, and wins over what is above: {asked}"
        yield Message(role="system", content=note)
    yield Message(role="user", content=text)


def _repair(faults: Sequence[_Fault]) -> str:
    listed = "\n".join(f"- {fault.quote!r}: {fault.words}" for fault in faults)
    return (
        f"These parts do not fit:\n{listed}\nAnswer again, whole. Leave out what the request does not say; "
        "what the model has nothing to say with is not_possible."
    )


# ---------------------------------------------------------------- what an answer comes to


@dataclass(frozen=True, kw_only=True)
class _Fault:
    """What is wrong with one part of an answer, for the model and for the person."""

    quote: str
    words: str
    short: str


@dataclass(frozen=True, kw_only=True)
class _Taken:
    """What is taken of an answer.

    Attributes:
        reading: without the wishes that have faults.
        unused: what is left out, each with why.
        held: what every trip meets, each with why.
    """

    reading: Reading
    faults: tuple[_Fault, ...]
    unused: tuple[str, ...]
    held: tuple[str, ...]


def _taken(answer: TripAnswer, text: str, facts: TravelFacts) -> _Taken:
    fields = _Fields(text, facts.gazetteer)
    reading = conclude(text, fields.facts(answer))
    faults = fields.faults
    if not isinstance(reading, Missing):
        wishes: list[ExtraWish] = []
        for stated in answer.extra:
            quote = fields.exact(stated.quote)
            if quote is not None:
                wishes.append(extra_wish(stated, quote, [wish.name for wish in wishes]))
        request = reading.request.model_copy(update={"extras": tuple(wishes)})
        wrong = faults_of(request, facts.world)
        for wish in wishes:
            if wish.name in wrong:
                faults.append(
                    _Fault(quote=wish.quote, words=wrong[wish.name], short="no constraint without errors")
                )
        kept = tuple(wish for wish in wishes if wish.name not in wrong)
        reading = replace(reading, request=request.model_copy(update={"extras": kept}))
    return _Taken(
        reading=reading,
        faults=tuple(faults),
        unused=tuple(_remarks(answer.not_possible, text)),
        held=tuple(_remarks(answer.holds_anyway, text)),
    )


def _remarks(remarks: Iterable[Remark], text: str) -> Iterator[str]:
    for remark in remarks:
        quote = remark.quote if remark.quote in text else exact_words(remark.quote, text) or remark.quote
        yield f"“{' '.join(quote.split())}” ({' '.join(remark.why.split()).rstrip('.')})"


def _with_remarks(taken: _Taken) -> Reading:
    left_out = (f"“{' '.join(fault.quote.split())}” ({fault.short})" for fault in taken.faults)
    reading = taken.reading
    return replace(
        reading,
        unused_words=tuple(dict.fromkeys((*reading.unused_words, *taken.unused, *left_out))),
        assumptions=(*reading.assumptions, *(f"Every trip meets {words}." for words in taken.held)),
    )


class _Fields:
    """Fields of an answer as facts that were read from a text."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self._text = text
        self._gazetteer = gazetteer
        self._unknown: list[str] = []
        self.faults: list[_Fault] = []

    def exact(self, quote: str) -> str | None:
        """The words of the text that a quote means; None, and a fault, where there are none."""
        exact = quote if quote and quote in self._text else exact_words(quote, self._text)
        if exact is None:
            self._fault(quote, "this quote is not in the request", "the request does not say so")
        return exact

    def facts(self, answer: TripAnswer) -> Facts:
        """What the answer's fields come to."""
        origin = self._place(answer.origin, is_state=False)
        destination = self._place(answer.destination, is_state=answer.destination_is_state)
        days = self._found(answer.day_count)
        return Facts(
            origin=origin,
            destination=destination,
            start=self._found(answer.start),
            end=self._found(answer.end),
            day_counts=() if days is None else (days,),
            city_count=self._counted(answer.city_count),
            people=self._counted(answer.people),
            plural=answer.several_people,
            budget_usd=self._counted(answer.budget_usd),
            budget_per_day=answer.budget_per_day,
            budget_per_person=answer.budget_per_person,
            cuisines=tuple(self._cuisines(answer.cuisines)),
            room=self._found(answer.room),
            house_rules=self._all(answer.house_rules),
            transport=self._all(answer.transport),
            complete_days=None
            if answer.complete_days is None or not answer.complete_days.value
            else self._found(answer.complete_days),
            unknown_places=tuple(self._unknown),
        )

    def _fault(self, quote: str, words: str, short: str) -> None:
        self.faults.append(_Fault(quote=quote, words=words, short=short))

    def _found(self, said: Said[T] | None) -> Found[T] | None:
        if said is None:
            return None
        exact = self.exact(said.quote)
        if exact is None:
            return None
        start = self._text.find(exact)
        return Found(value=said.value, spans=(Span(start, start + len(exact)),))

    def _all(self, several: Iterable[Said[T]]) -> tuple[Found[T], ...]:
        found: dict[T, Found[T]] = {}
        for said in several:
            one = self._found(said)
            if one is not None:
                found.setdefault(one.value, one)
        return tuple(found.values())

    def _counted(self, said: Said[int] | None) -> Found[int] | None:
        if said is not None and said.value < 1:
            self._fault(said.quote, f"{said.value} is not above 0", f"{said.value} is not above 0")
            return None
        return self._found(said)

    def _cuisines(self, several: Iterable[Said[str]]) -> Iterator[Found[str]]:
        seen: set[str] = set()
        for said in several:
            known = self._gazetteer.cuisine_named(said.value)
            if known is None:
                why = f"no restaurant here serves {said.value}"
                self._fault(said.quote, f"{why}; see the list of cuisines", why)
            elif known not in seen:
                found = self._found(said)
                if found is not None:
                    seen.add(known)
                    yield replace(found, value=known)

    def _place(self, said: Said[str] | None, *, is_state: bool) -> Found[Place] | None:
        found = self._found(said)
        if found is None:
            return None
        name = found.value.split(",")[0].strip()
        meant = self._gazetteer.named(name)
        near: tuple[str, ...] = ()
        notes: tuple[str, ...] = ()
        if meant is None:
            meant, near = self._gazetteer.nearest(name)
            notes = () if meant is None else (f"“{name}” is taken for {meant.shown}.",)
        if meant is None:
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            self._unknown.append(f"'{name}' is not known here{hint}")
            return None
        if meant.state is not None and (is_state or meant.city is None):
            place = Place(name=meant.state, is_state=True)
        else:
            assert meant.city is not None
            place = Place(name=meant.city, is_state=False, or_state=meant.state)
        return Found(value=place, spans=found.spans, assumptions=notes)
