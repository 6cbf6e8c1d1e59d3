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
class Plan:
    """A plan that the exact evaluator and the domain's own checker accepted.

    Attributes:
        content: the domain's plan, for travel an `Itinerary`.
        wishes: what the plan meets.
        value: of the objective; `bound` is what no plan can beat, equal to it when `optimal`.
        reason: when not optimal, what ended the search.
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
    kind: Literal["plan"] = field(default="plan", init=False)


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A proof that these wishes cannot all hold together.

    Attributes:
        wishes: empty when nothing the person could give up would help.
        minimal: whether each of them was shown to be needed for the clash.
    """

    task: str
    heard: Heard
    wishes: tuple[Wish, ...]
    minimal: bool
    solver: str
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
