"""The ranges of a `for` key: `i in S, (j, k) in Arc if condition`."""

from __future__ import annotations

import ast
import io
import re
import tokenize

from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.tree_reader import TreeReader, flat, refuse_size

_EXPECTED = "`i in S, (j, k) in Arc if condition`"
_COMMA = "a comma between ranges: `i in S, j in T`"
_NAME_IN = r"(?:[^\W\d]\w*|\([^()]*\))\s+in\b"
# What people write instead, how it is called, and what is right; told at the place of the first group.
_HABITS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"^\s*(for\s+all|for\s+each|forall|for|all|each|every)\s+" + _NAME_IN),
        "",
        "the ranges alone: `i in S, j in T`",
    ),
    (re.compile(r"\s(for|and)\s+" + _NAME_IN), " between ranges", _COMMA),
    (re.compile(r"(;)"), " between ranges", _COMMA),
    (
        re.compile(r"\s(where|when|such\s+that|with|and)\s"),
        " before a condition",
        "`if`: `i in S if condition`",
    ),
    (re.compile(r"(:|\|(?=\s*[^\W\d]\w*\s*[<>=!]))"), " before a condition", "`if`: `i in S if condition`"),
    (re.compile(r"^\s*[^\W\d]\w*\s*(:?=)(?!=)"), "", "`in`: `i in S`"),
)


def ranges_of(text: str, faults: list[ExpressionError]) -> tuple[s.Range, ...] | None:
    """The ranges, or None where they cannot be read at all.

    Args:
        faults: where every fault is added.

    Raises:
        ExpressionError: code `too-large`.
    """
    refuse_size(text)
    split = _split_at_if(flat(text))
    if split is None:
        faults.append(_fault("a bracket or a quotation mark is not closed", max(len(text), 1)))
        return None
    left, condition_text = split
    reader = TreeReader(f"({left},)", shift=1)
    tree = reader.python_tree()
    if tree is None:
        habits = list(_habits(left))
        faults.extend(habits or [_expecting_ranges(fault) for fault in reader.faults])
        return None
    parts = tree.elts if isinstance(tree, ast.Tuple) else [tree]
    ranges: list[s.Range] = []
    for part in parts:
        if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.In)):
            faults.extend(list(_habits(left)) or [_no_range(part, reader.column(part), parts)])
            return None
        source = reader.read(part.comparators[0], 0)
        ranges.append(s.Range(_target(reader, part.left), source, (), reader.column(part)))
    faults.extend(reader.faults)
    if condition_text is not None:
        last = ranges[-1]
        inner = TreeReader(condition_text)
        condition = inner.tree()
        if isinstance(condition, s.TupleOf):
            faults.append(_fault("the condition stands after all ranges", condition.column))
        elif condition is not None:
            ranges[-1] = s.Range(last.target, last.source, (condition,), last.column)
            faults.extend(inner.faults)
        else:
            faults.extend(inner.faults)
    return tuple(ranges)


def _target(reader: TreeReader, node: ast.expr) -> s.Target:
    try:
        return reader.target(node)
    except ExpressionError as fault:
        reader.faults.append(fault)
        return "_"


def _habits(text: str) -> list[ExpressionError]:
    for pattern, where, expected in _HABITS:
        match = pattern.search(text)
        if match:
            what = f"`{match[1]}`{where} is not part of a `for`"
            return [ExpressionError(what, code="syntax", column=match.start(1) + 1, expected=expected)]
    return []


def _expecting_ranges(fault: ExpressionError) -> ExpressionError:
    told_by_python = fault.expected is None or " in " in fault.expected
    expected = fault.expected if "is not part of" in fault.message or told_by_python else _EXPECTED
    return ExpressionError(
        fault.message, code=fault.code, column=fault.column, expected=expected or _EXPECTED
    )


def _no_range(part: ast.expr, column: int, parts: list[ast.expr]) -> ExpressionError:
    """Why a part is no range."""
    if isinstance(part, ast.Name) and len(parts) == 1:
        letter = part.id[:1].lower()
        letter = letter if letter != part.id else f"{letter}_"
        return _fault("the index has no name", column, f"`{letter} in {part.id}`")
    if isinstance(part, ast.Name):
        return _fault("this is not a range", column, "`in` after each index: `i in S, j in T`")
    if isinstance(part, ast.Compare | ast.UnaryOp | ast.BoolOp):
        return _fault("this is a condition, not a range", column, "`if` before it: `i in S if condition`")
    return _fault("this is not a range", column)


def _fault(message: str, column: int, expected: str = _EXPECTED) -> ExpressionError:
    return ExpressionError(message, code="syntax", column=column, expected=expected)


def _split_at_if(text: str) -> tuple[str, str | None] | None:
    """What stands before the first `if` outside brackets, and what follows it, padded to keep its columns.

    Returns:
        None where a bracket or a quotation mark is not closed.
    """
    if "if" not in text:
        return text, None
    depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text.strip()).readline):
            if token.type == tokenize.OP:
                depth += (token.string in "([{") - (token.string in ")]}")
            elif depth == 0 and token.type == tokenize.NAME and token.string == "if":
                lead = len(text) - len(text.lstrip())
                start, end = token.start[1] + lead, token.end[1] + lead
                return text[:start], " " * end + text[end:]
    except (tokenize.TokenError, SyntaxError):
        return None
    return text, None
