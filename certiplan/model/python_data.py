"""Data of a Python program as data of a document."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from certiplan.errors import UsageError
from certiplan.model.scalars import as_number
from certiplan.model.yaml_text import MAX_DEPTH, Data


def plain_data(value: object) -> Data:
    """Python data as a document's data: tuples become lists, floats the decimals they are printed as.

    Raises:
        UsageError: for what a document cannot hold.
    """
    return _plain(value, 0)


def _plain(value: object, depth: int) -> Data:
    if depth > MAX_DEPTH:
        raise UsageError("the document is nested too deeply")
    match value:
        case None | bool() | int() | str() | Fraction():
            return value
        case float():
            number = as_number(repr(value))
            if number is None:
                raise UsageError(f"{value} is not a number that a document can hold")
            return number
        case Mapping():
            return {str(key): _plain(part, depth + 1) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part, depth + 1) for part in value]
        case _:
            raise UsageError(
                f"a document cannot hold a {type(value).__name__}: use numbers, texts, lists, mappings"
            )
