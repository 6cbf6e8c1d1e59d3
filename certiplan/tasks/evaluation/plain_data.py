"""Python values as the JSON data that records hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from math import isfinite
from pathlib import Path

from pydantic import BaseModel, JsonValue


def plain(value: object) -> JsonValue:
    """A value as JSON data: what JSON has no form for becomes the nearest that it has.

    Fractions become numbers, infinities and what is not a number None, dates and paths texts, models and
    dataclasses mappings of their fields, collections lists (sets sorted); anything else its `str`.
    """
    match value:
        case None | bool() | int() | str():
            # A subclass, such as a member of an enumeration, is written as what it is a kind of.
            return value.value if isinstance(value, Enum) else value
        case float():
            return value if isfinite(value) else None
        case Fraction():
            return int(value) if value.denominator == 1 else float(value)
        case dt.date():
            return value.isoformat()
        case Path():
            return str(value)
        case Enum():
            return plain(value.value)
        case BaseModel():
            return plain(value.model_dump(mode="json"))
        case Mapping():
            return {_key(name): plain(member) for name, member in value.items()}
        case Set():
            return [plain(member) for member in sorted(value, key=str)]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.repr}
        case Iterable():
            return [plain(member) for member in value]
        case _:
            return str(value)


def _key(name: object) -> str:
    return ",".join(map(str, name)) if isinstance(name, tuple) else str(name)


def number(value: object) -> float | None:
    """A number as a finite float; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None
