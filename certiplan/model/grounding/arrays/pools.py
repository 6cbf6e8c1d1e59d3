"""The values that indices run over, each kept once; rounds hold positions in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certiplan.model.grounding.arrays.numbers import NotAnArrayError, Numbers, from_values
from certiplan.model.grounding.members import flat
from certiplan.model.values import MISSING, Row

Positions = NDArray[np.intp]


class Pool:
    """Values in a row, perhaps with repetitions, and what was derived from them."""

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = values
        self._codes: dict[int, tuple[Mapping[Any, int], Positions | None]] = {}
        self._derived: dict[object, Pool] = {}

    @cached_property
    def numbers(self) -> Numbers | None:
        """The values as numbers, None if one is none."""
        return from_values(self.values)

    @cached_property
    def missing(self) -> NDArray[np.bool_] | None:
        """Which values are missing, None if none is."""
        found = [value is MISSING for value in self.values]
        return np.array(found) if any(found) else None

    @cached_property
    def width(self) -> int:
        """How many parts each value has: tuples are counted through, everything else has one.

        Raises:
            NotAnArrayError: the values differ in that.
        """
        widths = {len(value) if type(value) is tuple else 0 for value in self.values}
        if len(widths) > 1:
            raise NotAnArrayError
        return next(iter(widths), 0)

    def codes(self, positions: Mapping[Any, int]) -> Positions | None:
        """The position of each value in a mapping, -1 where it is not in there; None if each is its own."""
        known = self._codes.get(id(positions))
        if known is None:
            found = np.array([positions.get(value, -1) for value in self.values], dtype=np.intp)
            own = len(found) <= len(positions) and bool(np.array_equal(found, np.arange(len(found))))
            known = self._codes[id(positions)] = (positions, None if own else found)
        return known[1]

    def field(self, name: str) -> Pool:
        """The pool of a column's values, for rows.

        Raises:
            NotAnArrayError: not every value is a row with this column.
        """
        if name not in self._derived:
            if not all(isinstance(value, Row) and name in value.table.columns for value in self.values):
                raise NotAnArrayError
            self._derived[name] = Pool([row.table.columns[name][row.position] for row in self.values])
        return self._derived[name]

    def filled(self) -> Pool:
        """The pool with 0 in place of what is missing."""
        if MISSING not in self._derived:
            self._derived[MISSING] = Pool([0 if value is MISSING else value for value in self.values])
        return self._derived[MISSING]

    def part(self, place: int) -> Pool:
        """The pool of one part of each value, for tuples."""
        if place not in self._derived:
            self._derived[place] = Pool([value[place] for value in self.values])
        return self._derived[place]


@dataclass(frozen=True, eq=False)
class Points:
    """For every round the position of its value in a pool, or one position for all rounds."""

    pool: Pool
    places: Positions

    def numbers(self) -> Numbers:
        """The values as numbers.

        Raises:
            NotAnArrayError: one is none.
        """
        found = self.pool.numbers
        if found is None:
            raise NotAnArrayError
        return Numbers(found.values[self.places], found.denominator)

    def atoms(self) -> list[Points]:
        """The parts of tuples, flat; other values are their own part."""
        width = self.pool.width
        if not width:
            return [self]
        return [atom for k in range(width) for atom in Points(self.pool.part(k), self.places).atoms()]

    def at(self, places: NDArray[Any]) -> Points:
        """The values at some rounds."""
        return self if self.places.ndim == 0 else Points(self.pool, self.places[places])


class KeyIndex:
    """Where the entry of each combination of indices stands in a family.

    Args:
        positions: for each part of a key, its values in order.
        codes: the keys as numbers, in the order of the family; None if it has every combination in order.
    """

    def __init__(self, positions: Sequence[Mapping[Any, int]], codes: NDArray[np.int64] | None) -> None:
        self.positions = tuple(positions)
        self._firsts = [_first_of_range(values) for values in self.positions]
        self._sizes = [len(values) for values in self.positions]
        if prod(self._sizes) > 2**62:
            raise NotAnArrayError
        self._order: NDArray[np.intp] | None = None
        self._sorted = codes
        if codes is not None and not np.all(codes[1:] > codes[:-1]):
            self._order = np.argsort(codes, kind="stable")
            self._sorted = codes[self._order]
            if not np.all(self._sorted[1:] > self._sorted[:-1]):
                raise NotAnArrayError

    @classmethod
    def of_atoms(cls, atoms: Sequence[Points], size: int) -> KeyIndex:
        """The index of a family with these keys, one a round.

        Raises:
            NotAnArrayError: two keys are equal.
        """
        positions: list[dict[Any, int]] = []
        codes = np.zeros(size, dtype=np.int64)
        for points in atoms:
            own = {value: k for k, value in enumerate(dict.fromkeys(points.pool.values))}
            positions.append(own)
            if len(own) * max(1, len(codes)) > 2**62:
                raise NotAnArrayError
            codes = codes * len(own) + _coded(points, own)
        total = prod(len(own) for own in positions)
        dense = total == size and bool(np.array_equal(codes, np.arange(size)))
        return cls(positions, None if dense else codes)

    @classmethod
    def of_keys(cls, keys: Iterable[Any], width: int) -> KeyIndex:
        """The index of a family whose keys are known one by one: flat tuples, or bare values of one part."""
        listed = list(keys)
        columns: list[Sequence[Any]] = [listed] if width == 1 else list(zip(*listed, strict=True))
        atoms = [Points(Pool(column), np.arange(len(listed))) for column in columns]
        return cls.of_atoms(atoms, len(listed))

    def find(self, atoms: Sequence[Points | Numbers]) -> Positions:
        """The place of the entry of each round's key.

        Raises:
            NotAnArrayError: some key has no entry.
        """
        if len(atoms) != len(self.positions):
            raise NotAnArrayError
        found: NDArray[np.int64] | None = None
        for atom, own, size, first in zip(atoms, self.positions, self._sizes, self._firsts, strict=True):
            code = _coded(atom, own) if isinstance(atom, Points) else _coded_numbers(atom, own, first)
            found = code if found is None else found * size + code
        assert found is not None
        if self._sorted is None:
            return found
        places = np.searchsorted(self._sorted, found)
        if not len(self._sorted) or not np.array_equal(self._sorted.take(places, mode="clip"), found):
            raise NotAnArrayError
        return places if self._order is None else self._order[places]


def _coded(points: Points, positions: Mapping[Any, int]) -> Positions:
    codes = points.pool.codes(positions)
    if codes is None:
        return points.places
    found: Positions = codes[points.places]
    if found.size and found.min() < 0:
        raise NotAnArrayError
    return found


def _coded_numbers(numbers: Numbers, positions: Mapping[Any, int], first: int | None) -> Positions:
    whole = numbers.reduced()
    if whole.denominator != 1:
        raise NotAnArrayError
    if first is not None:
        found: Positions = np.asarray(whole.values - first, dtype=np.intp)
        if found.size and (found.min() < 0 or found.max() >= len(positions)):
            raise NotAnArrayError
        return found
    distinct, inverse = np.unique(whole.values, return_inverse=True)
    codes = np.array([positions.get(value, -1) for value in distinct.tolist()], dtype=np.intp)
    if codes.size and codes.min() < 0:
        raise NotAnArrayError
    return np.asarray(codes[inverse]).reshape(whole.values.shape)


def _first_of_range(positions: Mapping[Any, int]) -> int | None:
    """The first of successive integers, None if the values are not these."""
    first = next(iter(positions), None)
    if type(first) is int and all(type(v) is int and v == first + k for v, k in positions.items()):
        return first
    return None


def flat_atoms(columns: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """The keys that columns of values make, tuples in them flattened."""
    found = list(zip(*columns, strict=True))
    if any(type(part) is tuple for part in found[0] if found) if found else False:
        return [flat(key) for key in found]  # type: ignore[misc]
    return found
