"""Solutions as JSON data and back: {variable: value} or {variable: {"key,key": value}}."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from certiplan.errors import UsageError
from certiplan.model.diagnostics import nearest
from certiplan.model.grounding import Ground
from certiplan.model.solution import Decision, IntervalValue, Solution
from certiplan.model.values import Rational, Value, show, whole
from certiplan.model.yaml_text import Data

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def number_to_json(value: Rational) -> int | float:
    """A number as JSON: an integer where it is whole."""
    exact = whole(value)
    return exact if isinstance(exact, int) else float(exact)


def decision_to_json(value: Decision) -> Json:
    """One decision as JSON: numbers, the text of a member, an object for an interval, null when absent."""
    match value:
        case None | bool():
            return value
        case int() | Fraction():
            return number_to_json(value)
        case IntervalValue():
            return {
                "start": number_to_json(value.start),
                "length": number_to_json(value.length),
                "end": number_to_json(value.end),
                "present": value.present,
            }
        case _:
            return show(value)


def solution_to_json(solution: Solution) -> dict[str, Json]:
    """A whole solution as JSON data."""
    return {
        name: decision_to_json(entries[()])
        if set(entries) == {()}
        else {show(key): decision_to_json(value) for key, value in entries.items()}
        for name, entries in solution.items()
    }


def solution_from_json(data: Data, ground: Ground) -> Solution:
    """The solution that JSON data stands for; `{"values": …}` around it is allowed.

    Raises:
        UsageError: naming the variable and the key that is missing, unknown or not of its kind.
    """
    if isinstance(data, dict) and isinstance(data.get("values"), dict):
        data = data["values"]
    if not isinstance(data, dict):
        raise UsageError('a solution is an object such as {"make": {"bread,sat": 3}}')
    _refuse_unknown("variable", data, ground.entries)
    return {name: _entries(name, data[name], ground) for name in ground.entries}


def _entries(name: str, data: Data, ground: Ground) -> dict[tuple[Value, ...], Decision]:
    entries = ground.entries[name]
    if set(entries) == {()}:
        return {(): _decision(name, data, entries[()].members)}
    if not isinstance(data, dict):
        raise UsageError(f"{name} has indices: an object with keys such as {_example(entries)!r} is expected")
    keys = {show(key): key for key in entries}
    _refuse_unknown(f"key of {name}", data, keys)
    return {key: _decision(f"{name}[{text}]", data[text], entries[key].members) for text, key in keys.items()}


def _example(entries: Mapping[tuple[Value, ...], object]) -> str:
    return show(next(iter(entries))) if entries else ""


def _refuse_unknown(what: str, given: Mapping[str, object], known: Mapping[str, object]) -> None:
    for name in given:
        if name not in known:
            hint = nearest(name, known)
            raise UsageError(f"there is no {what} {name!r}" + (f"; did you mean {hint!r}?" if hint else ""))
    for name in known:
        if name not in given:
            raise UsageError(f"the solution has no value for the {what} {name!r}")


def _decision(where: str, data: Data, members: tuple[Value, ...]) -> Decision:
    if isinstance(data, dict):
        return _interval(where, data)
    if data is None:
        return None
    if members:
        shown = {show(member): member for member in members}
        text = show(data) if isinstance(data, int | Fraction | str) else ""
        if text not in shown:
            hint = nearest(text, shown)
            raise UsageError(
                f"{where}: {text!r} cannot be chosen" + (f"; did you mean {hint!r}?" if hint else "")
            )
        return shown[text]
    if isinstance(data, bool):
        return int(data)
    if isinstance(data, int | Fraction):
        return data
    raise UsageError(f"{where}: {data!r} is not a number")


def _interval(where: str, data: Mapping[str, Data]) -> IntervalValue:
    parts: dict[str, Rational] = {}
    for part in ("start", "length", "end"):
        value = data.get(part)
        if not isinstance(value, int | Fraction) or isinstance(value, bool):
            raise UsageError(f"{where}: an interval has numbers for start, length and end")
        parts[part] = value
    present = data.get("present", True)
    return IntervalValue(present=bool(present), **parts)
