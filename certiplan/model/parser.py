"""From text to syntax tree: expressions, comprehensions and the ranges of a `for`.

The `read_…` functions tell every fault, the `parse_…` functions raise the first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.range_reader import ranges_of
from certiplan.model.tree_reader import MAX_CHARACTERS, TreeReader, exact_number

__all__ = [
    "MAX_CHARACTERS",
    "Read",
    "exact_number",
    "parse_comprehension",
    "parse_expression",
    "parse_ranges",
    "read_comprehension",
    "read_expression",
    "read_ranges",
]

_T = TypeVar("_T")


class Read(NamedTuple, Generic[_T]):
    """What could be read, and every fault; what was refused is replaced: only its names are of use."""

    tree: _T | None
    faults: tuple[ExpressionError, ...] = ()


def parse_expression(text: str) -> s.Expr:
    """The tree of one expression.

    Raises:
        ExpressionError: the first fault: code `syntax` or `too-large`, with the column.
    """
    return _parse(text)


@lru_cache(maxsize=4096)
def _parse(text: str) -> s.Expr:
    return _sound(_whole(text, shift=0))


def read_expression(text: str) -> Read[s.Expr]:
    """The tree of one expression with every fault."""
    try:
        return Read(_parse(text))
    except ExpressionError:
        return _whole(text, shift=0)


def _sound(read: Read[_T]) -> _T:
    tree, faults = read
    if faults:
        raise faults[0]
    assert tree is not None
    return tree


def _whole(text: str, *, shift: int) -> Read[s.Expr]:
    try:
        reader = TreeReader(text, shift=shift)
        tree = reader.tree()
    except ExpressionError as fault:
        return Read(None, (fault,))
    # Sums are read from the right.
    return Read(tree, tuple(sorted(reader.faults, key=lambda fault: fault.column or 0)))


def parse_comprehension(text: str) -> s.Comprehension:
    """The tree of `element for i in S …`, as in a computed set, with or without brackets around it.

    Raises:
        ExpressionError: the first fault, also when the text is not a comprehension.
    """
    return _sound(read_comprehension(text))


def read_comprehension(text: str) -> Read[s.Comprehension]:
    """The tree of a comprehension with every fault."""
    tree, faults = _whole(f"({text})", shift=1)
    if faults:
        bare, others = read_expression(text)
        if others:
            # What is wrong inside is told by the first reading; the second only stumbles over `for`.
            return Read(tree if isinstance(tree, s.Comprehension) else None, faults)
        tree = bare
    if isinstance(tree, s.Comprehension):
        return Read(tree)
    fault = ExpressionError(
        "this is not a comprehension",
        code="syntax",
        column=1,
        expected="`element for i in S`, with `if` if wanted",
    )
    return Read(None, (fault,))


def parse_ranges(text: str) -> tuple[s.Range, ...]:
    """The ranges of a `for`: `i in S, j in T if condition`.

    Raises:
        ExpressionError: the first fault, with the column.
    """
    return _sound(read_ranges(text))


def read_ranges(text: str) -> Read[tuple[s.Range, ...]]:
    """The ranges of a `for` with every fault."""
    faults: list[ExpressionError] = []
    try:
        ranges = ranges_of(text, faults)
    except ExpressionError as fault:
        return Read(None, (*faults, fault))
    return Read(ranges, tuple(faults))
