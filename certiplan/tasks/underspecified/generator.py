"""Cases from complete stories: one fact left out, needed or not, as a seed has it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from certiplan.tasks.underspecified.errands import errand
from certiplan.tasks.underspecified.logic import logic_puzzle
from certiplan.tasks.underspecified.stories import Fact, FactValue, JsonData, Kind, Story
from certiplan.tasks.underspecified.word_problems import word_problem

PER_KIND = 28
"""Cases of each kind; of every seven, four need their fact and three do not."""

_MAKERS: Mapping[Kind, Callable[[random.Random], Story]] = {
    "word problem": word_problem,
    "logic": logic_puzzle,
    "planning": errand,
}
_PATTERN = (True, False, True, True, False, True, False)


@dataclass(frozen=True, kw_only=True)
class UnderspecifiedCase:
    """A story without one of its facts.

    Attributes:
        text: the story in words, without the fact.
        document: in which the fact is asked for; a second, needless one is too where `distractor` is set.
        missing: the fact.
        needed: the answer cannot be known without it.
        answer: of the complete story; None if it has no plan.
    """

    id: str
    kind: Kind
    text: str
    document: Mapping[str, JsonData]
    complete: Mapping[str, JsonData]
    missing: Fact
    distractor: Fact | None
    needed: bool
    answer: FactValue | None


def underspecified_cases(seed: int = 0, *, per_kind: int = PER_KIND) -> Iterator[UnderspecifiedCase]:
    """The cases of a seed, the kinds in turn."""
    makers = {kind: _of_kind(kind, seed) for kind in _MAKERS}
    for _ in range(per_kind):
        for cases in makers.values():
            yield next(cases)


def _of_kind(kind: Kind, seed: int) -> Iterator[UnderspecifiedCase]:
    chance = random.Random(f"{kind} {seed}")  # noqa: S311  # a sample, not a secret
    number = 0
    while True:
        number += 1
        yield _case(kind, number, chance, needed=_PATTERN[(number - 1) % len(_PATTERN)])


def _case(kind: Kind, number: int, chance: random.Random, *, needed: bool) -> UnderspecifiedCase:
    """The first story drawn in which some fact is needed, or is not."""
    while True:
        story = _MAKERS[kind](chance)
        truth = story.truth(story.values)
        names = sorted(story.facts)
        chance.shuffle(names)
        missing = next((name for name in names if story.is_needed(name) == needed), None)
        if truth.answer is None or missing is None:
            continue
        distractor = _distractor(story, missing, chance) if needed else None
        unknown = [missing] if distractor is None else [missing, distractor]
        return UnderspecifiedCase(
            id=f"{kind.replace(' ', '-')}-{number:02d}",
            kind=kind,
            text=story.text(unknown),
            document=story.document_without(unknown),
            complete=story.document,
            missing=story.facts[missing],
            distractor=None if distractor is None else story.facts[distractor],
            needed=needed,
            answer=truth.answer,
        )


def _distractor(story: Story, missing: str, chance: random.Random) -> str | None:
    """In every other case, a second fact that is needed for no value of the first."""
    if chance.random() < 0.5:
        return None
    for name in sorted(story.facts):
        if name == missing:
            continue
        first, second = story.facts[missing], story.facts[name]
        needless = True
        for value in first.values:
            truths = [story.truth({**story.values, missing: value, name: other}) for other in second.values]
            same = len({truth.answer for truth in truths}) == 1
            if not same or not (
                truths[0].answer is None or frozenset.intersection(*(truth.plans for truth in truths))
            ):
                needless = False
                break
        if needless:
            return name
    return None
