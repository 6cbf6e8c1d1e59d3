"""How a conversation is begun."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ChatSettings:
    """What the command line says.

    Attributes:
        task: the planning domain; None lets the request decide.
        model: a language model such as "openai:…"; None reads offline.
        base_url: of a server that speaks the provider's protocol.
        data: a directory with the domain's data.
        solver: "auto" or the name of a backend.
        budget_s: for each turn, in seconds; None for no limit.
        sessions: the directory of the user's conversations.
        session: the file of this conversation; None names a new one in `sessions`.
        resume: go on with `session`, or, where that is None, with the latest in `sessions`.
        first: a request to begin with.
        theme: the colours.
    """

    sessions: Path
    task: str | None = None
    model: str | None = None
    base_url: str | None = None
    data: Path | None = None
    solver: str = "auto"
    budget_s: float | None = None
    session: Path | None = None
    resume: bool = False
    first: str | None = None
    theme: str | None = None
