"""Which names a document may use, and whether each name in an expression is known where it stands."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.foreign_notation import NAMES
from certiplan.model.functions import CONSTANTS, FUNCTIONS

PENALTY = "penalty"
_PLAIN_NAME = re.compile(r"\w[\w-]*")


def refusal_of_name(name: str) -> str | None:
    """Why an element of the shared namespace cannot bear this name, or None."""
    if not name.isidentifier():
        return f"{name!r} is not a name: letters, digits and _, not beginning with a digit"
    if unicodedata.normalize("NFKC", name) != name:
        # As Python does, expressions read names in this form: no expression could say this one.
        return f"{name!r} has letters that are written differently in expressions"
    if keyword.iskeyword(name):
        return f"{name!r} is a word of the expression language"
    if name in CONSTANTS or name == PENALTY:
        return f"{name!r} already has a meaning in expressions"
    return None


def refusal_of_label(name: str) -> str | None:
    """Why a constraint, a requirement or a table cannot bear this name, or None."""
    if _PLAIN_NAME.fullmatch(name):
        return None
    return f"{name!r} is not a name: letters, digits, _ and -"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What expressions may refer to besides their own indices.

    Attributes:
        elements: the section ("sets", "parameters", …) of every name of the shared namespace.
        members: for every text that is a member of a listed set, the name of that set.
        tables: names that expressions cannot say, for better messages.
    """

    elements: Mapping[str, str]
    members: Mapping[str, str]
    tables: frozenset[str] = frozenset()

    def faults(self, expr: s.Expr, bound: frozenset[str]) -> Iterator[ExpressionError]:
        """Every unknown name and every index that must not be bound, left to right."""
        if isinstance(expr, s.Name):
            if expr.name not in bound and not self._knows(expr.name):
                yield self._unknown(expr, bound)
        elif isinstance(expr, s.Comprehension):
            yield from self._inside(expr, bound)
        else:
            for part in s.children(expr):
                yield from self.faults(part, bound)

    def range_faults(self, ranges: tuple[s.Range, ...], bound: frozenset[str]) -> Iterator[ExpressionError]:
        """The same for the ranges of a `for`, in which no index may be bound twice."""
        for part in ranges:
            yield from self.faults(part.source, bound)
            new = s.names_of(part.target)
            for position, name in enumerate(new):
                if name in bound or name in new[:position]:
                    yield ExpressionError(
                        f"the index {name!r} is bound twice",
                        code="bad-index",
                        column=part.column,
                        expected="a different name for each index",
                    )
                else:
                    yield from self._index_faults(name, part.column)
            bound |= frozenset(new)
            for condition in part.conditions:
                yield from self.faults(condition, bound)

    def _inside(self, expr: s.Comprehension, bound: frozenset[str]) -> Iterator[ExpressionError]:
        own: set[str] = set()
        for part in expr.ranges:
            yield from self.faults(part.source, bound)
            for name in s.names_of(part.target):
                # As in Python, `_` is a place that nobody reads.
                if name in own and name != "_":
                    yield ExpressionError(
                        f"the index {name!r} is bound twice",
                        code="bad-index",
                        column=part.column,
                        expected="a different name for each index",
                    )
                else:
                    yield from self._index_faults(name, part.column)
                own.add(name)
            bound |= own
            for condition in part.conditions:
                yield from self.faults(condition, bound)
        yield from self.faults(expr.element, bound)

    def _index_faults(self, name: str, column: int) -> Iterator[ExpressionError]:
        if name in self.elements or name == PENALTY:
            whose = (
                f"is the name of an element ({self.elements[name]})" if name in self.elements else "is taken"
            )
            yield ExpressionError(
                f"the index {name!r} {whose}",
                code="bad-index",
                column=column,
                expected="an index with a name of its own",
            )

    def explained(self, fault: ExpressionError) -> ExpressionError:
        """A parser's fault with what is known about the names: an element that is called needs brackets."""
        name = fault.subject
        if fault.code != "unknown-function" or name is None or name not in self.elements:
            return fault
        return ExpressionError(
            f"{name!r} is an element ({self.elements[name]}), not a function",
            code=fault.code,
            column=fault.column,
            expected=f"its index in brackets: `{name}[…]`",
        )

    def _knows(self, name: str) -> bool:
        return name in self.elements or name in CONSTANTS or name == PENALTY

    def _set_of_index(self, name: str) -> str | None:
        """The one set that an index of this name is likely to run over: `t` or `day` over `T` or `Day`."""
        sets = sorted(element for element, section in self.elements.items() if section == "sets")
        alike = [each for each in sets if each != name and each.lower() == name.lower()]
        if not alike and len(name) == 1 and name.islower():
            alike = [each for each in sets if each[0] == name.upper()]
        return alike[0] if len(alike) == 1 else None

    def _unknown(self, expr: s.Name, bound: frozenset[str]) -> ExpressionError:
        if expr.name in self.members:
            return ExpressionError(
                f"{expr.name!r} is a member of {self.members[expr.name]}, not a name",
                code="unknown-name",
                column=expr.column,
                expected="texts in quotation marks",
                did_you_mean=f"'{expr.name}'",
            )
        if expr.name in self.tables:
            return ExpressionError(
                f"{expr.name!r} is a table, not a set",
                code="unknown-name",
                column=expr.column,
                expected=f"a set of its rows: `{{table: {expr.name}}}` under `sets`",
            )
        if expr.name in FUNCTIONS:
            return ExpressionError(
                f"{expr.name!r} is a function and stands here without arguments",
                code="unknown-name",
                column=expr.column,
                expected=f"`{FUNCTIONS[expr.name].usage}`",
            )
        if expr.name in NAMES:
            return ExpressionError(
                f"there is no {expr.name!r}",
                code="unknown-name",
                column=expr.column,
                expected=NAMES[expr.name],
            )
        of = self._set_of_index(expr.name)
        if of is not None and nearest(expr.name, sorted(bound)) is None:
            return ExpressionError(
                f"{expr.name!r} is no index here",
                code="unknown-name",
                column=expr.column,
                expected=f'`for: "{expr.name} in {of}"` beside the expression (`over` gives no names), '
                f"or `for {expr.name} in {of}` in a sum",
            )
        return ExpressionError(
            f"there is no {expr.name!r}",
            code="unknown-name",
            column=expr.column,
            expected="an index in scope or the name of an element",
            did_you_mean=nearest(expr.name, sorted(bound | self.elements.keys())),
        )
