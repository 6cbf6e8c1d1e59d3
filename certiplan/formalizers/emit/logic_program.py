"""What a script for Z3 is made of, in order; both of its languages write the same program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from certiplan.formalizers.emit.naming import Names
from certiplan.formalizers.emit.terms import Sort, Term
from certiplan.model.ir import Rational


class CannotExpressError(Exception):
    """A format cannot say something that a model needs; the text names it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Declare:
    """A constant of the problem, with the words that say what it is."""

    name: str
    sort: Sort
    meaning: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Define:
    """A name for a term that is used more than once."""

    name: str
    term: Term


@dataclass(frozen=True, kw_only=True, slots=True)
class Require:
    """Terms that hold.

    Attributes:
        label: the identifier of the constraint, if it is one of the document's.
        remarks: what to say about it.
    """

    terms: tuple[Term, ...]
    label: str | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Goal:
    """One stage of the objective."""

    sense: Literal["minimize", "maximize"]
    term: Term
    name: str
    remarks: tuple[str, ...]
    slack: Rational
    slack_abs: Rational


Statement: TypeAlias = Declare | Define | Require


@dataclass(frozen=True, kw_only=True)
class LogicProgram:
    """A model for Z3.

    Attributes:
        names: the identifiers of the decisions.
        decisions: one for each column, in order.
        bounds: what their types and bounds say.
        body: constraints, and what they need, in order.
        goals: stages of the objective, most important first.
        nonlinear: some product, quotient or power of decisions is left.
    """

    names: Names
    decisions: tuple[Declare, ...]
    bounds: tuple[Require, ...]
    body: tuple[Statement, ...]
    goals: tuple[Goal, ...]
    nonlinear: bool
