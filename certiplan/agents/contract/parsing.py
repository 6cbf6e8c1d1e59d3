"""Formulas as people write them.

    formula  = formula "->" formula | formula "<->" formula     binds least, to the right
             | formula "or" formula
             | formula "and" formula
             | formula ("U" | "W" | "R") formula                 to the right
             | ("not" | "X" | "WX" | "F" | "G") formula          binds most
             | "(" formula ")" | "true" | "false" | atom

An atom is a name, or any text in quotes. `|`, `&` and `!` stand for `or`, `and` and `not`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Final, NoReturn

from certiplan.agents.contract.formulas import (
    FALSE,
    TRUE,
    And,
    Formula,
    Literal,
    Next,
    Or,
    Release,
    Until,
    always,
    eventually,
    implication,
    negation,
    weak_until,
)
from certiplan.errors import ContractError
from certiplan.model.diagnostics import nearest

MOST_CHARACTERS: Final = 2_000
_DEEPEST: Final = 50
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<mark><->|->|[()|&!])|(?P<name>[^\W\d]\w*)|(?P<quoted>'[^']*'|\"[^\"]*\"))", re.ASCII
)
_MARKS: Final = {"|": "or", "&": "and", "!": "not"}
_UNARY: Final[dict[str, Callable[[Formula], Formula]]] = {
    "not": negation,
    "X": lambda inner: Next(inner, weak=False),
    "WX": lambda inner: Next(inner, weak=True),
    "F": eventually,
    "G": always,
}
_TEMPORAL: Final[dict[str, Callable[[Formula, Formula], Formula]]] = {
    "U": Until,
    "W": weak_until,
    "R": Release,
}
_WORDS: Final = frozenset({*_UNARY, *_TEMPORAL, "and", "or", "true", "false"})


def parse_formula(text: str, atoms: Collection[str]) -> Formula:
    """Read a formula.

    Args:
        text: the formula.
        atoms: the names that there are.

    Raises:
        ContractError: it cannot be read, or speaks of something that does not exist; the message says where.
    """
    return _Parser(text, atoms).formula()


class _Parser:
    def __init__(self, text: str, atoms: Collection[str]) -> None:
        self._text = text
        self._atoms = atoms
        self._depth = 0
        if len(text) > MOST_CHARACTERS:
            self._refuse(0, f"a formula has at most {MOST_CHARACTERS:,} characters")
        self._tokens = self._tokenized()
        self._next = 0

    def formula(self) -> Formula:
        found = self._implication()
        token, column = self._tokens[self._next]
        if token:
            self._refuse(column, f"expected 'and', 'or', '->', 'U', 'W', 'R' or the end, not {token!r}")
        return found

    def _tokenized(self) -> list[tuple[str, int]]:
        tokens: list[tuple[str, int]] = []
        end = 0
        while self._text[end:].strip():
            match = _TOKEN.match(self._text, end)
            if match is None:
                start = end + len(self._text[end:]) - len(self._text[end:].lstrip())
                self._refuse(start, f"{self._text[start]!r} has no meaning in a formula")
            kind = match.lastgroup
            assert kind is not None
            token = match[kind]
            tokens.append((_MARKS.get(token, token), match.start(kind)))
            end = match.end()
        return [*tokens, ("", len(self._text))]

    def _take(self, *wanted: str) -> str | None:
        token, _ = self._tokens[self._next]
        if token in wanted:
            self._next += 1
            return token
        return None

    def _implication(self) -> Formula:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._refuse(self._tokens[self._next][1], f"formulas are nested up to {_DEEPEST} times")
        left = self._disjunction()
        arrow = self._take("->", "<->")
        if arrow is not None:
            right = self._implication()
            left = (
                implication(left, right)
                if arrow == "->"
                else And(implication(left, right), implication(right, left))
            )
        self._depth -= 1
        return left

    def _disjunction(self) -> Formula:
        left = self._conjunction()
        while self._take("or"):
            left = Or(left, self._conjunction())
        return left

    def _conjunction(self) -> Formula:
        left = self._temporal()
        while self._take("and"):
            left = And(left, self._temporal())
        return left

    def _temporal(self) -> Formula:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._refuse(self._tokens[self._next][1], f"formulas are nested up to {_DEEPEST} times")
        left = self._unary()
        operator = self._take(*_TEMPORAL)
        if operator is not None:
            left = _TEMPORAL[operator](left, self._temporal())
        self._depth -= 1
        return left

    def _unary(self) -> Formula:
        operators = []
        while (operator := self._take(*_UNARY)) is not None:
            operators.append(operator)
            if len(operators) > _DEEPEST:
                self._refuse(self._tokens[self._next][1], f"formulas are nested up to {_DEEPEST} times")
        found = self._primary()
        for operator in reversed(operators):
            found = _UNARY[operator](found)
        return found

    def _primary(self) -> Formula:
        token, column = self._tokens[self._next]
        if self._take("("):
            inner = self._implication()
            if not self._take(")"):
                self._refuse(self._tokens[self._next][1], "expected ')'")
            return inner
        if self._take("true"):
            return TRUE
        if self._take("false"):
            return FALSE
        if not token or token in _WORDS or not (token[0] in "'\"_" or token[0].isalpha()):
            self._refuse(column, f"expected a step, not {token!r}" if token else "expected a step")
        self._next += 1
        name = token[1:-1] if token[0] in "'\"" else token
        if name not in self._atoms:
            hint = nearest(name, sorted(self._atoms))
            known = f"did you mean {hint!r}?" if hint else f"there are {', '.join(sorted(self._atoms))}"
            self._refuse(column, f"there is no {name!r}; {known}")
        return Literal(name, holds=True)

    def _refuse(self, column: int, message: str) -> NoReturn:
        shown = self._text if len(self._text) <= 100 else f"{self._text[:97]}..."
        raise ContractError(f"formula {shown!r}, column {column + 1}: {message}")
