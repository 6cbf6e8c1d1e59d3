"""Formulas of linear temporal logic over finite traces, in negation normal form.

A trace is a sequence of positions; at each position some atoms hold. On what remains of a trace after its
last position, which is empty, nothing that demands a position holds: `X`, `U` and atoms are false there,
`WX`, `R` and negated atoms true. Source: De Giacomo and Vardi, "Linear temporal logic and linear dynamic
logic on finite traces", IJCAI 2013.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias


@dataclass(frozen=True)
class Constant:
    """Always true, or never."""

    value: bool = field(kw_only=True)


@dataclass(frozen=True)
class Literal:
    """An atom holds now, or does not."""

    atom: str
    holds: bool


@dataclass(frozen=True)
class And:
    """Both hold."""

    left: Formula
    right: Formula


@dataclass(frozen=True)
class Or:
    """One of them holds, or both."""

    left: Formula
    right: Formula


@dataclass(frozen=True)
class Next:
    """There is a next position, and it holds there; `weak`: it holds there if there is one."""

    inner: Formula
    weak: bool


@dataclass(frozen=True)
class Until:
    """`goal` holds at some position, and `meanwhile` at all before it."""

    meanwhile: Formula
    goal: Formula


@dataclass(frozen=True)
class Release:
    """`kept` holds up to and including the position where `freeing` holds, or to the end."""

    freeing: Formula
    kept: Formula


Formula: TypeAlias = Constant | Literal | And | Or | Next | Until | Release

TRUE: Final = Constant(value=True)
FALSE: Final = Constant(value=False)


def negation(formula: Formula) -> Formula:
    """The opposite, again in negation normal form."""
    match formula:
        case Constant(value=value):
            return Constant(value=not value)
        case Literal(atom, holds):
            return Literal(atom, not holds)
        case And(left, right):
            return Or(negation(left), negation(right))
        case Or(left, right):
            return And(negation(left), negation(right))
        case Next(inner, weak):
            return Next(negation(inner), not weak)
        case Until(meanwhile, goal):
            return Release(negation(meanwhile), negation(goal))
        case Release(freeing, kept):
            return Until(negation(freeing), negation(kept))


def implication(condition: Formula, consequence: Formula) -> Formula:
    """If the one holds, so does the other."""
    return Or(negation(condition), consequence)


def eventually(formula: Formula) -> Formula:
    """It holds at some position from here on."""
    return Until(TRUE, formula)


def always(formula: Formula) -> Formula:
    """It holds at every position from here on."""
    return Release(FALSE, formula)


def weak_until(meanwhile: Formula, goal: Formula) -> Formula:
    """`meanwhile` holds up to where `goal` holds, which may be never."""
    return Release(goal, Or(meanwhile, goal))


def atoms_of(formula: Formula) -> frozenset[str]:
    """The atoms that a formula speaks of."""
    match formula:
        case Constant():
            return frozenset()
        case Literal(atom, _):
            return frozenset({atom})
        case And(left, right) | Or(left, right) | Until(left, right) | Release(left, right):
            return atoms_of(left) | atoms_of(right)
        case Next(inner, _):
            return atoms_of(inner)
