"""Tighter bounds of columns from linear rows, by exact propagation of activities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from certiplan.model.ir import ColumnId, Rational
from certiplan.solvers.bounds import Interval

_ROUNDS = 4
_LARGEST_DENOMINATOR = 10**6


@dataclass(frozen=True, slots=True)
class Row:
    """sum(coefs * columns) <= rhs, or == rhs."""

    columns: tuple[ColumnId, ...]
    coefs: tuple[Rational, ...]
    rhs: Rational
    is_equation: bool


def propagate(
    intervals: Sequence[Interval], whole: Sequence[bool], rows: Sequence[Row], *, most_terms: int = 400_000
) -> tuple[list[Interval], frozenset[int]]:
    """Tighter column intervals that all solutions of the rows lie in.

    Returns:
        The intervals, and which rows (by position) they follow from. Where a contradiction shows, the
        intervals are left as they were: proving it is the solver's work.
    """
    found = list(intervals)
    used: set[int] = set()
    terms = 0
    for _ in range(_ROUNDS):
        changed = False
        for position, row in enumerate(rows):
            terms += len(row.columns)
            if terms > most_terms:
                return found, frozenset(used)
            senses = (1, -1) if row.is_equation else (1,)
            for sense in senses:
                if _propagate_row(found, whole, row, sense):
                    used.add(position)
                    changed = True
        if not changed:
            break
    return found, frozenset(used)


def _propagate_row(found: list[Interval], whole: Sequence[bool], row: Row, sense: int) -> bool:
    """Tighten by sense * row <= sense * rhs: each term leaves at most what the least of the others permit."""
    least: Rational = 0
    free = -1
    parts: list[Rational | None] = []
    for column, signed in zip(row.columns, row.coefs, strict=True):
        interval = found[column]
        end = interval.lower if signed * sense > 0 else interval.upper
        if end is None:
            if free >= 0:
                return False
            free = column
            parts.append(None)
        else:
            least += sense * signed * end
            parts.append(sense * signed * end)
    room = sense * row.rhs - least
    if room < 0:
        return False
    changed = False
    for column, signed, part in zip(row.columns, row.coefs, parts, strict=True):
        if free >= 0 and part is not None:
            continue
        coef = sense * signed
        rest = room if part is None else room + part
        limit: Rational
        if whole[column]:
            limit = rest // coef if coef > 0 else -(-rest // coef)
        else:
            limit = Fraction(rest) / coef
            if limit.denominator > _LARGEST_DENOMINATOR:
                continue
        old = found[column]
        end = old.upper if coef > 0 else old.lower
        if end is not None and (limit >= end if coef > 0 else limit <= end):
            continue
        new = old.meet(Interval(None, limit) if coef > 0 else Interval(limit, None))
        if new.lower is None or new.upper is None or new.lower <= new.upper:
            if not whole[column] and not _worthwhile(old, new):
                continue
            found[column] = new
            changed = True
    return changed


def _worthwhile(old: Interval, new: Interval) -> bool:
    """Whether a real column gains enough: tiny steps would go on for ever."""
    if not old.is_finite:
        return True
    assert old.lower is not None and old.upper is not None
    assert new.lower is not None and new.upper is not None
    return (old.upper - old.lower) - (new.upper - new.lower) > (old.upper - old.lower) / 20
