"""Mappings that are made when somebody first looks into them."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class OnDemand(dict[K, V], Generic[K, V]):
    """A mapping that is filled at the first look into it; after that, looks are as fast as a dict's.

    Args:
        make: makes all entries.
    """

    def __init__(self, make: Callable[[], dict[K, V]]) -> None:
        super().__init__()
        self._make: Callable[[], dict[K, V]] | None = make

    def _fill(self) -> None:
        if self._make is not None:
            made, self._make = self._make(), None
            self.update(made)

    def __missing__(self, key: K) -> V:
        if self._make is None:
            raise KeyError(key)
        self._fill()
        return self[key]

    def __contains__(self, key: object) -> bool:
        self._fill()
        return super().__contains__(key)

    def __iter__(self) -> Iterator[K]:
        self._fill()
        return super().__iter__()

    def __len__(self) -> int:
        self._fill()
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        self._fill()
        return super().__eq__(other)

    __hash__ = None

    def keys(self) -> KeysView[K]:  # type: ignore[override]
        """The keys."""
        self._fill()
        return super().keys()

    def values(self) -> ValuesView[V]:  # type: ignore[override]
        """The values."""
        self._fill()
        return super().values()

    def items(self) -> ItemsView[K, V]:  # type: ignore[override]
        """Keys and values."""
        self._fill()
        return super().items()

    def get(self, key: K, default: V | None = None) -> V | None:  # type: ignore[override]
        """The value of a key, or the default."""
        self._fill()
        return super().get(key, default)
