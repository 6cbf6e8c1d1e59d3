"""Strict comparisons of values that need not be whole: no solver tells 3 from 2.999…, so none is asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certiplan.model import ir
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.grounding.builder import Builder, scaled_to_whole

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler


def is_fractional(builder: Builder, linear: ir.Linear) -> bool:
    """Whether a sum may take values that are not whole, whatever it is multiplied by."""
    return not builder.is_whole_sum(linear) and not builder.is_whole_sum(scaled_to_whole(linear))


def strict_comparison(relation: str, column: int, *, denied: bool = False) -> ExpressionError:
    """The error of a comparison that must not be equal, or of one whose denial would be such."""
    return ExpressionError(
        f"{f'not {relation}' if denied else relation} between values that need not be whole",
        code="strict-comparison",
        column=column,
        expected="`<=` or `>=`, with a margin if one is meant",
    )


def refuse_strict(builder: Builder, node: ir.NodeId, column: int) -> None:
    """Refuse a constraint that comes to a strict comparison of such values, in whatever words.

    Args:
        node: what must hold.
        column: of the whole expression.

    Raises:
        ExpressionError: code `strict-comparison`.
    """
    waiting = [(node, True)]
    while waiting:
        current, must = waiting.pop()
        record = builder.nodes[current]
        match record:
            case ir.Not(argument=argument):
                waiting.append((argument, not must))
            case ir.And(arguments=parts) if must:
                waiting.extend((part, True) for part in parts)
            case ir.Or(arguments=parts) if not must:
                waiting.extend((part, False) for part in parts)
            case ir.Comparison(op=op, left=left) if not must:
                linear = builder.nodes[left]
                if isinstance(linear, ir.Linear) and is_fractional(builder, linear):
                    raise strict_comparison("==" if op == "==" else "<=", column, denied=True)
            case _:
                pass


def remark_threshold(compiler: Compiler, linear: ir.Linear, relation: str, column: int) -> None:
    """Warn where a semicontinuous real is asked whether it reaches its own lower bound.

    It is there or it is 0: what tells them apart is `x > 0`. At the bound a tolerance decides.

    Args:
        linear: the sum that the comparison sets against 0.
    """
    if len(linear.columns) != 1 or linear.atoms or relation not in ("<=", ">=", "<", ">"):
        return
    entered = compiler.builder.columns[linear.columns[0]]
    lower = entered.lower
    if not entered.semicontinuous or entered.kind != "real" or not lower:
        return
    if linear.const + linear.coefs[0] * lower == 0 and all(
        remark.column != column for remark in compiler.remarks
    ):
        compiler.remarks.append(
            ExpressionError(
                "at its own lower bound a tolerance decides what this is",
                code="threshold-at-bound",
                column=column,
                expected="`x > 0`, which asks whether a semicontinuous number is there",
            )
        )
