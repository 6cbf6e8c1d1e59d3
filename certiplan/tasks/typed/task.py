"""A domain with typed requests as a task of the agents: its requests are JSON, given as text or as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from certiplan.agents import Outcome, PlanSettings, Question
from certiplan.errors import DataError, RequestError, UsageError
from certiplan.pictures import CalendarEntry, Page, to_terminal
from certiplan.tasks.typed.domain import Domain
from certiplan.tasks.typed.outcome_json import outcome_to_json
from certiplan.tasks.typed.outcome_page import outcome_page
from certiplan.tasks.typed.planning import plan_request

T = TypeVar("T", bound=BaseModel)
_MOST_FAULTS = 3


def read_request(text: str, request_type: type[T]) -> T:
    """A typed request from JSON text, or from the file that `@path` names.

    Raises:
        DataError: the file cannot be read.
        RequestError: the text is no JSON, or not a request of this type.
    """
    text = text.strip()
    where = ""
    if text.startswith("@"):
        path = Path(text[1:])
        where = f"{path}: "
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"the request cannot be read: {error}", path=path) from error
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RequestError(
            f"{where}expected the request as JSON, such as {{…}} or @request.json: {error}"
        ) from error
    try:
        return request_type.model_validate(data)
    except ValidationError as error:
        raise RequestError(f"{where}{_faults(error)}") from error


def _faults(error: ValidationError) -> str:
    faults = [
        f"{'.'.join(str(part) for part in fault['loc']) or 'the request'}: {fault['msg']}"
        for fault in error.errors()
    ]
    more = f"; and {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
    return "; ".join(faults[:_MOST_FAULTS]) + more


@dataclass(frozen=True)
class TypedTask:
    """A domain as a task; `domain.request_type.model_json_schema()` says what its requests look like."""

    domain: Domain[Any, Any]

    @property
    def name(self) -> str:
        """How it is called on the command line."""
        return self.domain.name

    def plan(self, text: str, settings: PlanSettings, *, previous: Question | None = None) -> Outcome:
        """Plan a request in JSON; see `certiplan.agents.task.Task.plan`."""
        if previous is not None:
            raise UsageError(f"{self.name} asks no questions")
        return plan_request(self.domain, read_request(text, self.domain.request_type), settings)

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """The outcome as JSON data."""
        return outcome_to_json(outcome)

    def show(self, outcome: Outcome) -> object:
        """The outcome as Rich prints it."""
        return to_terminal(self.page(outcome))

    def page(self, outcome: Outcome) -> Page:
        """The outcome as a page."""
        return outcome_page(self.domain, outcome)

    def calendar(self, outcome: Outcome) -> tuple[CalendarEntry, ...]:
        """Nothing of it has a date."""
        return ()
