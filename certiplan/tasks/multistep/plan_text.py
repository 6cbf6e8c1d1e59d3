"""Plans as text, in the format of the planning competitions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from certiplan.model.values import show_rational


def plan_text(steps: Sequence[Sequence[str]], *, cost: Fraction | None = None) -> str:
    """A plan as text: one action a line; `; step N` before each step where some step has several actions.

    Args:
        steps: the actions of each step, such as "(stack a b)".
        cost: the total cost, where the problem has one.
    """
    together = any(len(step) > 1 for step in steps)
    lines = []
    for number, step in enumerate(steps, start=1):
        if together:
            lines.append(f"; step {number}")
        lines += step
    count = sum(len(step) for step in steps)
    lines.append(
        f"; cost = {count} (unit cost)" if cost is None else f"; cost = {show_rational(cost)} (general cost)"
    )
    return "\n".join(lines) + "\n"
