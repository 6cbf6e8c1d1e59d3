"""Numbers written as words: "twenty-five", "two dozen", "one hundred and fifty", "half", "two thirds"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
UNITS = {word: value for value, word in enumerate(_SMALL.split())}
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: 10 * value for value, word in enumerate(_ROUND.split(), start=2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_ORDERED = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
ORDINALS = {word: value for value, word in enumerate(_ORDERED.split(), start=1)}
PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
}
MULTIPLES = {
    "twice": 2,
    "double": 2,
    "doubled": 2,
    "thrice": 3,
    "triple": 3,
    "tripled": 3,
    "both": 2,
    "pair": 2,
    "couple": 2,
}

_WORD = re.compile(r"[A-Za-z]+")
_JOINTS = re.compile(r"(?:\s+|\s*-\s*|\s+and\s+)\Z")


class WordNumber:
    """A number in words: where it stands and what it may mean, most likely first."""

    __slots__ = ("end", "readings", "start", "weak")

    def __init__(self, start: int, end: int, readings: tuple[Fraction, ...], *, weak: bool) -> None:
        self.start = start
        self.end = end
        self.readings = readings
        self.weak = weak


def word_numbers(text: str) -> Iterator[WordNumber]:
    """All numbers in words; `weak` are those that hardly ever mean an amount: "one", "both", "first"."""
    words = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
    k = 0
    while k < len(words):
        found = _number_at(text, words, k)
        if found is None:
            k += 1
            continue
        number, k = found
        yield number


def _number_at(text: str, words: list[tuple[str, int, int]], k: int) -> tuple[WordNumber, int] | None:
    word, start, end = words[k]
    if word in UNITS or word in TENS:
        return _cardinal_at(text, words, k)
    if word in SCALES and k and words[k - 1][0] in ("a", "per") and _joined(text, words, k - 1):
        return WordNumber(start, end, (Fraction(SCALES[word]),), weak=words[k - 1][0] == "per"), k + 1
    if word in PARTS and word.endswith(("half", "quarter")):
        weak = word == "quarter" and not (k and words[k - 1][0] in ("a", "one"))
        size = PARTS[word]
        # Half an hour is thirty minutes; a ratio may stand the other way round.
        readings = (Fraction(1, size), Fraction(size), Fraction(60, size), Fraction(12, size))
        return WordNumber(start, end, readings, weak=weak), k + 1
    if word in MULTIPLES:
        return WordNumber(
            start, end, (Fraction(MULTIPLES[word]),), weak=word in ("both", "pair", "couple")
        ), k + 1
    if word in PARTS and k and words[k - 1][0] in ("a", "an") and _joined(text, words, k - 1):
        tail = text[end : end + 4].split()
        if tail and tail[0] in ("of", "as"):
            share = Fraction(1, PARTS[word])
            return WordNumber(start, end, (share, 1 / share, 1 - share), weak=False), k + 1
    if word in ORDINALS:
        return WordNumber(start, end, (Fraction(ORDINALS[word]),), weak=True), k + 1
    return None


def _cardinal_at(text: str, words: list[tuple[str, int, int]], k: int) -> tuple[WordNumber, int]:
    """The longest number in words that begins here."""
    first = k
    total, group, last = Fraction(0), Fraction(0), ""
    while k < len(words):
        word = words[k][0]
        if k > first and not _joined(text, words, k - 1):
            if word != "and" or not _goes_on(text, words, k, last):
                break
            k += 1
            continue
        if word in TENS and last in ("", "scale"):
            group, last = group + TENS[word], "tens"
        elif word in UNITS and (last in ("", "scale") or (last == "tens" and 0 < UNITS[word] < 10)):
            group, last = group + UNITS[word], "unit"
        elif word in ("hundred", "dozen") and last in ("unit", "tens"):
            group, last = group * SCALES[word], "scale"
        elif word in ("thousand", "million", "billion") and last:
            total, group, last = total + group * SCALES[word], Fraction(0), "scale"
        elif word == "and" and _goes_on(text, words, k, last):
            pass
        else:
            break
        k += 1
    value = total + group
    number = WordNumber(words[first][1], words[k - 1][2], (value,), weak=value in (0, 1) and k == first + 1)
    return _with_part(text, words, k, number, value)


def _with_part(
    text: str, words: list[tuple[str, int, int]], k: int, number: WordNumber, value: Fraction
) -> tuple[WordNumber, int]:
    """Two thirds; one and a half."""
    if k < len(words) and _joined(text, words, k - 1):
        word = words[k][0]
        singular = word.removesuffix("s")
        if singular in PARTS and (word != singular or value == 1) and 0 < value < 10:
            share = value / PARTS[singular]
            readings = (share, 1 / share, 60 * share, 12 * share)
            return WordNumber(number.start, words[k][2], readings, weak=False), k + 1
        tail = [each[0] for each in words[k : k + 3]]
        if len(tail) == 3 and tail[:2] == ["and", "a"] and tail[2] in ("half", "quarter"):
            whole = value + Fraction(1, PARTS[tail[2]])
            return WordNumber(number.start, words[k + 2][2], (whole, 60 * whole), weak=False), k + 3
    return number, k


def _joined(text: str, words: list[tuple[str, int, int]], k: int) -> bool:
    """Whether nothing but white space or a hyphen stands between a word and the next."""
    if k + 1 >= len(words):
        return False
    return _JOINTS.match(text[words[k][2] : words[k + 1][1]]) is not None


def _goes_on(text: str, words: list[tuple[str, int, int]], k: int, last: str) -> bool:
    """Whether an "and" belongs to the number: one hundred and fifty."""
    if last != "scale" or not _joined(text, words, k):
        return False
    return words[k + 1][0] in UNITS or words[k + 1][0] in TENS
