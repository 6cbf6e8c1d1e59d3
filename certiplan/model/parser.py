"""From text to syntax tree: Python's own parser, behind an allow-list.

Nothing is ever compiled or executed: `ast.parse` yields a tree, every node of which is either translated
to `certiplan.model.syntax` or refused with its column and what is allowed instead.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from fractions import Fraction
from functools import lru_cache
from typing import cast

from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.functions import FUNCTIONS

MAX_CHARACTERS = 100_000
MAX_DEPTH = 60
MAX_EXPONENT = 400
_NUMBER = re.compile(r"(\d[\d_]*)?(\.[\d_]*)?([eE][+-]?\d+)?")
_BINARY: dict[type[ast.operator], s.BinaryOperator] = {
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.BitOr: "|",
    ast.BitAnd: "&",
}
_PARENTHESES = "parentheses of its own around the comprehension: `f((e for i in S), k=1)`"
_RELATIONS: dict[type[ast.cmpop], s.Relation] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_INSTEAD: dict[type[ast.AST], str] = {
    ast.Lambda: "an expression without lambda",
    ast.NamedExpr: "an expression without assignment; give it a name under `define`",
    ast.Dict: "a parameter for a mapping",
    ast.DictComp: "a parameter with `for` and `value`",
    ast.JoinedStr: "a plain text",
    ast.Starred: "the arguments one by one",
    ast.Slice: "one member at a time",
    ast.Await: "no await",
    ast.Yield: "no yield",
    ast.YieldFrom: "no yield",
    ast.BitXor: "xor(a, b) for logic, ** for powers",
    ast.Invert: "`not`",
    ast.LShift: "arithmetic",
    ast.RShift: "arithmetic",
    ast.MatMult: "a sum of products",
    ast.Is: "==",
    ast.IsNot: "!=",
}


_RANGES_EXPECTED = "`i in S, (j, k) in Arc if condition`"


def parse_expression(text: str) -> s.Expr:
    """The tree of one expression.

    Raises:
        ExpressionError: code `syntax` or `too-large`, with the column.
    """
    return _parse(text)


@lru_cache(maxsize=4096)
def _parse(text: str) -> s.Expr:
    return _Reader(text).tree()


def parse_comprehension(text: str) -> s.Comprehension:
    """The tree of `element for i in S …`, as in a computed set, with or without brackets around it.

    Raises:
        ExpressionError: also when the text is not a comprehension.
    """
    try:
        tree = _Reader(f"({text})", shift=1).tree()
    except ExpressionError as fault:
        try:
            tree = parse_expression(text)
        except ExpressionError:
            # What is wrong inside is told by the first reading; the second only stumbles over `for`.
            raise fault from None
    if isinstance(tree, s.Comprehension):
        return tree
    raise ExpressionError(
        "this is not a comprehension",
        code="syntax",
        column=1,
        expected="`element for i in S`, with `if` if wanted",
    )


def parse_ranges(text: str) -> tuple[s.Range, ...]:
    """The ranges of a `for`: `i in S, j in T if condition`.

    Raises:
        ExpressionError: with the column.
    """
    left, condition_text = _split_at_if(text)
    reader = _Reader(f"({left},)", shift=1)
    try:
        tree = reader.python_tree()
    except ExpressionError as fault:
        raise ExpressionError(
            fault.message, code=fault.code, column=fault.column, expected=_RANGES_EXPECTED
        ) from fault
    parts = tree.elts if isinstance(tree, ast.Tuple) else [tree]
    ranges: list[s.Range] = []
    for part in parts:
        if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.In)):
            raise ExpressionError(
                "this is not a range", code="syntax", column=reader.column(part), expected=_RANGES_EXPECTED
            )
        source = reader.read(part.comparators[0], 0)
        ranges.append(s.Range(reader.target(part.left), source, (), reader.column(part)))
    if condition_text is not None:
        last = ranges[-1]
        condition = parse_expression(condition_text)
        if isinstance(condition, s.TupleOf):
            raise ExpressionError(
                "the condition stands after all ranges",
                code="syntax",
                column=condition.column,
                expected=_RANGES_EXPECTED,
            )
        ranges[-1] = s.Range(last.target, last.source, (condition,), last.column)
    return tuple(ranges)


def _split_at_if(text: str) -> tuple[str, str | None]:
    """What stands before the first `if` outside brackets, and what follows it, padded to keep its columns."""
    _refuse_size(text)
    flat = _flat(text)
    if "if" not in flat:
        return flat, None
    depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(flat.strip()).readline):
            if token.type == tokenize.OP:
                depth += (token.string in "([{") - (token.string in ")]}")
            elif depth == 0 and token.type == tokenize.NAME and token.string == "if":
                lead = len(flat) - len(flat.lstrip())
                start, end = token.start[1] + lead, token.end[1] + lead
                return flat[:start], " " * end + flat[end:]
    except (tokenize.TokenError, SyntaxError) as error:
        raise ExpressionError(
            "a bracket or a quotation mark is not closed", code="syntax", column=max(len(text), 1)
        ) from error
    return flat, None


def _flat(text: str) -> str:
    return re.sub(r"[\r\n\t\f\v]", " ", text)


def _refuse_size(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(
            f"the expression has {len(text):,} characters",
            code="too-large",
            column=1,
            expected=f"at most {MAX_CHARACTERS:,}; put data into a table or a parameter",
        )


class _Reader:
    """Translates one expression; `shift` is how many characters stand before the author's text."""

    def __init__(self, text: str, *, shift: int = 0) -> None:
        _refuse_size(text)
        self._text = _flat(text)
        self._shift = shift
        self._lead = len(self._text) - len(self._text.lstrip(" "))

    def tree(self) -> s.Expr:
        """The translated tree of the whole text."""
        return self.read(self.python_tree(), 0)

    def python_tree(self) -> ast.expr:
        """Python's tree of the text, unless it has a comment or cannot be read."""
        source = self._text[self._lead :]
        if not source or source in ("()", "(,)"):
            column = max(len(self._text) - 2 * self._shift, 1)
            raise ExpressionError("the expression is empty", code="syntax", column=column)
        try:
            if "#" in source and any(
                token.type == tokenize.COMMENT
                for token in tokenize.generate_tokens(io.StringIO(source).readline)
            ):
                raise self._refusal(
                    "an expression has no comments", 1 + source.index("#"), "a `note` on the element"
                )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(source, mode="eval").body
        except (SyntaxError, tokenize.TokenError) as error:
            offset = (error.offset if isinstance(error, SyntaxError) else None) or 1
            column = min(max(offset + self._lead - self._shift, 1), max(len(self._text) - 2 * self._shift, 1))
            message = error.msg if isinstance(error, SyntaxError) else "a bracket is not closed"
            raise ExpressionError(
                f"this cannot be read ({message})",
                code="syntax",
                column=column,
                expected=_PARENTHESES if "must be parenthesized" in message else "a Python expression",
            ) from error
        except (RecursionError, MemoryError, ValueError) as error:
            raise ExpressionError(
                "the expression is nested too deeply or holds a character or number that cannot be read",
                code="too-large",
                column=1,
            ) from error

    def column(self, node: ast.expr) -> int:
        """Where the node begins in the author's text, from 1."""
        offset = node.col_offset
        source = self._text[self._lead :]
        if not source.isascii():
            offset = len(source.encode()[:offset].decode())
        return max(offset + self._lead - self._shift + 1, 1)

    def target(self, node: ast.expr) -> s.Target:
        """The names bound by `for TARGET in`."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Tuple) and node.elts:
            return tuple(self.target(part) for part in node.elts)
        raise self._refusal("only names can be bound here", self.column(node), "`i` or `(i, j)`")

    def read(self, node: ast.expr, depth: int) -> s.Expr:
        """Translate one node of Python's tree."""
        at = self.column(node)
        if depth > MAX_DEPTH:
            raise ExpressionError(
                "the expression is nested too deeply",
                code="too-large",
                column=at,
                expected=f"at most {MAX_DEPTH} levels; name parts of it under `define`",
            )
        below = depth + 1
        match node:
            case ast.Constant():
                return self._constant(node, at)
            case ast.Name():
                return s.Name(node.id, at)
            case ast.Attribute():
                return s.Field(self.read(node.value, below), node.attr, at)
            case ast.Subscript():
                keys = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                return s.Index(self.read(node.value, below), self._all(keys, below), at)
            case ast.Tuple():
                return s.TupleOf(self._all(node.elts, below), at)
            case ast.List() | ast.Set():
                return s.ListOf(self._all(node.elts, below), at)
            case ast.UnaryOp(op=ast.Not()):
                return s.Not(self.read(node.operand, below), at)
            case ast.UnaryOp(op=ast.UAdd() | ast.USub()) | ast.BinOp(op=ast.Add() | ast.Sub()):
                return self._sum(node, at, below)
            case ast.BinOp() if type(node.op) in _BINARY:
                left, right = self.read(node.left, below), self.read(node.right, below)
                return s.Binary(_BINARY[type(node.op)], left, right, at)
            case ast.Compare() if all(type(op) in _RELATIONS for op in node.ops):
                operands = self._all([node.left, *node.comparators], below)
                return s.Compare(operands, tuple(_RELATIONS[type(op)] for op in node.ops), at)
            case ast.BoolOp():
                items = self._all(node.values, below)
                return s.And(items, at) if isinstance(node.op, ast.And) else s.Or(items, at)
            case ast.IfExp():
                condition, then = self.read(node.test, below), self.read(node.body, below)
                return s.Conditional(condition, then, self.read(node.orelse, below), at)
            case ast.Call():
                return self._call(node, at, below)
            case ast.GeneratorExp() | ast.ListComp() | ast.SetComp():
                ranges = tuple(self._range(generator, below) for generator in node.generators)
                return s.Comprehension(self.read(node.elt, below), ranges, at)
            case _:
                raise self._not_allowed(node, at)

    def _all(self, nodes: list[ast.expr], depth: int) -> tuple[s.Expr, ...]:
        return tuple(self.read(node, depth) for node in nodes)

    def _range(self, node: ast.comprehension, depth: int) -> s.Range:
        if node.is_async:
            raise self._refusal("`async` has no meaning here", self.column(node.target), "`for i in S`")
        conditions = self._all(node.ifs, depth)
        return s.Range(
            self.target(node.target), self.read(node.iter, depth), conditions, self.column(node.target)
        )

    def _sum(self, node: ast.expr, at: int, depth: int) -> s.Expr:
        """The terms of a chain of + and -, read without recursion along its left spine."""
        terms: list[tuple[int, s.Expr]] = []
        while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            terms.append((1 if isinstance(node.op, ast.Add) else -1, self.read(node.right, depth)))
            node = node.left
        sign = 1
        while isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
            sign = -sign if isinstance(node.op, ast.USub) else sign
            node = node.operand
        first = self.read(node, depth)
        if not terms and isinstance(first, s.Number):
            return s.Number(sign * first.value, at)
        terms.append((sign, first))
        return s.Sum(tuple(reversed(terms)), at)

    def _call(self, node: ast.Call, at: int, depth: int) -> s.Expr:
        if not isinstance(node.func, ast.Name):
            raise self._refusal("only named functions can be called", at, "a function of the language")
        name = node.func.id
        if name not in FUNCTIONS:
            raise ExpressionError(
                f"there is no function {name!r}",
                code="unknown-function",
                column=at,
                expected="a function of the language",
                did_you_mean=nearest(name, FUNCTIONS),
            )
        keywords = []
        for keyword in node.keywords:
            if keyword.arg is None:
                raise self._refusal("`**` has no meaning here", at, "the arguments by name")
            keywords.append((keyword.arg, self.read(keyword.value, depth)))
        FUNCTIONS[name].check(name, len(node.args), [key for key, _ in keywords], at)
        return s.Call(name, self._all(node.args, depth), tuple(keywords), at)

    def _constant(self, node: ast.Constant, at: int) -> s.Expr:
        if isinstance(node.value, bool):
            return s.Truth(node.value, at)
        if isinstance(node.value, str):
            return s.Text(node.value, at)
        if isinstance(node.value, int | float):
            source = self._text[self._lead :]
            start, end = node.col_offset, cast(int, node.end_col_offset)
            literal = source[start:end] if source.isascii() else source.encode()[start:end].decode()
            return s.Number(exact_number(literal, column=at), at)
        raise self._not_allowed(node, at)

    def _not_allowed(self, node: ast.expr, at: int) -> ExpressionError:
        culprit: ast.AST = node
        if isinstance(node, ast.BinOp | ast.UnaryOp):
            culprit = node.op
        elif isinstance(node, ast.Compare):
            culprit = next(op for op in node.ops if type(op) not in _RELATIONS)
        what = "this" if isinstance(node, ast.Constant) else type(culprit).__name__
        return self._refusal(
            f"{what} is not part of the language", at, _INSTEAD.get(type(culprit), "a number, a text, a name")
        )

    @staticmethod
    def _refusal(message: str, column: int, expected: str) -> ExpressionError:
        return ExpressionError(message, code="syntax", column=column, expected=expected)


def exact_number(literal: str, *, column: int | None = None) -> int | Fraction:
    """The value of a decimal literal, exactly: `0.7` is 7/10.

    Raises:
        ExpressionError: for other notations, and for exponents beyond ±400.
    """
    match = _NUMBER.fullmatch(literal)
    if match is None or not (match[1] or (match[2] and match[2] != ".")):
        raise ExpressionError(f"{literal[:40]} is not a decimal number", code="syntax", column=column)
    if match[3] and abs(int(match[3][1:])) > MAX_EXPONENT:
        raise ExpressionError(
            f"{literal[:40]} is out of range",
            code="too-large",
            column=column,
            expected=f"exponents up to {MAX_EXPONENT}",
        )
    value = Fraction(literal.replace("_", ""))
    return value.numerator if value.denominator == 1 else value
