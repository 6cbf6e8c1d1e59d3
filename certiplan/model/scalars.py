"""Single values as a document or a table writes them: texts that are dates, times of day or numbers."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

from certiplan.model.diagnostics import ExpressionError
from certiplan.model.document import Scalar
from certiplan.model.parser import exact_number
from certiplan.model.values import Rational, Value, kind_of
from certiplan.model.yaml_text import Data

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
_NUMBER = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def as_date(text: str) -> dt.date | None:
    """The date that `2026-03-16` is, or None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def as_minutes(text: str) -> int | None:
    """Minutes after midnight of `08:30`, up to `24:00`, or None."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    minutes = int(match[1]) * 60 + int(match[2])
    return minutes if minutes <= 24 * 60 else None


def as_number(text: str) -> Rational | None:
    """The exact value of a decimal such as `-0.7`, or None."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return -exact_number(text[1:]) if text[0] == "-" else exact_number(text)
    except ExpressionError:
        return None


def scalar_value(data: Scalar) -> Value:
    """What a parameter's single value is: an ISO date is a date, HH:MM minutes after midnight."""
    if not isinstance(data, str):
        return data
    minutes = as_minutes(data)
    if minutes is not None:
        return minutes
    return as_date(data) or data


def member_value(data: Data) -> Value:
    """A member of a listed set: a text, a whole number, or a tuple of these.

    Raises:
        ValueError: for anything else; the message says what it is.
    """
    match data:
        case bool():
            raise ValueError(
                f"{str(data).lower()} is a truth value: write it in quotation marks if a text is meant"
            )
        case str() | int():
            return data
        case list() if data:
            return tuple(member_value(part) for part in data)
        case None:
            raise ValueError("a member is empty")
        case Fraction():
            raise ValueError("a member is not a whole number: write it in quotation marks if a text is meant")
        case _:
            raise ValueError(
                f"{kind_of(data) if not isinstance(data, dict | list) else 'this'} cannot be a member"
            )
