"""Formulas in the person's terms, as far as they are short: `3 × x`, `sum of price × buy`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from certiplan.model import syntax as s
from certiplan.model.elements import indices_of
from certiplan.solvers.explain.words import Terms, figure

_LONGEST = 60
_SIGNS = {"*": " × ", "/": " / "}


def formula_words(expr: s.Expr, terms: Terms, indices: Sequence[str] = ()) -> str | None:
    """What an expression is called; None where that takes too many words.

    Args:
        indices: names of indices, which are not said: "the oven", not "the oven of the day d".
    """
    text = _words(expr, terms, frozenset(indices))
    return None if text is None or len(text) > _LONGEST else text


def flat(summands: Sequence[tuple[int, s.Expr]]) -> Iterator[tuple[int, s.Expr]]:
    """Summands, those of sums within taken by themselves, and the sign of `-x * 2` before it."""
    for sign, expr in summands:
        match expr:
            case s.Sum(terms=terms):
                yield from ((sign * inner, part) for inner, part in flat(terms))
            case s.Binary(operator="*", left=s.Sum(terms=((-1, factor),))):
                yield -sign, replace(expr, left=factor)
            case _:
                yield sign, expr


def _words(expr: s.Expr, terms: Terms, bound: frozenset[str]) -> str | None:
    match expr:
        case s.Number(value=value):
            return figure(value)
        case s.Name(name=name):
            return None if name in bound else terms.number(name)
        case s.Index(base=s.Name(name=name), keys=keys):
            said = [key for key in keys if not (isinstance(key, s.Name) and key.name in bound)]
            if not all(isinstance(key, s.Text | s.Number) for key in said):
                return None
            return terms.number(
                name, tuple(str(key.value) for key in said if isinstance(key, s.Text | s.Number))
            )
        case s.Field(base=base, name=name):
            owner = _words(base, terms, bound)
            if owner is None:
                return None
            return (
                f"{name} of {owner}"
                if name in ("start", "end", "length")
                else f"{owner} {terms.number(name)}"
            )
        case s.Binary(operator="*" | "/", left=left, right=right):
            first, second = _factor(left, terms, bound), _factor(right, terms, bound)
            return None if first is None or second is None else f"{first}{_SIGNS[expr.operator]}{second}"
        case s.Sum(terms=summands):
            return _summed(summands, terms, bound)
        case s.Call(function="sum", arguments=(s.Comprehension(element=element, ranges=ranges),)):
            within = _factor(element, terms, bound.union(indices_of(ranges)))
            return None if within is None else f"sum of {within}"
        case _:
            return None


def _factor(expr: s.Expr, terms: Terms, bound: frozenset[str]) -> str | None:
    text = _words(expr, terms, bound)
    return f"({text})" if text is not None and isinstance(expr, s.Sum) else text


def _summed(summands: Sequence[tuple[int, s.Expr]], terms: Terms, bound: frozenset[str]) -> str | None:
    text = ""
    for sign, expr in flat(summands):
        word = _factor(expr, terms, bound)
        if word is None:
            return None
        lead = (" − " if text else "−") if sign < 0 else " + " if text else ""
        text = f"{text}{lead}{word}"
    return text
