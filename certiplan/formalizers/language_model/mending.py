"""Mends of a draft that need no second opinion: exact quotes, the request, tables that were given.

Each is a pure function from plain data to plain data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from certiplan.model.yaml_text import Data

_LIKE_ENOUGH = 90.0
_SHORTEST_FUZZY = 12
_LETTERS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "\u00a0": " "}
)


def with_request(data: dict[str, Data], request: str) -> dict[str, Data]:
    """The draft with the person's words as its `request`, whatever it said there itself."""
    head: dict[str, Data] = {"certiplan": 1}
    if "title" in data:
        head["title"] = data["title"]
    head["request"] = request
    return {
        **head,
        **{key: value for key, value in data.items() if key not in ("certiplan", "title", "request")},
    }


def with_tables(data: dict[str, Data], files: Mapping[str, str]) -> dict[str, Data]:
    """The draft with each given table declared, with its file; what the draft says of key and types stays."""
    if not files:
        return data
    declared = data.get("data")
    tables: dict[str, Data] = dict(declared) if isinstance(declared, dict) else {}
    for name, file in files.items():
        own = tables.get(name)
        kept = (
            {key: value for key, value in own.items() if key in ("key", "types", "rename", "note")}
            if isinstance(own, dict)
            else {}
        )
        tables[name] = {"file": file, **kept}
    return {**data, "data": tables}


def with_exact_quotes(data: dict[str, Data], request: str) -> dict[str, Data]:
    """The draft with quotes that are nearly in the request replaced by the request's own words."""
    requirements = data.get("requirements")
    if not isinstance(requirements, dict):
        return data
    mended: dict[str, Data] = {}
    for name, requirement in requirements.items():
        quote = requirement.get("quote") if isinstance(requirement, dict) else None
        if isinstance(requirement, dict) and isinstance(quote, str) and quote not in request:
            exact = exact_words(quote, request)
            mended[name] = requirement if exact is None else {**requirement, "quote": exact}
        else:
            mended[name] = requirement
    return {**data, "requirements": mended}


def exact_words(quote: str, request: str) -> str | None:
    """The part of the request that a quote means; None where none is like it.

    Differences in capitals, white space and typographic marks never count; of other letters and signs one in
    ten may differ, but no digit.
    """
    bare_request, positions = _bare(request)
    bare_quote, _ = _bare(quote.strip().strip("\"'").rstrip("."))
    if not bare_quote:
        return None
    start = bare_request.find(bare_quote)
    if start >= 0:
        return _slice(request, positions, start, start + len(bare_quote))
    if len(bare_quote) < _SHORTEST_FUZZY or len(bare_quote) > len(bare_request):
        return None
    found = fuzz.partial_ratio_alignment(bare_quote, bare_request, score_cutoff=_LIKE_ENOUGH)
    if found is None:
        return None
    words = _slice(request, positions, found.dest_start, found.dest_end)
    return words if _digits(words) == _digits(quote) else None


def _slice(request: str, positions: Sequence[int], start: int, end: int) -> str:
    """The request's own words from one bare position to another, widened to whole words."""
    first, last = positions[start], positions[end - 1] + 1
    while first > 0 and request[first - 1].isalnum() and request[first].isalnum():
        first -= 1
    while last < len(request) and request[last].isalnum() and request[last - 1].isalnum():
        last += 1
    return request[first:last]


def _bare(text: str) -> tuple[str, list[int]]:
    """The text without white space, in small letters and plain marks; and where each letter came from."""
    letters: list[str] = []
    positions: list[int] = []
    for position, letter in enumerate(text):
        plain = unicodedata.normalize("NFKC", letter).translate(_LETTERS).lower()
        for part in plain:
            if not part.isspace():
                letters.append(part)
                positions.append(position)
    return "".join(letters), positions


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
