"""The phrases of the shipped domains: those of PlanBench, and for movie and gripper those of LLMFP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from certiplan.errors import RequestError
from certiplan.tasks.multistep.pddl import Atom
from certiplan.tasks.multistep.words.phrases import Phrase, Phrasebook, Said

_WORD: Final = r"[\w\-]+(?: [\w\-]+)?"
_COUNT: Final = Phrase(
    pattern=r"(?:you have|there are|there is) (?P<number>\d+) (?P<what>\w+)", about="count"
)


def _no_more(said: Said) -> tuple[str, ...]:
    del said
    return ()


def _blocks(said: Said) -> tuple[str, ...]:
    """What follows where nothing is said of it: which blocks are clear or on the table, and the empty arm."""
    presumed = []
    blocks = sorted(said.objects)
    on = {atom.terms[0] for atom in said.facts if atom.predicate == "on"}
    covered = {atom.terms[1] for atom in said.facts if atom.predicate == "on"}
    held = {atom.terms[0] for atom in said.facts if atom.predicate == "holding"}
    placed = on | held | {atom.terms[0] for atom in said.facts if atom.predicate == "ontable"}
    floating = [block for block in blocks if block not in placed]
    if floating:
        presumed.append(f"What is not said to be elsewhere is on the table: {', '.join(floating)}.")
        said.facts.update({Atom("ontable", (block,)): None for block in floating})
    if not any(atom.predicate == "clear" for atom in said.facts):
        clear = [block for block in blocks if block not in covered | held]
        presumed.append(f"What nothing is said to be on is clear: {', '.join(clear)}.")
        said.facts.update({Atom("clear", (block,)): None for block in clear})
    if not held and Atom("handempty") not in said.facts:
        presumed.append("The arm is empty.")
        said.facts[Atom("handempty")] = None
    return tuple(presumed)


def _robots(said: Said) -> tuple[str, ...]:
    """The rooms and balls that were only counted, and two free grippers for each robot."""
    for kind in ("robot", "room", "ball"):
        named = [name for name, of in said.objects.items() if of == kind]
        for number in range(1, said.counts.get(kind, 0) + 1):
            if len(named) < said.counts[kind] and f"{kind}{number}" not in said.objects:
                said.objects[f"{kind}{number}"] = kind
                named.append(f"{kind}{number}")
    placed = {atom.terms[0] for atom in said.facts if atom.predicate in ("in", "at")}
    lost = sorted(
        name for name, kind in said.objects.items() if kind in ("robot", "ball") and name not in placed
    )
    if lost:
        raise RequestError(f"it is not said where these are at the start: {', '.join(lost)}")
    robots = sorted(name for name, kind in said.objects.items() if kind == "robot")
    for robot in robots:
        for side in ("left", "right"):
            gripper = f"{side}-of-{robot}"
            said.objects[gripper] = "gripper"
            said.facts.update({Atom("of", (gripper, robot)): None, Atom("free", (gripper,)): None})
    return ("Each robot has two grippers, and both are free.",)


_BLOCKSWORLD: Final = Phrasebook(
    domain="blocksworld",
    phrases=(
        _COUNT,
        Phrase(
            pattern=rf"(?P<block1>{_WORD}) should be on (?:the )?table",
            atoms=("ontable block1",),
            about="goal",
        ),
        Phrase(pattern=rf"(?P<block1>{_WORD}) is on (?:the )?table", atoms=("ontable block1",)),
        Phrase(pattern=rf"(?P<block1>{_WORD}) is on (?:the )?table", atoms=("ontable block1",), about="goal"),
        Phrase(
            pattern=rf"(?P<block1>{_WORD}) should be on (?:top of )?(?:the )?(?P<block2>{_WORD})",
            atoms=("on block1 block2",),
            about="goal",
        ),
        Phrase(
            pattern=rf"(?P<block1>{_WORD}) is on (?:top of )?(?:the )?(?P<block2>{_WORD})",
            atoms=("on block1 block2",),
        ),
        Phrase(
            pattern=rf"(?P<block1>{_WORD}) is on (?:top of )?(?:the )?(?P<block2>{_WORD})",
            atoms=("on block1 block2",),
            about="goal",
        ),
        Phrase(pattern=rf"(?P<block1>{_WORD}) is clear", atoms=("clear block1",)),
        Phrase(pattern=rf"(?P<block1>{_WORD}) should be clear", atoms=("clear block1",), about="goal"),
        Phrase(pattern=r"(?:your |the )?(?:arm|hand) is empty", atoms=("handempty",)),
        Phrase(
            pattern=rf"(?:you are|the arm is|the hand is) holding (?:the )?(?P<block1>{_WORD})",
            atoms=("holding block1",),
        ),
    ),
    complete=_blocks,
)
_MYSTERY: Final = Phrasebook(
    domain="mystery",
    phrases=(
        _COUNT,
        Phrase(
            pattern=rf"(?P<object1>{_WORD}) craves? (?P<object2>{_WORD})", atoms=("craves object1 object2",)
        ),
        Phrase(
            pattern=rf"(?P<object1>{_WORD}) should craves? (?P<object2>{_WORD})",
            atoms=("craves object1 object2",),
            about="goal",
        ),
        *(
            phrase
            for word in ("planet", "province", "pain")
            for phrase in (
                Phrase(pattern=rf"(?P<object1>{_WORD}) is {word}", atoms=(f"{word} object1",)),
                Phrase(
                    pattern=rf"(?P<object1>{_WORD}) should be {word}",
                    atoms=(f"{word} object1",),
                    about="goal",
                ),
            )
        ),
        Phrase(pattern=r"harmony is true", atoms=("harmony",)),
        Phrase(pattern=r"harmony should be true", atoms=("harmony",), about="goal"),
    ),
    complete=_no_more,
)
_GRIPPER: Final = Phrasebook(
    domain="gripper",
    phrases=(
        _COUNT,
        Phrase(pattern=r"the robots?'?s? grippers are free", about="nothing"),
        Phrase(pattern=r"(?P<robot>robot[\w\-]*) is (?:at|in) (?P<room>\w+)", atoms=("in robot room",)),
        Phrase(
            pattern=r"(?P<robot>robot[\w\-]*) should be (?:at|in) (?P<room>\w+)",
            atoms=("in robot room",),
            about="goal",
        ),
        Phrase(pattern=r"(?P<ball>[\w\-]+) is (?:at|in) (?P<room>\w+)", atoms=("at ball room",)),
        Phrase(
            pattern=r"(?P<ball>[\w\-]+) should be (?:at|in) (?P<room>\w+)",
            atoms=("at ball room",),
            about="goal",
        ),
    ),
    complete=_robots,
)
_SNACKS: Final = ("chips", "dip", "pop", "cheese", "crackers")
_STATES: Final = (
    "counter-at-zero",
    "counter-at-other-than-zero",
    "movie-rewound",
    *(f"have-{snack}" for snack in _SNACKS),
)
_MOVIE: Final = Phrasebook(
    domain="movie",
    phrases=(
        _COUNT,
        *(Phrase(pattern=rf"(?P<item1>[\w\-]+) is {snack}", atoms=(f"{snack} item1",)) for snack in _SNACKS),
        *(Phrase(pattern=rf"{state} is true", atoms=(state,)) for state in _STATES),
        *(
            Phrase(pattern=rf"{state}(?: (?:is|should be) true)?", atoms=(state,), about="goal")
            for state in _STATES
        ),
    ),
    complete=_no_more,
)

PHRASEBOOKS: Final[Mapping[str, Phrasebook]] = {
    book.domain: book for book in (_BLOCKSWORLD, _MYSTERY, _GRIPPER, _MOVIE)
}
"""The phrasebooks by the name of their domain."""
