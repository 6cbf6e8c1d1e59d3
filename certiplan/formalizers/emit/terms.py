"""Formulas of the two languages that Z3 reads: a small algebra, simplified while it is built.

A term has a sort. Arithmetic is exact; `pb` terms compare a weighted count of Booleans with a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd
from typing import Final, Literal, TypeAlias

from certiplan.model.ir import Rational

Sort: TypeAlias = Literal["Bool", "Int", "Real"]
Relation: TypeAlias = Literal["<=", "<", ">=", ">", "="]
Op: TypeAlias = Literal[
    "name", "number", "truth", "and", "or", "not", "iff", "ite", "distinct",
    "+", "*", "-", "/", "div", "mod", "to_int", "to_real", "<=", "<", ">=", ">", "=", "pb<=", "pb>=", "pb=",
]  # fmt: skip

# Z3 keeps the coefficients of pseudo-Boolean rows in 32 bits and wraps larger ones without a word.
LARGEST_ROW: Final = 2**31 - 1

_OPPOSITE: Final[dict[Relation, Relation]] = {"<=": ">", "<": ">=", ">=": "<", ">": "<="}


@dataclass(frozen=True, slots=True)
class Term:
    """One formula or number.

    Attributes:
        value: of a number, a truth or a name; the number a `pb` row is compared with.
        weights: of a `pb` row, one for each argument, positive.
        size: how many terms it is made of.
        depth: how deep they nest.
    """

    op: Op
    sort: Sort
    args: tuple[Term, ...] = ()
    value: Rational | str | None = None
    weights: tuple[int, ...] = ()
    size: int = field(init=False, compare=False)
    depth: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", 1 + sum(each.size for each in self.args))
        object.__setattr__(self, "depth", 1 + max((each.depth for each in self.args), default=0))

    @property
    def constant(self) -> Rational | None:
        """The value of a number."""
        return self.value if self.op == "number" and not isinstance(self.value, str) else None


TRUE: Final = Term("truth", "Bool", value=1)
FALSE: Final = Term("truth", "Bool", value=0)


def named(name: str, sort: Sort) -> Term:
    """A constant of the problem or a defined term, by its name."""
    return Term("name", sort, value=name)


def number(value: Rational, sort: Sort) -> Term:
    """A numeral; one of sort Int must be whole."""
    assert sort == "Real" or value.denominator == 1
    return Term("number", sort, value=value)


# ---------------------------------------------------------------- logic


def conjunction(terms: Iterable[Term]) -> Term:
    """All of the terms."""
    return _connective("and", terms, unit=TRUE, zero=FALSE)


def disjunction(terms: Iterable[Term]) -> Term:
    """Some of the terms."""
    return _connective("or", terms, unit=FALSE, zero=TRUE)


def _connective(op: Literal["and", "or"], terms: Iterable[Term], *, unit: Term, zero: Term) -> Term:
    kept: list[Term] = []
    for term in terms:
        kept.extend(term.args if term.op == op else () if term == unit else (term,))
    if zero in kept:
        return zero
    kept = list(dict.fromkeys(kept))
    if not kept:
        return unit
    return kept[0] if len(kept) == 1 else Term(op, "Bool", tuple(kept))


def negation(term: Term) -> Term:
    """The term does not hold."""
    if term.op == "truth":
        return FALSE if term == TRUE else TRUE
    if term.op == "not":
        return term.args[0]
    if term.op in ("<=", "<", ">=", ">"):
        return Term(_OPPOSITE[term.op], "Bool", term.args)
    return Term("not", "Bool", (term,))


def equivalent(left: Term, right: Term) -> Term:
    """Both hold, or none."""
    for one, other in ((left, right), (right, left)):
        if one.op == "truth":
            return other if one == TRUE else negation(other)
    return Term("iff", "Bool", (left, right))


def chosen(condition: Term, then: Term, otherwise: Term) -> Term:
    """`then` where the condition holds, else `otherwise`."""
    if condition.op == "truth":
        return then if condition == TRUE else otherwise
    return then if then == otherwise else Term("ite", then.sort, (condition, then, otherwise))


def distinct(terms: Sequence[Term]) -> Term:
    """Pairwise different values."""
    return TRUE if len(terms) < 2 else Term("distinct", "Bool", tuple(terms))


# ---------------------------------------------------------------- numbers


def real(term: Term) -> Term:
    """The number as one of sort Real."""
    if term.sort == "Real":
        return term
    assert term.sort == "Int"
    if term.constant is not None:
        return number(term.constant, "Real")
    return Term("to_real", "Real", (term,))


def total(terms: Iterable[Term], sort: Sort) -> Term:
    """The sum of terms of one sort."""
    const: Rational = 0
    kept: list[Term] = []
    for term in terms:
        if term.constant is not None:
            const += term.constant
        else:
            kept.extend(term.args if term.op == "+" else (term,))
    if const or not kept:
        kept.append(number(const, sort))
    return kept[0] if len(kept) == 1 else Term("+", sort, tuple(kept))


def times(coef: Rational, term: Term) -> Term:
    """coef * term; a whole coefficient where the sort is Int."""
    if coef == 0 or coef == 1:
        return term if coef else number(0, term.sort)
    if term.constant is not None:
        return number(coef * term.constant, term.sort)
    return Term("*", term.sort, (number(coef, term.sort), term))


def product(terms: Sequence[Term], sort: Sort) -> Term:
    """The product of terms of one sort."""
    coef: Rational = 1
    kept: list[Term] = []
    for term in terms:
        if term.constant is not None:
            coef *= term.constant
        else:
            kept.append(term)
    if not kept:
        return number(coef, sort)
    return times(coef, kept[0] if len(kept) == 1 else Term("*", sort, tuple(kept)))


def minus(term: Term) -> Term:
    """The number with its sign changed."""
    return number(-term.constant, term.sort) if term.constant is not None else Term("-", term.sort, (term,))


def quotient(numerator: Term, denominator: Term) -> Term:
    """numerator / denominator, both of sort Real."""
    return Term("/", "Real", (numerator, denominator))


def floor_quotient(term: Term, divisor: int) -> Term:
    """The quotient of whole numbers, rounded down; the divisor is positive."""
    return term if divisor == 1 else Term("div", "Int", (term, number(divisor, "Int")))


def remainder(term: Term, divisor: int) -> Term:
    """What is left of a whole number after division by a positive one; never negative."""
    return Term("mod", "Int", (term, number(divisor, "Int")))


def whole_part(term: Term) -> Term:
    """A number of sort Real, rounded down."""
    return Term("to_int", "Int", (term,))


def related(relation: Relation, left: Term, right: Term) -> Term:
    """left relation right, both of one sort."""
    if left.constant is not None and right.constant is not None:
        a, b = left.constant, right.constant
        holds = {"<=": a <= b, "<": a < b, ">=": a >= b, ">": a > b, "=": a == b}[relation]
        return TRUE if holds else FALSE
    return Term(relation, "Bool", (left, right))


# ---------------------------------------------------------------- weighted counts of Booleans


def weighted_count(
    relation: Literal["<=", "="], terms: Sequence[tuple[int, Term]], bound: int
) -> Term | None:
    """The weights of the Booleans that hold sum to at most, or exactly, the bound.

    None where the numbers are too large for a row of Z3's.
    """
    row = [(weight, term) for weight, term in terms if weight]
    if row and all(weight < 0 for weight, _ in row):
        flipped = [(-weight, term) for weight, term in row]
        return _count("=" if relation == "=" else ">=", flipped, -bound)
    shift = sum(weight for weight, _ in row if weight < 0)
    positive = [(weight, term) if weight > 0 else (-weight, negation(term)) for weight, term in row]
    return _count(relation, positive, bound - shift)


def _count(relation: Literal["<=", ">=", "="], row: list[tuple[int, Term]], bound: int) -> Term | None:
    most = sum(weight for weight, _ in row)
    if relation == "=" and not 0 <= bound <= most:
        return FALSE
    if relation == "=" and bound in (0, most):
        return conjunction(term if bound else negation(term) for _, term in row)
    if relation == "<=" and not 0 <= bound < most:
        return FALSE if bound < 0 else TRUE
    if relation == ">=" and not 0 < bound <= most:
        return TRUE if bound <= 0 else FALSE
    divisor = gcd(*(weight for weight, _ in row))
    if relation == "=" and bound % divisor:
        return FALSE
    row = [(weight // divisor, term) for weight, term in row]
    bound = -(-bound // divisor) if relation == ">=" else bound // divisor
    most //= divisor
    least = min(weight for weight, _ in row)
    if relation == "<=" and (bound == 0 or bound >= most - least):
        negated = [negation(term) for _, term in row]
        return conjunction(negated) if bound == 0 else disjunction(negated)
    if relation == ">=" and (bound == most or bound <= least):
        return (conjunction if bound == most else disjunction)(term for _, term in row)
    if most > LARGEST_ROW:
        return None
    terms, weights = tuple(term for _, term in row), tuple(weight for weight, _ in row)
    op: Op = "pb<=" if relation == "<=" else "pb>=" if relation == ">=" else "pb="
    return Term(op, "Bool", terms, value=bound, weights=weights)


def scaled_to_whole(values: Iterable[Rational]) -> int:
    """The least positive number that makes all of the values whole."""
    scale = 1
    for value in values:
        scale = scale * value.denominator // gcd(scale, value.denominator)
    return scale


def exact(value: Rational) -> Rational:
    """The number as an int where it is whole."""
    fraction = Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else fraction
