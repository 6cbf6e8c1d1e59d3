"""Who reads a request for a trip: rules, or a language model with the rules behind it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from certiplan.errors import BudgetSpentError, LanguageModelError, LanguageModelUnavailableError
from certiplan.tasks.travel.facts import TravelFacts
from certiplan.tasks.travel.reader import Missing, Reading, continue_reading, read_request

if TYPE_CHECKING:
    from certiplan.formalizers.language_model import ChatClient


class TripReading(Protocol):
    """Reads what a person says of a trip."""

    def request(self, text: str) -> Reading:
        """Read a request.

        Raises:
            RequestError: it is impossible.
        """

    def reply(self, question: Missing, text: str) -> Reading:
        """Read the reply to a question.

        Raises:
            RequestError: the request is impossible with this reply.
        """


@dataclass(frozen=True, kw_only=True)
class ReadingByRules:
    """Reads by rules and names; asks nobody.

    Attributes:
        today: dates without a year are the next such dates from today on.
    """

    facts: TravelFacts = field(repr=False)
    today: dt.date

    def request(self, text: str) -> Reading:
        """See `TripReading`."""
        return read_request(text, self.facts.gazetteer, today=self.today)

    def reply(self, question: Missing, text: str) -> Reading:
        """See `TripReading`."""
        return continue_reading(question, text, self.facts.gazetteer, today=self.today)


@dataclass(frozen=True, kw_only=True)
class ReadingByModel:
    """Has a language model read; where that gives nothing, reads by rules and says so.

    Attributes:
        client: opens what asks the model.
        notice: is told that the rules read instead.
    """

    rules: ReadingByRules
    client: Callable[[], ChatClient] = field(repr=False)
    notice: Callable[[str], None] = field(repr=False)
    stop: threading.Event = field(default_factory=threading.Event, repr=False)

    def request(self, text: str) -> Reading:
        """See `TripReading`."""
        return self._asked(text, None, lambda: self.rules.request(text))

    def reply(self, question: Missing, text: str) -> Reading:
        """See `TripReading`: the model reads all that was said again, with the reply."""
        whole = f"{question.text}\n{text}"
        return self._asked(whole, question.question, lambda: self.rules.reply(question, text))

    def _asked(self, text: str, asked: str | None, by_rules: Callable[[], Reading]) -> Reading:
        from certiplan.tasks.travel.model_reading import read_with_model

        try:
            return read_with_model(
                text, self.client(), self.rules.facts, today=self.rules.today, asked=asked, stop=self.stop
            )
        except (LanguageModelError, LanguageModelUnavailableError, BudgetSpentError) as error:
            words = f"the language model gave no reading ({error}); the trip was read by rules"
        self.notice(words)
        reading = by_rules()
        note = f"{words[0].upper()}{words[1:]}."
        return replace(reading, assumptions=tuple(dict.fromkeys((*reading.assumptions, note))))
