"""Python's tree of one expression, translated node by node behind an allow-list.

Nothing is ever compiled or executed: `ast.parse` yields a tree, every node of which is either translated
to `certiplan.model.syntax` or refused with its column and what is allowed instead. What is refused is
replaced, so that the rest of the expression is read too.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from fractions import Fraction
from typing import cast

from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.foreign_notation import FUNCTION_NAMES, KEYWORDS, foreign_notation
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
_INSTEAD: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lambda: ("lambda", "an expression without lambda"),
    ast.NamedExpr: ("`:=`", "`==` to compare; names for expressions stand under `define`"),
    ast.Dict: ("a mapping in braces", "a parameter for a mapping"),
    ast.DictComp: ("a mapping in braces", "a parameter with `for` and `value`"),
    ast.JoinedStr: ("a text with parts to fill in", "a plain text"),
    ast.Starred: ("`*` before an argument", "the arguments one by one"),
    ast.Slice: ("`:` in an index", "one member at a time, as in `sum(x[i, j] for j in S)`"),
    ast.Await: ("await", "no await"),
    ast.Yield: ("yield", "no yield"),
    ast.YieldFrom: ("yield", "no yield"),
    ast.BitXor: ("`^`", "`**` for powers, `xor(a, b)` for logic"),
    ast.Invert: ("`~`", "`not`"),
    ast.LShift: ("`<<`", "arithmetic"),
    ast.RShift: ("`>>`", "arithmetic"),
    ast.MatMult: ("`@`", "a sum of products"),
    ast.Is: ("`is`", "`==`"),
    ast.IsNot: ("`is not`", "`!=`"),
}
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
# What Python's parser says, and how this language says it: what is wrong, what was expected.
_PYTHON_SAYS: tuple[tuple[str, str, str], ...] = (
    ("must be parenthesized", "a comprehension stands beside another argument", _PARENTHESES),
    ("expected 'else'", "an `if` without `else`", "`a if c else b`; a condition is `implies(c, a)`"),
    ("Perhaps you forgot a comma", "two parts stand side by side", "an operator between them"),
    ("unterminated string", "a quotation mark is not closed", "a closing quotation mark"),
    ("was never closed", "a bracket is not closed", "a closing bracket"),
    ("unmatched", "this bracket closes nothing", "brackets in pairs"),
    ("does not match opening", "this bracket closes another kind", "brackets in pairs"),
    ("unexpected EOF", "the expression ends too early", "an operand"),
)


def flat(text: str) -> str:
    """The text in one line; columns stay as they are."""
    return re.sub(r"[\r\n\t\f\v]", " ", text)


def refuse_size(text: str) -> None:
    """Refuse a text that is too long.

    Raises:
        ExpressionError: code `too-large`.
    """
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(
            f"the expression has {len(text):,} characters",
            code="too-large",
            column=1,
            expected=f"at most {MAX_CHARACTERS:,}; put data into a table or a parameter",
        )


_RANGE_BESIDE = '`for: "t in T"` as a key of its own beside the expression, or `all(… for t in T)`'


class TreeReader:
    """Translates one expression.

    Args:
        text: what Python is to read.
        shift: how many characters of it stand before the author's text, and as many after it.

    Attributes:
        faults: what was refused so far.

    Raises:
        ExpressionError: code `too-large`, also while reading.
    """

    def __init__(self, text: str, *, shift: int = 0) -> None:
        refuse_size(text)
        self._text = flat(text)
        self._shift = shift
        self._lead = len(self._text) - len(self._text.lstrip(" "))
        self._source = self._text[self._lead :]
        self.faults: list[ExpressionError] = []

    def tree(self) -> s.Expr | None:
        """The translated tree of the whole text, or None if Python cannot read it."""
        python = self.python_tree()
        if python is None:
            return None
        if not self._shift:
            self._refuse_commas(python)
        return self.read(python, 0)

    def python_tree(self) -> ast.expr | None:
        """Python's tree of the text, or None if it has a comment or cannot be read."""
        source = self._source
        if not source or source in ("()", "(,)"):
            column = max(len(self._text) - 2 * self._shift, 1)
            self._refuse("the expression is empty", column, "an expression")
            return None
        try:
            if "#" in source and any(
                token.type == tokenize.COMMENT
                for token in tokenize.generate_tokens(io.StringIO(source).readline)
            ):
                self._refuse(
                    "an expression has no comments",
                    self._place(source.index("#")),
                    "a `note` on the element",
                )
                return None
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(source, mode="eval").body
        except (SyntaxError, tokenize.TokenError) as error:
            self._explain(error)
            return None
        except (RecursionError, MemoryError, ValueError) as error:
            raise ExpressionError(
                "the expression is nested too deeply or holds a character or number that cannot be read",
                code="too-large",
                column=1,
            ) from error

    def _explain(self, error: SyntaxError | tokenize.TokenError) -> None:
        """Why Python could not read the text: other notations that stand in it, else where it gave up."""
        author = self._source[self._shift : len(self._source) - self._shift]
        foreign = list(foreign_notation(author))
        for fault in foreign:
            fault.column = (fault.column or 1) + self._lead
        if foreign:
            self.faults.extend(foreign)
            return
        said = error.msg if isinstance(error, SyntaxError) else "was never closed"
        offset = (error.offset if isinstance(error, SyntaxError) else None) or 1
        column = min(self._place(offset - 1), max(len(self._text) - 2 * self._shift, 1))
        for part, what, expected in _PYTHON_SAYS:
            if part in said:
                self._refuse(what, column, expected)
                return
        rest = self._text[column - 1 + self._shift : len(self._text) - self._shift].strip()
        shown = re.match(r"\w+|\W", rest)
        if shown and shown[0] == "for":
            self._refuse("a range stands behind an expression", column, _RANGE_BESIDE)
            return
        what = f"this cannot be read at `{shown[0]}`" if shown else "this ends too early"
        self._refuse(what, column, "an operand or an operator")

    def _place(self, offset: int) -> int:
        """The author's column of a place in what Python read."""
        return max(offset + self._lead - self._shift + 1, 1)

    def _refuse_commas(self, node: ast.expr) -> None:
        """Refuse `n <= 1,000` and `a <= 1, b <= 2`, which Python reads as tuples."""
        if not isinstance(node, ast.Tuple) or len(node.elts) < 2 or node.col_offset or self._source[0] == "(":
            return
        end = node.elts[0].end_col_offset or 0
        number = _THOUSANDS.match(self._source[end - 1 :]) if self._source.isascii() else None
        if number:
            what, expected = "a number has commas", "its digits alone, or `_` between them"
        elif any(isinstance(part, ast.Compare) for part in node.elts):
            what, expected = "these are several conditions", "`and` between them, or a constraint for each"
        else:
            return
        self._refuse(what, self._after(node.elts[0]), expected)

    def _after(self, node: ast.expr) -> int:
        """The column of what follows a node, its closing brackets left out."""
        read = self._source.encode()
        end = node.end_col_offset or 0
        while end < len(read) - 1 and read[end : end + 1] in (b" ", b")"):
            end += 1
        return self._place(len(read[:end].decode()))

    def column(self, node: ast.expr) -> int:
        """Where the node begins in the author's text, from 1."""
        offset = node.col_offset
        if not self._source.isascii():
            offset = len(self._source.encode()[:offset].decode())
        return self._place(offset)

    def target(self, node: ast.expr) -> s.Target:
        """The names bound by `for TARGET in`."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Tuple) and node.elts:
            return tuple(self.target(part) for part in node.elts)
        raise self._refusal("only names can be bound here", self.column(node), "`i` or `(i, j)`")

    def read(self, node: ast.expr, depth: int) -> s.Expr:
        """Translate one node of Python's tree; a refused one is replaced by 0."""
        at = self.column(node)
        if depth > MAX_DEPTH:
            raise ExpressionError(
                "the expression is nested too deeply",
                code="too-large",
                column=at,
                expected=f"at most {MAX_DEPTH} levels; name parts of it under `define`",
            )
        try:
            return self._translated(node, at, depth + 1)
        except ExpressionError as fault:
            if fault.code == "too-large":
                raise
            self.faults.append(fault)
            return s.Number(0, at)

    def _translated(self, node: ast.expr, at: int, below: int) -> s.Expr:
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
            case ast.BinOp(left=first, right=second):
                self._refuse_node(node.op, self._after(first))
                return s.ListOf(self._all([first, second], below), at)
            case ast.Compare(left=first, comparators=others):
                place, operator = next((k, op) for k, op in enumerate(node.ops) if type(op) not in _RELATIONS)
                self._refuse_node(operator, self._after([first, *others][place]))
                return s.ListOf(self._all([first, *others], below), at)
            case ast.UnaryOp():
                self._refuse_node(node.op, at)
                return self.read(node.operand, below)
            case _:
                self._refuse_node(node, at)
                return s.Number(0, at)

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
        keywords = []
        named: list[str] = []
        for keyword in node.keywords:
            value = self.read(keyword.value, depth)
            if keyword.arg is None:
                self._refuse("`**` has no meaning here", at, "the arguments by name")
            elif keyword.arg not in KEYWORDS and not self._misspells(node.func, keyword.arg):
                place = self._source.encode()[: keyword.col_offset].decode()
                self._refuse("`=` is not part of the language", self._place(len(place)), "`==`")
            else:
                named.append(keyword.arg)
            keywords.append((keyword.arg or "", value))
        if not isinstance(node.func, ast.Name):
            what, expected = _call_of_no_name(node.func)
            self._refuse(what, at, expected)
            # `forall(i in S)(…)` binds names that nobody knows.
            return s.Number(0, at)
        name = node.func.id
        if name in FUNCTIONS and FUNCTIONS[name].kind == "aggregate" and self._refuse_range(node):
            return s.Number(0, at)
        if name in FUNCTIONS and len(named) == len(node.keywords):
            try:
                FUNCTIONS[name].check(name, len(node.args), named, at)
            except ExpressionError as fault:
                self.faults.append(fault)
        elif name not in FUNCTIONS:
            self.faults.append(_unknown_function(name, at))
        return s.Call(name, self._all(node.args, depth), tuple(keywords), at)

    @staticmethod
    def _misspells(called: ast.expr, keyword: str) -> bool:
        """Whether an unknown keyword is meant to be one of the function's own."""
        signature = FUNCTIONS.get(called.id) if isinstance(called, ast.Name) else None
        return signature is not None and nearest(keyword, signature.keywords) is not None

    def _refuse_range(self, node: ast.Call) -> bool:
        """Refuse `sum(x[i] | i in S)` and `sum(x[i], i in S)`; what they range over binds no index."""
        last = node.args[-1] if node.args else None
        if not isinstance(last, ast.Compare) or not isinstance(last.ops[0], ast.In):
            return False
        bar = isinstance(last.left, ast.BinOp) and isinstance(last.left.op, ast.BitOr)
        if bar:
            before: ast.expr = cast(ast.BinOp, last.left).left
        elif len(node.args) == 2:
            before = node.args[0]
        else:
            return False
        what = f"`{'|' if bar else ','}` before a range is not part of the language"
        self._refuse(what, self._after(before), "`for`: `sum(e for i in S)`")
        return True

    def _constant(self, node: ast.Constant, at: int) -> s.Expr:
        if isinstance(node.value, bool):
            return s.Truth(node.value, at)
        if isinstance(node.value, str):
            return s.Text(node.value, at)
        if isinstance(node.value, int | float):
            source = self._source
            start, end = node.col_offset, cast(int, node.end_col_offset)
            literal = source[start:end] if source.isascii() else source.encode()[start:end].decode()
            return s.Number(exact_number(literal, column=at), at)
        self._refuse_node(node, at)
        return s.Number(0, at)

    def _refuse_node(self, node: ast.AST, column: int) -> None:
        what, expected = _INSTEAD.get(type(node), ("this", "a number, a text, a name"))
        self._refuse(f"{what} is not part of the language", column, expected)

    def _refuse(self, message: str, column: int, expected: str) -> None:
        self.faults.append(self._refusal(message, column, expected))

    @staticmethod
    def _refusal(message: str, column: int, expected: str) -> ExpressionError:
        return ExpressionError(message, code="syntax", column=column, expected=expected)


def _call_of_no_name(called: ast.expr) -> tuple[str, str]:
    """What is wrong with calling this, and what was expected."""
    match called:
        case ast.Call(func=ast.Name(id=name)):
            instead = FUNCTION_NAMES.get(name) or (
                f"`{FUNCTIONS[name].usage}`" if name in FUNCTIONS else "a function of the language"
            )
            return f"`{name}(…)(…)` is not part of the language", instead
        case ast.Attribute(attr=name):
            instead = FUNCTION_NAMES.get(name) or (
                f"`{FUNCTIONS[name].usage}`" if name in FUNCTIONS else "a function of the language"
            )
            return f"`.{name}(…)` is not part of the language", instead
        case _:
            return "this cannot be called", "`*` between the factors of a product"


def _unknown_function(name: str, column: int) -> ExpressionError:
    instead = FUNCTION_NAMES.get(name)
    return ExpressionError(
        f"there is no function {name!r}",
        code="unknown-function",
        column=column,
        expected=instead or "a function of the language",
        did_you_mean=None if instead else nearest(name, FUNCTIONS),
        subject=name,
    )


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
