"""The conversation in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certiplan.tui.desk.settings import ChatSettings

__all__ = ["run_chat"]


def run_chat(settings: ChatSettings) -> None:
    """Talk until the person leaves."""
    from certiplan.tui.app import ChatApp

    ChatApp(settings).run()
