"""What people write who know another notation, and how this language says it.

Python's parser only tells where it gave up. What stands there is mostly sound in MiniZinc, AMPL, Z3, LaTeX or
on paper: it is looked for by tokens, outside of quotation marks, and every find names the right form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from certiplan.model.diagnostics import ExpressionError
from certiplan.model.functions import FUNCTIONS

_AND, _OR, _NOT = "`and`", "`or`", "`not`"
_IMPLIES, _IFF = "`implies(a, b)`", "`iff(a, b)`"
_ANY, _ALL = "`any(c for i in S)`", "`all(c for i in S)`"
_SUM = "`sum(e for i in S)`"
_RANGE = "`range(1, n + 1)`, or a set `1..n` under `sets`"
_CHOICE = "`a if c else b`"
_UNIT = "the number alone; the `unit` of a parameter says the rest"

_OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        "&&": _AND,
        "/\\": _AND,
        "∧": _AND,
        "||": _OR,
        "\\/": _OR,
        "∨": _OR,
        "!": _NOT,
        "¬": _NOT,
        "=>": f"`>=` to compare, {_IMPLIES} for an implication",
        "->": _IMPLIES,
        "-->": _IMPLIES,
        "==>": _IMPLIES,
        "→": _IMPLIES,
        "⇒": _IMPLIES,
        "<=>": _IFF,
        "<->": _IFF,
        "<==>": _IFF,
        "↔": _IFF,
        "⇔": _IFF,
        "=<": "`<=`",
        "≤": "`<=`",
        "⩽": "`<=`",
        "≥": "`>=`",
        "⩾": "`>=`",
        "<>": "`!=`",
        "~=": "`!=`",
        "=/=": "`!=`",
        "≠": "`!=`",
        "===": "`==`",
        "!==": "`!=`",
        ":=": "`==`; names for expressions stand under `define`",
        "=": "`==`",
        "−": "`-`",
        "–": "`-`",
        "×": "`*`",
        "·": "`*`",
        "∙": "`*`",
        "⋅": "`*`",
        "÷": "`/`",
        "√": "`sqrt(x)`",
        "∑": _SUM,
        "∏": "`prod(e for i in S)`",
        "∀": _ALL,
        "∃": _ANY,
        "∈": "`in`",
        "∉": "`not in`",
        "∩": "`&`",
        "∪": "`|`",
        "∞": "no bound at all",
        "..": _RANGE,
        "…": _RANGE,
        ";": "one expression, without `;`",
        "?": _CHOICE,
        "$": _UNIT,
        "€": _UNIT,
        "£": _UNIT,
        "‘": "straight quotation marks '…'",
        "’": "straight quotation marks '…'",
        "“": "straight quotation marks '…'",
        "”": "straight quotation marks '…'",
    }
)
_LATEX: Mapping[str, str] = MappingProxyType(
    {
        "le": "`<=`",
        "leq": "`<=`",
        "ge": "`>=`",
        "geq": "`>=`",
        "ne": "`!=`",
        "neq": "`!=`",
        "in": "`in`",
        "notin": "`not in`",
        "sum": _SUM,
        "prod": "`prod(e for i in S)`",
        "forall": _ALL,
        "exists": _ANY,
        "land": _AND,
        "wedge": _AND,
        "lor": _OR,
        "vee": _OR,
        "neg": _NOT,
        "lnot": _NOT,
        "implies": _IMPLIES,
        "Rightarrow": _IMPLIES,
        "to": _IMPLIES,
        "iff": _IFF,
        "cdot": "`*`",
        "times": "`*`",
        "frac": "`/`",
        "sqrt": "`sqrt(x)`",
    }
)
# Words that stand between two operands, where Python reads no name.
_INFIX: Mapping[str, str] = MappingProxyType(
    {
        "AND": _AND,
        "And": _AND,
        "OR": _OR,
        "Or": _OR,
        "XOR": "`xor(a, b)`",
        "xor": "`xor(a, b)`",
        "implies": _IMPLIES,
        "IMPLIES": _IMPLIES,
        "iff": _IFF,
        "mod": "`%`",
        "MOD": "`%`",
        "div": "`//`",
        "DIV": "`//`",
        "IN": "`in`",
        "union": "`|`",
        "intersect": "`&`",
        "diff": "`-`",
        "then": _CHOICE,
        "endif": _CHOICE,
        "where": "`if`",
        "such": "`if`",
        "when": "`if`",
        "subject": "a constraint of its own",
    }
)
# Words before an operand.
_PREFIX: Mapping[str, str] = MappingProxyType(
    {
        "NOT": _NOT,
        "Not": _NOT,
        "forall": _ALL,
        "exists": _ANY,
        "sum": _SUM,
        "prod": "`prod(e for i in S)`",
        "product": "`prod(e for i in S)`",
        "max": "`max(e for i in S)`",
        "min": "`min(e for i in S)`",
    }
)
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "true": "`True`",
        "TRUE": "`True`",
        "false": "`False`",
        "FALSE": "`False`",
        "null": "`not x.present` for an absent choice, `is_missing(row.field)` for an empty field",
        "nil": "`not x.present` for an absent choice, `is_missing(row.field)` for an empty field",
        "inf": "no bound at all",
        "infinity": "no bound at all",
        "Infinity": "no bound at all",
        "PI": "`pi`",
    }
)
"""Names that have a meaning elsewhere, and what stands for them."""

_COUNT = "`count(c for i in S) == k`, with `<=` for at most and `>=` for at least"
FUNCTION_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "exists": _ANY,
        "Exists": _ANY,
        "some": _ANY,
        "forall": _ALL,
        "ForAll": _ALL,
        "every": _ALL,
        "Σ": _SUM,
        "Sum": _SUM,
        "quicksum": _SUM,
        "total": _SUM,
        "product": "`prod(e for i in S)`",
        "Π": "`prod(e for i in S)`",
        "average": "`sum(e for i in S) / len(S)`",
        "avg": "`sum(e for i in S) / len(S)`",
        "mean": "`sum(e for i in S) / len(S)`",
        "And": "`a and b`",
        "conjunction": _ALL,
        "Or": "`a or b`",
        "disjunction": _ANY,
        "Not": "`not a`",
        "Implies": _IMPLIES,
        "if_then": _IMPLIES,
        "equivalent": _IFF,
        "If": _CHOICE,
        "ite": _CHOICE,
        "iif": _CHOICE,
        "if_else": _CHOICE,
        "Xor": "`xor(a, b)`",
        "Distinct": "`all_different(x[i] for i in S)`",
        "distinct": "`all_different(x[i] for i in S)`",
        "alldiff": "`all_different(x[i] for i in S)`",
        "all_distinct": "`all_different(x[i] for i in S)`",
        "ln": "`log(x)`",
        "log2": "`log(x) / log(2)`",
        "log10": "`log(x) / log(10)`",
        "pow": "`x ** n`",
        "power": "`x ** n`",
        "mod": "`a % b`",
        "div": "`a // b`",
        "trunc": "`floor(x)`",
        "int": "`floor(x)`, or the expression itself where it is whole",
        "float": "the expression itself",
        "bool2int": "the expression itself: true counts 1, false 0",
        "card": "`len(S)`",
        "size": "`len(S)`",
        "length": "`len(S)`, or `x.length` of an interval",
        "index": "`pos(S, x)`",
        "ord": "`pos(S, x)`",
        "element": "`xs[i]`",
        "at_most": _COUNT,
        "atmost": _COUNT,
        "at_least": _COUNT,
        "atleast": _COUNT,
        "exactly": _COUNT,
        "disjunctive": "`no_overlap(t[i] for i in S)`",
        "noOverlap": "`no_overlap(t[i] for i in S)`",
        "before": "`precedes(a, b)`",
        "endBeforeStart": "`precedes(a, b)`",
        "start_of": "`x.start`",
        "startOf": "`x.start`",
        "end_of": "`x.end`",
        "endOf": "`x.end`",
        "duration": "`x.length`",
        "presence_of": "`x.present`",
        "presenceOf": "`x.present`",
        "is_present": "`x.present`",
        "startswith": "`starts_with(text, 'part')`",
        "zip": "a set of tuples",
        "enumerate": "`pos(S, x)` in the expression",
        "sorted": "sets in the order that is wanted",
        "set": '`{values: "…"}` under `sets`',
        "combinations": "`subsets(S, 2)`",
    }
)
"""Functions of other languages, and how they are said here."""

_TOKEN = re.compile(
    r"(?P<text>'[^']*'?|\"[^\"]*\"?)"
    r"|(?P<number>\d[\d_]*(?:\.(?!\.)[\d_]*)?(?:[eE][+-]?\d+)?|\.\d+)"
    r"|(?P<latex>\\[A-Za-z]+)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<operator><==>|<=>|<->|-->|==>|=/=|===|!==|\.\.|:=|&&|\|\||/\\|\\/|->|=>|=<|<>|~=|==|!=|<=|>=|\*\*|//|\S)"
)
KEYWORDS = frozenset(key for signature in FUNCTIONS.values() for key in signature.keywords)
_PYTHON = frozenset({"and", "or", "not", "in", "if", "else", "for", "is", "lambda"})
_NEXT_RANGE = re.compile(r"\s*(?:[^\W\d]\w*|\([^()]*\))\s+in\b")
_AGGREGATES = frozenset({"sum", "prod", "min", "max", "any", "all", "count", "forall", "exists", "product"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int

    @property
    def ends_operand(self) -> bool:
        if self.kind == "word":
            return self.text not in _PYTHON
        return self.kind in ("text", "number") or self.text in (")", "]", "}")

    @property
    def begins_operand(self) -> bool:
        if self.kind == "word":
            return self.text not in _PYTHON or self.text == "not"
        return self.kind in ("text", "number", "latex") or self.text in ("(", "[", "-", "{")


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(str(match.lastgroup), match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]


def foreign_notation(text: str) -> Iterator[ExpressionError]:
    """What an expression that Python cannot read has of other notations, left to right, each kind once.

    Args:
        text: the expression; columns are places in it, from 1.
    """
    tokens = _tokens(text)
    first_for = next((k for k, token in enumerate(tokens) if token.text == "for"), len(tokens))
    told: set[str] = set()
    # For each open bracket: whether a range of a comprehension has been read in it.
    ranges: list[bool] = [False]
    for position, token in enumerate(tokens):
        before = tokens[position - 1] if position else None
        after = tokens[position + 1] if position + 1 < len(tokens) else None
        found: tuple[str, str] | None = None
        if token.text in ("(", "[", "{"):
            found = _bracket(token, before)
            ranges.append(False)
        elif token.text in (")", "]", "}"):
            ranges = ranges[:-1] or [False]
        elif token.text == "in" and position > first_for:
            ranges[-1] = True
        elif token.text == "," and ranges[-1] and _NEXT_RANGE.match(text, token.end):
            found = "a comma between ranges", "a `for` each: `for p in P for t in T`"
        else:
            found = _single(token, before, after)
        if found is not None and found[1] not in told:
            what, instead = found
            told.add(instead)
            yield ExpressionError(
                f"{what} is not part of the language", code="syntax", column=token.start + 1, expected=instead
            )


def _bracket(token: _Token, before: _Token | None) -> tuple[str, str] | None:
    if token.text == "{" and before is not None and before.kind == "word":
        name = before.text.rstrip("_")
        if name in _AGGREGATES:
            return f"`{before.text}{{…}}`", _PREFIX.get(name, f"`{name}(e for i in S)`")
        if before.text.endswith("_"):
            return f"`{before.text}{{…}}`", f"`{name}[i]`"
    return None


def _single(token: _Token, before: _Token | None, after: _Token | None) -> tuple[str, str] | None:
    """What one token is elsewhere, and what it is here."""
    match token.kind:
        case "latex":
            name = token.text[1:]
            return f"`{token.text}`", _LATEX.get(name, "plain names and operators")
        case "operator":
            return _operator(token, before, after)
        case "word":
            return _word(token, before, after)
        case "number" if after is not None and after.kind == "word":
            return _beside_number(token, after)
        case _:
            return None


def _beside_number(token: _Token, after: _Token) -> tuple[str, str] | None:
    """A factor or a unit after a number."""
    if after.start == token.end and not re.fullmatch(r"[eExXoObBjJ]\w*", after.text):
        return f"`{token.text}{after.text}`", f"`{token.text} * {after.text}`"
    if after.start > token.end and after.text not in _PYTHON and after.text not in _INFIX:
        return f"`{token.text} {after.text}`", _UNIT
    return None


def _operator(token: _Token, before: _Token | None, after: _Token | None) -> tuple[str, str] | None:
    if token.text == "%" and before is not None and before.kind == "number":
        # Between two operands it is the remainder.
        return None if after is not None and after.begins_operand else ("`%` after a number", "`/ 100`")
    instead = _OPERATORS.get(token.text)
    named = before is not None and before.kind == "word" and before.text in KEYWORDS
    if instead is None or (token.text == "=" and named):
        return None
    return f"`{token.text}`", instead


def _word(token: _Token, before: _Token | None, after: _Token | None) -> tuple[str, str] | None:
    follows = before is not None and before.ends_operand
    leads = after is not None and after.begins_operand
    if token.text == "all" and before is not None and before.text == "for" and leads:
        return "`for all`", "`for i in S`"
    if token.text == "each" and before is not None and before.text == "for" and leads:
        return "`for each`", "`for i in S`"
    if token.text[-1] in "²³" and len(token.text) > 1:
        return f"`{token.text[-1]}`", f"`{token.text[:-1]} ** {'²³'.index(token.text[-1]) + 2}`"
    if token.text == "if" and before is None:
        return "`if … then`", _CHOICE
    if follows and token.text in _INFIX and (leads or token.text == "endif"):
        return f"`{token.text}`", _INFIX[token.text]
    if follows or token.text not in _PREFIX or after is None:
        return None
    if leads and after.text not in ("(", "[", "{"):
        bare = " without parentheses" if token.text in _AGGREGATES else ""
        return f"`{token.text}`{bare}", _PREFIX[token.text]
    return None
