"""YAML 1.2 (core schema) and JSON into plain data: `no` is text, `0.7` is exactly 7/10, tags are refused."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import yaml

from certiplan.model.diagnostics import Diagnostic, ExpressionError
from certiplan.model.parser import exact_number

Data: TypeAlias = bool | int | Fraction | str | list["Data"] | dict[str, "Data"] | None

MAX_CHARACTERS = 50_000_000
MAX_DEPTH = 60
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_PLAIN: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """Plain data and, by path such as ("constraints", "oven"), the line on which an entry begins."""

    data: Data
    lines: Mapping[tuple[str, ...], int]


class TextError(Exception):
    """A text that is not YAML or JSON of the allowed kind."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(
            severity="error",
            code="syntax",
            element="document",
            message=message,
            column=column,
            line=line,
            expected="YAML 1.2 or JSON",
        )


def parse_text(text: str) -> Parsed:
    """Data from YAML or JSON text (JSON when it begins with a brace).

    Raises:
        TextError: with the line.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextError(f"the document has {len(text):,} characters; at most {MAX_CHARACTERS:,} can be read")
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _parse_json(text)
    loader = yaml.CSafeLoader(text) if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader(text)
    lines: dict[tuple[str, ...], int] = {}
    try:
        _refuse_aliases(text)
        node = loader.get_single_node()
        return Parsed(data=None if node is None else _plain(node, (), lines), lines=lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = None if mark is None else mark.line + 1
        raise TextError(
            error.problem or "this is not YAML", line, None if mark is None else mark.column + 1
        ) from error
    except yaml.YAMLError as error:
        raise TextError(f"this is not YAML: {error}") from error
    except RecursionError as error:
        raise TextError("the document is nested too deeply") from error
    finally:
        loader.dispose()


def _refuse_aliases(text: str) -> None:
    if "*" not in text and "&" not in text and "!" not in text:
        return
    loader = yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise TextError("anchors and aliases are not allowed: quote texts that begin with & or *", line)
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            raise TextError(f"the tag {tag} is not allowed: quote texts that begin with !", line)


def _plain(node: yaml.Node, path: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> Data:
    line = node.start_mark.line + 1
    if len(path) > MAX_DEPTH:
        raise TextError("the document is nested too deeply", line)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, line)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, str(k)), lines) for k, item in enumerate(node.value)]
    assert isinstance(node, yaml.MappingNode)
    data: dict[str, Data] = {}
    for key_node, value_node in node.value:
        at = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise TextError("a key must be a word or a number", at)
        key = str(key_node.value)
        if key in data:
            raise TextError(f"the key {key!r} stands here a second time", at)
        if len(path) < 3:
            lines[(*path, key)] = at
        data[key] = _plain(value_node, (*path, key), lines)
    return data


def _scalar(node: yaml.ScalarNode, line: int) -> Data:
    text: str = node.value
    if node.style:  # plain is "" for the C loader, None for the other
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
