"""The words of a request that a quotation which is not exact most likely meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from certiplan.model.diagnostics import Diagnostic

# Typographic marks and what they are typed as; each is one character, so that places stay what they are.
_PLAIN = str.maketrans("“”„‟«»‘’‚‛‹›′″‐‑‒–—−", "\"\"\"\"\"\"'''''''\"------")
_WORD = re.compile(r"\S+")
_MOST_WORDS = 6000
_LIKE_ENOUGH = 0.6


def quoted_exactly(quote: str, request: Sequence[str]) -> bool:
    """Whether a quotation is a substring of one of the request's texts."""
    return any(quote in text for text in request)


def quote_finding(
    name: str, quote: str, request: Sequence[str], *, where: str, line: int | None
) -> Diagnostic | None:
    """The finding `quote-not-found` about a requirement's quotation; None where the request holds it.

    Args:
        where: what the request is called in the message.
        line: of the quotation in the document.
    """
    if quoted_exactly(quote, request):
        return None
    return Diagnostic(
        severity="error",
        code="quote-not-found",
        element=f"requirements.{name}.quote",
        message=f"the request does not hold the words {quote!r}",
        expected=f"an exact substring of {where}, or `assume` for what the author supplied",
        did_you_mean=nearest_words(quote, request),
        line=line,
    )


def nearest_words(quote: str, request: Sequence[str]) -> str | None:
    """The exact substring of the request that differs least from a quotation; None if nothing is like it."""
    return _same_words(quote, request) or _like_words(quote, request)


def _same_words(quote: str, request: Sequence[str]) -> str | None:
    """The part that differs only in capitals, white space, quotation marks and dashes."""
    wanted = "".join(quote.translate(_PLAIN).lower().split()).strip(".,;")
    for text in request:
        positions = [k for k, letter in enumerate(text) if not letter.isspace()]
        # One character stays one: lower() of a single character may be longer, which only misses the hint.
        bare = "".join(text[k].translate(_PLAIN).lower()[0] for k in positions)
        start = bare.find(wanted)
        if wanted and start >= 0:
            return text[positions[start] : positions[start + len(wanted) - 1] + 1]
    return None


def _like_words(quote: str, request: Sequence[str]) -> str | None:
    """The run of words that shares most words with the quotation, in their order."""
    wanted = [_key(word) for word in quote.split()]
    if not wanted:
        return None
    best: tuple[float, str] = (0.0, "")
    for text in request:
        words = [(match.start(), match.end()) for match in _WORD.finditer(text)][:_MOST_WORDS]
        keys = [_key(text[start:end]) for start, end in words]
        for score, first, last in _windows(wanted, keys):
            if score > best[0]:
                best = score, text[words[first][0] : words[last][1]]
    return best[1] if best[0] >= _LIKE_ENOUGH else None


def _windows(wanted: Sequence[str], keys: Sequence[str]) -> list[tuple[float, int, int]]:
    """The most promising runs of words: (likeness, first word, last word)."""
    size = len(wanted)
    counts = Counter(wanted)
    overlaps: list[tuple[int, int]] = []
    for first in range(max(1, len(keys) - size + 1)):
        shared = sum((Counter(keys[first : first + size]) & counts).values())
        if shared:
            overlaps.append((shared, first))
    overlaps.sort(key=lambda each: (-each[0], each[1]))
    found: list[tuple[float, int, int]] = []
    for _, start in overlaps[:8]:
        window = keys[max(0, start - 2) : start + size + 2]
        matcher = SequenceMatcher(None, wanted, window, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        if not blocks:
            continue
        offset = max(0, start - 2)
        first, last = blocks[0].b, blocks[-1].b + blocks[-1].size - 1
        run = window[first : last + 1]
        score = SequenceMatcher(None, wanted, run, autojunk=False).ratio()
        found.append((score, offset + first, offset + last))
    return found


def _key(word: str) -> str:
    return word.translate(_PLAIN).lower().strip(".,;:!?\"'()")
