"""Edits of a model document in a few plain forms, for which no language model is needed.

set oven to 12 · oven = 12 · raise oven by 2 · drop r2 · keep r2
what if oven were 12? · why not make['cake', 'sat'] == 3? · why make['cake', 'sat'] == 1?
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from certiplan.errors import RequestError
from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.elements import Elements, GivenValue
from certiplan.model.parser import parse_expression
from certiplan.model.values import show_number
from certiplan.model.yaml_text import Data

_NAME: Final = r"[^\W\d]\w*"
_NUMBER: Final = r"-?\$?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<percent>\s?%)?"
_SET: Final = re.compile(
    rf"\s*(?:(?:set|make|let|change|raise|increase|lower|reduce|cut)\s+)?(?:the\s+)?(?P<name>{_NAME}(?:\s+{_NAME})*?)\s*"
    rf"(?:=|==|:|\bto\b|\bbe\b|\bis\b|\bwere\b|\bwas\b)\s*{_NUMBER}\s*(?:{_NAME})?\s*[.?!]*\s*",
    re.IGNORECASE,
)
_BY: Final = re.compile(
    rf"\s*(?P<verb>raise|increase|lower|reduce|cut|decrease)\s+(?:the\s+)?(?P<name>{_NAME}(?:\s+{_NAME})*?)\s+by\s+{_NUMBER}"
    rf"\s*(?:{_NAME})?\s*[.?!]*\s*",
    re.IGNORECASE,
)
_DROP: Final = re.compile(
    rf"\s*(?:(?:we|you|i)\s+)?(?:drop(?:ped)?|remove|forget(?:\s+about)?|ignore|give\s+up|without|do\s+without)\s+(?:the\s+)?"
    rf"(?:requirement\s+|constraint\s+)?(?P<name>{_NAME})\s*[.?!]*\s*",
    re.IGNORECASE,
)
_COMPARISON: Final = re.compile(
    r"(?P<side>[^<>=!]+?)\s*(?P<relation><=|>=|==|!=|<|>)\s*(?P<bound>-?\d+(?:\.\d+)?)"
)
_OPPOSITE: Final = {"<=": ">", ">=": "<", "==": "!=", "!=": "==", "<": ">=", ">": "<="}


@dataclass(frozen=True, kw_only=True)
class PlainEdit:
    """What a plain form changes.

    Attributes:
        patch: of the document.
        words: what it does.
        number: the parameter that it gives another value.
    """

    patch: dict[str, Data]
    words: str
    number: str | None = None


def plain_edit(text: str, elements: Elements) -> PlainEdit | None:
    """The edit that a text in one of the plain forms is; None where it is none of them.

    Raises:
        RequestError: it has the form of an edit, and names nothing that there is.
    """
    match = _BY.fullmatch(text)
    if match is not None:
        name = _parameter(match["name"], elements)
        before = elements.parameters[name].value
        old = before.data if isinstance(before, GivenValue) else None
        if not isinstance(old, int | Fraction):
            raise RequestError(f"{name} is not a single number; say what its value is to be, in the model")
        step = _number(match) if match["percent"] is None else Fraction(old) * _number(match) / 100
        sign = 1 if match["verb"].lower() in ("raise", "increase") else -1
        return _set(name, Fraction(old) + sign * step)
    match = _SET.fullmatch(text)
    if match is not None:
        return _set(_parameter(match["name"], elements), _number(match))
    match = _DROP.fullmatch(text)
    if match is not None:
        return _drop(match["name"], elements)
    return None


def supposed_expression(text: str) -> str | None:
    """The expression of the language that a text is, without its question mark; None where it is none."""
    bare = text.strip().rstrip("?!. ")
    if not re.search(r"[\[\]<>=()]", bare):
        return None
    try:
        parse_expression(bare)
    except ExpressionError:
        return None
    return bare


def margin_missing(expression: str, *, denied: bool) -> RequestError:
    """The refusal of a supposition that one real need only miss another by a hair, with what to ask instead.

    Args:
        expression: what was asked about.
        denied: whether it was asked why that holds, which supposes that it does not.
    """
    done = (
        "fails only by a hair cannot be told from what holds"
        if denied
        else "holds only by a hair cannot be told from what does not"
    )
    match = _COMPARISON.fullmatch(expression)
    if match is None:
        return RequestError(
            f"what {done}: ask why not with <= or >= and the margin that counts, as in why not x <= 2.9"
        )
    relation = _OPPOSITE[match["relation"]] if denied else match["relation"]
    bound = Fraction(match["bound"])
    margin = max(abs(bound), Fraction(1)) / 100
    below = f"why not {match['side']} <= {show_number(bound - margin)}"
    above = f"why not {match['side']} >= {show_number(bound + margin)}"
    instead = {"<": below, ">": above}.get(relation, f"{below}, or {above}")
    return RequestError(f"what {done}: name the margin that counts, for instance {instead}")


def _number(match: re.Match[str]) -> Fraction:
    value = Fraction(match["number"].replace(",", ""))
    return -value if match.group(0)[match.start("number") - match.start() - 1] == "-" else value


def _set(name: str, value: Fraction) -> PlainEdit:
    plain: Data = value.numerator if value.denominator == 1 else value
    shown = f"{float(value):.12g}"
    return PlainEdit(
        patch={"set": {f"parameters.{name}.value": plain}}, words=f"{name} is {shown}", number=name
    )


def _parameter(said: str, elements: Elements) -> str:
    scalars = [name for name, parameter in elements.parameters.items() if not parameter.index]
    name = _known(said, scalars)
    if name is None:
        raise RequestError(_nothing("number", said, scalars))
    return name


def _drop(said: str, elements: Elements) -> PlainEdit:
    name = _known(said, elements.requirements)
    if name is not None:
        # Its constraints go, and with them the requirement; what also serves another requirement goes too.
        paths: list[Data] = [
            f"constraints.{constraint}"
            for constraint, entry in elements.constraints.items()
            if name in entry.requirements
        ]
        if not paths:
            raise RequestError(f"no constraint is from {name}: there is nothing to drop")
        return PlainEdit(patch={"remove": paths}, words=f"without {name}")
    name = _known(said, elements.constraints)
    if name is not None:
        return PlainEdit(patch={"remove": [f"constraints.{name}"]}, words=f"without {name}")
    raise RequestError(_nothing("requirement", said, [*elements.requirements, *elements.constraints]))


def _known(said: str, names: Iterable[str]) -> str | None:
    wanted = re.sub(r"\W+", "_", said.strip().lower())
    return next((name for name in names if name.lower() == wanted), None)


def _nothing(kind: str, said: str, names: Iterable[str]) -> str:
    listed = list(names)
    hint = nearest(said, listed)
    known = f"did you mean {hint!r}?" if hint else f"there are {', '.join(listed[:12]) or 'none'}"
    return f"there is no {kind} {said!r}; {known}"
