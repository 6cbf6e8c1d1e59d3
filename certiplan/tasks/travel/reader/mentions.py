"""Finding the phrases of a small lexicon in a text, the longest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from certiplan.tasks.travel.reader.tokens import Range, Words

Concept = TypeVar("Concept", bound=str)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention(Generic[Concept]):
    """A concept of a lexicon, where it stands."""

    concept: Concept
    where: Range


@dataclass(frozen=True, slots=True)
class Lexicon(Generic[Concept]):
    """Phrases, as tuples of norms, and the concept that each of them names."""

    phrases: Mapping[tuple[str, ...], Concept]

    @classmethod
    def of(cls, phrases: Mapping[Concept, str]) -> Lexicon[Concept]:
        """A lexicon from one text for each concept, in which "|" separates the phrases."""
        return cls(
            {
                tuple(phrase.split()): concept
                for concept, text in phrases.items()
                for phrase in text.split("|")
                if phrase.strip()
            }
        )

    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for phrase in self.phrases for word in phrase)

    def mentions(self, words: Words) -> list[Mention[Concept]]:
        """The phrases in a text, from left to right; a longer phrase wins over one inside it."""
        longest = max(map(len, self.phrases))
        first_words = {phrase[0] for phrase in self.phrases}
        found: list[Mention[Concept]] = []
        i = 0
        while i < len(words):
            where = None
            if words.norm(i) in first_words:
                for length in range(min(longest, len(words) - i), 0, -1):
                    concept = self.phrases.get(words.norms[i : i + length])
                    if concept is not None:
                        where = Range(i, i + length)
                        found.append(Mention(concept=concept, where=where))
                        break
            i = where.last if where is not None else i + 1
        return found
