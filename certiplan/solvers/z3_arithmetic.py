"""Products, powers, functions and piecewise functions for Z3, with the conditions that define them."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import assert_never

from certiplan.model import ir
from certiplan.model.ir import NodeId, Rational
from certiplan.solvers import z3_text as text
from certiplan.solvers.z3_terms import NotSupportedError, Terms
from certiplan.solvers.z3_text import Sort, number

_LARGEST_POWER = 64
_LARGEST_ROOT = 8
_WIDEST_EXPONENT = 64


class Arithmetic(Terms):
    """What is not linear; `_conditions` gathers where the node at hand is defined."""

    # ------------------------------------------------------------ products and powers

    def _product(self, node: ir.Product) -> tuple[str, Sort]:
        conditions = dict.fromkeys(self._terms[f] for f in node.factors if self._sorts[f] == "Bool")
        factors = [f for f in node.factors if self._sorts[f] != "Bool"]
        sort = self._common(factors)
        if sum(self._constant(f) is None for f in factors) > 1:
            self._nonlinear = True
        value = text.product([self._number(f, sort) for f in factors], sort)
        return text.chosen(text.conjunction(conditions), value, number(0, sort)), sort

    def _quotient(self, node: ir.Quotient) -> tuple[str, Sort]:
        self._nonlinear = True
        divisor = self._bound_number(node.denominator, "Real")
        self._conditions.append(f"(not (= {divisor} 0.0))")
        return f"(/ {self._number(node.numerator, 'Real')} {divisor})", "Real"

    def _power(self, node: ir.Power) -> tuple[str, Sort]:
        base, exponent = self._constant(node.base), self._constant(node.exponent)
        if exponent is not None:
            return self._constant_power(node.base, exponent)
        if base is None:
            raise NotSupportedError("a power whose base and exponent are both decisions")
        return self._exponential(base, node.exponent)

    def _constant_power(self, base: NodeId, exponent: Rational) -> tuple[str, Sort]:
        whole, root = abs(exponent.numerator), exponent.denominator
        if whole > _LARGEST_POWER or root > _LARGEST_ROOT:
            raise NotSupportedError(f"a power with the exponent {exponent}")
        self._nonlinear = True
        sort: Sort = "Int" if exponent >= 0 and root == 1 and self._sorts[base] != "Real" else "Real"
        argument = self._bound_number(base, sort)
        if exponent < 0:
            self._conditions.append(f"(not (= {argument} 0.0))")
        power = text.product([argument] * whole, sort)
        if root > 1:
            power = self._root(argument, power, root)
        return (power if exponent >= 0 else f"(/ 1.0 {power})"), sort

    def _root(self, argument: str, power: str, root: int) -> str:
        """A nonnegative real whose `root`th power is the given power of a nonnegative argument."""
        self._nonlinear = True
        self._conditions.append(f"(>= {argument} 0.0)")
        name = self._declare("Real", "y")
        repeated = text.product([name] * root, "Real")
        self._assert(f"(=> (>= {argument} 0.0) (and (>= {name} 0.0) (= {repeated} {power})))")
        return name

    def _exponential(self, base: Rational, exponent: NodeId) -> tuple[str, Sort]:
        """A constant to the power of a whole number within narrow bounds: one case for each."""
        low, high = self._whole_range(exponent)
        argument = self._bound_number(exponent, "Int")
        powers: list[tuple[int, Rational]] = []
        for each in range(low, high + 1):
            if base == 0 and each < 0:
                self._conditions.append(f"(not (= {argument} {number(each, 'Int')}))")
            else:
                powers.append((each, Fraction(base) ** each))
        sort: Sort = "Int" if all(power.denominator == 1 for _, power in powers) else "Real"
        value = number(powers[-1][1] if powers else 0, sort)
        for each, power in powers[:-1]:
            value = f"(ite (= {argument} {number(each, 'Int')}) {number(power, sort)} {value})"
        return value, sort

    def _whole_range(self, node: NodeId) -> tuple[int, int]:
        inner = self._nodes[node]
        low: Rational = 0
        high: Rational = 0
        if self._sorts[node] == "Real" or not isinstance(inner, ir.Linear) or inner.atoms:
            raise NotSupportedError("an exponent that is not a whole affine expression")
        low = high = inner.const
        for position, coef in zip(inner.columns, inner.coefs, strict=True):
            column = self._model.columns[position]
            least, most = column.lower, column.upper
            if column.kind == "binary":
                least, most = 0, 1
            if least is None or most is None:
                raise NotSupportedError("an exponent without bounds")
            if column.semicontinuous:
                least, most = min(least, 0), max(most, 0)
            low += min(coef * least, coef * most)
            high += max(coef * least, coef * most)
        if high - low > _WIDEST_EXPONENT or max(-low, high) > _LARGEST_POWER:
            raise NotSupportedError(f"an exponent between {low} and {high}")
        return math.floor(low), math.ceil(high)

    # ------------------------------------------------------------ functions

    def _function(self, node: ir.Function) -> tuple[str, Sort]:
        sort = self._common((node.argument,))
        match node.name:
            case "abs":
                argument = self._bound_number(node.argument, sort)
                return f"(ite (>= {argument} {number(0, sort)}) {argument} (- {argument}))", sort
            case "round" | "floor" | "ceil" if sort == "Int":
                return self._number(node.argument, "Int"), "Int"
            case "floor":
                return f"(to_int {self._number(node.argument, 'Real')})", "Int"
            case "ceil":
                return f"(- (to_int (- {self._number(node.argument, 'Real')})))", "Int"
            case "round":
                half_up = self._define(f"(+ {self._number(node.argument, 'Real')} (/ 1.0 2.0))", "Real")
                value = self._define(f"(to_int {half_up})", "Int")
                odd_tie = f"(and (= {half_up} (to_real {value})) (= (mod {value} 2) 1))"
                return f"(ite {odd_tie} (- {value} 1) {value})", "Int"
            case "sqrt":
                argument = self._bound_number(node.argument, "Real")
                return self._root(argument, argument, 2), "Real"
            case "exp" | "log" | "sin" | "cos" | "tan":
                raise NotSupportedError(f"the function {node.name}")
            case _:
                assert_never(node.name)

    def _extreme(self, node: ir.Extreme) -> tuple[str, Sort]:
        sort = self._common(node.arguments)
        operator = "<=" if node.kind == "min" else ">="
        best = self._bound_number(node.arguments[0], sort)
        for each in node.arguments[1:]:
            other = self._bound_number(each, sort)
            best = self._define(f"(ite ({operator} {best} {other}) {best} {other})", sort)
        return best, sort

    def _floor_divide(self, argument: NodeId, divisor: Rational) -> str:
        if self._sorts[argument] == "Real":
            return f"(to_int {text.weighted(1 / Fraction(divisor), self._number(argument, 'Real'), 'Real')})"
        scaled = text.weighted(divisor.denominator, self._number(argument, "Int"), "Int")
        return f"(div {scaled} {divisor.numerator})"

    def _modulo(self, node: ir.Modulo) -> tuple[str, Sort]:
        if self._sorts[node.argument] != "Real" and node.divisor.denominator == 1:
            return f"(mod {self._number(node.argument, 'Int')} {node.divisor.numerator})", "Int"
        quotient = f"(to_real {self._floor_divide(node.argument, node.divisor)})"
        taken = text.weighted(node.divisor, quotient, "Real")
        return f"(- {self._number(node.argument, 'Real')} {taken})", "Real"

    def _piecewise(self, node: ir.Piecewise) -> tuple[str, Sort]:
        argument = self._bound_number(node.argument, "Real")
        self._conditions.append(f"(>= {argument} {number(node.points[0][0], 'Real')})")
        self._conditions.append(f"(<= {argument} {number(node.points[-1][0], 'Real')})")
        return text.interpolation(argument, node.points), "Real"
