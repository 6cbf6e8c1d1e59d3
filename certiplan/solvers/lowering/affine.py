"""Exact affine expressions over columns, the form that rows are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from certiplan.model.ir import ColumnId, Rational


@dataclass(frozen=True, slots=True)
class Affine:
    """const + sum(coef * column); no coefficient is 0."""

    const: Rational = 0
    terms: Mapping[ColumnId, Rational] = field(default_factory=dict)

    @staticmethod
    def column(column: ColumnId, coef: Rational = 1) -> Affine:
        """coef * column."""
        return Affine(0, {column: coef})

    @property
    def is_constant(self) -> bool:
        """Whether it names no column."""
        return not self.terms

    def plus(self, other: Affine, factor: Rational = 1) -> Affine:
        """self + factor * other."""
        if not other.terms or factor == 0:
            return Affine(self.const + factor * other.const, self.terms)
        terms = dict(self.terms)
        for column, coef in other.terms.items():
            total = terms.get(column, 0) + factor * coef
            if total:
                terms[column] = total
            else:
                del terms[column]
        return Affine(self.const + factor * other.const, terms)

    def shifted(self, amount: Rational) -> Affine:
        """self + amount."""
        return Affine(self.const + amount, self.terms)

    def scaled(self, factor: Rational) -> Affine:
        """factor * self."""
        if factor == 0:
            return Affine(0)
        return Affine(self.const * factor, {column: coef * factor for column, coef in self.terms.items()})

    def complement(self) -> Affine:
        """1 - self: the negation of a literal."""
        return self.scaled(-1).shifted(1)


def combined(parts: Iterable[tuple[Affine, Rational]]) -> Affine:
    """sum(factor * part)."""
    const: Rational = 0
    terms: dict[ColumnId, Rational] = {}
    for part, factor in parts:
        const += factor * part.const
        for column, coef in part.terms.items():
            terms[column] = terms.get(column, 0) + factor * coef
    return Affine(const, {column: coef for column, coef in terms.items() if coef})
