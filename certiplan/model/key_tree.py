"""The keys of an indexed element as a tree, one level for each range, found by how people write members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from certiplan.model import syntax as s
from certiplan.model.scalars import as_number
from certiplan.model.values import Value, show, show_rational
from certiplan.model.yaml_text import Data

Key: TypeAlias = tuple[Value, ...]
Labels: TypeAlias = tuple[str, ...]
"""A member as written: one text, or several for a tuple."""


def labels_of(value: Value) -> Labels:
    """How the parts of a member or key are written; tuples in tuples are flattened."""
    if isinstance(value, tuple):
        return tuple(label for part in value for label in labels_of(part))
    return (show(value),)


def labels_of_data(data: Sequence[Data]) -> Labels:
    """The same for a key given as plain data."""
    labels: list[str] = []
    for part in data:
        if isinstance(part, list):
            labels.extend(labels_of_data(part))
        elif isinstance(part, dict) or part is None:
            labels.append("")
        else:
            labels.append(show(part))
    return tuple(labels)


class KeyNode:
    """All keys with a common beginning.

    Attributes:
        children: by the member of the next range, in the order of the keys.
        key: the key that ends here, with no children then.
    """

    def __init__(self) -> None:
        self.children: dict[Labels, KeyNode] = {}
        self.key: Key | None = None

    def keys_below(self) -> Iterator[Key]:
        """Every key that begins here, in order."""
        if self.key is not None:
            yield self.key
        for child in self.children.values():
            yield from child.keys_below()

    def labels(self) -> list[str]:
        """How the next members are written."""
        return list(self._by_text)

    def child(self, text: str) -> KeyNode | None:
        """What a mapping's key leads to.

        The key may name a member, the first part of members that are tuples, or a member together with
        those of later ranges, parted by commas.
        """
        found = self._by_text.get(text) or self._by_first_part.get(text)
        if found is not None:
            return found
        parts = _split(text)
        if len(parts) == 1:
            plain = _plain(parts[0])
            return self._by_text.get(plain) or self._by_first_part.get(plain)
        return self._descend(tuple(_plain(part) for part in parts))

    def _descend(self, parts: Labels) -> KeyNode | None:
        """The node at the end of several parts, each one member or one part of a tuple."""
        for width in range(1, len(parts) + 1):
            found = self.children.get(parts[:width])
            if found is None and width == 1:
                found = self._by_first_part.get(parts[0])
            if found is not None:
                rest = parts[width:]
                end = found._descend(rest) if rest else found
                if end is not None:
                    return end
        return None

    @cached_property
    def _by_text(self) -> dict[str, KeyNode]:
        return {",".join(labels): child for labels, child in self.children.items()}

    @cached_property
    def _by_first_part(self) -> dict[str, KeyNode]:
        """For members that are tuples: those that begin alike, by the rest of them."""
        groups: dict[str, KeyNode] = {}
        for labels, child in self.children.items():
            if len(labels) > 1:
                groups.setdefault(labels[0], KeyNode()).children[labels[1:]] = child
        return groups


def key_tree(keys: Iterable[Key], index: tuple[s.Range, ...]) -> KeyNode:
    """The tree of the keys of an element.

    Args:
        keys: in order; each with one entry for each range, or one for each name that the ranges bind, or
            flat. In the last case each part of a tuple is a level of its own.
        index: the element's ranges.
    """
    names = [len(s.names_of(part.target)) for part in index]
    root = KeyNode()
    for key in keys:
        widths = names if len(key) == sum(names) else [1] * len(key)
        node, start = root, 0
        for width in widths:
            labels = labels_of(key[start : start + width])
            start += width
            node = node.children.setdefault(labels, KeyNode())
        node.key = key
    return root


def _split(text: str) -> list[str]:
    return [part.strip().strip("'\"") for part in text.strip().strip("()[]").split(",")]


def _plain(text: str) -> str:
    """A number or a truth value as `show` writes it; any other text as it is."""
    number = as_number(text)
    if number is not None:
        return show_rational(number)
    return {"true": "True", "false": "False"}.get(text, text)
