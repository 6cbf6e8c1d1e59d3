"""Misspelt keywords: "budgt", "poeple" and "Febuary" are read as meant, and the reading says so."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from certiplan.tasks.travel.reader.companions import CHILDREN
from certiplan.tasks.travel.reader.gazetteer import Gazetteer
from certiplan.tasks.travel.reader.tokens import Words
from certiplan.tasks.travel.reader.transport import TRANSPORT_WORDS
from certiplan.tasks.travel.reader.vocabulary import (
    KEYWORDS,
    MONTHS,
    NEGATORS,
    NEUTRAL_WORDS,
    REAL_WORDS,
    WEEKDAYS,
)

_KNOWN = (
    NEUTRAL_WORDS
    | KEYWORDS
    | REAL_WORDS
    | NEGATORS
    | TRANSPORT_WORDS
    | CHILDREN
    | set(MONTHS)
    | set(WEEKDAYS)
)
_SHORTEST = 5
_LONG = 8
_SORTED_KEYWORDS = sorted(KEYWORDS)


def corrected(words: Words, gazetteer: Gazetteer) -> tuple[Words, tuple[str, ...]]:
    """The text with misspelt keywords read as meant, and a statement of each correction.

    A word is corrected only where it is no known word or name, starts with the same letter as the keyword
    and differs from it in one edit (two in long words).
    """
    norms: dict[int, str] = {}
    notes: dict[str, None] = {}
    for i, token in enumerate(words.tokens):
        norm = token.norm
        if token.kind != "word" or not _SHORTEST - 1 <= len(norm) <= 20 or norm in _KNOWN:
            continue
        if norm in gazetteer.name_words or (norm,) in gazetteer.cuisine_keys:
            continue
        edits = 2 if len(norm) >= _LONG else 1
        best = process.extractOne(norm, _SORTED_KEYWORDS, scorer=OSA.distance, score_cutoff=edits)
        if best is None or best[0][0] != norm[0] or best[0] == norm + "s":
            continue
        is_month = best[0] in MONTHS
        if len(norm) < _SHORTEST and not is_month:
            continue
        if is_month and not any(words.kind(k) in ("number", "ordinal") for k in (i - 2, i - 1, i + 1, i + 2)):
            continue
        norms[i] = best[0]
        notes[f"Read '{token.text}' as {best[0].capitalize() if is_month else best[0]}."] = None
    return words.renamed(norms), tuple(notes)
