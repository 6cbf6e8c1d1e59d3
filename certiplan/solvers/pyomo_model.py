"""A parted ground model as a Pyomo model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression

from certiplan.model import ir
from certiplan.model.ir import GroundModel, NodeId
from certiplan.solvers.lowering import MilpModel, MissingBoundError, NotSupportedError, lower
from certiplan.solvers.smooth import Parted, part


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A ground model ready to be written, once for each stage.

    Attributes:
        parted: linear and nonlinear part.
        milp: the linear part as rows; its columns begin with those of the ground model.
    """

    parted: Parted
    milp: MilpModel

    @property
    def is_linear(self) -> bool:
        """Whether there are no nonlinear rows and objectives."""
        nodes = self.parted.linear.nodes
        return not self.parted.rows and all(
            isinstance(nodes[objective], ir.Linear) and not nodes[objective].atoms
            for objective in self.parted.objectives
        )


def prepare(model: GroundModel) -> Prepared:
    """Part and lower a ground model.

    Raises:
        NotSupportedError: something has no exact form, or a bound is missing; the message names it.
    """
    parted = part(model)
    try:
        milp = lower(parted.linear)
    except MissingBoundError:
        milp = lower(parted.linear, propagated="all")
    return Prepared(parted=parted, milp=milp)


class PyomoModel:
    """One stage as a `pyomo.environ.ConcreteModel`.

    Attributes:
        model: the Pyomo model.
        variables: one per column of the lowered model.
        contradictory: a row without variables does not hold: there is no solution.
    """

    def __init__(self, prepared: Prepared) -> None:
        self._nodes = prepared.parted.linear.nodes
        milp = prepared.milp
        self.model = pyo.ConcreteModel()
        self.contradictory = False
        lower, upper, whole = milp.lower.tolist(), milp.upper.tolist(), milp.integer.tolist()
        self.model.x = pyo.Var(range(milp.column_count))
        self.variables = [self.model.x[k] for k in range(milp.column_count)]
        for variable, low, high, integer in zip(self.variables, lower, upper, whole, strict=True):
            if integer:
                variable.domain = pyo.Binary if (low, high) == (0.0, 1.0) else pyo.Integers
            variable.setlb(None if math.isinf(low) else low)
            variable.setub(None if math.isinf(high) else high)
        self.model.rows = pyo.ConstraintList()
        self._add_linear_rows(milp)
        for row in prepared.parted.rows:
            self.require(row.op, self.expression(row.node))

    def _add_linear_rows(self, milp: MilpModel) -> None:
        starts, indices, coefs = milp.starts.tolist(), milp.indices.tolist(), milp.coefs.tolist()
        lows, highs = milp.row_lower.tolist(), milp.row_upper.tolist()
        for row, (low, high) in enumerate(zip(lows, highs, strict=True)):
            entries = slice(starts[row], starts[row + 1])
            if starts[row] == starts[row + 1]:
                self.contradictory |= low > 0 or high < 0
                continue
            left = LinearExpression(
                constant=0,
                linear_coefs=coefs[entries],
                linear_vars=[self.variables[k] for k in indices[entries]],
            )
            if low == high:
                self.model.rows.add(left == low)
            elif math.isinf(low) and not math.isinf(high):
                self.model.rows.add(left <= high)
            elif math.isinf(high) and not math.isinf(low):
                self.model.rows.add(left >= low)
            elif not math.isinf(low):
                self.model.rows.add(pyo.inequality(low, left, high))

    def require(self, op: str, left: Any) -> None:
        """left op 0."""
        if isinstance(left, int | float):
            self.contradictory |= left > 0 if op == "<=" else left != 0
        else:
            self.model.rows.add(left <= 0 if op == "<=" else left == 0)

    def optimize(self, objective: Any, *, minimize: bool) -> None:
        """Set the objective."""
        sense = pyo.minimize if minimize else pyo.maximize
        self.model.objective = pyo.Objective(expr=objective, sense=sense)

    # ------------------------------------------------------------ expressions

    def expression(self, number: NodeId) -> Any:
        """A smooth node as a Pyomo expression, or a float where it is constant."""
        node = self._nodes[number]
        match node:
            case ir.Linear():
                terms: list[Any] = [
                    float(coef) * self.variables[column]
                    for column, coef in zip(node.columns, node.coefs, strict=True)
                ]
                terms += [
                    float(coef) * self.expression(atom)
                    for atom, coef in zip(node.atoms, node.atom_coefs, strict=True)
                ]
                return sum(terms, float(node.const)) if terms else float(node.const)
            case ir.Product():
                return self._product([self.expression(factor) for factor in node.factors])
            case ir.Quotient():
                divisor = self.expression(node.denominator)
                if isinstance(divisor, float) and divisor == 0:
                    raise NotSupportedError("a division by 0")
                return self.expression(node.numerator) / divisor
            case ir.Power():
                return self._power(self.expression(node.base), self.expression(node.exponent))
            case ir.Function():
                return self._function(node.name, self.expression(node.argument))
            case _:
                raise NotSupportedError(f"{type(node).__name__} in a nonlinear expression")

    def _product(self, factors: Sequence[Any]) -> Any:
        result: Any = 1.0
        counted: list[tuple[Any, int]] = []
        for factor in factors:
            for k, (known, times) in enumerate(counted):
                if known is factor:
                    counted[k] = (known, times + 1)
                    break
            else:
                counted.append((factor, 1))
        for factor, times in counted:
            result = result * (factor**times if times > 1 else factor)
        return result

    def _power(self, base: Any, exponent: Any) -> Any:
        if isinstance(exponent, float):
            whole = int(exponent) if exponent == int(exponent) else exponent
            if isinstance(base, float) and base <= 0 and not isinstance(whole, int):
                raise NotSupportedError(f"a power of {base}")
            return base**whole
        if isinstance(base, float):
            if base <= 0:
                raise NotSupportedError(f"powers of {base} with a decision as exponent")
            return pyo.exp(exponent * math.log(base))
        return pyo.exp(exponent * pyo.log(base))

    def _function(self, name: ir.FunctionName, argument: Any) -> Any:
        match name:
            case "sqrt" if isinstance(argument, float):
                if argument < 0:
                    raise NotSupportedError("the root of a negative number")
                return math.sqrt(argument)
            case "log" if isinstance(argument, float) and argument <= 0:
                raise NotSupportedError("the logarithm of a number that is not positive")
            case "sqrt" | "exp" | "log" | "sin" | "cos" | "tan":
                return getattr(pyo, name)(argument)
            case "abs":
                return abs(argument)
            case "round" | "floor" | "ceil":
                raise NotSupportedError(f"{name} in a nonlinear expression")
            case _:
                assert_never(name)
