"""The people named as travelling: "my wife and I", "2 adults and 3 kids", "me and two friends"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from certiplan.tasks.travel.reader.quantities import quantity_at
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import NEUTRAL_WORDS

CHILDREN = word_set(
    """
    child children kid kids toddler toddlers baby babies infant infants son sons daughter daughters
    twins grandson granddaughter grandchild grandchildren grandkids nephew nephews niece nieces boy boys
    minors minor kiddo kiddos newborn teenager teenagers teen teens
    """
)
_RELATIONS = CHILDREN | word_set(
    """
    others gf bf wife husband spouse partner girlfriend boyfriend fiance fiancee friend friends sister
    sisters brother brothers mother father mom mum dad mama papa parents grandparents cousin cousins
    aunt uncle grandma grandpa grandmother grandfather colleague colleagues coworker coworkers roommate
    roommates buddy buddies bff sibling siblings classmates classmate boss neighbor neighbors neighbour
    neighbours hubby missus bride groom mates mate relatives relative inlaws pals pal
    """
)
_ADULTS = word_set("adult adults grownup grownups")
_PLURAL_TWO = word_set("parents grandparents twins inlaws")
_SINGULAR_PLURALS = word_set("boss missus")
_SPEAKERS = word_set("i me myself")
_DETERMINERS = word_set("my our his her their a an the both")
_ADJECTIVES = word_set(
    """
    best young little small old older younger elderly teenage good close dear lovely beloved adult other
    new grown big year month baby pregnant oldest youngest college school business of eldest
    """
)
_LINKS = word_set("n and & plus with , + along together / as well")
_WITH = word_set(
    """
    w with bring bringing accompanied take taking joined by plus including
    """
)
_NAMED_BARE = word_set(
    """
    mom mum dad mother father wife husband sister brother grandma grandpa baby toddler
    """
)
_MOST_LINKS = 4
_LONGEST_LISTING = 60
_NAMED = _RELATIONS | _ADULTS | _ADJECTIVES


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """The people named.

    Attributes:
        count: how many they are with the writer; None where nobody is named as travelling.
        named: how many the words name for certain.
        is_complete: whether they can be everyone who travels, as in "my wife and I"; not so for
            "our kids", said by parents who are not counted.
    """

    count: int | None = None
    named: int = 0
    is_complete: bool = False
    ranges: tuple[Range, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """People named by what they are to the writer, or as adults."""

    relation: str
    count: int
    where: Range


@dataclass(frozen=True, kw_only=True, slots=True)
class _Listing:
    """Members in one breath; `speaker` says that "I" or "me" is among them."""

    members: tuple[Member, ...]
    speaker: bool
    where: Range
    cue: str


def find_party(words: Words, taken: Collection[int]) -> Party:
    """The people named as travelling together, each relation counted once however often it is named."""
    listings = _listings(words, taken)
    if not listings:
        return Party()
    counts: dict[str, int] = {}
    for listing in listings:
        for member in listing.members:
            counts[member.relation] = max(counts.get(member.relation, 0), member.count)
    ranges = tuple(listing.where for listing in listings)
    if "adult" in counts:
        total = sum(
            count for relation, count in counts.items() if relation == "adult" or relation in CHILDREN
        )
        return Party(count=total, named=total, is_complete=True, ranges=ranges)
    named = sum(counts.values())
    for_others = all(listing.cue == "for" and not listing.speaker for listing in listings)
    speaker = any(listing.speaker for listing in listings)
    if for_others and not speaker:
        return Party(count=named, named=named, is_complete=True, ranges=ranges)
    together = speaker or any(relation not in CHILDREN for relation in counts)
    note = f"Counted {named + 1} people: you and {named} more."
    return Party(
        count=named + 1, named=named, is_complete=together, ranges=ranges, notes=() if speaker else (note,)
    )


def _listings(words: Words, taken: Collection[int]) -> list[_Listing]:
    found: list[_Listing] = []
    i = 0
    while i < len(words):
        listing = None if i in taken else _listing_at(words, i)
        if listing is None:
            i += 1
            continue
        if _travels(words, listing):
            found.append(listing)
        i = listing.where.last
    return found


def _listing_at(words: Words, i: int) -> _Listing | None:
    """The longest list of people that starts at token `i`."""
    members: list[Member] = []
    speaker = False
    j, last = i, i
    while j < i + _LONGEST_LISTING:
        if words.norm(j) in _SPEAKERS:
            speaker, last = True, j + 1
        elif (member := member_at(words, j)) is not None:
            members.append(member)
            last = member.where.last
        else:
            break
        j = last
        steps = 0
        while words.norm(j) in _LINKS and steps < _MOST_LINKS:
            j, steps = j + 1, steps + 1
        if j == last and quantity_at(words, j) is None:  # "2 adults 1 child" needs no link
            break
    bare = [member for member in members if member.where.last - member.where.first == 1]
    if not members or (len(members) == 1 and bare and not speaker and members[0].where.first == i):
        return None
    cue = next(
        (words.norm(k) for k in range(i - 1, max(-1, i - 3), -1) if words.norm(k) in _WITH | {"for"}), ""
    )
    starts = i == 0 or words.norm(i - 1) in (".", ",", ":", "(")
    if not cue and starts and bare and len(members) > 1 and not speaker:
        cue = "for"  # "mom, dad and three kids"
    if not cue and starts and members[0].count > 1 and words.norm(i) not in _DETERMINERS:
        cue = "for"  # "four friends, Boston to Denver"
    return _Listing(members=tuple(members), speaker=speaker, where=Range(i, last), cue=cue)


def member_at(words: Words, i: int) -> Member | None:
    """The person or people named from token `i` on: "my wife", "2 adults", "our three kids"."""
    j = i
    if words.norm(j) in _DETERMINERS:
        j += 1
    count = 1
    counted = False
    if words.norm(j) == "couple" and words.norm(j + 1) in ("with", "and", "plus", "+"):
        beside = member_at(words, j + 2)
        with_children = beside is not None and beside.relation == "child"
        return Member(relation="adult", count=2, where=Range(i, j + 1)) if with_children else None
    if words.norm(j) in ("couple", "pair") and words.norm(j + 1) == "of":
        count, counted, j = 2, True, j + 2
    elif (quantity := quantity_at(words, j)) is not None:
        if quantity.whole is None or not 0 <= quantity.whole <= 1000:
            return None
        count, counted, j = quantity.whole, True, quantity.last
        if words.norm(j) == "year" and words.norm(j + 1) == "old":
            count, counted, j = 1, words.norm(i) in ("a", "an"), j + 2
    steps = 0
    while words.norm(j) in _ADJECTIVES and words.norm(j + 1) in _NAMED and steps < 3:
        j, steps = j + 1, steps + 1
    word = words.norm(j)
    if j == i and _is_named_with_speaker(words, j):
        return Member(relation=word, count=1, where=Range(i, j + 1))
    if j >= len(words) or _is_possessive(words, j):
        return None
    if word in _ADULTS and counted:
        return Member(relation="adult", count=count, where=Range(i, j + 1))
    if word not in _RELATIONS or (j == i and word not in _NAMED_BARE):
        return None
    if word in _PLURAL_TWO:
        count = 2 if not counted else count
    elif ((word.endswith("s") and word not in _SINGULAR_PLURALS) or word == "children") and not counted:
        return None
    return Member(relation=_singular(word), count=count, where=Range(i, j + 1))


def _is_possessive(words: Words, i: int) -> bool:
    mark = words.norm(i + 1) in ("'", "’") and words.touches(i + 1)
    return mark or words.tokens[i].text.lower().endswith(("'s", "’s"))


def _is_named_with_speaker(words: Words, i: int) -> bool:
    """Whether token `i` is a name beside the writer: "Charlotte and I", "me and Sam"."""
    if not (words.has_capitals and words.is_capital(i)) or words.norm(i) in NEUTRAL_WORDS:
        return False
    and_i = words.norm(i + 1) in ("and", "&") and words.norm(i + 2) in _SPEAKERS
    return and_i or (words.norm(i - 1) in ("and", "&") and words.norm(i - 2) in ("me", "myself"))


def _singular(word: str) -> str:
    if word in CHILDREN and word not in ("twins", "son", "daughter", "sons", "daughters"):
        return "child"
    return word.removesuffix("s") if word not in _SINGULAR_PLURALS else word


def _travels(words: Words, listing: _Listing) -> bool:
    """Whether the listed people come along, rather than being visited or written about."""
    if listing.speaker or listing.cue:
        before = words.norm(listing.where.first - 1)
        return before not in ("visit", "visiting", "see", "seeing", "meet", "meeting")
    return any(member.relation == "adult" for member in listing.members) or (
        len(listing.members) > 1 and listing.members[0].where.first == 0
    )
