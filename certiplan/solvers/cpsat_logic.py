"""Literals for conditions in CP-SAT, in the directions that are needed (see `cpsat_polarity`)."""

from __future__ import annotations

from collections.abc import Sequence

from certiplan.solvers.cpsat_polarity import BOTH, NEGATIVE, POSITIVE
from certiplan.solvers.cpsat_terms import Literal, Number, Terms


class Logic:
    """Conditions on numbers and literals; those of a comparison are about its sum and 0."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    def hold(self, op: str, left: Number, enforcing: Sequence[Literal] = ()) -> None:
        """The comparison holds where all of `enforcing` do."""
        self._terms.between(left, 0 if op == "==" else None, 0, enforcing)

    def fail(self, op: str, left: Number, enforcing: Sequence[Literal] = ()) -> None:
        """The comparison fails where all of `enforcing` hold."""
        if op == "==":
            self._terms.differs(left, enforcing)
        else:
            self._terms.between(left, 1, None, enforcing)

    def comparison(self, op: str, left: Number, polarity: int) -> Literal:
        """A literal for a comparison."""
        literal = self._terms.literal()
        if polarity & POSITIVE:
            self.hold(op, left, (literal,))
        if polarity & NEGATIVE:
            self.fail(op, left, (~literal,))
        return literal

    def conjunction(self, literals: Sequence[Literal], polarity: int = BOTH) -> Literal:
        """A literal for the conjunction: it implies all of them, or they imply it, or both."""
        terms = self._terms
        kept = [literal for literal in dict.fromkeys(literals) if literal != terms.true]
        if terms.false in kept or any(~literal in kept for literal in kept):
            return terms.false
        if len(kept) <= 1:
            return kept[0] if kept else terms.true
        result = terms.literal()
        if polarity & POSITIVE:
            for literal in kept:
                terms.clause([~result, literal])
        if polarity & NEGATIVE:
            terms.clause([result, *(~literal for literal in kept)])
        return result

    def equivalence(self, left: Literal, right: Literal, polarity: int) -> Literal:
        """A literal for: both hold or both fail."""
        terms = self._terms
        result = terms.literal()
        if polarity & POSITIVE:
            terms.clause([~result, ~left, right])
            terms.clause([~result, left, ~right])
        if polarity & NEGATIVE:
            terms.clause([result, left, right])
            terms.clause([result, ~left, ~right])
        return result

    def differences(self, numbers: Sequence[Number]) -> list[Literal]:
        """For each pair a literal that holds exactly if the two differ."""
        found: list[Literal] = []
        for k, one in enumerate(numbers):
            for other in numbers[:k]:
                literal = self._terms.literal()
                gap = self._terms.combination(0, [(1, one), (-1, other)])
                self._terms.differs(gap, (literal,))
                self._terms.between(gap, 0, 0, (~literal,))
                found.append(literal)
        return found
