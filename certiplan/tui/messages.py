"""What widgets and workers tell the application: it alone acts on it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from certiplan.tui.desk.board import Board, PaneName


class Furnished(Message):
    """The screen stands with all its panes: what is heavy may be loaded."""


@dataclass
class BoardChanged(Message):
    """A worker has a new board."""

    board: Board


@dataclass
class Finished(Message):
    """A turn is over; `problem` says what went wrong, if anything."""

    board: Board
    problem: str | None = None


@dataclass
class Opened(Message):
    """A conversation is open, or could not be opened for the reason in `problem`."""

    board: Board | None
    problem: str | None = None


@dataclass
class Entered(Message):
    """The person sent what is in the input."""

    text: str


@dataclass
class WayChosen(Message):
    """The person takes a way out."""

    number: int


@dataclass
class ModelApplied(Message):
    """The person wants the edited document solved."""

    document: str


@dataclass
class ModelEdited(Message):
    """The document in the editor changed; its findings are wanted."""

    document: str


@dataclass
class FindingsReady(Message):
    """What the check says of a document, a line each, errors first."""

    document: str
    findings: tuple[str, ...]


@dataclass
class CodeWanted(Message):
    """The code pane is looked at and lacks the code of a document."""

    document: str
    target: str


@dataclass
class CodeReady(Message):
    """A document as code, or the reason why it cannot be."""

    document: str
    target: str
    code: str
    problem: str | None = None


@dataclass
class CopyWanted(Message):
    """A text is to go to the clipboard; `what` names it."""

    text: str
    what: str


@dataclass
class PaneWanted(Message):
    """A pane is to be shown."""

    pane: PaneName
