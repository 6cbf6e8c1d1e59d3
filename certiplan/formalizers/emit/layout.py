"""Breaking long expressions into lines: nested groups of text, filled up to a width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

WIDTH: Final = 100


@dataclass(frozen=True, slots=True)
class Group:
    """An opening, items with a separator, a closing; lines may break after each separator.

    `flat` is all of it on one line.
    """

    open: str
    items: tuple[Doc, ...]
    separator: str
    close: str
    flat: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        text = self.open + self.separator.join(flat(item) for item in self.items) + self.close
        object.__setattr__(self, "flat", text)


Doc: TypeAlias = str | Group


def flat(doc: Doc) -> str:
    """The text on one line."""
    return doc if isinstance(doc, str) else doc.flat


def call(name: str, arguments: Sequence[Doc]) -> Group:
    """`name(a, b)`."""
    return Group(f"{name}(", tuple(arguments), ", ", ")")


def keyword(name: str, value: Doc) -> Doc:
    """`name=value`, in parentheses where it may need several lines."""
    if len(name) + len(flat(value)) < WIDTH - 30:
        return f"{name}={flat(value)}"
    return Group(f"{name}=(", (value,), " ", ")")


def pretty(doc: Doc, *, indent: int = 0, step: int = 4) -> str:
    """The text, broken into lines where one is too short; the first line is not indented.

    Args:
        doc: what to write.
        indent: the column at which the text begins, for the lines after the first.
        step: how far items stand to the right of their group.
    """
    if isinstance(doc, str) or indent + len(doc.flat) <= WIDTH:
        return flat(doc)
    if not doc.open:
        return f"\n{' ' * indent}".join(_filled(doc, indent, step)) + doc.close
    inner = "\n".join(f"{' ' * (indent + step)}{line}" for line in _filled(doc, indent + step, step))
    return f"{doc.open.rstrip()}\n{inner}\n{' ' * indent}{doc.close}"


def _filled(group: Group, indent: int, step: int) -> Iterator[str]:
    """The items' lines; short items share a line."""
    line = ""
    tail = group.separator.rstrip()
    for position, item in enumerate(group.items):
        last = position == len(group.items) - 1
        text = flat(item) + ("" if last else tail)
        if line and indent + len(line) + 1 + len(text) <= WIDTH:
            line = f"{line} {text}"
            continue
        if line:
            yield line
            line = ""
        if indent + len(text) <= WIDTH:
            line = text
        else:
            yield pretty(item, indent=indent, step=step) + ("" if last else tail)
    if line:
        yield line
