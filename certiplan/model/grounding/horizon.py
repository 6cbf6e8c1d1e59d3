"""The default horizon of intervals: what it is, and what it must not cut off.

Where nothing else is said an interval ends at the latest after the last explicit window plus the lengths of
all intervals: a schedule without gaps fits in there. Whatever forces gaps (a lag, a set-up time, a release
date) could need more, and then the horizon has to be said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.elements import Elements, Variable
from certiplan.model.grounding.builder import Builder
from certiplan.model.grounding.compiler import Compiler
from certiplan.model.grounding.constants import compile_family
from certiplan.model.values import Rational


def default_horizon(elements: Elements, new_compiler: Callable[[], Compiler]) -> Rational:
    """The latest end that an interval says, plus the sum of the greatest lengths of all intervals."""
    total: Rational = 0
    latest: Rational = 0
    for variable in elements.variables.values():
        if variable.kind != "interval":
            continue
        lengths = _greatest(variable, variable.length, new_compiler())
        total += sum(lengths)
        ends = _greatest(variable, variable.end, new_compiler())
        if not ends:
            starts = _greatest(variable, variable.start, new_compiler())
            ends = [start + length for start, length in zip(starts, lengths, strict=False)]
        latest = max([latest, *ends])
    return total + latest


def _greatest(
    variable: Variable, part: s.Expr | tuple[s.Expr, s.Expr] | None, compiler: Compiler
) -> list[Rational]:
    """The upper ends of a part of an interval, for all its indices; faults are reported elsewhere."""
    if part is None:
        return []
    expr = part[1] if isinstance(part, tuple) else part
    family = compile_family(compiler, variable)
    code = None if family is None else compiler.constant(expr, family.scope)
    number = None if code is None else compiler.constant_number(code, expr.column)
    if family is None or number is None or compiler.faults:
        return []
    try:
        return [number(env) for _, _, env in family.rounds()]
    except ExpressionError:
        return []


def forced_late(
    builder: Builder, node: ir.NodeId, defaulted: Mapping[ir.ColumnId, Rational], *, negated: bool = False
) -> ir.ColumnId | None:
    """A start without a said horizon that a constraint may push beyond what lengths alone need.

    Args:
        node: what must hold, or must not when `negated`.
        defaulted: the starts of intervals whose end is not said, with their greatest lengths.
    """
    record = builder.nodes[node]
    match record:
        case ir.And(arguments=parts) | ir.Or(arguments=parts):
            found = (forced_late(builder, part, defaulted, negated=negated) for part in parts)
            return next((column for column in found if column is not None), None)
        case ir.Not(argument=argument):
            return forced_late(builder, argument, defaulted, negated=not negated)
        case ir.Iff(left=left, right=right):
            for part in (left, right):
                for turned in (False, True):
                    column = forced_late(builder, part, defaulted, negated=turned)
                    if column is not None:
                        return column
            return None
        case ir.Comparison(op=op, left=left):
            linear = builder.nodes[left]
            assert isinstance(linear, ir.Linear)
            signs = (1, -1) if op == "==" else (-1,) if negated else (1,)
            for sign in signs:
                column = _pushed(linear, sign, defaulted)
                if column is not None:
                    return column
            return None
        case _:
            return None


def _pushed(linear: ir.Linear, sign: int, defaulted: Mapping[ir.ColumnId, Rational]) -> ir.ColumnId | None:
    """The start that `sign * linear <= 0` bounds from below by more than the ends of other intervals."""
    pushed = [
        column
        for column, coefficient in zip(linear.columns, linear.coefs, strict=True)
        if column in defaulted and sign * coefficient < 0
    ]
    if not pushed:
        return None
    reach: Rational = 0
    for column, coefficient in zip(linear.columns, linear.coefs, strict=True):
        if column in defaulted:
            if sign * coefficient > 0:
                reach += defaulted[column] * coefficient * sign
        elif sign * coefficient > 0 or linear.atoms:
            return pushed[0]
    return pushed[0] if sign * linear.const > reach or linear.atoms else None


def horizon_error(column: ir.Column) -> ExpressionError:
    """The error of a constraint that may need more time than the default horizon."""
    interval = column.name.removesuffix(".start")
    return ExpressionError(
        f"this may push {interval} beyond the default horizon, which has room for the lengths alone",
        code="horizon",
        expected="the latest end in the variable, for instance `end: [0, 100]`",
    )
