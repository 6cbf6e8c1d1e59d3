"""How many people travel altogether, where it is stated: "4 people", "for two", "family of four", "solo"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from certiplan.tasks.travel.reader.companions import member_at
from certiplan.tasks.travel.reader.quantities import Quantity, quantity_at
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set

_PEOPLE = word_set(
    """
    people person persons traveler travelers traveller travellers individual individuals participant
    participants pax ppl passenger passengers tourist tourists folks folk guest guests members member
    visitors explorers men women ladies guys girls seniors souls humans heads vacationers adventurers
    peeps companions occupants holidaymakers attendees p
    """
)
_GROUPS = word_set(
    """
    group groups party family team crew band gang bunch troop squad delegation company household crowd
    circle class clan tribe
    """
)
_ALONE = word_set("solo alone myself unaccompanied solitary")
_SETS = {
    "couple": 2,
    "pair": 2,
    "duo": 2,
    "twosome": 2,
    "newlyweds": 2,
    "honeymooners": 2,
    "honeymoon": 2,
    "trio": 3,
    "threesome": 3,
    "quartet": 4,
}
_SETS |= {"foursome": 4, "quintet": 5, "sextet": 6}
_LABELS = word_set(
    """
    people travelers travellers persons pax adults passengers guests headcount participants
    """
)
_NOT_PEOPLE_AFTER = word_set(
    """
    day days night nights week weeks city cities dollars usd bucks $ k thousand hundred grand meals
    nites month months hours places stops towns rooms bedrooms st nd rd th reasons years minutes min am
    pm main different separate distinct unique - / % star stars d n or big cars dogs cats pets
    """
)
_ADJECTIVES = word_set(
    """
    adult young other fellow single solo happy hungry tired fun good close best old dear of us our
    """
)
_NO_PLURALS = word_set("leaves departs starts is this us was las los please as plus")


def head_counts(words: Words, taken: Collection[int]) -> Iterator[tuple[Decimal, Range]]:
    """Every statement of how many travel altogether."""
    i = 0
    while i < len(words):
        total = None if i in taken else _total_at(words, i)
        if total is None or any(k in taken for k in range(*total[1])):
            i += 1
            continue
        yield total
        i = total[1].last


def _total_at(words: Words, i: int) -> tuple[Decimal, Range] | None:
    return (
        _alone_at(words, i)
        or _labelled_at(words, i)
        or _group_at(words, i)
        or _set_at(words, i)
        or _counted_at(words, i)
    )


def _alone_at(words: Words, i: int) -> tuple[Decimal, Range] | None:
    norm, before = words.norm(i), words.norm(i - 1)
    one = Decimal(1)
    if norm in _ALONE:
        reflexive = norm == "myself"
        if reflexive and before not in ("for", "by", "just", "only"):
            return None
        if norm == "alone" and before == "let":
            return None
        listed = words.norm(i + 1) == "," and member_at(words, i + 2) is not None
        if reflexive and (words.norm(i + 1) in ("and", "plus", "&", "+") or listed):
            return None
        return one, Range(i - 1 if reflexive else i, i + 1)
    if norm == "on" and words.norm(i + 1) == "my" and words.norm(i + 2) == "own":
        return one, Range(i, i + 3)
    if (
        norm in ("just", "only")
        and words.norm(i + 1) in ("me", "myself")
        and words.norm(i + 2) not in ("and", "plus")
    ):
        return one, Range(i, i + 2)
    if norm in ("single", "individual", "lone", "sole") and words.norm(i + 1) in _PEOPLE | {"adult"}:
        return one, Range(i, i + 2)
    return None


def _labelled_at(words: Words, i: int) -> tuple[Decimal, Range] | None:
    """ "People: 4", "party size 4", "number of travelers: 2"."""
    label = words.norm(i)
    sized = label in ("size", "headcount") or (label in ("group", "party") and words.norm(i + 1) == ":")
    if not (sized or label in _LABELS):
        return None
    j = i + 1
    while words.norm(j) in (":", "=", "-", "of", "is", "#"):
        j += 1
    if j == i + 1 and label not in ("size", "headcount", "pax"):
        return None
    if label not in ("size", "headcount") and words.norm(i + 1) not in (":", "=", "-", "") and label != "pax":
        return None
    quantity = quantity_at(words, j)
    if quantity is None or words.norm(quantity.last) in _NOT_PEOPLE_AFTER - {"-", "/", "or"}:
        return None
    if label == "adults":
        return None
    return quantity.value, Range(i, quantity.last)


def _group_at(words: Words, i: int) -> tuple[Decimal, Range] | None:
    """ "A group of 8", "a family of four people"."""
    if words.norm(i) not in _GROUPS or words.norm(i + 1) != "of":
        return None
    j = i + 2
    while words.norm(j) in ("about", "around", "us", "exactly", "just", "total"):
        j += 1
    quantity = quantity_at(words, j)
    if quantity is None:
        return None
    return quantity.value, Range(i, _with_noun(words, quantity))


def _set_at(words: Words, i: int) -> tuple[Decimal, Range] | None:
    """ "A couple", "a pair of travelers", "both of us"."""
    norm = words.norm(i)
    if norm == "both" and words.norm(i + 1) == "of" and words.norm(i + 2) == "us":
        return Decimal(2), Range(i, i + 3)
    if (
        norm in ("us", "we")
        and quantity_at(words, i + 1) is not None
        and words.norm(i - 1) in ("of", "just", "for")
    ):
        quantity = quantity_at(words, i + 1)
        assert quantity is not None
        plain = words.norm(quantity.last) not in _NOT_PEOPLE_AFTER
        return (quantity.value, Range(i, quantity.last)) if plain else None
    several = quantity_at(words, i)
    if several is not None and words.norm(several.last) in ("couples", "pairs"):
        return 2 * several.value, Range(i, several.last + 1)
    count = _SETS.get(norm)
    if count is None or member_at(words, i) is not None:
        return None
    if words.norm(i + 1) == "of":
        if words.norm(i + 2) not in _PEOPLE | {"adults", "us", "lovebirds"} or words.norm(i - 1) == "with":
            return None
        return Decimal(count), Range(i, i + 3)
    if words.norm(i + 1) in _NOT_PEOPLE_AFTER or words.norm(i - 1) in ("last", "first", "next", "another"):
        return None
    return Decimal(count), Range(i, i + 1)


def _counted_at(words: Words, i: int) -> tuple[Decimal, Range] | None:
    """ "4 people", "for two", "the three of us", "we are five", "six-person"."""
    quantity = quantity_at(words, i)
    if quantity is None or words.norm(i - 1) in ("$", "under", "below", "age", "aged", "ages", "over"):
        return None
    member = member_at(words, i)
    if member is not None:
        everyone = (
            words.norm(i - 1) == "are" and words.norm(i - 2) in ("we", "there") and member.relation != "adult"
        )
        return (quantity.value, member.where) if everyone else None
    before, after = words.norm(i - 1), words.norm(quantity.last)
    noun = _with_noun(words, quantity)
    if noun > quantity.last and not (words.norm(noun - 1) == "p" and not words.touches(noun - 1)):
        return quantity.value, Range(i, noun)
    if before in ("plus", "+") and words.norm(i - 2) in ("me", "i", "myself") and after in ("", ".", ","):
        return quantity.value + 1, Range(i - 2, quantity.last)
    if (
        after in ("in", "total")
        and "total" in (after, words.norm(quantity.last + 1))
        and _about_people(words, i)
    ):
        return quantity.value, Range(i, quantity.last)
    if before == "us" and words.kind(quantity.last) in ("mark", None):
        return quantity.value, Range(i - 1, quantity.last)
    if before == "(" and after == ")" and words.norm(i - 2) in _GROUPS | _PEOPLE | {"we", "us", "friends"}:
        return quantity.value, Range(i - 2, quantity.last + 1)
    if (before == "as" and words.kind(quantity.last) == "mark") or (
        before == "as" and after in ("from", "to")
    ):
        return quantity.value, Range(i - 1, quantity.last)
    if after == "of" and words.norm(quantity.last + 1) == "us" and quantity.value != 1:
        return quantity.value, Range(i, quantity.last + 2)
    ends = after in (
        "",
        ",",
        ".",
        ";",
        "?",
        "!",
        ":",
        ")",
        "from",
        "to",
        "in",
        "on",
        "with",
        "departing",
        "leaving",
    )
    plain = after not in _NOT_PEOPLE_AFTER and words.kind(i) in ("number", "word")
    starts_word = words.norm(i) not in ("a", "an", "one") or ends
    if before == "for" and plain and starts_word and not _counts_a_noun(words, quantity.last):
        return quantity.value, Range(i - 1, quantity.last)
    group_size = before in ("are", "be", "number") and words.norm(i - 2) in (
        "we",
        "us",
        "there",
        "who",
        "will",
    )
    if group_size and plain and not _counts_a_noun(words, quantity.last):
        return quantity.value, Range(i - 1, quantity.last)
    return None


def _about_people(words: Words, i: int) -> bool:
    near = {words.norm(k) for k in range(max(0, i - 6), i)}
    return bool(near & (_GROUPS | {"friends", "us", "colleagues", "people"})) and "$" not in near


def _counts_a_noun(words: Words, i: int) -> bool:
    """Whether the number before token `i` counts what follows, as in "for two museums"."""
    word = words.norm(i)
    return (
        words.kind(i) == "word"
        and (word.endswith("s") or words.norm(i + 1) in _NOT_PEOPLE_AFTER)
        and word not in _NO_PLURALS
    )


def _with_noun(words: Words, quantity: Quantity) -> int:
    """The token after the noun for people that follows a number, or the token after the number."""
    j = quantity.last
    while j < quantity.last + 2 and words.norm(j) in _ADJECTIVES and words.norm(j) != "of":
        j += 1
    if words.norm(j) not in _PEOPLE:
        return quantity.last
    return j + 1
