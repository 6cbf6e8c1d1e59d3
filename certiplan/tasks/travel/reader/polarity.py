"""Whether a thing that is mentioned is wanted, refused, or neither.

Negations are counted over the words around a mention, so that "we do not mind flights" and "smoking must
not be prohibited" are read as they are meant, whatever the sentence.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import NEGATORS, NEUTRAL_WORDS, STATEMENT_BREAKS

Attitude = Literal["wanted", "refused", "tolerated", "indifferent", "qualified"]

_STOPS = word_set(". ! ? ; ( ) -")
_LIST_WORDS = word_set("any a an the by all other also even or of in no not to")
_COPULAS = word_set(
    """
    is are be being was were should must can could may might will would do does shall has have
    """
)
_NOUNS_AFTER = word_set(
    """
    travel transportation options at all restrictions restriction ban rooms
    """
)
_NEGATIVE_AFTER = NEGATORS | word_set("out off unwelcome undesirable free")
_INDIFFERENT = word_set(
    """
    preference preferences matter matters care opinion specific fussy picky
    """
)
_TOLERANT = word_set("fine ok okay acceptable tolerate tolerable")
_QUALIFYING = word_set(
    """
    before after at longer over than with on during between later earlier until under past
    """
)
_DELIBERATE = word_set(
    """
    feel fan keen wheel afford own prone licence license form mode utilize utilise resort rely relying
    risk
    """
)
_ITEM_SEPARATORS = frozenset({"and", "or", "&", ","})
_WAYS = word_set("transport transportation mode means way kind type")
_FURTHEST = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Stance:
    """The attitude to a mention, and the tokens that show it.

    "tolerated" is a doubly negated thing ("no problem with flights"); "indifferent" one that the writer has
    no preference about; "qualified" a refusal of some of its kind only ("no early flights").
    """

    attitude: Attitude
    where: Range


def stance_on(words: Words, mention: Range, *, transparent: Collection[str] = ()) -> Stance:
    """How the writer stands to what a range mentions.

    Args:
        words: the text.
        mention: the tokens of the thing.
        transparent: further words that may stand between a negation and the thing without narrowing it.
    """
    before = _look_back(words, mention, transparent)
    after = _look_ahead(words, mention.last, transparent)
    negations = before.count + after.count
    where = Range(
        min(before.edge, mention.first) if before.count else mention.first,
        max(after.edge, mention.last) if after.count else mention.last,
    )
    if before.indifferent and negations:
        return Stance(attitude="indifferent", where=where)
    if negations % 2:
        narrowed = (before.count and before.narrowed) or _is_qualified_after(words, mention.last, transparent)
        return Stance(attitude="qualified" if narrowed else "refused", where=where)
    if negations:
        return Stance(attitude="tolerated", where=where)
    if before.tolerant or after.tolerant:
        return Stance(attitude="tolerated", where=where)
    return Stance(attitude="wanted", where=where)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    count: int
    edge: int
    narrowed: bool = False
    indifferent: bool = False
    tolerant: bool = False


def _look_back(words: Words, mention: Range, transparent: Collection[str]) -> _Look:
    first = mention.first
    count, edge = 0, first
    narrowed = indifferent = tolerant = unknown = False
    sentence = words.tokens[first].sentence
    for k in range(first - 1, max(-1, first - _FURTHEST), -1):
        norm = words.norm(k)
        if (
            words.tokens[k].sentence != sentence
            or norm in _STOPS
            or (norm in STATEMENT_BREAKS and not _is_comparison(words, k))
        ):
            break
        if norm == ":" and not (words.norm(k - 1) in NEGATORS or (words.norm(k - 1) == "to")):
            break
        if norm == "," and not _is_parenthesis(words, k):
            break
        if count and norm in _ITEM_SEPARATORS:
            break  # "no flights and no taxis": the item has a negation of its own
        if norm == "and" and not _continues_list(words, k, mention, transparent):
            break
        if (norm in NEGATORS and not _is_set_phrase(words, k, mention)) or _is_comparison(words, k):
            if count and norm in ("neither", "either") and "nor" in {words.norm(m) for m in range(k, first)}:
                continue
            count, edge = count + 1, k
            narrowed = narrowed or unknown
            if norm == "nor":
                break
            continue
        indifferent = indifferent or norm in _INDIFFERENT
        tolerant = tolerant or norm in _TOLERANT
        if words.kind(k) != "mark" and norm not in NEUTRAL_WORDS | _DELIBERATE and norm not in transparent:
            if count:
                break
            unknown = True
    return _Look(count=count, edge=edge, narrowed=narrowed, indifferent=indifferent, tolerant=tolerant)


def _continues_list(words: Words, k: int, mention: Range, transparent: Collection[str]) -> bool:
    """Whether the "and" at `k` only adds the mention to a list, rather than starting a new statement."""
    if words.norm(mention.last) in _COPULAS and k == mention.first - 1:
        return False
    between = range(k + 1, mention.first)
    return all(words.norm(m) in _LIST_WORDS or words.norm(m) in transparent for m in between)


def _is_parenthesis(words: Words, k: int) -> bool:
    """Whether the comma at `k` closes or opens an insertion such as "not, under any circumstances,"."""
    return words.norm(k - 1) in ("circumstances", "means", "please", "ideally", "possible", "not")


def _is_comparison(words: Words, k: int) -> bool:
    """Whether `k` puts the mention behind something else: "rather than", "anything but", "prefer x over"."""
    norm = words.norm(k)
    if norm == "than":
        return any(words.norm(m) in ("rather", "other") for m in range(max(0, k - 5), k))
    if norm == "free":
        return words.norm(k + 1) in ("of", "from")
    if norm == "off":
        return words.norm(k - 1) in ("us", "me", "them", "stay", "keep")
    if norm == "but":
        near = {words.norm(m) for m in range(max(0, k - 4), k)}
        return bool(near & {"anything", "everything"}) or ("any" in near and bool(near & _WAYS))
    return norm == "over" and any(words.norm(m).startswith("prefer") for m in range(max(0, k - 5), k))


def _is_set_phrase(words: Words, k: int, mention: Range) -> bool:
    """Whether a negator is part of a phrase that negates nothing: "no more than", "not only", "in mind"."""
    norm, after, before = words.norm(k), words.norm(k + 1), words.norm(k - 1)
    if norm == "non":
        return k + 1 != mention.first  # "non-shared" says nothing of what comes later
    if norm in ("mind", "minds"):
        return before in ("in", "keep", "never", "our", "my", "your") or after == "that"
    if norm in ("no", "not") and after in ("more", "later", "only", "doubt", "matter", "problem"):
        return after != "problem" or words.norm(k + 2) in (",", ".", "!")
    if norm == "alternative" and after in ("transportation", "transport", "modes", "options", "means"):
        return True
    if norm == "instead":
        return after != "of"
    return norm in ("concern", "concerns", "issue", "issues") and before == "main"


def _look_ahead(words: Words, last: int, transparent: Collection[str]) -> _Look:
    """Negations said of the mention after it: "flights are not an option", "driving is out"."""
    if last >= len(words):
        return _Look(count=0, edge=last)
    sentence = words.tokens[last - 1].sentence
    j = last
    if words.tokens[j].joined and words.norm(j) == "free":
        return _Look(count=1, edge=j + 1)
    while words.norm(j) in _NOUNS_AFTER or (words.norm(j) in transparent and j < last + 2):
        if words.norm(j) in _COPULAS:
            break
        j += 1
        if words.norm(j - 1) in NEGATORS:  # "visitor restrictions": the noun itself negates
            return _Look(count=1, edge=j)
    direct = words.norm(j) in ("excluded", "prohibited", "forbidden", "banned", "out", "no") and words.norm(
        j + 1
    ) in ("", ".", ",", "!", ";", "please", "thanks")
    if words.norm(j) in (":", "?", "-", "=") and words.norm(j + 1) in ("no", "none", "never", "not"):
        return _Look(count=1, edge=j + 2)
    if not direct and words.norm(j) not in _COPULAS and words.norm(j) not in ("not",):
        return _Look(count=0, edge=last)
    count, edge, tolerant = 0, last, False
    for k in range(j, min(len(words), j + 7)):
        norm = words.norm(k)
        if (
            words.tokens[k].sentence != sentence
            or norm in (",", "(", ")", ";", ".", "!", "?")
            or norm
            in (
                "and",
                "or",
                "so",
            )
        ):
            break
        if norm in STATEMENT_BREAKS:
            break
        tolerant = tolerant or norm in _TOLERANT
        if norm in _NEGATIVE_AFTER and not (
            norm == "out" and words.norm(k + 1) not in ("of", "", ".", ",", "for")
        ):
            count, edge = count + 1, k + 1
            if norm in ("out", "off") and words.norm(k + 2 + (norm == "out")) in ("question", "table"):
                edge = k + 3 + (norm == "out")
    return _Look(count=count, edge=edge, tolerant=tolerant)


def _is_qualified_after(words: Words, last: int, transparent: Collection[str]) -> bool:
    """Whether what follows narrows the refusal: "no flights before noon", "no driving at night"."""
    j = last
    while words.norm(j) in ("travel", "transportation", "flights", "ourselves", "time", "times"):
        j += 1
    if words.norm(j) not in _QUALIFYING:
        return False
    for k in range(j, min(len(words), j + 6)):
        norm = words.norm(k)
        if norm in _STOPS or norm in STATEMENT_BREAKS or norm in (",", "and"):
            return False
        if words.kind(k) in ("number", "date", "ordinal") or norm in ("night", "nights", "first", "last"):
            return True
        if words.kind(k) == "word" and norm not in NEUTRAL_WORDS and norm not in transparent:
            return True
    return False
