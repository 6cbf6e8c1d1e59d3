"""Questions about unknown parameters, and what people reply to them.

Which questions matter is decided by solving (`certiplan.solvers.questions`); replies in plain words are read
here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from certiplan.errors import RequestError, UsageError
from certiplan.formalizers.lints.numerals import Numeral, numerals
from certiplan.formalizers.lints.words import stems
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.scalars import as_date
from certiplan.model.units import conversion
from certiplan.model.values import show, whole
from certiplan.solvers.model import Model
from certiplan.solvers.questions import (
    Answer,
    DecidingQuestion,
    Inquiry,
    QuestionOptions,
    Unknown,
    allowed_answer,
    expected_number,
    inquire,
    unknowns_of,
    with_answers,
)

__all__ = [
    "Answered",
    "DecidingQuestion",
    "Inquiry",
    "LeftOpen",
    "QuestionOptions",
    "Reply",
    "answer",
    "deciding_questions",
    "inquire",
]

_DOES_NOT_KNOW = re.compile(
    r"^\W*(?:(?:sorry|hmm+|well|honestly|oh)\W+)*"
    r"(?:i\s+(?:really\s+|honestly\s+)?(?:do\s*n[o'’]?t|cannot|can't)\s+(?:know|say|tell|care|mind)|no\s+idea|not\s+sure|"
    r"i['’]?\s*a?m\s+not\s+sure|unknown|dunno|whatever|you\s+(?:choose|decide)|any(?:thing)?|no\s+preference|"
    r"does\s*n['’]?t\s+matter|it\s+does\s*n['’]?t\s+matter|skip|\?+)\b[^0-9]*$|^\W*\?+\W*$",
    re.IGNORECASE,
)
_NONE = re.compile(r"^\W*(?:none|nothing|zero|nil|no|nope)\b[^0-9]*$", re.IGNORECASE)
_YES = re.compile(r"^\W*(?:yes|yeah|yep|sure|of\s+course)\b[^0-9]*$", re.IGNORECASE)
_UNITS: Mapping[str, str] = {
    "second": "second", "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour", "h": "hour",
    "day": "day", "week": "week", "kg": "kilogram", "kilogram": "kilogram", "kilo": "kilogram",
    "gram": "gram", "g": "gram", "ton": "metric_ton", "tonne": "metric_ton",
    "km": "kilometer", "kilometer": "kilometer",
    "kilometre": "kilometer", "meter": "meter", "metre": "meter", "m": "meter", "mile": "mile",
    "liter": "liter", "litre": "liter", "l": "liter", "dollar": "USD", "usd": "USD",
    "euro": "EUR", "eur": "EUR", "pound": "GBP", "gbp": "GBP", "yuan": "CNY", "cent": "cent",
}  # fmt: skip
_SIGNS: Mapping[str, str] = {"$": "USD", "€": "EUR", "£": "GBP"}
_ARTICLES = ("a", "an", "of")
_MONEY = frozenset({"USD", "EUR", "GBP", "CNY"})


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A reply that was understood.

    Attributes:
        patch: what it changes, as `apply_patch` takes it.
        model: with that change.
    """

    parameter: str
    value: Answer
    patch: Mapping[str, object]
    model: Model


@dataclass(frozen=True, kw_only=True)
class LeftOpen:
    """The person does not know either: the parameter stays unknown."""

    parameter: str
    model: Model


Reply: TypeAlias = Answered | LeftOpen


def deciding_questions(model: Model, options: QuestionOptions | None = None) -> tuple[DecidingQuestion, ...]:
    """The questions whose answers change the outcome, the most decisive first.

    Use `inquire(model.document)` to learn as well what need not be asked, and for the document to solve then.
    """
    return inquire(model.document, options).questions


def answer(model: Model, reply: str, *, parameter: str | None = None) -> Reply:
    """The model with a reply taken in.

    Args:
        model: with unknown parameters.
        reply: in plain words: "about 40 dollars", "three", "by rail, please", "I don't know".
        parameter: the one that was asked about; not needed if only one is unknown.

    Raises:
        RequestError: for a reply that is not an answer to the question; the message says what would be.
        UsageError: for a parameter that is not unknown.
    """
    unknown = _asked(unknowns_of(model.document), parameter)
    if _DOES_NOT_KNOW.match(reply) and not _names_a_member(reply, unknown):
        return LeftOpen(parameter=unknown.name, model=model)
    value = _member(unknown, reply) if unknown.members is not None else _value(unknown, reply)
    _, expected = allowed_answer(unknown, value)
    if expected:
        raise RequestError(f"{reply!r} is not an answer to {unknown.question!r}: expected {expected}")
    return Answered(
        parameter=unknown.name,
        value=value,
        patch={"set": {f"parameters.{unknown.name}.value": value}},
        model=Model(with_answers(model.document, {unknown.name: value})),
    )


