"""Plain data as the YAML of a document: one line for each small element, expressions in quotation marks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction

from certiplan.model.scalars import scalar_value
from certiplan.model.values import show_rational
from certiplan.model.yaml_text import Data

_WIDTH = 110
_PLAIN_TEXT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORDS = frozenset({"true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL"})
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_KEPT_OPEN = ("requirements", "data", "sets", "parameters", "variables", "define", "constraints")


def yaml_text(data: Mapping[str, Data]) -> str:
    """A document as YAML text that reads back to the same data."""
    lines: list[str] = []
    for key, value in data.items():
        lines.extend(_entry(key, value, 0, open_=key in _KEPT_OPEN))
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Data, depth: int, *, open_: bool = False) -> list[str]:
    head = "  " * depth + _scalar(key) + ":"
    flow = _flow(value)
    fits = len(head) + 1 + len(flow) <= _WIDTH
    if isinstance(value, dict) and value and (open_ or not fits):
        return [head, *(line for name, part in value.items() for line in _entry(name, part, depth + 1))]
    if isinstance(value, list) and value and not fits:
        indent = "  " * (depth + 1)
        return [head, *(f"{indent}- {_flow(item)}" for item in value)]
    return [f"{head} {flow}"]


def _flow(value: Data) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{_scalar(key)}: {_flow(part)}" for key, part in value.items()) + "}"
        case list():
            return "[" + ", ".join(_flow(part) for part in value) + "]"
        case _:
            return _scalar(value)


def _scalar(value: Data) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Fraction():
            return _number(value)
        case _:
            assert isinstance(value, str)
            if _PLAIN_TEXT.fullmatch(value) and value not in _WORDS and isinstance(scalar_value(value), str):
                return value
            # JSON's texts are YAML's, but for a few characters that YAML takes for line breaks or forbids.
            return _NOT_IN_YAML.sub(
                lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False)
            )


def _number(value: Fraction) -> str:
    text = show_rational(value)
    if "/" in text:
        # Only decimals come out of a document's text; a fraction can only have been put there by a program.
        return json.dumps(f"= {text}")
    return text
