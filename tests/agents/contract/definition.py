"""Formulas by their definition on finite traces: an evaluator that shares nothing with the automata.

It has a parser of its own, which reads fully bracketed formulas, so that precedence is tested too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Tree: TypeAlias = tuple[object, ...]


def holds(tree: Tree, trace: Sequence[str]) -> bool:
    """Whether a formula holds of a trace, by definition."""
    return _table(tree, trace)[0]


def _table(tree: Tree, trace: Sequence[str]) -> list[bool]:
    """Whether a formula holds of what remains of a trace from each position on; last, of nothing."""
    n = len(trace)
    everywhere = range(n + 1)
    match tree:
        case ("true",):
            return [True for _ in everywhere]
        case ("false",):
            return [False for _ in everywhere]
        case ("atom", str(name)):
            return [i < n and trace[i] == name for i in everywhere]
        case (str(operator), tuple(left)):
            a = _table(left, trace)
            match operator:
                case "not":
                    return [not a[i] for i in everywhere]
                case "X":
                    return [i + 1 < n and a[i + 1] for i in everywhere]
                case "WX":
                    return [i + 1 >= n or a[i + 1] for i in everywhere]
                case "F":
                    return [any(a[i:n]) for i in everywhere]
                case "G":
                    return [all(a[i:n]) for i in everywhere]
        case (str(operator), tuple(left), tuple(right)):
            a, b = _table(left, trace), _table(right, trace)
            match operator:
                case "and":
                    return [a[i] and b[i] for i in everywhere]
                case "or":
                    return [a[i] or b[i] for i in everywhere]
                case "->":
                    return [not a[i] or b[i] for i in everywhere]
                case "<->":
                    return [a[i] == b[i] for i in everywhere]
                case "U":
                    return [any(b[k] and all(a[i:k]) for k in range(i, n)) for i in everywhere]
                case "W":
                    return [all(a[i:n]) or any(b[k] and all(a[i:k]) for k in range(i, n)) for i in everywhere]
                case "R":
                    return [all(b[k] or any(a[i:k]) for k in range(i, n)) for i in everywhere]
    raise AssertionError(f"{tree} is no formula")


def written(tree: Tree) -> str:
    """A formula with all its brackets."""
    match tree:
        case ("atom", str(name)):
            return name
        case (str(constant),):
            return constant
        case (str(operator), tuple(a)):
            return f"({operator} {written(a)})"
        case (str(operator), tuple(a), tuple(b)):
            return f"({written(a)} {operator} {written(b)})"
        case _:
            raise AssertionError(f"{tree} is no formula")


def atom(name: str) -> Tree:
    return ("atom", name)


def no(tree: Tree) -> Tree:
    return ("not", tree)


def some(*names: str) -> Tree:
    """One of several atoms."""
    tree = atom(names[0])
    for name in names[1:]:
        tree = ("or", tree, atom(name))
    return tree


def g(tree: Tree) -> Tree:
    return ("G", tree)


def then(a: Tree, b: Tree) -> Tree:
    return ("->", a, b)


def w(a: Tree, b: Tree) -> Tree:
    return ("W", a, b)


ANSWER, VERIFY, RELAX, CONSENT = map(atom, ("answer", "verify", "relax", "consent"))
PROMISED: tuple[Tree, ...] = (
    w(no(ANSWER), VERIFY),
    g(then(some("read", "formalize", "consent"), w(no(ANSWER), VERIFY))),
    g(then(atom("formalize"), ("X", some("check", "stop")))),
    w(no(RELAX), CONSENT),
    g(then(some("answer", "stop"), ("WX", w(no(RELAX), CONSENT)))),
    g(then(atom("ask"), ("X", some("reply", "stop")))),
)
"""The loop's own contract, in the same order."""
