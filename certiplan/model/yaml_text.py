"""YAML 1.2 (core schema) and JSON into plain data: `no` is text, `0.7` is exactly 7/10, tags are refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import yaml

from certiplan.model.diagnostics import Diagnostic, ExpressionError
from certiplan.model.parser import exact_number
from certiplan.model.yaml_faults import explained

Data: TypeAlias = bool | int | Fraction | str | list["Data"] | dict[str, "Data"] | None

MAX_CHARACTERS = 50_000_000
MAX_DEPTH = 60
MAX_LINE_DEPTH = 5
"""Lines are kept of every element and its keys, and of what lies deeper and on a line of its own."""
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_JSON_START = re.compile(r"\ufeff?\s*\{\s*[\"}]")
_PLAIN: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """Plain data and, by path such as ("constraints", "oven"), the line on which an entry begins.

    Positions in lists count from 1.
    """

    data: Data
    lines: Mapping[tuple[str, ...], int]


class TextError(Exception):
    """A text that is not YAML or JSON of the allowed kind."""

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        *,
        expected: str = "YAML 1.2 or JSON",
    ) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(
            severity="error",
            code="syntax",
            element="document",
            message=message,
            column=column,
            line=line,
            expected=expected,
        )


def parse_text(text: str) -> Parsed:
    """Data from YAML or JSON text (JSON when it begins with a brace and a quoted key).

    Raises:
        TextError: with the line.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextError(f"the document has {len(text):,} characters; at most {MAX_CHARACTERS:,} can be read")
    # An object of JSON begins with a quoted key; YAML may begin with a brace too.
    if _JSON_START.match(text):
        return _parse_json(text)
    return _parse_yaml(text)


def _parse_yaml(text: str) -> Parsed:
    """Data from the parser's events: its trees of nodes are built without a limit to their depth."""
    lines: dict[tuple[str, ...], int] = {}
    loader = yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader
    try:
        events = iter(yaml.parse(text, Loader=loader))
        data: Data = None
        count = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                count += 1
                if count > 1:
                    raise TextError("a second document begins here", _line(event))
            elif isinstance(event, yaml.NodeEvent):
                data = _value(event, events, (), lines)
        return Parsed(data=data, lines=lines)
    except yaml.MarkedYAMLError as error:
        fault = explained(error, text)
        raise TextError(fault.message, fault.line, fault.column, expected=fault.expected) from error
    except yaml.YAMLError as error:
        raise TextError(f"this is not YAML: {error}") from error
    except ValueError as error:
        # The parser encodes the text; half a surrogate pair cannot be.
        raise TextError("the document holds a character that cannot be read") from error


def _line(event: yaml.Event) -> int | None:
    return None if event.start_mark is None else event.start_mark.line + 1


def _value(
    event: yaml.Event,
    events: Iterator[yaml.Event],
    path: tuple[str, ...],
    lines: dict[tuple[str, ...], int],
    above: int | None = None,
) -> Data:
    """The data that begins with an event, and the lines of what is in it.

    Args:
        above: the line that is known for it already.
    """
    line = _line(event)
    if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) or event.anchor:
        raise TextError("anchors and aliases are not allowed: quote texts that begin with & or *", line)
    if event.tag is not None and event.tag != "!":
        raise TextError(f"the tag {event.tag} is not allowed: quote texts that begin with !", line)
    if len(path) > MAX_DEPTH:
        raise TextError("the document is nested too deeply", line)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, line)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Data] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            at = _line(item)
            if at is not None and at != above and len(path) < MAX_LINE_DEPTH:
                lines[(*path, str(len(items) + 1))] = at
            items.append(_value(item, events, (*path, str(len(items) + 1)), lines, at))
        return items
    data: dict[str, Data] = {}
    while not isinstance(key_event := next(events), yaml.MappingEndEvent):
        at = _line(key_event)
        if not isinstance(key_event, yaml.ScalarEvent):
            raise TextError("a key must be a word or a number", at)
        key = str(key_event.value)
        if key in data:
            raise TextError(
                f"the key {key!r} stands here a second time", at, expected="each key once, with all it holds"
            )
        if at is not None and (len(path) < 3 or (len(path) < MAX_LINE_DEPTH and at != above)):
            lines[(*path, key)] = at
        data[key] = _value(next(events), events, (*path, key), lines, at)
    return data


def _scalar(event: yaml.ScalarEvent, line: int | None) -> Data:
    text: str = event.value
    if event.style:  # plain is "" for the C loader, None for the other
        return text
    if text in _PLAIN:
        return _PLAIN[text]
    if _NUMBER.fullmatch(text):
        try:
            return -exact_number(text[1:]) if text[0] == "-" else exact_number(text.lstrip("+"))
        except ExpressionError as error:
            raise TextError(error.message, line) from error
    return text


def _parse_json(text: str) -> Parsed:
    def number(literal: str) -> Data:
        negative = literal.startswith("-")
        value = exact_number(literal.lstrip("-"))
        return -value if negative else value

    def pairs(items: list[tuple[str, Data]]) -> dict[str, Data]:
        data = dict(items)
        if len(data) < len(items):
            seen: set[str] = set()
            twice = next(key for key, _ in items if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            raise TextError(f"the key {twice!r} stands twice in one object")
        return data

    def refuse(name: str) -> Any:
        raise TextError(f"{name} is not a number of JSON")

    try:
        data = json.loads(
            text.lstrip("\ufeff"),
            parse_float=number,
            parse_int=number,
            parse_constant=refuse,
            object_pairs_hook=pairs,
        )
    except json.JSONDecodeError as error:
        raise TextError(f"this is not JSON: {error.msg}", error.lineno, error.colno) from error
    except ExpressionError as error:
        raise TextError(error.message) from error
    except RecursionError as error:
        raise TextError("the document is nested too deeply") from error
    return Parsed(data=data, lines={})
