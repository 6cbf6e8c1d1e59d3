"""What a model's answer holds: the document in it, or the JSON, with whatever stands around it taken off.

Nothing is guessed: text that was cut off is told apart from text that is whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?(</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*(?P<marks>`{3,}|~{3,})[ \t]*(?P<language>[\w+-]*)[^\n`]*$", re.MULTILINE)
_BEGINNING = re.compile(
    r"^(?:certiplan|title|requirements|data|sets|parameters|variables|define|constraints|objective"
    r"|set|remove|unchanged)[ \t]*:",
    re.MULTILINE,
)
_JSON_BEGINNING = re.compile(r"\{\s*\"")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


@dataclass(frozen=True, kw_only=True)
class Extracted:
    """The document's text in an answer.

    Attributes:
        whole: its fence was closed; text without a fence counts as whole.
    """

    text: str
    whole: bool


def document_text(answer: str) -> Extracted | None:
    """The last block of an answer that looks like a document or a patch; None if nothing does.

    Args:
        answer: a model's whole answer: thoughts, remarks, fenced blocks, or bare YAML or JSON.
    """
    text = _THINKING.sub("", answer.replace("\r\n", "\n")).lstrip("\ufeff")
    blocks = [block for block in _blocks(text) if _looks_right(block.text)]
    if blocks:
        return blocks[-1]
    start = _BEGINNING.search(text) or _JSON_BEGINNING.search(text)
    if start is None:
        return None
    return Extracted(text=text[start.start() :].rstrip() + "\n", whole=True)


def _blocks(text: str) -> Iterator[Extracted]:
    position = 0
    while opening := _FENCE.search(text, position):
        begin = opening.end() + 1
        closing = re.compile(rf"^[ \t]*{opening['marks']}[`~]*[ \t]*$", re.MULTILINE).search(text, begin)
        if closing is None:
            yield Extracted(text=text[begin:].rstrip() + "\n", whole=False)
            return
        yield Extracted(text=text[begin : closing.start()], whole=True)
        position = closing.end()


def _looks_right(block: str) -> bool:
    return bool(_BEGINNING.search(block)) or block.lstrip().startswith("{")


def json_value(answer: str) -> object | None:
    """The first JSON object or list in an answer, None if there is none that is whole.

    Commas before a closing bracket are forgiven, and brackets that are missing at the very end; a text or a
    number that breaks off is not.
    """
    text = _THINKING.sub("", answer).strip()
    candidates = [block.text.strip() for block in _blocks(text)]
    starts = [position for position in (text.find("{"), text.find("[")) if position >= 0]
    if starts:
        candidates.append(text[min(starts) :])
    for candidate in candidates:
        for attempt in (candidate, _TRAILING_COMMA.sub(r"\1", candidate)):
            found = _first_value(attempt)
            if found is not None:
                return found
    closed = _closed(candidates[-1]) if candidates else None
    return None if closed is None else _first_value(closed)


def _first_value(text: str) -> object | None:
    try:
        value, _ = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return None
    return value if isinstance(value, dict | list) else None


def _closed(text: str) -> str | None:
    """The text with its missing brackets; None if it breaks off within a text or after a comma or colon."""
    open_brackets: list[str] = []
    in_text = escaped = False
    for letter in text:
        if in_text:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                in_text = False
        elif letter == '"':
            in_text = True
        elif letter in "{[":
            open_brackets.append("}" if letter == "{" else "]")
        elif letter in "}]" and (not open_brackets or open_brackets.pop() != letter):
            return None
    bare = text.rstrip()
    if in_text or not open_brackets or not bare or bare[-1] not in '"}]':
        return None
    return bare + "".join(reversed(open_brackets))
