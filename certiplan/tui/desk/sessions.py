"""Where conversations are kept, and which there are.

Every conversation is a file of its own in the user's data directory, as the platform has it;
`CERTIPLAN_SESSIONS` names another directory.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path

from certiplan.locking import is_in_use

SUFFIX = ".jsonl"
MAX_TITLE = 72


@dataclass(frozen=True, kw_only=True)
class KeptSession:
    """A conversation that can be gone on with.

    Attributes:
        path: its file.
        title: how it began.
        changed: when, in local time.
        turns: how many it has.
        elsewhere: whether another program has it open.
    """

    path: Path
    title: str
    changed: dt.datetime
    turns: int
    elsewhere: bool = False


def sessions_directory() -> Path:
    """The directory of the user's conversations; it need not exist."""
    given = os.environ.get("CERTIPLAN_SESSIONS")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_data_path  # only who keeps sessions needs it

    return user_data_path("certiplan", appauthor=False) / "sessions"


def new_session(directory: Path, *, now: dt.datetime) -> Path:
    """A file for a new conversation, which does not exist yet."""
    stem = f"{now:%Y-%m-%d-%H%M%S}"
    path = directory / f"{stem}{SUFFIX}"
    number = 1
    while path.exists():
        number += 1
        path = directory / f"{stem}-{number}{SUFFIX}"
    return path


def kept_sessions(directory: Path) -> tuple[KeptSession, ...]:
    """The conversations of a directory in which something was said, the latest first.

    Files that cannot be read are left out.
    """
    found = []
    for path in directory.glob(f"*{SUFFIX}") if directory.is_dir() else ():
        try:
            changed = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            title, turns = _title_and_turns(path)
        except OSError:
            continue
        if turns:
            found.append(
                KeptSession(path=path, title=title, changed=changed, turns=turns, elsewhere=is_in_use(path))
            )
    return tuple(sorted(found, key=lambda session: (session.changed, session.path.name), reverse=True))


def latest_session(directory: Path) -> Path | None:
    """The conversation that was changed last."""
    kept = kept_sessions(directory)
    return kept[0].path if kept else None


def _title_and_turns(path: Path) -> tuple[str, int]:
    """What a conversation began with, and how many turns it took."""
    title, turns = "", 0
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            # Most lines are long states of no interest here: they are not even parsed.
            if '"kind"' in line[:64] and '"turn"' in line[:64]:
                turns += 1
                title = title or _said(line)
    return title or path.stem, turns


def _said(line: str) -> str:
    """The words of the person with which a turn begins."""
    try:
        said = json.loads(line)["memory"]["said"]
    except (ValueError, LookupError, TypeError):
        return ""
    short = " ".join(str(said).split())
    return short if len(short) <= MAX_TITLE else f"{short[: MAX_TITLE - 1].rstrip()}…"
