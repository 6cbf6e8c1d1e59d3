"""Numbers of the request that the model does not use, and numbers of the model that come from nowhere.

Both are found by explaining one by the other. A constant is explained by a number of the request with the
same value or with one of its other readings (20% as 0.2, 0.8 or 1.2; a unit conversion; one more or less, for
strict comparisons), else by a product, quotient, sum or difference of two numbers that stand close together
and are not both needed elsewhere, else by its role. What is left on either side is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from certiplan.formalizers.lints.model_numbers import Constant, ModelNumbers
from certiplan.formalizers.lints.numerals import Numeral, numerals
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.values import show_rational

_CONVERSIONS: tuple[tuple[tuple[int, ...], re.Pattern[str]], ...] = (
    ((60, 3600), re.compile(r"hour|minute|\bmin\b|second|\bhrs?\b|\bh\b", re.IGNORECASE)),
    ((24, 1440, 168), re.compile(r"hour|minute", re.IGNORECASE)),
    ((7,), re.compile(r"week|\bdays?\b|daily", re.IGNORECASE)),
    ((30, 365, 52), re.compile(r"month|year|annual", re.IGNORECASE)),
    ((12,), re.compile(r"month|year|annual|dozen|inch|\bfoot|\bfeet", re.IGNORECASE)),
    ((100,), re.compile(r"\bcents?\b|centi|\bcm\b", re.IGNORECASE)),
    (
        (1000, 1_000_000),
        re.compile(
            r"thousand|million|kilo|milli|grams?\b|\btons?\b|tonne|\b[km]?[gl]\b|\bk?m\b", re.IGNORECASE
        ),
    ),
)
_STRUCTURE = frozenset(
    Fraction(value) for value in (0, 1, -1, 2, Fraction(1, 2), 100, 60, 24, 7, 1000, 3600, 1440)
)
_MOST_PAIRS = 60
_SHOWN = 5


def unused_and_unquoted(
    request: Sequence[str], numbers: ModelNumbers, *, told: Sequence[str], quotes: Sequence[str]
) -> Iterator[Diagnostic]:
    """Findings `unused-number` and `unquoted-constant`.

    Args:
        request: what the person wrote.
        numbers: the numbers of the model.
        told: the words of assumptions and of wishes that no element expresses: their numbers are known.
        quotes: what requirements quote.
    """
    words = " ".join(request)
    factors = tuple(factor for some, units in _CONVERSIONS if units.search(words) for factor in some)
    matching = _Matching(numerals(request), numbers, numerals(told), factors)
    yield from matching.unquoted()
    yield from matching.unused(request, quotes)


class _Matching:
    def __init__(
        self,
        found: Sequence[Numeral],
        numbers: ModelNumbers,
        told: Sequence[Numeral],
        factors: Sequence[int],
    ) -> None:
        self.found = found
        self.numbers = numbers
        self.factors = factors
        self.used: set[int] = set()
        self.explained: set[int] = set()
        told_values = {value for numeral in told for value in numeral.readings}
        self.waiting: list[int] = []
        # A model may speak of shifts or periods instead of the clock: then it needs none of the times.
        self.by_the_clock = False
        self._directly(told_values)
        self._within_expressions()
        # Arithmetic comes before conversions: 240 is rather 420 - 180 than 4 hours in minutes.
        self._by_pairs()
        self._by_variants()
        self._by_sizes()

    def _directly(self, told: set[Fraction]) -> None:
        by_reading: dict[Fraction, list[int]] = {}
        by_variant: dict[Fraction, list[int]] = {}
        for k, numeral in enumerate(self.found):
            for value in numeral.readings:
                by_reading.setdefault(abs(value), []).append(k)
            for value in _variants(numeral, self.factors):
                by_variant.setdefault(abs(value), []).append(k)
            if not told.isdisjoint(numeral.readings[:2]):
                self.used.add(k)
        for position, constant in enumerate(self.numbers.constants):
            matched = by_reading.get(abs(constant.value))
            if matched:
                self.used.update(matched)
                self.explained.add(position)
                self.by_the_clock |= all(
                    self.found[k].kind == "time" and constant.value == self.found[k].value >= 60
                    for k in matched
                )
            elif constant.value in told:
                self.explained.add(position)
            else:
                self.waiting.append(position)
        self.variants = by_variant

    def _by_variants(self) -> None:
        for position in self.waiting:
            constant = self.numbers.constants[position]
            if constant.value in _STRUCTURE or constant.role == "free":
                # It needs no explanation; what it could be read as counts as used all the same.
                self.explained.add(position)
            matched = self.variants.get(abs(constant.value))
            if matched:
                self.explained.add(position)
                self.used.update(matched)

    def _within_expressions(self) -> None:
        """A number of the request that stands in one expression as a ratio or product: 40% as 2 / 5."""
        groups: dict[int, list[int]] = {}
        for position, constant in enumerate(self.numbers.constants):
            if constant.group is not None and constant.value and constant.role != "free":
                groups.setdefault(constant.group, []).append(position)
        missing = [
            k for k, numeral in enumerate(self.found) if k not in self.used and numeral.kind != "label"
        ]
        if not missing:
            return
        for positions in groups.values():
            for a, b in combinations(positions[:40], 2):
                one, two = self.numbers.constants[a].value, self.numbers.constants[b].value
                ratios = {one / two, two / one, one * two}
                minutes = {60 * one / two, 60 * two / one} if 60 in self.factors else set[Fraction]()
                # Where both numbers mean something else already, only a percentage is read into them.
                known = {a, b} <= self.explained
                hit = [
                    k
                    for k in missing
                    if (not known or self.found[k].kind == "percent")
                    and (
                        not ratios.isdisjoint(self.found[k].readings)
                        or (self.found[k].kind == "amount" and self.found[k].value in minutes)
                    )
                ]
                if hit:
                    self.used.update(hit)
                    self.explained.update((a, b))

    def _by_pairs(self) -> None:
        waiting: dict[Fraction, list[int]] = {}
        for position, constant in enumerate(self.numbers.constants):
            if position not in self.explained and constant.value not in _STRUCTURE:
                waiting.setdefault(abs(constant.value), []).append(position)
        if not waiting:
            return
        candidates = [k for k, numeral in enumerate(self.found) if numeral.kind not in ("date",)]
        before = frozenset(self.used)
        for place, a in enumerate(candidates):
            for b in candidates[place + 1 : place + 1 + _MOST_PAIRS]:
                near = self.found[b].sentence - self.found[a].sentence <= 1
                free = (a not in before) + (b not in before)
                if free == 0 or not near:
                    continue
                for value in _combined(self.found[a], self.found[b], sums=free == 2):
                    for position in waiting.get(value, ()):
                        self.explained.add(position)
                        self.used.update((a, b))
                        self.by_the_clock |= self.found[a].kind == "time"

    def _by_sizes(self) -> None:
        for k, numeral in enumerate(self.found):
            if k in self.used or numeral.kind not in ("amount", "word"):
                continue
            # A depot beside the customers, the time before the first step: only where nothing else is sure.
            near = (0,) if numeral.certain else (0, 1, -1)
            if any(numeral.value + step in self.numbers.sizes for step in near):
                self.used.add(k)

    # ------------------------------------------------------------ findings

    def unused(self, request: Sequence[str], quotes: Sequence[str]) -> Iterator[Diagnostic]:
        """What the request says and the model does not hold."""
        modelled = self._otherwise_modelled(_spans(request, quotes))
        seen: set[tuple[Fraction, str]] = set()
        for k, numeral in enumerate(self.found):
            if (
                k in self.used
                or numeral.kind in ("label", "date")
                or (numeral.kind == "time" and not self.by_the_clock)
            ):
                continue
            if numeral.kind == "word" and not numeral.certain and numeral.value <= 2:
                continue
            if (numeral.value, numeral.kind) in seen:
                continue
            seen.add((numeral.value, numeral.kind))
            certain = (
                numeral.certain
                and numeral.kind != "time"
                and numeral.value not in self.numbers.members
                and k not in modelled
            )
            yield Diagnostic(
                severity="warning" if certain else "note",
                code="unused-number",
                element="request",
                message=f"no element uses {numeral.text!r} of the request, in {_around(numeral, request)!r}",
                expected=(
                    "a parameter or constraint that holds it, or a requirement that quotes it and says under "
                    "`unformalized` why it does not matter"
                ),
                did_you_mean=self._mistyped_as(numeral),
            )

    def _otherwise_modelled(self, spans: Sequence[tuple[int, int, int]]) -> frozenset[int]:
        """Numbers in quotations none of whose numbers is used: the shape of the model may say the same.

        Where one number of a quotation is used and another is not, something was forgotten.
        """
        found: set[int] = set()
        for part, start, end in spans:
            inside = [
                k
                for k, numeral in enumerate(self.found)
                if part == numeral.part
                and start <= numeral.start
                and numeral.end <= end
                and numeral.kind not in ("label", "date")
            ]
            if self.used.isdisjoint(inside):
                found.update(inside)
        return frozenset(found)

    def _mistyped_as(self, numeral: Numeral) -> str | None:
        """The one unexplained constant that looks like a slip of this number."""
        similar = {
            constant.value
            for position, constant in enumerate(self.numbers.constants)
            if position not in self.explained and _similar(constant.value, numeral.value)
        }
        if len(similar) != 1:
            return None
        return f"{show_rational(numeral.value)} instead of {show_rational(similar.pop())}"

    def unquoted(self) -> Iterator[Diagnostic]:
        """What the model holds and nobody said: one finding for each element."""
        by_element: dict[str, list[Constant]] = {}
        for position, constant in enumerate(self.numbers.constants):
            if position not in self.explained:
                by_element.setdefault(constant.element, []).append(constant)
        missing = [
            numeral
            for k, numeral in enumerate(self.found)
            if k not in self.used and numeral.kind not in ("label", "date")
        ]
        for element, constants in by_element.items():
            values = list(dict.fromkeys(constant.value for constant in constants))
            shown = ", ".join(show_rational(value) for value in values[:_SHOWN])
            more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
            hints = {n.text for n in missing for value in values if _similar(value, n.value)}
            yield Diagnostic(
                severity="warning",
                code="unquoted-constant",
                element=element,
                column=constants[0].column,
                message=f"{shown}{more} {'is' if len(values) == 1 else 'are'} not in the request",
                expected=(
                    "numbers of the request, arithmetic on them written out (`= 0.4 * 300`), or an element "
                    "`from` a requirement with `assume` that says where they come from"
                ),
                did_you_mean=hints.pop() if len(hints) == 1 else None,
            )


def _spans(request: Sequence[str], quotes: Sequence[str]) -> list[tuple[int, int, int]]:
    """Where quotations stand: (part of the request, start, end)."""
    found = []
    for part, text in enumerate(request):
        for quote in quotes:
            start = text.find(quote)
            if start >= 0:
                found.append((part, start, start + len(quote)))
    return found


def _around(numeral: Numeral, request: Sequence[str]) -> str:
    """The words that a number stands among."""
    text = request[numeral.part]
    before = " ".join(text[max(0, numeral.start - 80) : numeral.start].split(" ")[-5:])
    after = " ".join(text[numeral.end : numeral.end + 80].split(" ")[:5])
    return " ".join(f"{before}{text[numeral.start : numeral.end]}{after}".split())


def _variants(numeral: Numeral, factors: Sequence[int]) -> Iterator[Fraction]:
    """What else a number may stand as in a model: in another unit, inverted, one more or less if strict."""
    if numeral.kind not in ("amount", "word", "money") or len(numeral.readings) > 2:
        return
    for value in numeral.readings[:2]:
        if numeral.strict and value.denominator == 1:
            yield from (value + 1, value - 1)
        for factor in factors:
            yield value * factor
            yield value / factor
        if value:
            yield 1 / value
    if numeral.kind == "amount" and 0 < numeral.value < 1:
        yield 1 - numeral.value
        yield 1 + numeral.value


def _combined(a: Numeral, b: Numeral, *, sums: bool) -> set[Fraction]:
    """Products and quotients of two numbers of the request, and sums and differences if asked for.

    Times of day have differences only, in minutes and in hours.
    """
    if a.kind == "time" or b.kind == "time":
        if a.kind != b.kind:
            return set()
        return {abs(one - two) for one, two in zip(a.readings[:2], b.readings[:2], strict=False)}
    found: set[Fraction] = set()
    first = (value for k, value in enumerate(a.readings) if k in _parts_of(a))
    for one in first:
        for two in (value for k, value in enumerate(b.readings) if k in _parts_of(b)):
            found.add(abs(one * two))
            if one and two:
                found.update((abs(one / two), abs(two / one)))
            if sums:
                found.update((abs(one + two), abs(one - two)))
    return found


def _parts_of(numeral: Numeral) -> tuple[int, ...]:
    """Which readings may be calculated with: of a percentage the share, the rest and the whole with it."""
    return (0, 2, 3) if numeral.kind == "percent" else (0,)


def _similar(a: Fraction, b: Fraction) -> bool:
    """Whether one number may be a slip of the other: one digit wrong, left out, added, or two exchanged."""
    if a == b or not a or not b:
        return False
    if a / b in (10, 100, Fraction(1, 10), Fraction(1, 100)):
        return True
    one, two = show_rational(abs(a)), show_rational(abs(b))
    if len(one) == len(two):
        return len(one) > 1 and (
            sum(x != y for x, y in zip(one, two, strict=True)) == 1 or sorted(one) == sorted(two)
        )
    longer, shorter = (one, two) if len(one) > len(two) else (two, one)
    return (
        len(shorter) > 1
        and len(longer) - len(shorter) == 1
        and any(longer[:k] + longer[k + 1 :] == shorter for k in range(len(longer)))
    )
