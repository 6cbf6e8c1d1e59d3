"""What a request can come to: a plan, a conflict, a question, or an honest unknown. Nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from certiplan.model.values import Rational
from certiplan.solvers.results import Reason


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One requirement of a person.

    Attributes:
        name: its name in the model document.
        words: a few words for it, such as "no flights".
        quote: the person's own words; None for what was assumed.
    """

    name: str
    words: str
    quote: str | None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """How the request was understood.

    Attributes:
        request: the domain's typed request.
        assumptions: what was presumed, a sentence each.
        unused_words: words that carry meaning and changed nothing.
    """

    request: object
    assumptions: tuple[str, ...] = ()
    unused_words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something to change about a request.

    Attributes:
        kind: what is changed, such as "budget"; each domain has its own kinds.
        words: what to do, such as "raise the budget from $1,200 to $1,310".
        cost: what it costs the person, in the domain's unit.
        requirement: the requirement that it concerns.
        before: the value that was asked for; None for what is given up.
        after: the value instead.
    """

    kind: str
    words: str
    cost: Rational
    requirement: str
    before: str | int | None = None
    after: str | int | None = None


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """Changes after which there is a plan, which has been found and rechecked.

    Attributes:
        number: from 1, cheapest first; what the person accepts it by.
        cost: of all changes together.
        value: of the objective for the plan that it gives.
        optimal: that plan is proved best.
        proved_least: no smaller changes of this kind are enough.
        plan: the domain's own record of the plan.
    """

    number: int
    changes: tuple[Change, ...]
    cost: Rational
    words: str
    value: Rational | None
    optimal: bool
    proved_least: bool
    plan: object = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a sum: the least that it can be under what was asked for, each part by itself."""

    words: str
    least: Rational


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Numbers that meet in a conflict: the parts, and all together, against a limit.

    Attributes:
        together: the least that the sum of the parts can be; beyond `limit`.
        exact: the least values were proved; where not, they are proved bounds of them.
        words: "hotel at least $480 + meals at least $210 > budget $600".
    """

    parts: tuple[Part, ...]
    together: Rational
    limit: Rational
    unit: str | None
    exact: bool
    words: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan that the exact evaluator and the domain's own checker accepted.

    Attributes:
        content: the domain's plan, for travel an `Itinerary`.
        wishes: what the plan meets.
        value: of the objective; `bound` is what no plan can beat, equal to it when `optimal`.
        reason: when not optimal, what ended the search.
        changes: what the person accepted to change about the request.
    """

    task: str
    heard: Heard
    content: object
    wishes: tuple[Wish, ...]
    value: Rational | None
    bound: Rational | None
    optimal: bool
    reason: Reason | None
    solver: str
    seconds: float
    changes: tuple[Change, ...] = ()
    kind: Literal["plan"] = field(default="plan", init=False)


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A proof that these wishes cannot all hold together.

    Attributes:
        wishes: empty when nothing the person could give up would help.
        minimal: whether each of them was shown to be needed for the clash.
        words: the clash in a few words.
        numbers: the numbers that meet in it.
        ways_out: cheapest first; empty where none was found.
        unsettled: what may hide further or cheaper ways out, in words.
        confirmed_by: a second solver that proved the clash, if one could.
    """

    task: str
    heard: Heard
    wishes: tuple[Wish, ...]
    minimal: bool
    words: str
    numbers: tuple[Numbers, ...]
    ways_out: tuple[WayOut, ...]
    unsettled: tuple[str, ...]
    solver: str
    confirmed_by: str | None
    seconds: float
    kind: Literal["conflict"] = field(default="conflict", init=False)


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something needed is missing.

    Attributes:
        about: which part of the request the answer decides.
        continuation: what the domain needs to go on with the reply.
    """

    task: str
    question: str
    about: str
    continuation: object = field(repr=False)
    kind: Literal["question"] = field(default="question", init=False)


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A limit was reached before anything was found or proved."""

    task: str
    heard: Heard
    reason: Reason
    detail: str
    solver: str
    seconds: float
    kind: Literal["unknown"] = field(default="unknown", init=False)


Outcome: TypeAlias = Plan | Conflict | Question | Unknown
"""Every outcome says what it is in `kind`."""
