"""Global constraints over values: all different, lexicographic order, tours and paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from certiplan.model import syntax as s
from certiplan.model.evaluator.comparing import Precision, compare
from certiplan.model.evaluator.runtime import (
    Absent,
    EvaluationError,
    Frame,
    Key,
    Result,
    Run,
    Scope,
    Truth,
    all_of,
    any_of,
    flat,
)
from certiplan.model.evaluator.statics import Grade

if TYPE_CHECKING:
    from certiplan.model.evaluator.interpreter import Interpreter

NodesRun = Callable[[Frame], list[tuple[Key, Result]]]


def build_nodes(interpreter: Interpreter, expr: s.Expr, scope: Scope) -> NodesRun:
    """The values of `e for i in S` or `[x[i], x[j]]`, each with the index that it belongs to."""
    if isinstance(expr, s.Comprehension):
        loops, inner = interpreter.loops(expr.ranges, scope)
        element = interpreter.value(expr.element, inner)
        names = (name for part in expr.ranges for name in s.names_of(part.target))
        places = [place for place in map(inner.place, names) if place is not None]

        def of_ranges(f: Frame) -> list[tuple[Key, Result]]:
            return [(flat(tuple([f[place] for place in places])), element(f)) for _ in loops(f)]

        return of_ranges
    if isinstance(expr, s.ListOf) and all(isinstance(item, s.Index) for item in expr.items):
        parts = [
            (
                [interpreter.value(key, scope) for key in item.keys],
                interpreter.value(item, scope),
            )
            for item in expr.items
            if isinstance(item, s.Index)
        ]

        def of_list(f: Frame) -> list[tuple[Key, Result]]:
            return [(flat(tuple([key(f) for key in keys])), value(f)) for keys, value in parts]

        return of_list
    raise EvaluationError(
        "it is not clear which index each value belongs to",
        code="bad-call",
        column=expr.column,
        expected="`x[i] for i in S`",
    )


def build_all_different(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """No two of the values are equal; absent choices are equal to nothing."""
    if len(expr.arguments) == 1:
        items = interpreter.items(expr.arguments[0], scope)
    else:
        runs = [interpreter.value(argument, scope) for argument in expr.arguments]

        def items(f: Frame) -> list[Result]:
            return [run(f) for run in runs]

    column = expr.column
    grade = max(interpreter.statics.grade(argument) for argument in expr.arguments)

    def all_different(f: Frame) -> Truth:
        values = [value for value in items(f) if not isinstance(value, Absent)]
        if grade is Grade.EXACT:
            return len(set(map(_hashable, values))) == len(values)
        return all_of(
            compare("!=", a, b, column=column, precision=Precision(grade, lambda: 1))
            for k, a in enumerate(values)
            for b in values[:k]
        )

    return all_different


def _hashable(value: Result) -> Result:
    return tuple(value) if isinstance(value, list) else value


def build_lex_less(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """The first list comes strictly before the second; a proper beginning comes before the whole."""
    first, second = (interpreter.items(argument, scope) for argument in expr.arguments)
    grade = max(interpreter.statics.grade(argument) for argument in expr.arguments)
    column, precision = expr.column, Precision(grade, lambda: 1)

    def lex_less(f: Frame) -> Truth:
        left, right = first(f), second(f)
        result: Truth = len(left) < len(right)
        for a, b in reversed(list(zip(left, right, strict=False))):
            less = compare("<", a, b, column=column, precision=precision)
            equal = compare("==", a, b, column=column, precision=precision)
            result = any_of((less, all_of((equal, result))))
        return result

    return lex_less


def build_tour(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """`circuit`, `subcircuit`, `path`: each node's value is the node after it."""
    nodes = build_nodes(interpreter, expr.arguments[0], scope)
    ends = {key: interpreter.value(value, scope) for key, value in expr.keywords}
    name = expr.function

    def tour(f: Frame) -> Truth:
        after = {node: flat((value,)) for node, value in nodes(f)}
        if not all(successor in after for successor in after.values()):
            return False
        if name == "path":
            return _is_path(after, flat((ends["start"](f),)), flat((ends["end"](f),)))
        visited = [node for node, successor in after.items() if successor != node]
        if name == "circuit" and len(visited) != len(after):
            return len(after) == 1
        return not visited or len(_walk(after, visited[0])) == len(visited)

    return tour


def _walk(after: Mapping[Key, Key], start: Key) -> list[Key]:
    """The nodes of the cycle through `start`, or nothing where the walk does not return to it."""
    walked = [start]
    seen = {start}
    node = after[start]
    while node != start:
        if node in seen:
            return []
        seen.add(node)
        walked.append(node)
        node = after[node]
    return walked


def _is_path(after: Mapping[Key, Key], start: Key, end: Key) -> bool:
    """Whether every node is on one path from start to end, which is its own successor."""
    if start not in after or end not in after or after[end] != end:
        return False
    node, seen = start, {start}
    while node != end:
        node = after[node]
        if node in seen:
            return False
        seen.add(node)
    return len(seen) == len(after)
