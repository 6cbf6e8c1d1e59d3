"""How many people travel: from a number, a group, or the people named ("my wife, our two kids and I")."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader.companions import Party, find_party
from certiplan.tasks.travel.reader.facts import Choice, Found
from certiplan.tasks.travel.reader.head_counts import head_counts
from certiplan.tasks.travel.reader.quantities import quantity_at
from certiplan.tasks.travel.reader.tokens import Range, Words

_LARGEST_GROUP = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """The number of travellers; `plural` says that the writer speaks of "we" or "us"."""

    count: Found[int] | Choice[int] | None = None
    plural: bool = False
    ranges: tuple[Range, ...] = ()


def find_people(words: Words, taken: Collection[int], *, bare: bool = False) -> People:
    """The number of people who travel.

    A stated total wins over the people who are named, who must fit into it. Totals that differ become
    a question.

    Args:
        words: the text.
        taken: tokens that belong to dates, counts and money.
        bare: whether a lone number counts people, as in a reply to "how many?".

    Raises:
        RequestError: nobody travels, or more people than a request may hold, or than the total says.
    """
    totals = list(head_counts(words, taken))
    if not totals and bare:
        totals = list(_bare_totals(words, taken))
    party = find_party(words, taken)
    plural = _speaks_of_we(words)
    for count, where in totals:
        _refuse_unusable(words, count, where)
    ranges = (*(where for _, where in totals), *party.ranges)
    if not totals:
        return People(count=_party_count(words, party, plural=plural), plural=plural, ranges=ranges)
    _check_party(words, party, totals)
    by_value = {int(count): where for count, where in reversed(totals)}
    found = tuple(Found(value=value, spans=(words.span(where),)) for value, where in by_value.items())[::-1]
    return People(count=found[0] if len(found) == 1 else Choice(options=found), plural=plural, ranges=ranges)


def _party_count(words: Words, party: Party, *, plural: bool) -> Found[int] | None:
    if party.count is None or (plural and not party.is_complete):
        return None
    if party.count > _LARGEST_GROUP:
        _refuse_unusable(words, Decimal(party.count), party.ranges[0])
    return Found(
        value=party.count, spans=tuple(words.span(where) for where in party.ranges), assumptions=party.notes
    )


def _check_party(words: Words, party: Party, totals: list[tuple[Decimal, Range]]) -> None:
    largest = max(count for count, _ in totals)
    if party.named > largest:
        said = words.quote(totals[0][1])
        named = words.quote(party.ranges[0])
        raise RequestError(f"'{named}' are more people than '{said}'. Say how many people travel altogether.")


def _bare_totals(words: Words, taken: Collection[int]) -> Iterator[tuple[Decimal, Range]]:
    for i in range(len(words)):
        quantity = quantity_at(words, i)
        if quantity is not None and i not in taken:
            yield quantity.value, Range(i, quantity.last)
            return


def _speaks_of_we(words: Words) -> bool:
    for i in range(len(words)):
        norm = words.norm(i)
        if norm in ("we", "our", "ours", "ourselves"):
            return True
        if norm == "us" and words.tokens[i].text == "us" and words.norm(i - 1) not in ("let", "$", "the"):
            return True
    return False


def _refuse_unusable(words: Words, count: Decimal, where: Range) -> None:
    said = words.quote(where)[:60]
    if count < 1:
        raise RequestError(f"'{said}': nobody would travel. Give the number of people, 1 or more.")
    if count > _LARGEST_GROUP:
        raise RequestError(f"'{said}': trips are planned for up to {_LARGEST_GROUP} people.")
    if count != count.to_integral_value():
        raise RequestError(f"'{said}': the number of people must be a whole number.")
