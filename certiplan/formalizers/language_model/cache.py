"""Answers that were paid for once, in a SQLite file: JSON texts by a hash of everything that was sent."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from certiplan.errors import UsageError
from certiplan.formalizers.language_model.conversation import Json, Message

_VERSION = 1


def cache_key(model: str, messages: Sequence[Message], settings: dict[str, Json]) -> str:
    """The hash of what is sent: the model with its address, the messages, the settings."""
    sent = [_VERSION, model, [message.to_json() for message in messages], settings]
    text = json.dumps(sent, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class AnswerCache:
    """Answers by key. Safe to share between threads and processes.

    Args:
        path: the file; it is made if it is not there.

    Raises:
        UsageError: for a file that cannot be opened as a cache.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._connection() as connection:
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL)"
                )
        except (OSError, sqlite3.Error) as error:
            raise UsageError(f"{path}: this cannot be used as a cache of answers: {error}") from error

    def get(self, key: str) -> dict[str, Json] | None:
        """The answer kept under a key; None if there is none, or none that can be read."""
        with self._connection() as connection:
            row = connection.execute("SELECT answer FROM answers WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        try:
            answer = json.loads(row[0])
        except ValueError:
            return None
        return answer if isinstance(answer, dict) else None

    def put(self, key: str, answer: dict[str, Json]) -> None:
        """Keep an answer."""
        text = json.dumps(answer, ensure_ascii=False)
        with self._connection() as connection:
            connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", (key, text))

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        # A connection for each use: none is left open in a thread that nobody joins.
        with self._lock:
            connection = sqlite3.connect(self.path, timeout=30)
            try:
                with connection:
                    yield connection
            finally:
                connection.close()