def _asked(unknowns: Sequence[Unknown], parameter: str | None) -> Unknown:
    names = [unknown.name for unknown in unknowns]
    if parameter is None:
        if len(unknowns) == 1:
            return unknowns[0]
        raise UsageError(
            "no parameter is unknown: there is nothing to answer"
            if not unknowns
            else f"several parameters are unknown: say which one is answered: {', '.join(names)}"
        )
    for unknown in unknowns:
        if unknown.name == parameter:
            return unknown
    hint = nearest(parameter, names)
    raise UsageError(
        f"the parameter {parameter!r} is not unknown"
        + (f"; did you mean {hint!r}?" if hint else f"; unknown are {', '.join(names) or 'none'}")
    )


# ---------------------------------------------------------------- members


def _names_a_member(reply: str, unknown: Unknown) -> bool:
    return bool(_matching(unknown.members or (), reply))


def _member(unknown: Unknown, reply: str) -> Answer:
    assert unknown.members is not None
    found = _matching(unknown.members, reply)
    if len(found) == 1:
        return found[0]
    listed = ", ".join(show(member) for member in unknown.members[:12])
    if found:
        several = ", ".join(show(member) for member in found)
        raise RequestError(f"{reply!r} names {several}: choose one of {listed}")
    texts = [member for member in unknown.members if isinstance(member, str)]
    words = reply.strip(" .!?").split()
    hints = [hint for word in words if (hint := nearest(word, texts)) is not None]
    hint = nearest(reply.strip(" .!?"), texts) or (hints[0] if hints else None)
    raise RequestError(
        f"{reply!r} is not an answer to {unknown.question!r}: expected one of {listed}"
        + (f"; did you mean {hint!r}?" if hint else "")
    )


def _matching(members: Sequence[Answer], reply: str) -> list[Answer]:
    """The members that a reply names; of overlapping names the longest counts."""
    said = list(stems(reply))
    spans: list[tuple[int, int, Answer]] = []
    for member in members:
        words = list(stems(member)) if isinstance(member, str) else [str(member)]
        for start in range(len(said) - len(words) + 1):
            if words and said[start : start + len(words)] == words:
                spans.append((start, start + len(words), member))
    longest = [
        (start, end, member)
        for start, end, member in spans
        if not any(a <= start and end <= b and (b - a) > (end - start) for a, b, _ in spans)
    ]
    found = list(dict.fromkeys(member for _, _, member in longest))
    if not found:
        numbers = [numeral.value for numeral in numerals([reply])]
        found = [member for member in members if not isinstance(member, str) and member in numbers]
    return found


# ---------------------------------------------------------------- numbers


def _value(unknown: Unknown, reply: str) -> Answer:
    numbers = numerals([reply])
    if len(numbers) == 1 and numbers[0].kind != "date":
        return _within(unknown, reply, _in_units(unknown, reply, numbers[0]))
    if len(numbers) > 1 and unknown.between is None and as_date(reply.strip()) is None:
        raise RequestError(f"{reply!r} holds several numbers: expected one for {unknown.question!r}")
    if not numbers or unknown.between is not None:
        if not numbers and _NONE.match(reply) and unknown.between is not None:
            return _within(unknown, reply, Fraction(0))
        if not numbers and _YES.match(reply) and unknown.between == (0, 1):
            return 1
        if unknown.between is not None:
            raise RequestError(
                f"{reply!r} is not an answer to {unknown.question!r}: expected {expected_number(unknown)}"
            )
    text = reply.strip()
    if not text:
        raise RequestError(f"the answer to {unknown.question!r} is empty")
    return text


def _in_units(unknown: Unknown, reply: str, number: Numeral) -> Fraction:
    """A number in the parameter's own unit."""
    value = number.value
    if number.kind == "percent":
        between = unknown.between
        in_hundreds = between is not None and between[1] > 1
        return number.readings[1] if in_hundreds else value
    said, own = _unit_said(reply, number), unknown.unit or _unit_of_question(unknown)
    if said is None or own is None or said == own:
        return value
    if said == "cent" and own in _MONEY:
        return value / 100
    try:
        return value * conversion({unknown.name: said}, s.Name(unknown.name), own)
    except ExpressionError:
        if own not in _UNITS.values():  # "3 days", to how many nights
            return value
        raise RequestError(
            f"{reply!r} is in {said}, and {unknown.name} is in {own}: say it in {own}"
        ) from None


def _unit_of_question(unknown: Unknown) -> str | None:
    """The unit that a question names ("How many minutes …"), or else the name ("oven_minutes"), where the
    document declares none. Single letters are none.
    """
    for text in (unknown.question, unknown.name):
        named = {_UNITS[word] for word in stems(text) if len(word) > 1 and word in _UNITS}
        if len(named) == 1:
            return named.pop()
    return None


def _unit_said(reply: str, number: Numeral) -> str | None:
    for sign, unit in _SIGNS.items():
        if sign in number.text:
            return unit
    following = [word for word in stems(reply[number.end : number.end + 24]) if word not in _ARTICLES]
    return _UNITS.get(following[0]) if following else None


def _within(unknown: Unknown, reply: str, value: Fraction) -> Answer:
    if unknown.between is not None and not unknown.between[0] <= value <= unknown.between[1]:
        raise RequestError(
            f"{reply!r} is out of range for {unknown.question!r}: expected {expected_number(unknown)}"
        )
    if unknown.is_whole and value.denominator != 1:
        raise RequestError(f"{reply!r} is not a whole number, and {unknown.question!r} asks how many")
    return whole(value)
