"""What the surroundings of a number say about it: part of a count, an example, a scale, a mere mention."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certiplan.formalizers.lints.numerals import Numeral

BOUNDED = re.compile(
    r"\b(?:at\s+(?:least|most)|no\s+(?:more|less|fewer)\s+than|"
    r"(?:more|less|fewer|greater|larger|higher|lower)\s+than|exactly|only|up\s+to|maximum(?:\s+of)?|"
    r"minimum(?:\s+of)?|exceeds?|over|under|above|below|limit(?:ed)?(?:\s+(?:to|of))?|every|between|needs?|"
    r"requires?|takes?|carr(?:y|ies)|holds?|contains?|uses?|produces?|makes?|costs?|within|after|before|"
    r"total(?:\s+of)?|(?<!there\s)(?:is|are)|be)\s+$",
    re.IGNORECASE,
)
"""A number after these is an amount that matters."""

UNIT = re.compile(
    r"\s?-?(?:hours?|hrs?|minutes?|mins?|seconds?|days?|weeks?|months?|years?|dollars?|euros?|pounds?|cents?|"
    r"kg|g|mg|tons?|tonnes?|lit(?:re|er)s?|ml|l|km|miles?|met(?:re|er)s?|m|acres?|hectares?|gallons?|units?|"
    r"times|pieces?|people|workers|employees|calories|kilograms?|grams?|yuan|usd|kwh|mwh|mw)\b",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"\b(?:for\s+(?:example|instance)|e\.g\.|output\s+(?:should|format|must)|(?:the\s+)?format\s+(?:is|of|should))",
    re.IGNORECASE,
)
_ARROWS = re.compile(r"^.*(?:->|→).*$", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])|\n")
_SCALE_WORD = re.compile(r"\s*(?:point\s+)?scale\b", re.IGNORECASE)
_SHORT_GAP = re.compile(r"[^A-Za-z0-9]{1,8}")
_SMALL = 10


def in_context(text: str, numerals: Sequence[Numeral]) -> Iterator[Numeral]:
    """The same numbers in their order, with what their surroundings say taken in."""
    ordered = sorted(numerals, key=lambda each: each.start)
    counted = _counted_off(text, ordered)
    asides = list(_asides(text))
    for place, numeral in enumerate(ordered):
        if place in counted or _SCALE_WORD.match(text[numeral.end :]):
            yield replace(numeral, kind="label")
        elif any(start <= numeral.start < end for start, end in asides) or _is_mention(text, numeral):
            yield replace(numeral, certain=False)
        else:
            yield numeral


def _counted_off(text: str, numerals: Sequence[Numeral]) -> frozenset[int]:
    """Numbers that go up by one, three or more in a row: the heads of columns, the names of machines."""
    found: set[int] = set()
    run: list[int] = []
    for place, numeral in enumerate(numerals):
        plain = numeral.kind in ("amount", "label") and numeral.value.denominator == 1
        before = numerals[run[-1]] if run else None
        follows = (
            before is not None
            and numeral.value == before.value + 1
            and _SHORT_GAP.fullmatch(text[before.end : numeral.start]) is not None
        )
        run = [*run, place] if plain and follows else [place] if plain else []
        if len(run) >= 3:
            found.update(run)
    return frozenset(found)


def _asides(text: str) -> Iterator[tuple[int, int]]:
    """Where examples stand: all that follows words about the output, else a sentence; rows of arrows."""
    for match in _EXAMPLE.finditer(text):
        starts = [edge.end() for edge in _SENTENCE.finditer(text) if edge.end() <= match.start()]
        start = starts[-1] if starts else 0
        about_output = "output" in match.group().lower() or "format" in match.group().lower()
        end = None if about_output else _SENTENCE.search(text, match.end())
        yield start, len(text) if end is None else end.start()
    for line in _ARROWS.finditer(text):
        yield line.span()


def _is_mention(text: str, numeral: Numeral) -> bool:
    """A small whole number without a unit, a currency or a comparison may just count what is there."""
    if numeral.kind != "amount" or numeral.value.denominator != 1 or not 0 <= numeral.value <= _SMALL:
        return False
    lead = text[max(0, numeral.start - 40) : numeral.start]
    return UNIT.match(text[numeral.end :]) is None and BOUNDED.search(lead) is None
