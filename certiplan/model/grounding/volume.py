"""How much a family comes to, about: what decides whether arrays pay."""

from __future__ import annotations

from math import prod

from certiplan.model import syntax as s
from certiplan.model.grounding.symbols import Symbols

ARRAYS_FROM = 200
"""Families of so many terms are entered as arrays; below, single records are as fast and share nodes."""
ARRAYS_FROM_IN_CHECKS = 4_000
"""The same where nothing is solved: to load NumPy takes as long as so many single records."""
_UNKNOWN_SIZE = 8
_LARGEST = 10**9


def volume(symbols: Symbols, ranges: tuple[s.Range, ...], *exprs: s.Expr) -> int:
    """The number of rounds of the ranges, times that of the loops inside the expressions, filters aside."""
    rounds = prod(_size(symbols, part.source) for part in ranges)
    inside = sum(_inner(symbols, expr) for expr in exprs)
    return min(_LARGEST, rounds * max(1, inside))


def _inner(symbols: Symbols, expr: s.Expr) -> int:
    if isinstance(expr, s.Comprehension):
        return min(_LARGEST, volume(symbols, expr.ranges, expr.element))
    parts = [_inner(symbols, part) for part in s.children(expr)]
    return min(_LARGEST, max(1, sum(part for part in parts if part > 1)))


def _size(symbols: Symbols, source: s.Expr) -> int:
    if isinstance(source, s.Index) and isinstance(source.base, s.Name):
        source = source.base
    symbol = symbols.get(source.name) if isinstance(source, s.Name) else None
    if symbol is None or symbol.kind != "set" or not symbol.entries:
        return _UNKNOWN_SIZE
    total = sum(len(members) for members in symbol.entries.values())
    return -(-total // len(symbol.entries))
