"""Seeded random choices that come out the same on every platform and Python version."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import TypeVar

Item = TypeVar("Item")


class Draw:
    """A stream of random choices, fixed by a key such as (seed, "hotels", "Tucson").

    Only `random.Random.random` is used: it alone is promised to repeat across versions of Python.
    """

    def __init__(self, *key: str | int) -> None:
        self._random = random.Random("/".join(str(part) for part in key))  # noqa: S311 - no secrets here

    def unit(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """True with the probability given."""
        return self.unit() < probability

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.unit() * (high - low + 1))

    def normal(self, mean: float, deviation: float, *, low: float, high: float) -> float:
        """A normal number, cut off to [low, high]."""
        z = NormalDist().inv_cdf(min(max(self.unit(), 1e-9), 1 - 1e-9))
        return min(max(mean + deviation * z, low), high)

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[int(self.unit() * len(items))]

    def weighted(self, weights: Mapping[Item, float]) -> Item:
        """One of the keys, as often as its weight says; the weights need not sum to 1."""
        mark = self.unit() * sum(weights.values())
        for item, weight in weights.items():
            mark -= weight
            if mark < 0:
                return item
        return next(reversed(list(weights)))

    def sample(self, items: Sequence[Item], count: int) -> list[Item]:
        """That many different items, in random order."""
        pool = list(items)
        return [pool.pop(int(self.unit() * len(pool))) for _ in range(count)]
