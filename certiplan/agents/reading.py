"""Language models as the agents use them: opened once, their calls in the session, what they do as events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from certiplan.agents.events import Noticed, TokenDelta, Usage
from certiplan.agents.steps import Tools
from certiplan.agents.task import PlanSettings
from certiplan.errors import CertiplanError, FormalizationError

if TYPE_CHECKING:
    from certiplan.agents.general.model_edits import ModelEdit
    from certiplan.formalizers.language_model import CallUsage, ChatClient, LanguageModelReader


def usage_event(usage: CallUsage) -> Usage:
    """What one call of a language model used, as an event."""
    return Usage(
        model=usage.model,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cached=usage.cached,
        cost_usd=usage.cost_usd,
        seconds=usage.seconds,
    )


@dataclass(frozen=True, kw_only=True)
class ModelReading:
    """A request as a document.

    Attributes:
        document: as YAML text.
        notes: what the person should know of how it was read.
        question: what has to be asked first, where several readings disagree.
    """

    document: str
    notes: tuple[str, ...] = ()
    question: str | None = None


class Readers:
    """Opens the language model that the settings name, when it is first needed.

    Args:
        settings: which model, and how many readings.
        chat_model: a LangChain chat model instead.
    """

    def __init__(self, settings: PlanSettings, chat_model: object | None = None) -> None:
        self._settings = settings
        self._chat_model = chat_model

    @property
    def available(self) -> bool:
        """Whether there is a language model."""
        return self._chat_model is not None or self._settings.model is not None

    def client(self, tools: Tools, *, cached: bool = True) -> ChatClient:
        """What asks the model, with its events and its log.

        Raises:
            LanguageModelUnavailableError: the model cannot be opened.
        """
        from certiplan.formalizers.language_model import AnswerCache, ChatClient, Listeners

        emit = tools.emit
        model = self._chat_model if self._chat_model is not None else self._settings.model
        return ChatClient(
            model,  # type: ignore[arg-type]  # what is no chat model is refused there, with words
            base_url=self._settings.base_url,
            cache=None if tools.answers is None or not cached else AnswerCache(tools.answers),
            log=tools.calls,
            listeners=Listeners(
                text=lambda text: emit(TokenDelta(text=text)),
                usage=lambda usage: emit(usage_event(usage)),
                asking=lambda name: emit(Noticed(words=f"asking {name}")),
                notice=lambda words: emit(Noticed(words=words)),
            ),
        )

    def reader(self, tools: Tools, *, cached: bool = True) -> LanguageModelReader:
        """What has documents written."""
        from certiplan.formalizers.language_model import LanguageModelReader

        return LanguageModelReader(self.client(tools, cached=cached))

    def read(self, request: str, tools: Tools) -> ModelReading:
        """A request as a document; several readings are compared by what they come to.

        Raises:
            FormalizationError: no reading is without errors.
            LanguageModelError, LanguageModelUnavailableError, BudgetSpentError, CancelledError: from asking.
        """
        from certiplan.formalizers.language_model import formalize

        stop = tools.clock.limits.stop

        def one(number: int) -> ModelReading:
            # The same question has the same answer in the cache: further readings are asked for anew.
            reader = self.reader(tools, cached=number == 0)
            found = formalize(
                reader, request, solver=self._settings.solver, solve_options=tools.solve_options(), stop=stop
            )
            return ModelReading(document=found.reading.document)

        if self._settings.samples <= 1:
            return one(0)
        return _agreed(one, self._settings, tools)

    def edit(self, said: str, document: str, texts: tuple[str, ...], tools: Tools) -> ModelEdit:
        """A document after what a person said.

        Raises:
            RequestError: it cannot be told what they mean.
            FormalizationError: the edit has errors.
            LanguageModelError, LanguageModelUnavailableError, BudgetSpentError, CancelledError: from asking.
        """
        from certiplan.agents.general.model_edits import model_edit

        return model_edit(self.reader(tools), said, document, texts, stop=tools.clock.limits.stop)


def _agreed(one: Callable[[int], ModelReading], settings: PlanSettings, tools: Tools) -> ModelReading:
    """The reading that most agree with; a question where they do not."""
    from certiplan.formalizers.agreement import AgreementOptions, compare
    from certiplan.solvers.explain.clock import Limits
    from certiplan.solvers.model import Model

    readings: list[ModelReading] = []
    failure: CertiplanError | None = None
    for number in range(settings.samples):
        try:
            readings.append(one(number))
        except FormalizationError as error:
            failure = error
            tools.emit(Noticed(words=f"reading {number + 1} of {settings.samples} has errors: {error}"))
    if not readings:
        assert failure is not None
        raise failure
    models = [Model.load(reading.document) for reading in readings]
    limits = Limits(time_limit_s=120.0, check_limit_s=20.0, stop=tools.clock.limits.stop)
    agreement = compare(models, AgreementOptions(limits=limits, solver=settings.solver))
    chosen = readings[agreement.choice or 0]
    if agreement.verdict == "split" and agreement.difference is not None:
        return ModelReading(
            document=chosen.document,
            notes=(agreement.words,),
            question=f"{agreement.difference.question} {agreement.difference.words}",
        )
    notes = () if agreement.verdict == "unanimous" else (agreement.words,)
    return ModelReading(document=chosen.document, notes=notes)
