"""Rows and smooth expressions as Pyomo's Python."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from certiplan.formalizers.emit.layout import Doc, Group, call, flat, keyword, pretty
from certiplan.formalizers.emit.logic_program import CannotExpressError
from certiplan.formalizers.emit.rows import NamedColumn, NamedRow, decimal
from certiplan.model import ir
from certiplan.model.ir import NodeId
from certiplan.solvers.lowering import Stage

_FEW: Final = 6

# How tightly Python binds what a text is made of.
_ADDED, _MULTIPLIED, _NEGATED, _RAISED, _ATOM = range(5)


@dataclass(frozen=True, slots=True)
class Written:
    """Python text, and how tightly its parts are bound."""

    doc: Doc
    level: int = _ATOM

    def operand(self, level: int) -> Doc:
        """With parentheses unless it is bound at least that tightly."""
        return self.doc if self.level >= level else Group("(", (self.doc,), " ", ")")


class Writer:
    """Writes over named columns; smooth expressions are nodes of a parted model."""

    def __init__(self, columns: Sequence[NamedColumn], nodes: Sequence[ir.Node]) -> None:
        self._columns = columns
        self._nodes = nodes

    def row(self, row: NamedRow) -> str:
        """A linear row as a statement."""
        if not row.terms:
            return self._constant_row(row.identifier, row.sense, 0, row.rhs)
        left = _sum([self._term(coef, column) for column, coef in row.terms])
        return _constraint(row.identifier, left, row.sense, decimal(row.rhs))

    def stage(self, stage: Stage) -> Written:
        """A linear objective."""
        terms = [self._term(float(stage.cost[k]), k) for k in stage.cost.nonzero()[0].tolist()]
        if stage.offset or not terms:
            terms.append(_number(stage.offset))
        return _sum(terms)

    def smooth_row(self, identifier: str, op: str, node: NodeId) -> str:
        """A nonlinear row as a statement; its constant stands on the right."""
        sense = "<=" if op == "<=" else "="
        inner = self._nodes[node]
        if isinstance(inner, ir.Linear):
            if not inner.columns and not inner.atoms:
                return self._constant_row(identifier, sense, float(inner.const), 0)
            left = self._linear(ir.Linear(0, inner.columns, inner.coefs, inner.atoms, inner.atom_coefs))
            return _constraint(identifier, left, sense, decimal(-float(inner.const) + 0.0))
        return _constraint(identifier, self.expression(node), sense, "0")

    def _constant_row(self, identifier: str, sense: str, left: float, right: float) -> str:
        """A row without decisions: nothing, or one that nothing satisfies."""
        holds = left == right if sense == "=" else left <= right if sense == "<=" else left >= right
        if holds:
            return f"# {identifier} always holds"
        return (
            f"m.{identifier}_nothing = pyo.Var(bounds=(0, 0))\n"
            f"m.{identifier} = pyo.Constraint(expr=m.{identifier}_nothing >= 1)  # nothing can satisfy it"
        )

    def _term(self, coef: float, column: int) -> Written:
        return _scaled(coef, Written(f"m.{self._columns[column].identifier}"))

    def expression(self, number: NodeId) -> Written:
        """A smooth node."""
        node = self._nodes[number]
        match node:
            case ir.Linear():
                return self._linear(node)
            case ir.Product():
                return self._product(node)
            case ir.Quotient():
                top, bottom = self.expression(node.numerator), self.expression(node.denominator)
                doc = Group("", (top.operand(_MULTIPLIED), "/", bottom.operand(_NEGATED)), " ", "")
                return Written(doc, _MULTIPLIED)
            case ir.Power():
                return self._power(node)
            case ir.Function():
                return self._function(node)
            case ir.Literal():
                return self._term(1, node.column)
            case _:
                raise CannotExpressError(f"{type(node).__name__} in a nonlinear expression")

    def _linear(self, node: ir.Linear) -> Written:
        terms = [self._term(float(c), column) for column, c in zip(node.columns, node.coefs, strict=True)]
        terms += [
            _scaled(float(coef), self.expression(atom))
            for atom, coef in zip(node.atoms, node.atom_coefs, strict=True)
        ]
        if node.const or not terms:
            terms.append(_number(float(node.const)))
        return _sum(terms)

    def _product(self, node: ir.Product) -> Written:
        counts: dict[NodeId, int] = {}
        for factor in node.factors:
            counts[factor] = counts.get(factor, 0) + 1
        items: list[Doc] = []
        for factor, times in counts.items():
            written = self.expression(factor)
            if times > 1:
                written = Written(Group("", (written.operand(_ATOM), f"**{times}"), "", ""), _RAISED)
            items.append(written.operand(_NEGATED))
        if len(items) == 1:
            return Written(items[0], _RAISED)
        return Written(
            Group("", (items[0], *(Group("* ", (i,), "", "") for i in items[1:])), " ", ""), _MULTIPLIED
        )

    def _power(self, node: ir.Power) -> Written:
        base, exponent = self._constant(node.base), self._constant(node.exponent)
        if exponent is not None:
            whole = decimal(exponent)
            raised = f"**{whole}" if exponent >= 0 else f"**({whole})"
            inner = self.expression(node.base)
            return Written(Group("", (inner.operand(_ATOM), raised), "", ""), _RAISED)
        up = self.expression(node.exponent)
        if base is not None:
            if base <= 0:
                raise CannotExpressError(f"powers of {decimal(base)} with a decision as exponent")
            return Written(call("pyo.exp", [_scaled(math.log(base), up).doc]))
        log = call("pyo.log", [self.expression(node.base).doc])
        return Written(call("pyo.exp", [Group("", (up.operand(_NEGATED), "*", log), " ", "")]))

    def _constant(self, number: NodeId) -> float | None:
        node = self._nodes[number]
        if isinstance(node, ir.Linear) and not node.columns and not node.atoms:
            return float(node.const)
        return None

    def _function(self, node: ir.Function) -> Written:
        argument = self.expression(node.argument).doc
        match node.name:
            case "sqrt" | "exp" | "log" | "sin" | "cos" | "tan":
                return Written(call(f"pyo.{node.name}", [argument]))
            case "abs":
                return Written(call("abs", [argument]))
            case "round" | "floor" | "ceil":
                raise CannotExpressError(f"{node.name} in a nonlinear expression")
            case _:
                assert_never(node.name)


def _number(value: float) -> Written:
    return Written(decimal(value), _ATOM if value >= 0 else _NEGATED)


def _scaled(coef: float, written: Written) -> Written:
    if coef == 1:
        return written
    if coef == -1:
        return Written(Group("-", (written.operand(_NEGATED),), "", ""), _NEGATED)
    return Written(Group(f"{decimal(coef)} * ", (written.operand(_NEGATED),), "", ""), _MULTIPLIED)


def _sum(terms: Sequence[Written]) -> Written:
    if len(terms) == 1:
        return terms[0]
    if len(terms) > _FEW:
        return Written(Group("pyo.quicksum([", tuple(term.doc for term in terms), ", ", "])"))
    items: list[Doc] = [terms[0].operand(_MULTIPLIED)]
    for term in terms[1:]:
        text = flat(term.doc)
        if text.startswith("-") and isinstance(term.doc, Group):
            opened = term.doc.open[1:]
            items.append(Group(f"- {opened}", term.doc.items, term.doc.separator, term.doc.close))
        elif text.startswith("-"):
            items.append(f"- {text[1:]}")
        else:
            items.append(Group("+ ", (term.operand(_MULTIPLIED),), " ", ""))
    return Written(Group("", tuple(items), " ", ""), _ADDED)


def _constraint(identifier: str, left: Written, sense: str, right: str) -> str:
    relation = "==" if sense == "=" else sense
    expr = Group("", (left.doc, f"{relation} {right}"), " ", "")
    return pretty(call(f"m.{identifier} = pyo.Constraint", [keyword("expr", expr)]))
