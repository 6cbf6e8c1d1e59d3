"""The functions of the expression language and how they may be called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from certiplan.model.diagnostics import ExpressionError, nearest

FunctionKind = Literal["aggregate", "numeric", "logic", "set", "constant", "global"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """How a function is called: the numbers of arguments allowed and the keywords, required ones first.

    Attributes:
        takes_list: its one argument may be a list of what it ranges over.
    """

    kind: FunctionKind
    least: int
    most: int | None
    keywords: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    usage: str
    takes_list: bool = False

    def check(self, name: str, count: int, keywords: Sequence[str], column: int) -> None:
        """Refuse a call that does not fit.

        Raises:
            ExpressionError: code `bad-call`.
        """
        for key in keywords:
            if key not in self.keywords:
                raise ExpressionError(
                    f"{name} takes no argument named {key!r}",
                    code="bad-call",
                    column=column,
                    expected=f"`{self.usage}`",
                    did_you_mean=nearest(key, self.keywords),
                )
        missing = [key for key in self.required if key not in keywords]
        if count < self.least or (self.most is not None and count > self.most) or missing:
            what = f"needs {missing[0]}=" if missing else f"does not take {count} arguments"
            listed = f"`{name}([a, b])` or " if self.takes_list and count > 1 else ""
            raise ExpressionError(
                f"{name} {what}", code="bad-call", column=column, expected=f"{listed}`{self.usage}`"
            )


def _table() -> dict[str, Signature]:
    def one(kind: FunctionKind, usage: str) -> Signature:
        return Signature(kind=kind, least=1, most=1, usage=usage)

    def two(kind: FunctionKind, usage: str) -> Signature:
        return Signature(kind=kind, least=2, most=2, usage=usage)

    aggregates = {
        name: replace(one("aggregate", f"{name}(e for i in S if c)"), takes_list=True)
        for name in ("sum", "prod", "any", "all", "count")
    }
    extremes = {
        name: Signature(
            kind="aggregate",
            least=1,
            most=None,
            keywords=("default",),
            usage=f"{name}((e for i in S), default=0)",
        )
        for name in ("min", "max")
    }
    numeric = {
        name: one("numeric", f"{name}(x)")
        for name in ("abs", "floor", "ceil", "round", "sqrt", "exp", "log", "sin", "cos", "tan")
    }
    return {
        **aggregates,
        **extremes,
        **numeric,
        "piecewise": two("numeric", "piecewise(x, [(0, 0), (10, 5)])"),
        "implies": two("logic", "implies(a, b)"),
        "iff": two("logic", "iff(a, b)"),
        "xor": two("logic", "xor(a, b)"),
        "len": one("set", "len(S)"),
        "first": one("set", "first(S)"),
        "last": one("set", "last(S)"),
        "next": two("set", "next(S, x)"),
        "prev": two("set", "prev(S, x)"),
        "pos": two("set", "pos(S, x)"),
        "subsets": two("set", "subsets(S, 2)"),
        "range": Signature(kind="set", least=1, most=3, usage="range(start, stop, step)"),
        "date": one("constant", "date('2026-03-16')"),
        "time": one("constant", "time('08:30')"),
        "weekday": one("constant", "weekday(d)"),
        "days_between": two("constant", "days_between(a, b)"),
        "contains": two("constant", "contains(text, 'part')"),
        "lower": one("constant", "lower(text)"),
        "starts_with": two("constant", "starts_with(text, 'part')"),
        "matches": two("constant", "matches(text, 'glob*')"),
        "to": two("constant", "to(x, 'minute')"),
        "is_missing": one("constant", "is_missing(f.x)"),
        "all_different": Signature(kind="global", least=1, most=None, usage="all_different(x[i] for i in S)"),
        "lex_less": two("global", "lex_less([a, b], [c, d])"),
        "circuit": one("global", "circuit(after[i] for i in S)"),
        "subcircuit": one("global", "subcircuit(after[i] for i in S)"),
        "path": Signature(
            kind="global",
            least=1,
            most=1,
            keywords=("start", "end"),
            required=("start", "end"),
            usage="path((after[i] for i in S), start=a, end=b)",
        ),
        "no_overlap": Signature(
            kind="global",
            least=1,
            most=1,
            keywords=("setup",),
            usage="no_overlap((t[i] for i in S), setup=gap)",
            takes_list=True,
        ),
        "cumulative": Signature(
            kind="global",
            least=1,
            most=1,
            keywords=("capacity",),
            required=("capacity",),
            usage="cumulative(((t[i], need[i]) for i in S), capacity=c)",
        ),
        "precedes": Signature(
            kind="global", least=2, most=2, keywords=("gap",), usage="precedes(a, b, gap=0)"
        ),
    }


FUNCTIONS: Mapping[str, Signature] = MappingProxyType(_table())
CONSTANTS = ("pi", "e")
