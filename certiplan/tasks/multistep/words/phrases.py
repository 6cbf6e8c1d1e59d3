"""Sentences of a phrasebook, read into facts and goals; what no phrase fits is reported, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from typing import Literal as OneOf

from certiplan.errors import RequestError
from certiplan.tasks.multistep.domains import DomainName, domain_text, shipped_domain
from certiplan.tasks.multistep.pddl import Atom, Literal
from certiplan.tasks.multistep.request import PlanningRequest

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_\-]*")
_ARTICLES: Final = re.compile(
    r"\b(?:the|a|an)\s+(?=\w+(?:\s+(?:block|ball|room|robot|object)s?\b))", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A kind of sentence.

    Attributes:
        pattern: a regular expression for the whole sentence; its named groups are the objects, of the type
            that the group's name is, without its number (`block1`).
        atoms: what it says, each a predicate and the names of groups; constants are written with `'`.
        about: the start, the goal, how many objects there are, or nothing.
    """

    pattern: str
    atoms: tuple[str, ...] = ()
    about: OneOf["start", "goal", "count", "nothing"] = "start"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a request said: facts and goals with their sentences, and the objects with their types."""

    facts: dict[Atom, None] = field(default_factory=dict)
    goals: dict[Atom, str] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Phrasebook:
    """The phrases of a domain.

    Attributes:
        complete: adds to what was said what follows from it; returns what it presumed, in sentences.
        goal_begins: a sentence that it fits begins the goal, where a statement may do for a wish.
    """

    domain: DomainName
    phrases: tuple[Phrase, ...]
    complete: Callable[[Said], tuple[str, ...]]
    goal_begins: str = r"(?:your|the) goal\b.*"


def read_words(text: str, book: Phrasebook) -> PlanningRequest:
    """Read a problem in plain words.

    Args:
        text: sentences, each ended by a full stop or a line break.
        book: the phrases of the domain.

    Raises:
        RequestError: there is no goal, or a name is used for two kinds of things.
    """
    said = Said()
    unused: list[str] = []
    wishing = False
    for sentence in _sentences(text):
        plain = _ARTICLES.sub("", sentence)
        if re.fullmatch(book.goal_begins, plain, re.IGNORECASE):
            wishing = True
            plain = re.sub(r"^.*?(?:\bhave that\b|\bachieve\b\s*:?|:)\s*", "", plain, flags=re.IGNORECASE)
            if plain == _ARTICLES.sub("", sentence) or not plain.strip():
                continue
        for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", plain):
            if part.strip() and not _said(part.strip(), sentence, book, said, wishing=wishing):
                unused.append(part.strip())
    if not said.goals:
        raise RequestError(
            f"no goal was understood; say it in sentences such as {_example(book)!r}"
            + (f" (not understood: {'; '.join(unused)})" if unused else "")
        )
    assumptions = book.complete(said)
    return PlanningRequest(
        domain_text=domain_text(book.domain),
        problem_text=_problem_text(book, said),
        text=text,
        quotes={Literal(goal): quote for goal, quote in said.goals.items()},
        assumptions=assumptions,
        unused_words=tuple(dict.fromkeys(unused)),
    )


def _sentences(text: str) -> Iterator[str]:
    for line in re.split(r"[\n;!?]|\.(?=\s|$)", text):
        if line.strip():
            yield line.strip()


def _said(part: str, sentence: str, book: Phrasebook, said: Said, *, wishing: bool) -> bool:
    """Whether a phrase fits the part of a sentence; what it says is added."""
    for phrase in book.phrases:
        if (phrase.about == "goal") and not wishing and "should" not in part.lower():
            continue
        if phrase.about == "start" and wishing:
            continue
        found = re.fullmatch(phrase.pattern, part, re.IGNORECASE)
        if found is None:
            continue
        names = {group: _name(value) for group, value in found.groupdict().items() if value}
        if phrase.about == "count":
            said.counts[names.get("what", "object").rstrip("s")] = int(found["number"])
            return True
        for group, name in names.items():
            _typed(name, group.rstrip("0123456789"), said)
        for atom in phrase.atoms:
            predicate, *terms = atom.split()
            value = Atom(predicate.format(**names), tuple(names.get(term, term.strip("'")) for term in terms))
            if phrase.about == "goal":
                said.goals.setdefault(value, part if part in sentence else sentence)
            elif phrase.about == "start":
                said.facts[value] = None
        return True
    return False


def _name(words: str) -> str:
    name = re.sub(r"\s+", "-", words.strip().lower())
    name = re.sub(r"-(?:block|object)$", "", re.sub(r"^(?:block|object)-", "", name))
    if not _NAME.fullmatch(name):
        raise RequestError(f"{words!r} cannot be the name of a thing: letters, digits, - and _ can")
    return name


def _typed(name: str, kind: str, said: Said) -> None:
    known = said.objects.setdefault(name, kind)
    if known != kind:
        raise RequestError(f"{name!r} is used for a {known} and for a {kind}")


def _example(book: Phrasebook) -> str:
    examples = {
        "blocksworld": "a should be on top of b",
        "mystery": "a should craves b",
        "gripper": "ball1 should be at room2",
        "movie": "Your goal is to achieve: have-chips",
        "warehouse": "…",
    }
    return examples[book.domain]


def _problem_text(book: Phrasebook, said: Said) -> str:
    domain = shipped_domain(book.domain)
    typed = bool(domain.parents)
    objects = " ".join(f"{name} - {kind}" if typed else name for name, kind in sorted(said.objects.items()))
    return "\n".join(
        [
            f"(define (problem {book.domain}-request)",
            f"  (:domain {domain.name})",
            f"  (:objects {objects})",
            f"  (:init {_joined(said.facts)})",
            f"  (:goal (and {_joined(said.goals)})))",
            "",
        ]
    )


def _joined(atoms: Iterable[Atom] | Mapping[Atom, str]) -> str:
    return " ".join(str(atom) for atom in atoms)
