"""Nested lists in parentheses, with the line of everything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeAlias

from certiplan.errors import DataError

_TOKEN = re.compile(r";[^\n]*|\n|[()]|[^\s();]+")
MAX_CHARACTERS = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Word:
    """A name, a variable, a keyword or a number, in lower case: PDDL does not tell them apart."""

    text: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Group:
    """What stands between two parentheses; `line` is that of the opening one."""

    parts: tuple[Expression, ...]
    line: int

    @property
    def head(self) -> str:
        """The first word; "" where there is none."""
        return self.parts[0].text if self.parts and isinstance(self.parts[0], Word) else ""


Expression: TypeAlias = Word | Group


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a text is from, for errors.

    Attributes:
        title: what to call it where there is no file, such as "the domain".
    """

    title: str
    path: Path | None = None

    def fail(self, line: int | None, message: str) -> NoReturn:
        """Say what is wrong.

        Raises:
            DataError: always.
        """
        if self.path is None:
            where = self.title if line is None else f"{self.title}, line {line}"
            raise DataError(f"{where}: {message}", line=line)
        raise DataError(message, path=self.path, line=line)


def read_expressions(text: str, source: Source) -> tuple[Group, ...]:
    """The groups of a text.

    Raises:
        DataError: a parenthesis is missing or superfluous, or a word stands outside of all groups.
    """
    if len(text) > MAX_CHARACTERS:
        source.fail(None, f"longer than {MAX_CHARACTERS} characters")
    found: list[Group] = []
    open_groups: list[tuple[int, list[Expression]]] = []
    line = 1
    for piece in _tokens(text):
        if piece == "\n":
            line += 1
        elif piece == "(":
            open_groups.append((line, []))
        elif piece == ")":
            if not open_groups:
                source.fail(line, "a closing parenthesis without an opening one")
            began, parts = open_groups.pop()
            group = Group(parts=tuple(parts), line=began)
            if open_groups:
                open_groups[-1][1].append(group)
            else:
                found.append(group)
        elif open_groups:
            open_groups[-1][1].append(Word(text=piece.lower(), line=line))
        else:
            source.fail(line, f"expected '(', found {piece!r}")
    if open_groups:
        source.fail(line, f"the parenthesis of line {open_groups[-1][0]} is never closed")
    return tuple(found)


def _tokens(text: str) -> Iterator[str]:
    return (token for token in _TOKEN.findall(text) if not token.startswith(";"))


def shown(expression: Expression) -> str:
    """An expression as PDDL text."""
    if isinstance(expression, Word):
        return expression.text
    return f"({' '.join(shown(part) for part in expression.parts)})"


def word(expression: Expression, expected: str, source: Source) -> str:
    """The text of what must be a word.

    Raises:
        DataError: it is a group.
    """
    if not isinstance(expression, Word):
        source.fail(expression.line, f"expected {expected}, found {shown(expression)}")
    return expression.text


def group(expression: Expression, expected: str, source: Source) -> Group:
    """What must be a group.

    Raises:
        DataError: it is a word.
    """
    if not isinstance(expression, Group):
        source.fail(expression.line, f"expected {expected}, found {expression.text!r}")
    return expression


def conjuncts(expression: Group, source: Source) -> Iterator[Group]:
    """The members of an `and`, however nested; what is no `and` is its own only member; () is empty."""
    if not expression.parts:
        return
    if expression.head != "and":
        yield expression
        return
    for part in expression.parts[1:]:
        yield from conjuncts(group(part, "a condition in parentheses", source), source)


def rest(expression: Group) -> Sequence[Expression]:
    """What follows the first word of a group."""
    return expression.parts[1:]
