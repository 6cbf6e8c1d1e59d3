"""The session file: a conversation as lines of JSON, each on the disk before the next step begins.

    {"kind": "session", "version": 1, "task": …, "settings": {…}}
    {"kind": "turn", "state": {…}}        a turn begins
    {"kind": "state", "state": {…}}       a step is done; the whole state of the turn
    {"kind": "ended", "turn": {…}}        the turn is over
    {"kind": "position", "position": 2}   undone or redone up to here
    {"kind": "call", …}                   a call of a language model, as it was sent and as it came back

Lines are only ever appended. The last one may be torn, where the process was killed while it was written;
it is then as if that line had not been written at all.

One program at a time may have a session open: two would write past each other. The lock ends with the
program, also with one that is killed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from certiplan.errors import SessionError, SessionInUseError
from certiplan.locking import FileInUseError, FileLock, lock_file

VERSION = 1


class SessionFile:
    """A session file, which no other program can have as long as this object lives or until it is closed.

    Args:
        path: the file; `create` or `open` make sure that it is one.
        lock: what keeps others away.
    """

    def __init__(self, path: Path, lock: FileLock | None = None) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def create(cls, path: Path, first: Mapping[str, object]) -> Self:
        """Begin a session.

        Raises:
            SessionError: the file exists already or cannot be written.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(exist_ok=False)
        except FileExistsError as error:
            raise SessionError(
                f"{path} exists already: resume it, or name another file for a new session"
            ) from error
        except OSError as error:
            raise _unwritable(path, error) from error
        session = cls(path, _locked(path))
        session.append({"kind": "session", "version": VERSION, **first})
        return session

    @classmethod
    def open(cls, path: Path) -> tuple[Self, list[dict[str, Any]]]:
        """Open a session that exists, and read its lines; a torn last line is cut off.

        Raises:
            SessionError: there is none, or a line of it is no line of a session.
            SessionInUseError: another program has it open.
        """
        lock = _locked(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise _unreadable(path, error) from error
        lines, end = _whole_lines(content, path)
        if end < len(content):
            try:
                os.truncate(path, end)
            except OSError as error:
                raise _unwritable(path, error) from error
        return cls(path, lock), lines

    def close(self) -> None:
        """Let other programs have it."""
        self._lock = None

    def append(self, line: Mapping[str, object]) -> None:
        """Write a line; it is on the disk when this returns.

        Raises:
            SessionError: it cannot be written, as on a full disk.
        """
        text = json.dumps(line, allow_nan=False, separators=(",", ":"))
        try:
            with self.path.open("ab") as stream:
                stream.write(f"{text}\n".encode())
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise _unwritable(self.path, error) from error


def _locked(path: Path) -> FileLock | None:
    try:
        return lock_file(path)
    except FileInUseError as error:
        raise SessionInUseError(path) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> SessionError:
    if isinstance(error, FileNotFoundError):
        return SessionError(f"there is no session {path}")
    return SessionError(f"{path}: the session cannot be read: {error.strerror}")


def _unwritable(path: Path, error: OSError) -> SessionError:
    return SessionError(f"{path}: the session cannot be written: {error.strerror}")


def _whole_lines(content: bytes, path: Path) -> tuple[list[dict[str, Any]], int]:
    """(the lines, where the last whole one ends)."""
    lines: list[dict[str, Any]] = []
    end = 0
    for number, raw in enumerate(_raw_lines(content), start=1):
        if not raw.endswith(b"\n"):
            break
        try:
            line = json.loads(raw)
        except ValueError as error:
            raise SessionError(f"{path}, line {number}: this is no JSON: {error}") from error
        if not isinstance(line, dict) or not isinstance(line.get("kind"), str):
            raise SessionError(f"{path}, line {number}: this is no line of a session")
        lines.append(line)
        end += len(raw)
    if not lines or lines[0]["kind"] != "session":
        raise SessionError(f"{path} is no session")
    if lines[0].get("version") != VERSION:
        raise SessionError(f"{path} is a session of version {lines[0].get('version')}, not {VERSION}")
    return lines, end


def _raw_lines(content: bytes) -> Iterator[bytes]:
    *whole, last = content.split(b"\n")
    yield from (line + b"\n" for line in whole)
    if last:
        yield last
