"""Loops as arrays: every combination of the indices at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from certiplan.model import syntax as s
from certiplan.model.grounding.arrays.numbers import NotAnArrayError
from certiplan.model.grounding.arrays.pools import Points, Pool, Positions
from certiplan.model.grounding.builder import MAX_ROUNDS
from certiplan.model.grounding.compiler import EMPTY_SCOPE, Scope
from certiplan.model.grounding.loops import bind
from certiplan.model.grounding.members import Members
from certiplan.model.grounding.types import ANY

if TYPE_CHECKING:
    from certiplan.model.grounding.arrays.context import Context


@dataclass(frozen=True, eq=False)
class Frame:
    """So many rounds, and what each index is in each of them.

    Attributes:
        scope: the same indices for code that is compiled.
    """

    size: int
    axes: Mapping[str, Points]
    scope: Scope

    def at(self, places: NDArray[Any], size: int) -> Frame:
        """Some of the rounds, perhaps several times."""
        axes = {name: points.at(places) for name, points in self.axes.items()}
        return Frame(size, axes, self.scope)

    def where(self, mask: NDArray[np.bool_]) -> tuple[Frame, Positions]:
        """The rounds in which the mask holds, and which these are."""
        places = np.flatnonzero(np.broadcast_to(mask, self.size))
        return self.at(places, len(places)), places


ONE_ROUND = Frame(1, {}, EMPTY_SCOPE)


def expanded(
    context: Context, frame: Frame, ranges: tuple[s.Range, ...], wanted: Iterable[s.Expr]
) -> tuple[Frame, Positions | None]:
    """The rounds of a loop inside the rounds of a frame.

    Args:
        wanted: what will be read inside; other indices are left out.

    Returns:
        The inner frame, and for each of its rounds the outer one; None where they are the same.
    """
    outer: Positions | None = None
    for number, part in enumerate(ranges):
        later = [*wanted, *part.conditions]
        for following in ranges[number + 1 :]:
            later += [following.source, *following.conditions]
        read = frozenset[str]().union(*(s.free_names(expr) for expr in later))
        frame, parents = _one_range(context, frame, part, read)
        outer = parents if outer is None else outer[parents]
        for condition in part.conditions:
            mask = context.truths(condition, frame)
            if not np.all(mask):
                frame, kept = frame.where(mask)
                outer = outer[kept]
    return frame, outer


def _one_range(
    context: Context, frame: Frame, part: s.Range, read: frozenset[str]
) -> tuple[Frame, Positions]:
    """One more index."""
    code = context.constant(part.source, frame.scope)
    member = code.type.member or ANY
    scope = frame.scope.bind(bind(context.compiler, part.target, member, part.column))
    size, points, parents = _members(context, frame, part.source)
    axes = {name: known.at(parents) for name, known in frame.axes.items() if name in read}
    _bind_points(part.target, points, axes, read)
    return Frame(size, axes, scope), parents


def _bind_points(target: s.Target, points: Points, axes: dict[str, Points], read: frozenset[str]) -> None:
    if isinstance(target, str):
        if target in read:
            axes[target] = points
        return
    if points.pool.width != len(target) and len(points.pool.values):
        raise NotAnArrayError
    for place, name in enumerate(target):
        if read & set(s.names_of(name)):
            _bind_points(name, Points(points.pool.part(place), points.places), axes, read)


def _members(context: Context, frame: Frame, source: s.Expr) -> tuple[int, Points, Positions]:
    """What a range yields: how many rounds in all, the member of each, and the outer round of each."""
    found = context.values(source, frame)
    if not isinstance(found, Points):
        raise NotAnArrayError
    sets: list[Sequence[Any]] = [_listed(value) for value in found.pool.values]
    if found.places.ndim == 0 or len(sets) == 1:
        members = sets[int(found.places.reshape(-1)[0]) if found.places.size else 0]
        size = frame.size * len(members)
        _refuse_rounds(size)
        pool = context.pool_of(members)
        own = np.arange(len(members))
        if frame.size == 1:
            return size, Points(pool, own), np.zeros(size, dtype=np.intp)
        return size, Points(pool, np.tile(own, frame.size)), np.repeat(np.arange(frame.size), len(members))
    lengths = np.array([len(members) for members in sets], dtype=np.intp)
    begins = np.cumsum(lengths) - lengths
    counts = lengths[found.places]
    size = int(counts.sum())
    _refuse_rounds(size)
    parents = np.repeat(np.arange(frame.size), counts)
    within = np.arange(size) - np.repeat(np.cumsum(counts) - counts, counts)
    pool = Pool([value for members in sets for value in members])
    return size, Points(pool, within + np.repeat(begins[found.places], counts)), parents


def _refuse_rounds(size: int) -> None:
    if size > MAX_ROUNDS:
        raise NotAnArrayError


def _listed(found: Any) -> Sequence[Any]:
    if isinstance(found, Members):
        return found.values
    if isinstance(found, tuple):
        return found
    raise NotAnArrayError
