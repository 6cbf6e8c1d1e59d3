"""Text cut into tokens that remember where they stand, so that every reading can quote its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


Kind = Literal["word", "number", "ordinal", "date", "mark"]


class Range(NamedTuple):
    """The tokens from `first` up to, but without, `last`."""

    first: int
    last: int


class Span(NamedTuple):
    """The characters from `start` up to, but without, `end`."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """One word, number, date in figures, or mark.

    Attributes:
        text: as written.
        norm: what rules compare: lower case, no accents or dots, "not" for every contraction with n't.
        joined: a hyphen without spaces links it to the token before, as in "pet-friendly".
        sentence: the number of the sentence, line or list item it stands in.
    """

    text: str
    norm: str
    start: int
    end: int
    kind: Kind
    joined: bool = False
    sentence: int = 0


_TOKEN = re.compile(
    r"""
      (?P<date>  [0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2}(?![0-9])
               | [0-9]{1,2}([-/.])[0-9]{1,2}\3(?:[0-9]{4}|[0-9]{2})(?![0-9])
               | [0-9]{1,2}/[0-9]{1,2}(?![0-9/]) )
    | (?P<ordinal> [0-9]{1,4}(?:st|nd|rd|th)(?![^\W\d_]) )
    | (?P<number>  [0-9]{1,3}(?:[ ][0-9]{3})+(?=[ ]?(?:dollars|usd|bucks|\$))
                 | [0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9]) | [0-9]+(?:\.[0-9]+)? )
    | (?P<acronym> (?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])\.? )
    | (?P<word>    [^\W\d_]+(?:['’][^\W\d_]+)* )
    | (?P<arrow>   [-=–—]+> | [→➔➜⇒] )
    | (?P<lines>   \r?\n[ \t\r\n]* )
    | (?P<mark>    [^\w\s] )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A dot after one of these belongs to the word and ends no sentence.
_DOTTED = word_set(
    """
    st ste ft mt mr mrs ms dr jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu
    thurs fri approx incl max min pers vs
    """
)
_NOT = word_set(
    """
    cannot dont doesnt didnt wont wouldnt cant couldnt shouldnt isnt arent wasnt werent havent hasnt
    hadnt mustnt neednt aint
    """
)
_SUFFIXES = {"re": "are", "ll": "will", "ve": "have", "m": "am", "d": "would"}
_UNAPOSTROPHED = {"im": ("i", "am"), "ive": ("i", "have"), "weve": ("we", "have"), "youre": ("you", "are")}
_SENTENCE_ENDS = frozenset(".!?;")
_BULLETS = frozenset("-*•·–—▪●◦>")
_WRAPPED_LINE_LENGTH = 45


def fold(word: str) -> str:
    """A word without case, accents, dots and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c not in ".'’`")


@dataclass(frozen=True, kw_only=True)
class Words:
    """A text with its tokens; spans count from the start of a longer text when `offset` is not zero."""

    text: str
    tokens: tuple[Token, ...]
    offset: int = 0

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def norms(self) -> tuple[str, ...]:
        """The norm of every token."""
        return tuple(token.norm for token in self.tokens)

    @cached_property
    def has_capitals(self) -> bool:
        """Whether the writer uses both cases, so that capitals mean something."""
        words = [token.text for token in self.tokens if token.kind == "word" and len(token.text) > 1]
        capitals = sum(word[0].isupper() for word in words)
        return 0 < capitals < 0.8 * len(words) or (capitals > 0 and not all(word.isupper() for word in words))

    def norm(self, i: int) -> str:
        """The norm of token `i`, empty outside the text."""
        return self.norms[i] if 0 <= i < len(self.tokens) else ""

    def kind(self, i: int) -> Kind | None:
        """The kind of token `i`, None outside the text."""
        return self.tokens[i].kind if 0 <= i < len(self.tokens) else None

    def is_capital(self, i: int) -> bool:
        """Whether token `i` starts with a capital letter."""
        return self.kind(i) == "word" and self.tokens[i].text[0].isupper()

    def touches(self, i: int) -> bool:
        """Whether token `i` follows the token before without a space."""
        return 0 < i < len(self.tokens) and self.tokens[i].start == self.tokens[i - 1].end

    def quote(self, where: Range) -> str:
        """The exact words of a range."""
        start, end = self.tokens[where.first].start, self.tokens[where.last - 1].end
        return self.text[start:end]

    def span(self, where: Range) -> Span:
        """The characters of a range, counted with the offset."""
        start, end = self.tokens[where.first].start, self.tokens[where.last - 1].end
        return Span(start + self.offset, end + self.offset)

    def renamed(self, norms: Mapping[int, str]) -> Words:
        """The same text with other norms for some tokens."""
        if not norms:
            return self
        tokens = tuple(
            replace(token, norm=norms[i]) if i in norms else token for i, token in enumerate(self.tokens)
        )
        return replace(self, tokens=tokens)


def tokenize(text: str, *, offset: int = 0) -> Words:
    """Cut a text into tokens.

    Hyphens inside a compound ("5-day", "non-shared") vanish and leave `joined`; hyphens between figures
    stay as marks, since they mean a range. Line ends count as the end of a sentence unless a long line
    is merely wrapped.
    """
    tokens: list[Token] = []
    sentence = 0
    line_start = 0
    join_next = False
    for match in _TOKEN.finditer(text):
        kind, raw, start, end = match.lastgroup or "mark", match.group(), match.start(), match.end()
        if kind == "lines":
            if _breaks(text, line_start, start, end):
                tokens.append(Token(text=raw, norm=".", start=start, end=end, kind="mark", sentence=sentence))
                sentence += 1
            line_start = end
            continue
        if kind == "mark" and raw == "-" and _is_inner_hyphen(text, start):
            join_next = True
            continue
        for part in _parts(kind, raw, start):
            tokens.append(replace(part, joined=join_next, sentence=sentence))
            join_next = False
        if raw == "STOP":  # telegrams
            tokens[-1] = replace(tokens[-1], kind="mark", norm=".")
            sentence += 1
        if raw in _SENTENCE_ENDS:
            before = tokens[-2] if len(tokens) > 1 else None
            if raw == "." and before is not None and before.end == start and before.norm in _DOTTED:
                tokens.pop()
            else:
                sentence += 1
    return Words(text=text, tokens=tuple(tokens), offset=offset)


def _parts(kind: str, raw: str, start: int) -> Iterable[Token]:
    end = start + len(raw)
    if kind == "word":
        yield from _word_parts(raw, start)
    elif kind == "acronym":
        yield Token(text=raw, norm=fold(raw), start=start, end=end, kind="word")
    elif kind == "arrow":
        yield Token(text=raw, norm="->", start=start, end=end, kind="mark")
    elif kind in ("number", "ordinal", "date"):
        narrowed: Kind = "number" if kind == "number" else "ordinal" if kind == "ordinal" else "date"
        yield Token(text=raw, norm=raw.casefold().replace(" ", ""), start=start, end=end, kind=narrowed)
    else:
        norm = "-" if raw in "-–—" else raw
        yield Token(text=raw, norm=norm, start=start, end=end, kind="mark")


def _word_parts(raw: str, start: int) -> Iterable[Token]:
    end = start + len(raw)
    folded = fold(raw)
    plain = raw.replace("’", "'").casefold()
    if plain.endswith("n't") or folded in _NOT:
        yield Token(text=raw, norm="not", start=start, end=end, kind="word")
        return
    if folded in _UNAPOSTROPHED and "'" not in plain:
        subject, verb = _UNAPOSTROPHED[folded]
        cut = start + len(subject)
        yield Token(text=raw[: len(subject)], norm=subject, start=start, end=cut, kind="word")
        yield Token(text=raw[len(subject) :], norm=verb, start=cut, end=end, kind="word")
        return
    base, apostrophe, suffix = plain.rpartition("'")
    if apostrophe and suffix in _SUFFIXES and base:
        cut = start + len(raw) - len(suffix) - 1
        yield Token(text=raw[: cut - start], norm=fold(base), start=start, end=cut, kind="word")
        yield Token(text=raw[cut - start :], norm=_SUFFIXES[suffix], start=cut, end=end, kind="word")
        return
    if apostrophe and suffix == "s" and base:
        folded = fold(base)
    yield Token(text=raw, norm=folded, start=start, end=end, kind="word")


def _is_inner_hyphen(text: str, at: int) -> bool:
    if at == 0 or at + 1 >= len(text):
        return False
    before, after = text[at - 1], text[at + 1]
    return before.isalnum() and after.isalnum() and (before.isalpha() or after.isalpha())


def _breaks(text: str, line_start: int, start: int, end: int) -> bool:
    """Whether the line end at [start, end) ends a sentence, rather than wrapping a long line."""
    if text.count("\n", start, end) > 1 or start - line_start < _WRAPPED_LINE_LENGTH:
        return True
    if end < len(text) and text[end] in _BULLETS:
        return True
    next_line = text[end : end + 30].split("\n", 1)[0]
    return ":" in next_line or (end < len(text) and text[end].isupper() and text[start - 1] in ".!?:;")
