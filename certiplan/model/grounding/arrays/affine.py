"""Sums of decisions over all rounds of a frame at once, and the rows that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from certiplan.model import syntax as s
from certiplan.model.blocks import LinearRows
from certiplan.model.grounding.arrays.context import Context
from certiplan.model.grounding.arrays.frames import Frame, expanded
from certiplan.model.grounding.arrays.numbers import NotAnArrayError, Numbers, common_denominator
from certiplan.model.grounding.arrays.pools import Points, Positions

_ONE = Numbers(np.array(1, dtype=np.int64))
_NOTHING = Numbers(np.array(0, dtype=np.int64))
_LARGEST = 2**53


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """coefs * columns, added to some rounds.

    Attributes:
        rounds: the round of each term; None if there is one term in every round, in order.
        columns: the column of each term, or one for all.
    """

    rounds: Positions | None
    columns: NDArray[np.int64]
    coefs: Numbers
    size: int

    def scaled(self, factor: Numbers) -> Part:
        """Times a number that depends on the round."""
        if factor.values.ndim and self.rounds is not None:
            factor = factor.at(self.rounds)
        return Part(rounds=self.rounds, columns=self.columns, coefs=self.coefs * factor, size=self.size)

    def moved(self, outer: Positions) -> Part:
        """The same terms, added to other rounds: those that `outer` names for each round."""
        rounds = outer if self.rounds is None else outer[self.rounds]
        return Part(rounds=rounds, columns=self.columns, coefs=self.coefs, size=self.size)


@dataclass(frozen=True, kw_only=True, eq=False)
class Affine:
    """A sum in every round. `whole`: no decision in it is real."""

    const: Numbers
    parts: tuple[Part, ...] = ()
    whole: bool = True

    def plus(self, other: Affine, sign: int = 1) -> Affine:
        """The sum, or the difference."""
        other = other if sign > 0 else other.scaled(Numbers(np.array(-1, dtype=np.int64)))
        return Affine(
            const=self.const + other.const,
            parts=self.parts + other.parts,
            whole=self.whole and other.whole,
        )

    def scaled(self, factor: Numbers) -> Affine:
        """Times a number that depends on the round."""
        return Affine(
            const=self.const * factor,
            parts=tuple(part.scaled(factor) for part in self.parts),
            whole=self.whole,
        )


def affine(context: Context, expr: s.Expr, frame: Frame) -> Affine:
    """An expression as a sum.

    Raises:
        NotAnArrayError: it is no sum of decisions, or not written for arrays.
    """
    if not context.reads_decisions(expr):
        return Affine(const=context.numbers(expr, frame))
    match expr:
        case s.Name(name=name):
            return _decision(context, name, (), frame)
        case s.Index(base=s.Name(name=name), keys=keys):
            return _decision(context, name, keys, frame)
        case s.Sum(terms=terms):
            total = Affine(const=_NOTHING)
            for sign, term in terms:
                total = total.plus(affine(context, term, frame), sign)
            return total
        case s.Binary(operator="*", left=left, right=right):
            factor, other = (left, right) if not context.reads_decisions(left) else (right, left)
            if context.reads_decisions(factor):
                raise NotAnArrayError
            return affine(context, other, frame).scaled(context.numbers(factor, frame))
        case s.Binary(operator="/", left=left, right=right) if not context.reads_decisions(right):
            return affine(context, left, frame).scaled(context.numbers(right, frame).inverse())
        case s.Call(function="sum", arguments=(s.Comprehension(element=element, ranges=ranges),)):
            return _summed(context, element, ranges, frame)
        case s.Conditional() if not context.reads_decisions(expr.condition):
            return _conditional(context, expr, frame)
        case _:
            raise NotAnArrayError


def _decision(context: Context, name: str, keys: tuple[s.Expr, ...], frame: Frame) -> Affine:
    if name in context.elements.definitions:
        return _definition(context, name, keys, frame)
    symbol = context.symbol(name)
    if symbol.kind not in ("number", "truth"):
        raise NotAnArrayError
    whole = context.elements.variables[name].kind != "real"
    if not keys:
        if symbol.is_family:
            raise NotAnArrayError
        columns = np.array(symbol.entries[()], dtype=np.int64)
    else:
        places = context.index_of(symbol).find(context.keys(keys, frame))
        columns = context.columns_of(symbol, places)
    return Affine(
        const=_NOTHING,
        parts=(Part(rounds=None, columns=columns, coefs=_ONE, size=frame.size),),
        whole=whole,
    )


def _definition(context: Context, name: str, keys: tuple[s.Expr, ...], frame: Frame) -> Affine:
    """What a definition stands for, with its indices set to the keys."""
    definition = context.elements.definitions[name]
    symbol = context.symbol(name)
    scope, pools = context.inside(definition)
    if bool(keys) != symbol.is_family:
        raise NotAnArrayError
    axes: dict[str, Points] = {}
    if keys:
        places = context.index_of(symbol).find(context.keys(keys, frame))
        axes = {index: Points(pool, places) for index, pool in pools}
    return affine(context, definition.value, Frame(frame.size, axes, scope))


def _summed(context: Context, element: s.Expr, ranges: tuple[s.Range, ...], frame: Frame) -> Affine:
    inner, outer = expanded(context, frame, ranges, (element,))
    found = affine(context, element, inner)
    if outer is None:
        return found
    const = found.const
    if const.values.ndim == 0 and int(const.values) == 0:
        total = _NOTHING
    else:
        _refuse(const.largest * max(1, inner.size))
        sums = np.zeros(frame.size, dtype=np.int64)
        np.add.at(sums, outer, const.values)
        total = Numbers(sums, const.denominator)
    return Affine(const=total, parts=tuple(part.moved(outer) for part in found.parts), whole=found.whole)


def _conditional(context: Context, expr: s.Conditional, frame: Frame) -> Affine:
    mask = np.broadcast_to(context.truths(expr.condition, frame), frame.size)
    total = Affine(const=Numbers(np.zeros(frame.size, dtype=np.int64)))
    for branch, chosen in ((expr.then, mask), (expr.otherwise, ~mask)):
        inside, places = frame.where(chosen)
        if not inside.size:
            continue
        found = affine(context, branch, inside)
        sums = np.zeros(frame.size, dtype=np.int64)
        sums[places] = found.const.values
        const = Numbers(sums, found.const.denominator)
        parts = tuple(part.moved(places) for part in found.parts)
        total = total.plus(Affine(const=const, parts=parts, whole=found.whole))
    return total


def rows(sums: Sequence[Affine], size: int, columns: int, equation: Sequence[bool] | None) -> LinearRows:
    """Rows from the sums of each link, the links of a round beside each other.

    Args:
        sums: one for each link.
        size: how many rounds.
        columns: how many columns there are.
        equation: for each link whether it must be 0, else at most 0; None for bare sums.
    """
    links = len(sums)
    denominator = common_denominator(
        [found.denominator for one in sums for found in (one.const, *(part.coefs for part in one.parts))]
    )
    consts = np.empty((size, links), dtype=np.int64)
    pieces: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = []
    for link, one in enumerate(sums):
        consts[:, link] = one.const.over(denominator)
        for part in one.parts:
            rounds = np.arange(size) if part.rounds is None else part.rounds
            count = len(rounds)
            place = rounds if links == 1 else rounds * links + link
            pieces.append(
                (
                    place,
                    np.broadcast_to(part.columns, count),
                    np.broadcast_to(part.coefs.over(denominator), count),
                )
            )
    place, column, coef = _merged(pieces, columns)
    counts = np.bincount(place, minlength=size * links)
    starts = np.zeros(size * links + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return LinearRows(
        starts=starts,
        columns=column.astype(np.int32),
        coefs=coef,
        consts=consts.reshape(-1),
        denominator=denominator,
        equation=None if equation is None else np.tile(np.array(equation, dtype=np.bool_), size),
    )


def _merged(
    pieces: Sequence[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]], columns: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Entries by row and column, each pair once, without zeros."""
    if not pieces:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    place, column, coef = (
        pieces[0]
        if len(pieces) == 1
        else tuple(np.concatenate(arrays) for arrays in zip(*pieces, strict=True))
    )
    key = place * columns + column
    if not np.all(key[1:] > key[:-1]):
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.append(True, key[1:] != key[:-1])
        begins = np.flatnonzero(first)
        _refuse(int(np.abs(coef).max(initial=0)) * int(np.diff(np.append(begins, len(key))).max()))
        coef = np.add.reduceat(coef[order], begins)
        place, column = place[order][begins], column[order][begins]
    if not np.all(coef):
        kept = np.flatnonzero(coef)
        place, column, coef = place[kept], column[kept], coef[kept]
    return place, column, coef


def _refuse(size: int) -> None:
    if size > _LARGEST:
        raise NotAnArrayError
