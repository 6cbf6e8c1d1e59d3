"""SMT-LIB terms as text: exact numbers, connectives, pseudo-Boolean rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd
from typing import Literal, TypeAlias

from certiplan.model.ir import Rational

Sort: TypeAlias = Literal["Bool", "Int", "Real"]
Weighted: TypeAlias = Sequence[tuple[int, str]]

# Z3 keeps the coefficients of pseudo-Boolean rows in 32 bits and wraps larger ones without a word.
LARGEST_ROW = 2**31 - 1


def number(value: Rational, sort: Sort) -> str:
    """A numeral; one of sort Int must be whole."""
    numerator, denominator = abs(value.numerator), value.denominator
    if sort == "Int":
        assert denominator == 1
        text = str(numerator)
    else:
        text = f"{numerator}.0" if denominator == 1 else f"(/ {numerator}.0 {denominator}.0)"
    return f"(- {text})" if value < 0 else text


def conjunction(terms: Iterable[str]) -> str:
    """All of the terms."""
    return _connective("and", terms, unit="true", zero="false")


def disjunction(terms: Iterable[str]) -> str:
    """Some of the terms."""
    return _connective("or", terms, unit="false", zero="true")


def _connective(name: str, terms: Iterable[str], *, unit: str, zero: str) -> str:
    kept = [term for term in terms if term != unit]
    if zero in kept:
        return zero
    if not kept:
        return unit
    return kept[0] if len(kept) == 1 else f"({name} {' '.join(kept)})"


def negation(term: str) -> str:
    """The term does not hold."""
    if term in ("true", "false"):
        return "false" if term == "true" else "true"
    return term[5:-1] if term.startswith("(not ") else f"(not {term})"


def total(terms: Sequence[str], sort: Sort) -> str:
    """The sum of numeric terms of one sort."""
    if not terms:
        return number(0, sort)
    return terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"


def product(terms: Sequence[str], sort: Sort) -> str:
    """The product of numeric terms of one sort."""
    if not terms:
        return number(1, sort)
    return terms[0] if len(terms) == 1 else f"(* {' '.join(terms)})"


def weighted(coef: Rational, term: str, sort: Sort) -> str:
    """coef * term, both of the given sort."""
    return term if coef == 1 else f"(* {number(coef, sort)} {term})"


def chosen(condition: str, then: str, otherwise: str) -> str:
    """`then` where the condition holds, else `otherwise`."""
    if condition in ("true", "false"):
        return then if condition == "true" else otherwise
    return then if then == otherwise else f"(ite {condition} {then} {otherwise})"


def distinct(terms: Sequence[str]) -> str:
    """Pairwise different values."""
    return "true" if len(terms) < 2 else f"(distinct {' '.join(terms)})"


def positive_row(terms: Weighted, bound: int) -> tuple[list[tuple[int, str]], int]:
    """The row with positive coefficients only: c * x is c + |c| * (not x) where c is negative."""
    shift = sum(coef for coef, _ in terms if coef < 0)
    row = [(coef, term) if coef > 0 else (-coef, negation(term)) for coef, term in terms if coef]
    return row, bound - shift


def at_most(terms: Weighted, bound: int) -> str:
    """The coefficients of the Booleans that hold sum to at most the bound."""
    row, bound = positive_row(terms, bound)
    most = sum(coef for coef, _ in row)
    if bound < 0:
        return "false"
    if bound >= most:
        return "true"
    divisor = gcd(*(coef for coef, _ in row))
    row = [(coef // divisor, term) for coef, term in row]
    bound, most = bound // divisor, most // divisor
    if bound == 0:
        return conjunction(negation(term) for _, term in row)
    if bound >= most - min(coef for coef, _ in row):
        return disjunction(negation(term) for _, term in row)
    if most > LARGEST_ROW:
        return f"(<= {_sum(row)} {bound})"
    if most == len(row):
        return f"((_ at-most {bound}) {_terms(row)})"
    return f"((_ pble {bound} {_coefs(row)}) {_terms(row)})"


def equal(terms: Weighted, bound: int) -> str:
    """The coefficients of the Booleans that hold sum to the bound."""
    row, bound = positive_row(terms, bound)
    most = sum(coef for coef, _ in row)
    if bound < 0 or bound > most:
        return "false"
    if bound == 0:
        return conjunction(negation(term) for _, term in row)
    if bound == most:
        return conjunction(term for _, term in row)
    divisor = gcd(*(coef for coef, _ in row))
    if bound % divisor:
        return "false"
    row = [(coef // divisor, term) for coef, term in row]
    if most // divisor > LARGEST_ROW:
        return f"(= {_sum(row)} {bound // divisor})"
    return f"((_ pbeq {bound // divisor} {_coefs(row)}) {_terms(row)})"


def _coefs(row: Weighted) -> str:
    return " ".join([str(coef) for coef, _ in row])


def _terms(row: Weighted) -> str:
    return " ".join([term for _, term in row])


def _sum(row: Weighted) -> str:
    return total([f"(ite {term} {coef} 0)" for coef, term in row], "Int")


def interpolation(argument: str, points: Sequence[tuple[Rational, Rational]]) -> str:
    """The piecewise linear function through the points at a term of sort Real within their range."""
    segments: list[tuple[Rational, str]] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        slope = Fraction(y1 - y0) / (x1 - x0)
        rise = weighted(slope, argument, "Real")
        text = number(y0, "Real") if slope == 0 else f"(+ {rise} {number(y0 - slope * x0, 'Real')})"
        segments.append((x1, text))
    value = segments[-1][1] if segments else number(points[0][1], "Real")
    for end, text in reversed(segments[:-1]):
        value = f"(ite (<= {argument} {number(end, 'Real')}) {text} {value})"
    return value
