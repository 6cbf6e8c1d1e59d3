"""What people say to any agent, whatever it plans: taking back, and taking a way out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, kw_only=True)
class Undo:
    """Take back the last change."""


@dataclass(frozen=True, kw_only=True)
class Redo:
    """Take back the taking back."""


@dataclass(frozen=True, kw_only=True)
class Accept:
    """Take a way out by its number."""

    number: int


Command: TypeAlias = Undo | Redo | Accept

_NUMBERS: Final = {
    word: k
    for k, words in enumerate(
        (
            "first one 1st",
            "second two 2nd",
            "third three 3rd",
            "fourth four 4th",
            "fifth five 5th",
            "sixth six 6th",
            "seventh seven 7th",
            "eighth eight 8th",
            "ninth nine 9th",
        ),
        start=1,
    )
    for word in words.split()
}
_POLITE: Final = (
    r"(?:(?:please|ok|okay|yes|no|sorry|oh|wait|actually|let's|then|and|i'll|i will|we'll)[, ]+)*"
)
_END: Final = r"(?:[, ]+(?:please|then|again|thanks|thank you))*\s*[.!]*"
_UNDO: Final = re.compile(
    rf"{_POLITE}(?:undo|revert|take back|go back|scratch|forget|cancel)"
    rf"(?:\s+(?:that|it|this|the last (?:change|edit|one)))?(?:\s+(?:change|edit))?{_END}"
    rf"|{_POLITE}take (?:that|it|this) back{_END}"
)
_REDO: Final = re.compile(rf"{_POLITE}redo(?:\s+(?:that|it|this))?{_END}")
_OPTION: Final = r"(?:way out|option|number|no\.?|way|solution|the|choice|#)"
_ACCEPT: Final = re.compile(
    rf"{_POLITE}(?:accept|take|choose|pick|go with|go for|use|do)?\s*(?:{_OPTION}\s*)*"
    rf"(?P<number>\d+|{'|'.join(_NUMBERS)})(?:\s+(?:one|option|way(?: out)?))?{_END}"
)


def command_in(text: str, *, ways_out: int) -> Command | None:
    """The command that a text is, if it is nothing else.

    Args:
        text: what the person said.
        ways_out: how many ways out they may choose from; without any, no number means one.
    """
    plain = " ".join(text.lower().replace("’", "'").split())
    if _UNDO.fullmatch(plain):
        return Undo()
    if _REDO.fullmatch(plain):
        return Redo()
    match = _ACCEPT.fullmatch(plain) if ways_out else None
    if match is None:
        return None
    said = match["number"]
    return Accept(number=_NUMBERS[said] if said in _NUMBERS else int(said))
