"""The syntax tree of the expression language: plain immutable records with a column each.

Columns count characters of the expression's text from 1. The tree is smaller than Python's: sums are
n-ary, negation is a sum of one negative term, comparisons are chains, comprehensions are one record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

BinaryOperator = Literal["*", "/", "//", "%", "**", "|", "&"]
Relation = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
Target: TypeAlias = str | tuple["Target", ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric literal, exact."""

    value: int | Fraction
    column: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A text literal."""

    value: str
    column: int = 1


@dataclass(frozen=True, slots=True)
class Truth:
    """`True` or `False`."""

    value: bool
    column: int = 1


@dataclass(frozen=True, slots=True)
class Name:
    """An index, or an element of the document."""

    name: str
    column: int = 1


@dataclass(frozen=True, slots=True)
class Field:
    """`base.name`: a field of a row, or a part of a variable (`start`, `present`, …)."""

    base: Expr
    name: str
    column: int = 1


@dataclass(frozen=True, slots=True)
class Index:
    """`base[key, …]`; a parenthesized tuple counts as several keys."""

    base: Expr
    keys: tuple[Expr, ...]
    column: int = 1


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`(a, b, …)`."""

    items: tuple[Expr, ...]
    column: int = 1


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[a, b, …]` or `{a, b, …}`."""

    items: tuple[Expr, ...]
    column: int = 1


@dataclass(frozen=True, slots=True)
class Sum:
    """±a ± b …; each term with its sign, +1 or -1. Of sets, `S - T` is a difference."""

    terms: tuple[tuple[int, Expr], ...]
    column: int = 1


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right` for every arithmetic or set operator but + and -."""

    operator: BinaryOperator
    left: Expr
    right: Expr
    column: int = 1


@dataclass(frozen=True, slots=True)
class Compare:
    """`operands[0] relations[0] operands[1] relations[1] …`, every link of which must hold."""

    operands: tuple[Expr, ...]
    relations: tuple[Relation, ...]
    column: int = 1


@dataclass(frozen=True, slots=True)
class And:
    """`a and b and …`."""

    items: tuple[Expr, ...]
    column: int = 1


@dataclass(frozen=True, slots=True)
class Or:
    """`a or b or …`."""

    items: tuple[Expr, ...]
    column: int = 1


@dataclass(frozen=True, slots=True)
class Not:
    """`not a`."""

    item: Expr
    column: int = 1


@dataclass(frozen=True, slots=True)
class Conditional:
    """`then if condition else otherwise`."""

    condition: Expr
    then: Expr
    otherwise: Expr
    column: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """`function(argument, …, keyword=argument)`."""

    function: str
    arguments: tuple[Expr, ...]
    keywords: tuple[tuple[str, Expr], ...] = ()
    column: int = 1


@dataclass(frozen=True, slots=True)
class Range:
    """`for target in source if condition …`."""

    target: Target
    source: Expr
    conditions: tuple[Expr, ...] = ()
    column: int = 1


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`element for … in … if …`."""

    element: Expr
    ranges: tuple[Range, ...]
    column: int = 1


Expr: TypeAlias = (
    Number
    | Text
    | Truth
    | Name
    | Field
    | Index
    | TupleOf
    | ListOf
    | Sum
    | Binary
    | Compare
    | And
    | Or
    | Not
    | Conditional
    | Call
    | Comprehension
)


def names_of(target: Target) -> tuple[str, ...]:
    """The index names that a target binds, left to right."""
    if isinstance(target, str):
        return (target,)
    return tuple(name for part in target for name in names_of(part))


def children(expr: Expr) -> Iterator[Expr]:
    """The direct parts of an expression, left to right."""
    match expr:
        case Number() | Text() | Truth() | Name():
            return
        case Field(base=base):
            yield base
        case Index(base=base, keys=keys):
            yield base
            yield from keys
        case TupleOf(items=items) | ListOf(items=items) | And(items=items) | Or(items=items):
            yield from items
        case Sum(terms=terms):
            yield from (term for _, term in terms)
        case Binary(left=left, right=right):
            yield left
            yield right
        case Compare(operands=operands):
            yield from operands
        case Not(item=item):
            yield item
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            yield condition
            yield then
            yield otherwise
        case Call(arguments=arguments, keywords=keywords):
            yield from arguments
            yield from (argument for _, argument in keywords)
        case Comprehension(element=element, ranges=ranges):
            for part in ranges:
                yield part.source
                yield from part.conditions
            yield element


def free_names(expr: Expr, bound: frozenset[str] = frozenset()) -> frozenset[str]:
    """The names that an expression takes from outside: elements and outer indices."""
    if isinstance(expr, Name):
        return frozenset() if expr.name in bound else frozenset({expr.name})
    if isinstance(expr, Comprehension):
        found: frozenset[str] = frozenset()
        for part in expr.ranges:
            found |= free_names(part.source, bound)
            bound |= frozenset(names_of(part.target))
            for condition in part.conditions:
                found |= free_names(condition, bound)
        return found | free_names(expr.element, bound)
    return frozenset().union(*(free_names(part, bound) for part in children(expr)))
