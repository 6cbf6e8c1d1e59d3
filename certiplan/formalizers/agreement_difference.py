"""Where two readings of one request part: the wish that, left out of both, makes them come to the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from certiplan.errors import CertiplanError
from certiplan.model.document import Requirement
from certiplan.model.yaml_text import Data
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.subject import Plan, Subject
from certiplan.solvers.model import Model
from certiplan.solvers.questions.scenarios import same_worth
from certiplan.solvers.results import Infeasible, Unbounded

Proof: TypeAlias = Literal["left out", "not held", "direction"]
"""Left out of both, they come to the same; only one of them has it; one minimizes and the other maximizes."""

_LIKE = 0.5


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What two readings make of one wish.

    Attributes:
        wish: in the person's words, or an assumption's.
        first: what the first reading makes of it, as its document says; empty if it has nothing of the kind.
        second: likewise.
        question: what to ask the person.
    """

    wish: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    proof: Proof

    @property
    def question(self) -> str:
        """What to ask the person to decide between the readings."""
        return f"How is “{self.wish}” meant?"

    @property
    def words(self) -> str:
        """The difference as a sentence."""
        if self.proof == "direction":
            return f"They differ in what is best: {self.first[0]}, or {self.second[0]}."
        one = " and ".join(self.first) or "nothing"
        two = " and ".join(self.second) or "nothing"
        return f"They differ about “{self.wish}”: {one}, or {two}."


def difference_between(
    one: Model, two: Model, clock: Clock, *, solver: str, check_limit_s: float
) -> Difference | None:
    """The wish that two readings read differently, where that can be shown; else None.

    Wishes are paired by their words. A pair is to blame if both readings come to the same without it.
    """
    if one.elements.objectives and two.elements.objectives:
        senses = [model.elements.objectives[0].sense for model in (one, two)]
        if senses[0] != senses[1] and _expression(one) == _expression(two):
            first, second = (f"{sense} {_expression(one)}" for sense in senses)
            return Difference(wish=_objective_words(one), first=(first,), second=(second,), proof="direction")
    try:
        subjects = Subject(one.document), Subject(two.document)
        groups = tuple(frozenset(subject.groups) for subject in subjects)
    except CertiplanError:
        return None
    for name, other in _pairs(one, two):
        if clock.expired:
            return None
        given_up = tuple(
            frozenset({each}) if each in group else frozenset[str]()
            for each, group in zip((name, other), groups, strict=True)
        )
        if not any(given_up):
            continue
        outcomes = [
            _outcome(subject, dropped, clock, solver, check_limit_s)
            for subject, dropped in zip(subjects, given_up, strict=True)
        ]
        if outcomes[0] is None or outcomes[1] is None or not _same(outcomes[0], outcomes[1]):
            continue
        requirement = one.elements.requirements.get(name) or two.elements.requirements[other]
        held = tuple(_texts(model, each) for model, each in ((one, name), (two, other)))
        if held[0] == held[1]:
            continue
        return Difference(
            wish=_said(requirement),
            first=held[0],
            second=held[1],
            proof="left out" if all(given_up) else "not held",
        )
    return None


def _outcome(
    subject: Subject, given_up: frozenset[str], clock: Clock, solver: str, check_limit_s: float
) -> Plan | Literal["infeasible", "unbounded"] | None:
    result = subject.best(given_up=given_up, solver=solver, options=clock.options(check_limit_s))
    match result:
        case Plan(optimal=True):
            return result
        case Infeasible():
            return "infeasible"
        case Unbounded():
            return "unbounded"
        case _:
            return None


def _same(one: Plan | str, two: Plan | str) -> bool:
    if isinstance(one, Plan) and isinstance(two, Plan):
        return same_worth(one.objectives[:1], two.objectives[:1])
    return one == two


def _pairs(one: Model, two: Model) -> Iterator[tuple[str, str]]:
    """Requirements of both that say the same, the likeliest first; then those that only one of them has."""
    ours, theirs = one.elements.requirements, two.elements.requirements
    likeness = sorted(
        (
            (-_likeness(requirement, other), k, j, name, their_name)
            for k, (name, requirement) in enumerate(ours.items())
            for j, (their_name, other) in enumerate(theirs.items())
        ),
    )
    taken: set[str] = set()
    matched: set[str] = set()
    pairs: list[tuple[int, str, str]] = []
    for negative, k, _, name, other in likeness:
        if -negative >= _LIKE and name not in taken and other not in matched:
            taken.add(name)
            matched.add(other)
            pairs.append((k, name, other))
    # What is written differently is looked at first: it most likely means something else.
    yield from (
        (name, other)
        for _, name, other in sorted(
            pairs, key=lambda each: (_texts(one, each[1]) == _texts(two, each[2]), each[0])
        )
    )
    yield from ((name, "") for name in ours if name not in taken)
    yield from (("", other) for other in theirs if other not in matched)


def _likeness(one: Requirement, two: Requirement) -> float:
    first, second = (_said(each).lower().split() for each in (one, two))
    if not first or not second:
        return 0.0
    short, long = sorted((first, second), key=len)
    if " ".join(short) in " ".join(long):
        return 1.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _said(requirement: Requirement) -> str:
    return requirement.quote or requirement.assume or ""


def _texts(model: Model, requirement: str) -> tuple[str, ...]:
    """What a document's constraints and numbers from a requirement say, as they are written."""
    data = model.document.data
    if not requirement or not isinstance(data, dict):
        return ()
    found = []
    for section, key in (("constraints", "that"), ("parameters", "value")):
        entries = data.get(section)
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict) and requirement in _listed(entry.get("from")):
                text = _shortened(entry.get(key))
                found.append(text if section == "constraints" else f"{name} = {text}")
    return tuple(found)


def _listed(data: Data) -> list[Data]:
    return data if isinstance(data, list) else [data]


def _shortened(data: Data) -> str:
    text = " ".join(str(data).split())
    return text if len(text) <= 160 else text[:159] + "…"


def _expression(model: Model) -> str:
    entry = _objective_data(model)
    return next((_shortened(entry[key]) for key in ("minimize", "maximize") if key in entry), "")


def _objective_words(model: Model) -> str:
    requirements = model.elements.requirements
    said = [
        _said(requirements[name])
        for name in model.elements.objectives[0].requirements
        if name in requirements
    ]
    return said[0] if said else "the best plan"


def _objective_data(model: Model) -> Mapping[str, Data]:
    data = model.document.data
    entry = data.get("objective") if isinstance(data, dict) else None
    first = entry[0] if isinstance(entry, list) and entry else entry
    return first if isinstance(first, dict) else {}
