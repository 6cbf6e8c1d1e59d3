"""Names of places: built from patterns, and never one within another in the same city."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from certiplan.tasks.travel.embedded.generator.cities import Site
from certiplan.tasks.travel.embedded.generator.draw import Draw

Words = Mapping[str, Sequence[str]]
_FOLDER = Path(__file__).parent / "vocabulary"
_SLOT = re.compile(r"\{(\w+)\}")
_TRIES = 2000
# What the benchmark's format for plans uses as separators.
_FORBIDDEN = frozenset(",;:\n|")


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What names of one kind of place are made of.

    Attributes:
        patterns: such as "The {color} {bird}", by what they fit (a cuisine, a type of room).
        words: what may stand in a slot, by the slot's name.
        around: more words, by the setting of the city.
    """

    patterns: Mapping[str, Sequence[str]]
    words: Words
    around: Mapping[str, Words]

    def name(self, kind: str, site: Site, draw: Draw) -> str:
        """A name for a place of the kind, in the city. Slots of the same name get different words."""
        words = {**self.words, **self.around.get(site.setting, {}), "city": (site.name,)}
        used: set[str] = set()

        def word(slot: re.Match[str]) -> str:
            choices = [choice for choice in words[slot[1]] if choice not in used]
            used.add(choice := draw.pick(choices))
            return choice

        name = _SLOT.sub(word, draw.pick(self.patterns[kind]))
        return name[0].upper() + name[1:]


def vocabulary(kind: str) -> Vocabulary:
    """The vocabulary in the file of that name, with the surnames that all kinds share."""
    content, people = (
        tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8")) for name in (kind, "people")
    )
    return Vocabulary(
        patterns=content["patterns"],
        words={**content["words"], **people["words"]},
        around=content.get("around", {}),
    )


class NameBook:
    """The names given in one city so far.

    Plans are looked up by literal substring, so no name may contain another one; upper and lower case
    count as the same here, to be on the safe side.
    """

    def __init__(self) -> None:
        self._taken: list[str] = []

    def new(self, make: Callable[[], str]) -> str:
        """The first name from `make` that clashes with none given before."""
        for _ in range(_TRIES):
            name = make()
            key = name.casefold()
            if not any(key in other or other in key for other in self._taken):
                assert not _FORBIDDEN & set(name), name
                self._taken.append(key)
                return name
        raise AssertionError(
            f"the patterns are too few: no new name in {_TRIES} tries, the last was {name!r}"
        )
