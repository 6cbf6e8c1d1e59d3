"""The budget, kept apart from every other number in a request."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader.date_words import year_at
from certiplan.tasks.travel.reader.facts import Choice, Found
from certiplan.tasks.travel.reader.quantities import quantity_at
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import NEUTRAL_WORDS

_DOLLARS = word_set("$ dollar dollars usd buck bucks")
_OTHER_MONEY = word_set(
    """
    € £ ¥ ₹ euro euros eur gbp pound pounds yen cad aud rupees inr chf francs pesos
    """
)
_STRONG_CUES = word_set(
    """
    budget budgets budgeted spend spending expense expenses expenditure cost costs afford funds price
    money total
    """
)
_WEAK_CUES = word_set(
    """
    under below within max maximum most exceed exceeding cap capped limit limited up than less
    """
)
_CUES_AFTER = word_set(
    """
    budget max maximum total tops overall altogether all cap limit for
    """
)
_FLOORS = word_set("least minimum min over above")
_NEWER = word_set(
    """
    revised updated adjusted new now raised increased instead rather changed reduced
    """
)
_COUNTED = word_set(
    """
    day days night nights week weeks people person persons adult adults traveler travelers travellers
    guests pax friends cities city towns stops kids children hours miles km years ppl rooms room of us
    am pm d n st nd rd th stars
    """
)
_PERSON = word_set(
    """
    person head each apiece pp traveler traveller adult individual pax member guest
    """
)
_LEAST_BARE = 50
_LEAST_LONE = 100
_LARGEST_LONE = 100_000
_LARGEST_BUDGET = 10**9

Per = Literal["trip", "person", "day", "else"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """The budget found; `per_day` and `per_person` say that it is meant for one day, for one person."""

    amount: Found[int] | Choice[int] | None = None
    per_day: bool = False
    per_person: bool = False
    ranges: tuple[Range, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Amount:
    where: Range
    value: Decimal
    per: tuple[Per, ...]
    strength: int
    newer: bool = False
    note: tuple[str, ...] = ()


def find_budget(words: Words, taken: Collection[int], *, bare: bool = False) -> Budget:
    """The budget in dollars.

    Args:
        words: the text.
        taken: tokens that belong to dates and counts.
        bare: whether a lone number is an amount, as in a reply to "what is the budget?".

    Raises:
        RequestError: a budget of nothing, below nothing, beyond all bounds, or in another currency.
    """
    amounts = list(_amounts(words, taken, bare=bare))
    if not any(a.strength >= 0 for a in amounts):
        amounts = _lone_number(words, taken)
    candidates = [a for a in amounts if "else" not in a.per and a.strength >= 0]
    if not candidates:
        _refuse_other_currency(words)
        return Budget()
    best = max(a.strength for a in candidates)
    top = [a for a in candidates if a.strength == best]
    plain = [a for a in top if a.per == ("trip",)]
    top = plain or top
    if any(a.newer for a in top):
        top = [a for a in top if a.newer][-1:]
    for amount in top:
        _refuse_unusable(words, amount)
    ranges = tuple(a.where for a in top)
    found = tuple(
        Found(value=int(a.value), spans=(words.span(a.where),), assumptions=a.note)
        for a in {a.value: a for a in reversed(top)}.values()
    )[::-1]
    amount_found: Found[int] | Choice[int] = found[0] if len(found) == 1 else Choice(options=found)
    return Budget(
        amount=amount_found, per_day="day" in top[0].per, per_person="person" in top[0].per, ranges=ranges
    )


def _amounts(words: Words, taken: Collection[int], *, bare: bool) -> Iterator[_Amount]:
    i = 0
    while i < len(words):
        amount = None if i in taken else _amount_at(words, i, taken, bare=bare)
        if amount is None:
            i += 1
            continue
        upper = _upper_end(words, amount, taken)
        yield upper or amount
        i = (upper or amount).where.last


def _lone_number(words: Words, taken: Collection[int]) -> list[_Amount]:
    """In terse notes, the only number that stands by itself and can be a budget: "two ppl, 900"."""
    found: list[_Amount] = []
    for i in range(len(words)):
        if i in taken or words.kind(i) != "number" or not _stands_alone(words, i, taken):
            continue
        quantity = quantity_at(words, i)
        if (
            quantity is None
            or not _LEAST_LONE <= quantity.value <= _LARGEST_LONE
            or year_at(words, i) is not None
        ):
            continue
        where = Range(i, quantity.last)
        note = f"Read '{words.quote(where)}' as the budget in dollars."
        found.append(_Amount(where=where, value=quantity.value, per=("trip",), strength=0, note=(note,)))
    return found if len(found) == 1 else []


def _stands_alone(words: Words, i: int, taken: Collection[int]) -> bool:
    before, after = words.kind(i - 1), words.kind(i + 1)
    counted = words.norm(i - 1) in _COUNTED or i - 1 in taken
    return (
        after in (None, "mark")
        and words.norm(i + 1) not in _OTHER_MONEY
        and ((before in (None, "mark") and words.norm(i - 1) not in ("#", "+", "-", "(")) or counted)
    )


def _amount_at(words: Words, i: int, taken: Collection[int], *, bare: bool) -> _Amount | None:
    start = i
    marked = False
    if words.norm(i) in ("us", "usd", "$") and words.norm(i + (words.norm(i) == "us")) in _DOLLARS:
        marked = True
        while words.norm(i) in ("us", "usd", "$") and i < start + 3:
            i += 1
        if words.norm(i) == "-":
            i += 1
    quantity = quantity_at(words, i)
    if quantity is None or any(k in taken for k in range(i, quantity.last)):
        return None
    last = quantity.last
    if words.norm(last) in ("us", "u") and words.norm(last + 1) in _DOLLARS:
        last += 1
    if words.norm(last) in _DOLLARS and not (words.norm(last) == "$" and words.kind(last + 1) == "number"):
        marked, last = True, last + 1
    if not marked and words.norm(last) in (_COUNTED | _OTHER_MONEY):
        return None
    cue = _cue_before(words, start)
    if words.norm(last) in _CUES_AFTER - {"for"}:
        cue = max(cue, 2)
    thousands = words.norm(quantity.last - 1) in ("k", "grand")
    large = quantity.value >= _LEAST_BARE
    if not marked and not bare and not thousands and not (cue == 2 or (cue == 1 and large)):
        return None
    if not marked and not bare and cue < 2 and words.kind(start) != "number" and not large:
        return None
    per, last = _per(words, last)
    negative = words.norm(start - 1) == "-" and words.touches(start) and not words.touches(start - 1)
    inner = words.norm(i - 1) == "-" and start < i
    negative = negative and (cue == 2 or words.norm(start - 2) not in (".", ""))
    value = -quantity.value if inner or negative else quantity.value
    floor = any(words.norm(k) in _FLOORS for k in (start - 1, start - 2)) and cue < 2
    return _Amount(
        where=Range(start - negative, last),
        value=value,
        per=per,
        strength=-1 if floor else cue,
        newer=any(words.norm(k) in _NEWER for k in range(max(0, start - 6), start)),
    )


def _upper_end(words: Words, low: _Amount, taken: Collection[int]) -> _Amount | None:
    """For "$1,500 to $2,000", the upper amount."""
    j = low.where.last
    ranged = words.norm(j) in ("-", "to") or (
        words.norm(j) == "and"
        and "between" in {words.norm(k) for k in range(low.where.first - 3, low.where.first)}
    )
    if not ranged:
        return None
    high = _amount_at(words, j + 1, taken, bare=True)
    if high is None or high.value <= low.value:
        return None
    where = Range(low.where.first, high.where.last)
    note = (
        f"Read '{words.quote(where)}' as a budget of up to ${high.value.min(Decimal(_LARGEST_BUDGET)):,.0f}."
    )
    return replace(low, where=where, value=high.value, per=high.per, note=(note,))


def _cue_before(words: Words, i: int) -> int:
    """2 where the words before speak of a budget, 1 where they set a limit, else 0."""
    best = 0
    for k in range(i - 1, max(-1, i - 9), -1):
        norm = words.norm(k)
        if norm in (".", ";", "?", "!") or words.tokens[k].sentence != words.tokens[i].sentence:
            break
        if norm in _STRONG_CUES:
            return 2
        if norm in _WEAK_CUES and k >= i - 3:
            best = 1
        if words.kind(k) == "word" and norm not in NEUTRAL_WORDS and norm not in _WEAK_CUES:
            break
        if words.kind(k) in ("number", "date"):
            break
    return best


def _per(words: Words, last: int) -> tuple[tuple[Per, ...], int]:
    """What the amount before token `last` is for, and the token after those words."""
    found: list[Per] = []
    while True:
        j = last
        if words.norm(j) in ("per", "a", "/", "for", "p", "an"):
            j += 1
            if words.norm(j - 1) == "for" and words.norm(j) not in ("each", "every"):
                break
            if words.norm(j) in ("/", "each", "every"):
                j += 1
        elif words.norm(j) not in ("each", "apiece", "pp", "daily", "nightly"):
            break
        unit = words.norm(j)
        if unit in _PERSON or (unit == "p" and words.norm(j - 1) == "/"):
            found.append("person")
        elif unit in ("day", "daily"):
            found.append("day")
        elif unit in ("night", "nightly", "room", "meal", "hour", "week", "ticket", "city"):
            found.append("else")
        elif words.norm(j - 1) == "each":
            found.append("person")
            j -= 1
        else:
            break
        last = j + 1
    return (tuple(found) or ("trip",)), last


def _refuse_unusable(words: Words, amount: _Amount) -> None:
    said = words.quote(amount.where)[:60]
    if amount.value < 1:
        raise RequestError(f"'{said}': a budget must be at least $1. Give a larger one, or leave it out.")
    if amount.value > _LARGEST_BUDGET:
        raise RequestError(
            f"'{said}': a budget of more than ${_LARGEST_BUDGET:,} is beyond what is planned here."
        )


def _refuse_other_currency(words: Words) -> None:
    for i in range(len(words)):
        if words.norm(i) not in _OTHER_MONEY:
            continue
        first = i if quantity_at(words, i + 1) is not None else i - 1
        if words.kind(first) == "number" or words.kind(first + 1) == "number":
            said = words.quote(Range(first, first + 2))
            raise RequestError(f"'{said}': prices are known in US dollars only. Give the budget in dollars.")
