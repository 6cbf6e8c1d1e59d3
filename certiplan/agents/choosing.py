"""Which planning domain a request is for, where nobody says."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from certiplan.agents.task import PlanSettings, find_task

DEFAULT = "travel"
GENERAL = "general"


@runtime_checkable
class Recognizing(Protocol):
    """A domain that can tell whether a request is one of its own."""

    def recognizes(self, text: str, settings: PlanSettings) -> bool:
        """Whether the text is a request of this domain; tells quickly, and asks nobody."""


def chosen_task(text: str, settings: PlanSettings, *, chat_model: object | None = None) -> str:
    """The name of the domain for a request: travel where it is one of a trip, else general.

    Args:
        text: the request.
        settings: how to plan.
        chat_model: a language model that the settings do not name.
    """
    default = find_task(DEFAULT)
    if isinstance(default, Recognizing) and default.recognizes(text, settings):
        return DEFAULT
    return GENERAL
