"""Numbers in figures and in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from certiplan.tasks.travel.reader.tokens import Words

_UNITS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_SCALES = {"k": 1000, "grand": 1000, "thousand": 1000, "hundred": 100, "million": 1_000_000, "mio": 1_000_000}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
}
LARGEST = Decimal(10**12)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A number read from tokens: the token after it is `last`."""

    value: Decimal
    last: int

    @property
    def whole(self) -> int | None:
        """The value as an integer, None where it has a fraction or is absurdly large."""
        if self.value > LARGEST or self.value != self.value.to_integral_value():
            return None
        return int(self.value)


def quantity_at(words: Words, i: int) -> Quantity | None:
    """The number that starts at token `i`: "1,700", "1.7k", "2 grand", "twelve hundred", "a dozen"."""
    if words.kind(i) == "number":
        text = words.norm(i).replace(",", "")
        # Forty figures are far beyond any use and still cheap to compare.
        return _scaled(words, Decimal(text[:40]), i + 1)
    if words.kind(i) != "word":
        return None
    if words.norm(i) == "half" and words.norm(i + 1) in ("a", "dozen"):
        j = i + 2 if words.norm(i + 1) == "a" else i + 1
        return Quantity(value=Decimal(6), last=j + 1) if words.norm(j) == "dozen" else None
    if words.norm(i) == "dozen":
        return Quantity(value=Decimal(12), last=i + 1)
    if words.norm(i) in ("a", "an"):
        if words.norm(i + 1) == "dozen":
            return Quantity(value=Decimal(12), last=i + 2)
        if words.norm(i + 1) in ("hundred", "thousand", "grand", "million"):
            return _in_words(words, i + 1, article=True)
        return None
    return _in_words(words, i)


def _scaled(words: Words, value: Decimal, i: int) -> Quantity:
    while (scale := _SCALES.get(words.norm(i))) is not None:
        value, i = value * scale, i + 1
    return Quantity(value=value, last=i)


def _in_words(words: Words, i: int, *, article: bool = False) -> Quantity | None:
    """Numbers such as "three thousand five hundred and twenty-five", or what follows the article "a"."""
    total, group, j, seen = 0, 0, i, article
    while j < len(words):
        word = words.norm(j)
        if word in _UNITS or word in _TENS:
            follows_ten = j > i and words.norm(j - 1) in _TENS and 0 < _UNITS.get(word, 0) < 10
            follows_scale = j > i and words.norm(j - 1) in (*_SCALES, "and")
            if seen and not (follows_ten or follows_scale):
                break
            group += _UNITS.get(word, 0) + _TENS.get(word, 0)
        elif word == "hundred" and seen:
            group = max(group, 1) * 100
        elif word in ("thousand", "grand", "k", "million") and seen:
            total, group = total + max(group, 1) * _SCALES[word], 0
        elif (
            word == "and"
            and seen
            and words.norm(j - 1) in ("hundred", "thousand")
            and (words.norm(j + 1) in _UNITS or words.norm(j + 1) in _TENS)
        ):
            pass
        else:
            break
        seen, j = True, j + 1
        if total + group > LARGEST:
            break
    return Quantity(value=Decimal(total + group), last=j) if seen else None


def ordinal_at(words: Words, i: int) -> tuple[int, int] | None:
    """The ordinal that starts at token `i` ("16th", "twenty-third") and the token after it."""
    if words.kind(i) == "ordinal":
        return int(words.norm(i)[:-2]), i + 1
    word = words.norm(i)
    if word in _ORDINALS:
        return _ORDINALS[word], i + 1
    if word in ("twenty", "thirty") and 0 < _ORDINALS.get(words.norm(i + 1), 99) < 10:
        return _TENS[word] + _ORDINALS[words.norm(i + 1)], i + 2
    return None
