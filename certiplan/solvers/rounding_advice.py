"""Which numbers to round where a solver of whole numbers cannot take part.

CP-SAT computes in 64-bit integers. Decimals are scaled for it, and what is irrational has 50 digits: one root
in a parameter keeps it from the tours and schedules that it is best at.
"""

from __future__ import annotations

from certiplan.model import syntax as s
from certiplan.model.elements import ComputedValue, Elements

_IRRATIONAL = frozenset({"sqrt", "exp", "log", "sin", "cos", "tan"})
_CONSTANTS = frozenset({"pi", "e"})
_WHOLE = frozenset({"round", "floor", "ceil"})
_NAMED = 3


def unrounded_parameters(elements: Elements) -> tuple[str, ...]:
    """The parameters that are computed by roots and the like and not rounded, in the document's order."""
    return tuple(
        name
        for name, parameter in elements.parameters.items()
        if isinstance(parameter.value, ComputedValue) and _is_irrational(parameter.value.expression)
    )


def rounding_advice(elements: Elements) -> str:
    """What to write so that CP-SAT can settle the document, or nothing."""
    names = unrounded_parameters(elements)
    if not names:
        return ""
    named = ", ".join(f"`{name}`" for name in names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return f"round {named} for CP-SAT, which computes in whole numbers: `= round(1000 * …) / 1000`"


def _is_irrational(expr: s.Expr) -> bool:
    match expr:
        case s.Call(function=function) if function in _WHOLE:
            return False
        case s.Call(function=function) if function in _IRRATIONAL:
            return True
        case s.Name(name=name):
            return name in _CONSTANTS
        case s.Binary(operator="**", right=s.Number(value=exponent)) if exponent != int(exponent):
            return True
        case _:
            return any(_is_irrational(part) for part in s.children(expr))
