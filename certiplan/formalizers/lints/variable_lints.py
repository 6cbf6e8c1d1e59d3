"""Variables: bounds that are missing, people in fractions, litres in whole numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from certiplan.formalizers.lints.nouns import COUNTED, MEASURED, MEASURING_UNITS
from certiplan.formalizers.lints.words import stem, stems
from certiplan.model import syntax as s
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.document import line_of
from certiplan.model.elements import Elements, Variable
from certiplan.model.loading import LoadedDocument

_FRACTIONS = re.compile(
    r"fraction|continuous|divisible|part-?time|\breal\b|decimal|need not be whole|not be integer|on average|"
    r"relax|partial",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\bwhole|\binteger|\bindivisible|\bfull\b|\bsold only in", re.IGNORECASE)
_IN_UNITS = re.compile(r"\bunits\s+of\b|\bsquare\b|\bcubic\b|\bper\s+(?:kg|pound|acre)", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"negative|below zero|unrestricted|free|any sign|either sign|borrow|deficit|loss|short|debt",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\bhow\s+many\s+((?:[A-Za-z-]+\s+){0,4}?)"
    r"(?=(?:of|to|should|must|can|does|do|are|will|would|need|each|per|in|for|and|is|that)\b)",
    re.IGNORECASE,
)


def missing_bounds(document: LoadedDocument) -> Iterator[Diagnostic]:
    """Finding `missing-lower-bound`: a number that nothing keeps from going below zero without limit."""
    elements = document.elements
    bounded = _bounded_below(elements)
    for name, variable in elements.variables.items():
        if variable.kind not in ("real", "integer") or variable.lower is not None or name in bounded:
            continue
        path = ("variables", name)
        yield Diagnostic(
            severity="warning",
            code="missing-lower-bound",
            element=".".join(path),
            message="nothing keeps this from being negative, without limit",
            expected="`lower: 0`, the least value it may take, or an assumption that it may be negative",
            line=line_of(path, elements.lines),
        )


def _bounded_below(elements: Elements) -> frozenset[str]:
    """Variables that some constraint defines or bounds from below, or that a requirement lets be negative."""
    found = {
        name
        for name, variable in elements.variables.items()
        if any(
            (requirement := elements.requirements.get(each)) is not None
            and _NEGATIVE.search(requirement.assume or requirement.quote or "")
            for each in variable.requirements
        )
    }
    for constraint in elements.constraints.values():
        for comparison in _comparisons(constraint.that):
            pairs = zip(comparison.operands, comparison.relations, comparison.operands[1:], strict=False)
            for left, relation, right in pairs:
                for low, high in _low_high(left, relation, right):
                    if low is not None:
                        found.update(_names_alone(high))
    return frozenset(found)


def _low_high(left: s.Expr, relation: s.Relation, right: s.Expr) -> Iterator[tuple[s.Expr | None, s.Expr]]:
    match relation:
        case "<=" | "<":
            yield left, right
        case ">=" | ">":
            yield right, left
        case "==":
            yield left, right
            yield right, left
        case _:
            return


def _names_alone(expr: s.Expr) -> Iterator[str]:
    """The variable that an expression is, if it is nothing else."""
    match expr:
        case s.Name(name=name) | s.Index(base=s.Name(name=name)):
            yield name
        case _:
            return


def _comparisons(expr: s.Expr) -> Iterator[s.Compare]:
    if isinstance(expr, s.Compare):
        yield expr
    elif isinstance(expr, s.And):
        for item in expr.items:
            yield from _comparisons(item)
    elif isinstance(expr, s.Call) and expr.function == "all":
        for argument in expr.arguments:
            if isinstance(argument, s.Comprehension):
                yield from _comparisons(argument.element)


def suspicious_types(document: LoadedDocument, request: Sequence[str]) -> Iterator[Diagnostic]:
    """Findings `fractional-count` and `whole-measure`."""
    elements = document.elements
    told = " ".join(filter(None, (requirement.assume for requirement in elements.requirements.values())))
    for name, variable in elements.variables.items():
        noun = _counted_noun(variable)
        if (
            variable.kind == "real"
            and noun is not None
            and not _FRACTIONS.search(f"{told} {' '.join(request)}")
        ):
            yield _finding(
                elements,
                name,
                severity="warning",
                code="fractional-count",
                message=f"{noun!r} is counted in whole numbers, and this may be a fraction",
                expected="`type: integer`, or an assumption that fractions are meant",
            )
        measure = _measured_noun(variable)
        if (
            variable.kind == "integer"
            and measure is not None
            and not _WHOLE.search(f"{told} {' '.join(request)}")
        ):
            yield _finding(
                elements,
                name,
                severity="note",
                code="whole-measure",
                message=f"{measure!r} is measured, and this takes whole numbers only",
                expected="`type: real`, or an assumption that only whole amounts are meant",
            )
    yield from _asked_how_many(elements, request, told)


def _finding(
    elements: Elements, name: str, *, severity: str, code: str, message: str, expected: str
) -> Diagnostic:
    path = ("variables", name)
    return Diagnostic(
        severity="warning" if severity == "warning" else "note",
        code=code,
        element=".".join((*path, "type")),
        message=message,
        expected=expected,
        line=line_of(path, elements.lines),
    )


def _counted_noun(variable: Variable) -> str | None:
    """What a variable counts, by its unit or else by the last word of its name; None if it measures."""
    if variable.unit is not None:
        words = list(stems(variable.unit))
        return words[0] if len(words) == 1 and words[0] in COUNTED else None
    words = list(stems(variable.name))
    if not words or MEASURED.intersection(words):
        return None
    heads = [words[-1]] if words[0] not in ("num", "number", "count", "n") else words
    return next((word for word in heads if word in COUNTED), None)


def _measured_noun(variable: Variable) -> str | None:
    words = list(stems(variable.unit or variable.name))
    if len(words) == 1 or (words and variable.unit is None):
        return words[0] if words[0] in MEASURING_UNITS else None
    return None


def _asked_how_many(elements: Elements, request: Sequence[str], told: str) -> Iterator[Diagnostic]:
    """The request asks how many of something, and no decision is a whole number."""
    kinds = {variable.kind for variable in elements.variables.values()}
    if kinds != {"real"} or _FRACTIONS.search(f"{told} {' '.join(request)}"):
        return
    if any(_counted_noun(variable) for variable in elements.variables.values()):
        return
    for text in request:
        for match in _HOW_MANY.finditer(text):
            words = [stem(word) for word in match[1].split()]
            of_each = not words and re.match(r"of\s+each\b", text[match.end() :], re.IGNORECASE)
            if not (words or of_each) or words[-1:] == ["unit"] or MEASURED.intersection(words):
                continue
            if of_each and (_IN_UNITS.search(text) or MEASURING_UNITS.intersection(stems(text))):
                # Each of what is sold by the square foot.
                continue
            names = ", ".join(elements.variables)
            yield Diagnostic(
                severity="warning",
                code="fractional-count",
                element="variables",
                message=f"the request asks {match.group().strip()!r}, and none of {names} is a whole number",
                expected="`type: integer` for what is counted, or an assumption that fractions are meant",
            )
            return
