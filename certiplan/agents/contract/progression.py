"""What remains to be kept of a formula after each position of a trace.

The remainder is a state of the formula's automaton: alternatives, each a set of obligations (temporal
formulas) of which all are to be kept. Formulas are in negation normal form, so that a remainder is a monotone
function of its obligations, and its least alternatives are a normal form: a formula has finitely many states.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from typing import Final, TypeAlias

from certiplan.agents.contract.formulas import (
    FALSE,
    TRUE,
    And,
    Constant,
    Formula,
    Literal,
    Next,
    Or,
    Release,
    Until,
)
from certiplan.errors import ContractError

Remainder: TypeAlias = frozenset[frozenset[Formula]]

KEPT: Final[Remainder] = frozenset({frozenset()})
"""Nothing remains to be kept."""
BROKEN: Final[Remainder] = frozenset()
"""Nothing can keep it any more."""

_NOT_THE_END: Final = Until(TRUE, TRUE)
_THE_END: Final = Release(FALSE, FALSE)
_MOST_ALTERNATIVES: Final = 5_000


@lru_cache(maxsize=100_000)
def obligations(formula: Formula) -> Remainder:
    """A formula as a remainder: before the first position of a trace.

    Raises:
        ContractError: the formula is too large.
    """
    match formula:
        case Constant(value=value):
            return KEPT if value else BROKEN
        case And(left, right):
            return _both(obligations(left), obligations(right))
        case Or(left, right):
            return _either(obligations(left), obligations(right))
        case _:
            return frozenset({frozenset({formula})})


@lru_cache(maxsize=100_000)
def progressed(remainder: Remainder, position: frozenset[str]) -> Remainder:
    """What remains after one more position.

    Args:
        remainder: what remained before.
        position: the atoms that hold there.

    Raises:
        ContractError: too many alternatives remain.
    """
    found = BROKEN
    for alternative in remainder:
        kept = KEPT
        for formula in alternative:
            kept = _both(kept, _after(formula, position))
        found = _either(found, kept)
    return found


def holds_at_end(remainder: Remainder) -> bool:
    """Whether a trace may end here."""
    return any(all(_holds_on_nothing(formula) for formula in alternative) for alternative in remainder)


@lru_cache(maxsize=100_000)
def _after(formula: Formula, position: frozenset[str]) -> Remainder:
    match formula:
        case Constant(value=value):
            return KEPT if value else BROKEN
        case Literal(atom, holds):
            return KEPT if (atom in position) == holds else BROKEN
        case And(left, right):
            return _both(_after(left, position), _after(right, position))
        case Or(left, right):
            return _either(_after(left, position), _after(right, position))
        case Next(inner, weak):
            if weak:
                return _either(obligations(inner), obligations(_THE_END))
            return _both(obligations(inner), obligations(_NOT_THE_END))
        case Until(meanwhile, goal):
            return _either(_after(goal, position), _both(_after(meanwhile, position), obligations(formula)))
        case Release(freeing, kept):
            return _both(_after(kept, position), _either(_after(freeing, position), obligations(formula)))


def _holds_on_nothing(formula: Formula) -> bool:
    match formula:
        case Constant(value=value):
            return value
        case Literal(_, holds):
            return not holds
        case And(left, right):
            return _holds_on_nothing(left) and _holds_on_nothing(right)
        case Or(left, right):
            return _holds_on_nothing(left) or _holds_on_nothing(right)
        case Next(_, weak):
            return weak
        case Until():
            return False
        case Release():
            return True


def _both(left: Remainder, right: Remainder) -> Remainder:
    _refuse_too_many(len(left) * len(right))
    return _least({one | other for one in left for other in right})


def _either(left: Remainder, right: Remainder) -> Remainder:
    return _least(left | right)


def _least(alternatives: Set[frozenset[Formula]]) -> Remainder:
    """Without alternatives that demand more than another one."""
    if frozenset() in alternatives:
        return KEPT
    by_size = sorted(alternatives, key=len)
    least: list[frozenset[Formula]] = []
    for alternative in by_size:
        if not any(other <= alternative for other in least):
            least.append(alternative)
    _refuse_too_many(len(least))
    return frozenset(least)


def _refuse_too_many(count: int) -> None:
    if count > _MOST_ALTERNATIVES:
        raise ContractError("the formula leaves too many alternatives open; split it into several formulas")
