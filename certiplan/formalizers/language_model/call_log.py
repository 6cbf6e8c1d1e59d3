"""Every call of a language model, raw, one JSON object a line."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from certiplan.formalizers.language_model.conversation import CallLog, Json


def jsonl_log(path: Path) -> CallLog:
    """A log that appends to a file; every record is on disk before the next thing happens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = threading.Lock()

    def write(record: dict[str, Json]) -> None:
        line = json.dumps(record, ensure_ascii=False) + "\n"
        with lock, path.open("a", encoding="utf-8", errors="surrogatepass") as file:
            file.write(line)
            file.flush()

    return write
