"""A request in words, written as a model document by a language model and checked by everything else.

One call for a clean request. What the check, the grounding and the lints say of a draft goes back as
findings, and the answer is a patch; after the last round the draft is good or there is an error that holds
it. Nothing that a model wrote is executed.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from certiplan.errors import FormalizationError, UsageError
from certiplan.formalizers.language_model.client import ChatClient
from certiplan.formalizers.language_model.conversation import Listeners, Message
from certiplan.formalizers.language_model.drafts import (
    Draft,
    GivenTables,
    Lint,
    first_draft,
    next_draft,
    tables_from_files,
)
from certiplan.formalizers.language_model.prompting import (
    chosen_examples,
    first_messages,
    repair_message,
    table_text,
)
from certiplan.formalizers.language_model.tables_shown import shown_rows
from certiplan.formalizers.lints import lint as default_lint
from certiplan.model.diagnostics import Diagnostic, has_errors
from certiplan.solvers.model import Model

_LONGEST_REQUEST = 200_000


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A request as a model that can be solved, or asks for what is missing.

    Attributes:
        document: as YAML text.
        findings: warnings and notes that are left.
        rounds: how many repairs it took.
        calls: answers that the model gave, those from the cache included.
    """

    request: str
    document: str
    model: Model
    findings: tuple[Diagnostic, ...]
    rounds: int
    calls: int

    @property
    def questions(self) -> tuple[tuple[str, str], ...]:
        """Parameters that have to be known first, each with what to ask."""
        return self.model.questions()


class LanguageModelReader:
    """Reads requests with a language model.

    Args:
        client: what asks the model.
        rounds: of repair, at most.
        lint: says what is odd about a draft; None: nothing is said.
        listeners: are told of drafts and findings; those of the client are its own.
    """

    def __init__(
        self,
        client: ChatClient,
        *,
        rounds: int = 2,
        lint: Lint | None = default_lint,
        listeners: Listeners | None = None,
    ) -> None:
        self.client = client
        self.rounds = rounds
        self._lint = lint
        self._listeners = listeners or client.listeners

    def read(
        self,
        request: str,
        *,
        tables: Mapping[str, Path] | None = None,
        stop: threading.Event | None = None,
    ) -> Reading:
        """The request as a checked model.

        Args:
            request: in any words.
            tables: files by the names that documents use; the model sees their header and a few rows.
            stop: checked while waiting for the model.

        Raises:
            FormalizationError: when the last draft still has errors.
            LanguageModelError, LanguageModelUnavailableError, BudgetSpentError, CancelledError: from asking.
            UsageError: for an empty or overlong request, or a table that cannot be read.
        """
        return self.start(request, tables=tables, stop=stop).reading

    def start(
        self,
        request: str,
        *,
        tables: Mapping[str, Path] | None = None,
        stop: threading.Event | None = None,
    ) -> Dialogue:
        """The same, with what is needed to go on from there."""
        if not request.strip():
            raise UsageError("the request is empty")
        if len(request) > _LONGEST_REQUEST:
            raise UsageError(
                f"the request has {len(request):,} characters; at most {_LONGEST_REQUEST:,} can be read"
            )
        given = tables_from_files(tables or {})
        shown = "".join(
            table_text(name, Path(given.files[name]).name, shown_rows(table), len(table))
            for name, table in given.tables.items()
        )
        examples = chosen_examples(request, with_tables=bool(given.tables))
        messages = first_messages(request, tables=shown, examples=examples)
        answer = self.client.ask(messages, stop=stop)
        draft = first_draft(answer.text, request, given, self._lint)
        self._tell(draft, 0)
        dialogue = Dialogue(
            reader=self, request=request, given=given, messages=messages, draft=draft, rounds=0, calls=1
        )
        return dialogue.repaired(stop)

    def _tell(self, draft: Draft, number: int) -> None:
        if self._listeners.draft is not None and draft.data is not None:
            self._listeners.draft(draft.text, number)
        if self._listeners.findings is not None:
            self._listeners.findings(draft.findings)


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """Where reading a request stands: the draft and what led to it. Each step gives a new one."""

    reader: LanguageModelReader
    request: str
    given: GivenTables
    messages: tuple[Message, ...]
    draft: Draft
    rounds: int
    calls: int

    @property
    def reading(self) -> Reading:
        """The draft as a reading.

        Raises:
            FormalizationError: if it has errors.
        """
        if self.draft.model is None or has_errors(self.draft.findings):
            raise FormalizationError(
                f"the document of {self.reader.client.name} still has mistakes after {self.rounds} repairs",
                document=self.draft.text,
                diagnostics=tuple(finding for finding in self.draft.findings if finding.severity == "error"),
            )
        return Reading(
            request=self.request,
            document=self.draft.text,
            model=self.draft.model,
            findings=self.draft.findings,
            rounds=self.rounds,
            calls=self.calls,
        )

    def repaired(self, stop: threading.Event | None) -> Dialogue:
        """After as many repairs as are needed and allowed; warnings alone are worth one round.

        A repair that makes a good draft worse is not taken.
        """
        here = self
        while here.rounds < here.reader.rounds:
            errors = has_errors(here.draft.findings)
            if not here.draft.to_repair or (not errors and here.rounds > 0):
                break
            question = repair_message(here.draft.to_repair, rewrite=here.draft.data is None)
            after = here.asked(question, stop)
            if after is None or (not errors and after.draft.model is None):
                break
            here = after
        return here

    def asked(self, question: Message, stop: threading.Event | None) -> Dialogue | None:
        """After one more call about the present draft; None if the answer leaves it as it is."""
        block = self.draft.text if self.draft.data is None else f"```yaml\n{self.draft.text}```"
        answer = self.reader.client.ask(
            [*self.messages, Message(role="assistant", content=block), question], stop=stop
        )
        draft = next_draft(answer.text, self.draft, self.request, self.given, self.reader._lint)
        if draft is None:
            return None
        self.reader._tell(draft, self.rounds + 1)
        return Dialogue(
            reader=self.reader,
            request=self.request,
            given=self.given,
            messages=self.messages,
            draft=draft,
            rounds=self.rounds + 1,
            calls=self.calls + 1,
        )
