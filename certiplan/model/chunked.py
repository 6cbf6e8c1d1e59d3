"""Sequences of records, parts of which are kept as arrays until somebody reads a record of theirs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar, overload

T = TypeVar("T")
Made = TypeVar("Made", covariant=True)


class Chunk(Protocol[Made]):
    """Many records in a form that is smaller and faster than records."""

    def __len__(self) -> int:
        """How many records it stands for."""

    def records(self, first: int) -> Sequence[Made]:
        """The records, made anew.

        Args:
            first: the position of the first one in the whole sequence.
        """


class Chunked(Sequence[T], Generic[T]):
    """A growing sequence of records and chunks. Reading a record of a chunk makes all of that chunk's."""

    __slots__ = ("_chunks", "_firsts", "_items")

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._items: list[T | None] = list(items)
        self._firsts: list[int] = []
        self._chunks: list[Chunk[T]] = []

    def push(self, item: T) -> int:
        """Add a record; its position."""
        self._items.append(item)
        return len(self._items) - 1

    def push_chunk(self, chunk: Chunk[T]) -> int:
        """Add a chunk; the position of its first record."""
        first = len(self._items)
        self._firsts.append(first)
        self._chunks.append(chunk)
        self._items.extend([None] * len(chunk))
        return first

    def settled(self) -> Sequence[T]:
        """The same for readers: a plain tuple where there are no chunks."""
        return self if self._chunks else tuple(self)

    def chunk_at(self, position: int) -> tuple[int, Chunk[T]] | None:
        """The chunk that holds a position, with the position of its first record."""
        place = bisect_right(self._firsts, position) - 1
        if place < 0:
            return None
        first, chunk = self._firsts[place], self._chunks[place]
        return (first, chunk) if position < first + len(chunk) else None

    def parts(self) -> Iterator[tuple[int, Sequence[T] | Chunk[T]]]:
        """Lists of single records and chunks in order, each with its first position."""
        position = 0
        for first, chunk in zip(self._firsts, self._chunks, strict=True):
            if first > position:
                yield position, self._items[position:first]  # type: ignore[misc]  # between chunks all are made
            yield first, chunk
            position = first + len(chunk)
        if position < len(self._items):
            yield position, self._items[position:]  # type: ignore[misc]

    def _make(self, first: int, chunk: Chunk[T]) -> None:
        if self._items[first] is None:
            self._items[first : first + len(chunk)] = chunk.records(first)

    def _make_all(self) -> None:
        for first, chunk in zip(self._firsts, self._chunks, strict=True):
            self._make(first, chunk)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        found = self._items[index]
        if found is None:
            assert isinstance(index, int)
            holder = self.chunk_at(index if index >= 0 else index + len(self._items))
            assert holder is not None
            self._make(*holder)
            found = self._items[index]
        elif isinstance(index, slice):
            self._make_all()
            found = self._items[index]
        return found  # type: ignore[return-value]  # what was None has been made

    def __iter__(self) -> Iterator[T]:
        self._make_all()
        return iter(self._items)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self._items)
