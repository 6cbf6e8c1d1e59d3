"""A model document as YAML text for people: sections apart, one entry a line, and read back the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import yaml

from certiplan.model.yaml_text import Data

_WIDTH: Final = 110
# Texts that YAML 1.2 would take for something else, and PyYAML, which goes by 1.1, would not.
_NOT_PLAIN: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|~|null|true|false", re.I)


class _Writer(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    style = "'" if _NOT_PLAIN.fullmatch(text) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _fraction(writer: _Writer, value: Fraction) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:float", decimal_text(value))


_Writer.add_representer(str, _text)
_Writer.add_representer(Fraction, _fraction)


def decimal_text(value: Fraction) -> str:
    """A fraction as a decimal, exactly where it has one.

    What came from a document has one: its numbers are written as decimals.
    """
    rest = value.denominator
    digits = 0
    while rest % 10 == 0:
        rest, digits = rest // 10, digits + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return repr(float(value))
    digits += max(twos, fives)
    scaled = abs(value.numerator) * 10**digits // value.denominator
    whole, part = divmod(scaled, 10**digits)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}.0"


def document_text(data: Mapping[str, Data]) -> str:
    """A document as YAML text.

    Args:
        data: the whole document as plain data, such as `LoadedDocument.data`.
    """
    parts = [_section(key, value) for key, value in data.items() if value not in (None, {}, [])]
    return "\n".join(parts)


def _section(key: str, value: Data) -> str:
    if isinstance(value, dict):
        entries = "".join(
            _indented(_dumped({name: entry}, flow=_is_small(entry))) for name, entry in value.items()
        )
        return f"{key}:\n{entries}"
    return _dumped({key: value}, flow=False)


def _is_small(entry: Data) -> bool:
    """Whether an entry stands well on one line."""
    return len(str(entry)) < _WIDTH


def _dumped(data: Mapping[str, Any], *, flow: bool) -> str:
    if flow:
        ((name, entry),) = data.items()
        if isinstance(entry, dict | list):
            inner = yaml.dump(
                entry,
                Dumper=_Writer,
                default_flow_style=True,
                width=10**6,
                sort_keys=False,
                allow_unicode=True,
            )
            key = yaml.dump({name: 0}, Dumper=_Writer, sort_keys=False, allow_unicode=True).rsplit(":", 1)[0]
            return f"{key}: {inner}"
    return yaml.dump(
        data, Dumper=_Writer, default_flow_style=False, width=_WIDTH, sort_keys=False, allow_unicode=True
    )


def _indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))
