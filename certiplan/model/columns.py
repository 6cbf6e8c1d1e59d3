"""From raw columns to typed ones: what every field of a column is, exactly, and what does not fit."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import TypeAlias

from certiplan.model.scalars import as_date, as_minutes, as_number
from certiplan.model.values import MISSING, FieldType, FieldValue, Value, show, whole

Converter: TypeAlias = Callable[[object], Value]
"""The value of a field that is not empty; raises ValueError where it does not fit."""

_DECIMAL = re.compile(r"(-?[0-9]+)\.([0-9]*)")
_LEADING_ZERO = re.compile(r"-?0[0-9]")
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
WORDS: dict[FieldType, str] = {
    "number": "a number such as 12 or 0.7",
    "text": "a text",
    "bool": "true or false",
    "date": "a date such as 2026-03-16",
    "time": "a time of day such as 08:30",
    "list": 'a list of texts such as ["a", "b"]',
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A typed column; the type is None if every field is empty and nobody said it."""

    values: Sequence[FieldValue]
    type: FieldType | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Misfit:
    """The first field of a column that is not of its type: its row, counted from 0, and what stands there."""

    position: int
    field: object
    type: FieldType


def column_of_texts(fields: Sequence[str], type_: FieldType | None) -> Column | Misfit:
    """A column of a source in which every field is a text, such as CSV; "" is an empty field.

    Args:
        type_: what the author says, or None to find it out: the first of number (unless a field has a
            leading zero, as zip codes have), bool, date, time and list that every field fits, else text.
    """
    distinct = dict.fromkeys(fields)
    distinct.pop("", None)
    if type_ is None:
        if not distinct:
            return Column(values=(MISSING,) * len(fields), type=None)
        guess, found = _guess(list(distinct))
    else:
        guess, found = type_, dict[str, FieldValue]()
        for text in distinct:
            try:
                found[text] = _CONVERTERS[type_](text)
            except ValueError:
                return Misfit(position=fields.index(text), field=text, type=type_)
    if len(found) == len(fields):  # each stands there once, in this order
        return Column(values=list(found.values()), type=guess)
    found[""] = MISSING
    return Column(values=list(map(found.__getitem__, fields)), type=guess)


def column_of_values(fields: Sequence[object], type_: FieldType | None) -> Column | Misfit:
    """A column of a source whose fields have types of their own, such as JSON; None is an empty field.

    Texts that are all dates, or all times of day, are taken as such; a text is never taken for a number.
    """
    if type_ is None:
        present = [field for field in fields if not _is_empty(field)]
        if not present:
            return Column(values=(MISSING,) * len(fields), type=None)
        type_ = _kind(present)
    convert = _CONVERTERS[type_]
    values: list[FieldValue] = []
    for position, field in enumerate(fields):
        try:
            values.append(MISSING if _is_empty(field) else convert(field))
        except ValueError:
            return Misfit(position=position, field=field, type=type_)
    return Column(values=values, type=type_)


def _guess(texts: list[str]) -> tuple[FieldType, dict[str, FieldValue]]:
    try:
        return "number", _numbers(texts)
    except ValueError:
        pass
    orders: tuple[FieldType, ...] = ("bool", "date", "time", "list")
    for guess in orders:
        try:
            return guess, {text: _CONVERTERS[guess](text) for text in texts}
        except ValueError:
            continue
    return "text", {text: text for text in texts}


def _numbers(texts: list[str]) -> dict[str, FieldValue]:
    integers = _integers(texts)
    if integers is not None:
        return integers
    found: dict[str, FieldValue] = {}
    for text in texts:
        if text[0] in "-0" and _LEADING_ZERO.match(text):
            raise ValueError(text)
        found[text] = _number_of_text(text)
    return found


def _integers(texts: list[str]) -> dict[str, FieldValue] | None:
    """The numbers where all are whole and written plainly, which most large columns are."""
    try:
        values = list(map(int, texts))
    except ValueError:
        return None
    return dict(zip(texts, values, strict=True)) if list(map(str, values)) == texts else None


def _number(field: object) -> Value:
    if isinstance(field, str):
        return _number_of_text(field)
    match field:
        case bool():
            raise ValueError(field)
        case Integral():
            return int(field)
        case Rational():
            return whole(Fraction(int(field.numerator), int(field.denominator)))
        case Real() | Decimal():
            # The shortest decimal that names the number is the one its author wrote.
            return whole(Fraction(str(field)))
        case _:
            raise ValueError(field)


def _number_of_text(text: str) -> Value:
    # The common notations first: tables are large.
    if text.isdigit() and text.isascii():
        return int(text)
    match = _DECIMAL.fullmatch(text)
    if match is not None:
        tail = match[2]
        return whole(Fraction(int(match[1] + tail), 10 ** len(tail)))
    number = as_number(text.strip())
    if number is None:
        raise ValueError(text)
    return number


def _text(field: object) -> Value:
    if isinstance(field, str):
        return field
    if isinstance(field, bool | dt.date):
        return show(field)
    return show(_number(field))


def _bool(field: object) -> Value:
    if isinstance(field, bool):
        return field
    # The truth values of NumPy are not Python's, but are called the same.
    found = _TRUTH.get(field if isinstance(field, str) else str(field))
    if found is None:
        raise ValueError(field)
    return found


def _date(field: object) -> Value:
    if isinstance(field, dt.datetime):
        if field.time() != dt.time():
            raise ValueError(field)
        return field.date()
    found = field if isinstance(field, dt.date) else as_date(field) if isinstance(field, str) else None
    if found is None:
        raise ValueError(field)
    return found


def _time(field: object) -> Value:
    if isinstance(field, dt.time):
        return whole(Fraction((field.hour * 60 + field.minute) * 60 + field.second, 60))
    if isinstance(field, str):
        found: Value | None = as_minutes(field)
    else:
        found = _number(field)  # minutes after midnight already
    if found is None:
        raise ValueError(field)
    return found


def _list(field: object) -> Value:
    parts: object = field
    if isinstance(field, str):
        if not field.lstrip().startswith("["):
            raise ValueError(field)
        try:
            parts = json.loads(field)
        except RecursionError as error:
            raise ValueError(field) from error
    if isinstance(parts, list | tuple) and all(isinstance(part, str) for part in parts):
        return tuple(parts)
    raise ValueError(field)


_CONVERTERS: dict[FieldType, Converter] = {
    "number": _number,
    "text": _text,
    "bool": _bool,
    "date": _date,
    "time": _time,
    "list": _list,
}


def _is_empty(field: object) -> bool:
    if field is None or field is MISSING:
        return True
    if isinstance(field, float | Decimal):
        return field != field
    return type(field).__name__ in ("NaTType", "NAType")  # what pandas writes for an empty field


def _kind(fields: Sequence[object]) -> FieldType:
    first = fields[0]
    if isinstance(first, str):
        texts = [field for field in fields if isinstance(field, str)]
        if all(as_date(text) for text in texts):
            return "date"
        return "time" if all(as_minutes(text) is not None for text in texts) else "text"
    if isinstance(first, bool) or str(first) in ("True", "False"):
        return "bool"
    if isinstance(first, dt.date):
        return "date"
    if isinstance(first, dt.time):
        return "time"
    return "list" if isinstance(first, list | tuple) else "number"
