"""Terms of ground nodes for Z3: their text and sort, and linear rows made of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from certiplan.model import ir
from certiplan.model.ir import GroundModel, NodeId, Rational
from certiplan.solvers import z3_text as text
from certiplan.solvers.node_graph import node_children
from certiplan.solvers.z3_text import Sort, number


class NotSupportedError(Exception):
    """The model uses something that the solver cannot express; the message names it."""


class Terms:
    """The terms of a model's nodes as far as they are known, and the lines that define them.

    Args:
        model: the ground model.
    """

    def __init__(self, model: GroundModel) -> None:
        self._model = model
        self._nodes = model.nodes
        self._lines: list[str] = []
        self._terms: dict[NodeId, str] = {}
        self._sorts: dict[NodeId, Sort] = {}
        self._domains: dict[NodeId, frozenset[str]] = {}
        self._conditions: list[str] = []  # under which the node being entered is defined
        self._continuous: set[NodeId] = set()
        self._names = 0
        self._arithmetic = any(column.kind != "binary" for column in model.columns)
        self._nonlinear = False

    # ------------------------------------------------------------ lines

    def _declare(self, sort: Sort, prefix: str) -> str:
        self._names += 1
        name = f"{prefix}{self._names}"
        self._lines.append(f"(declare-const {name} {sort})")
        return name

    def _define(self, term: str, sort: Sort) -> str:
        """A name for the term, so that text grows with the graph and not with the tree."""
        if " " not in term:
            return term
        self._names += 1
        self._lines.append(f"(define-fun d{self._names} () {sort} {term})")
        return f"d{self._names}"

    def _assert(self, term: str) -> None:
        self._lines.append(f"(assert {term})")

    def _domain(self, nodes: Iterable[NodeId]) -> frozenset[str]:
        return frozenset().union(*(self._domains[node] for node in nodes))

    def _common(self, nodes: Iterable[NodeId]) -> Sort:
        return "Real" if any(self._sorts[node] == "Real" for node in nodes) else "Int"

    def _number(self, node: NodeId, sort: Sort) -> str:
        """The node's term as a number of the given sort, Int or Real."""
        own = self._sorts[node]
        if own == "Bool":
            return text.chosen(self._terms[node], number(1, sort), number(0, sort))
        if own == sort:
            return self._terms[node]
        assert sort == "Real"
        return f"(to_real {self._terms[node]})"

    def _bound_number(self, node: NodeId, sort: Sort) -> str:
        """Likewise, under a name: for terms that are written several times."""
        return self._define(self._number(node, sort), sort)

    def _is_continuous(self, node: ir.Node) -> bool:
        """Whether a real column has a part in the node's value."""
        if isinstance(node, ir.Comparison):
            return self._is_continuous(self._nodes[node.left])
        if isinstance(node, ir.Linear) and any(self._model.columns[c].kind == "real" for c in node.columns):
            return True
        return any(child in self._continuous for child in node_children(node))

    # ------------------------------------------------------------ rows

    def _row_sort(self, row: ir.Linear) -> Sort:
        """Int when the row is over integers with whole coefficients, the constant included."""
        columns = self._model.columns
        whole = (
            all(coef.denominator == 1 for coef in (row.const, *row.coefs, *row.atom_coefs))
            and all(columns[column].kind != "real" for column in row.columns)
            and all(self._sorts[atom] != "Real" for atom in row.atoms)
        )
        return "Int" if whole else "Real"

    def _scaled(self, row: ir.Linear) -> tuple[ir.Linear, int]:
        """The row times the least number that makes all its coefficients whole, and that number."""
        scale = math.lcm(*(coef.denominator for coef in (row.const, *row.coefs, *row.atom_coefs)))
        if scale == 1:
            return row, 1
        coefs = tuple(int(coef * scale) for coef in row.coefs)
        atom_coefs = tuple(int(coef * scale) for coef in row.atom_coefs)
        return ir.Linear(int(row.const * scale), row.columns, coefs, row.atoms, atom_coefs), scale

    def _booleans(self, row: ir.Linear) -> list[tuple[int, str]] | None:
        """A row with whole coefficients as (coefficient, Bool term) pairs, if all its terms are Boolean."""
        columns, sorts = self._model.columns, self._sorts
        if any(columns[column].kind != "binary" for column in row.columns):
            return None
        if any(sorts[atom] != "Bool" for atom in row.atoms):
            return None
        terms = [(int(coef), f"c{column}") for column, coef in zip(row.columns, row.coefs, strict=True)]
        terms.extend((int(coef), self._terms[a]) for a, coef in zip(row.atoms, row.atom_coefs, strict=True))
        return terms

    def _addends(self, row: ir.Linear, sort: Sort) -> list[str]:
        columns = self._model.columns
        zero = number(0, sort)
        addends = [] if row.const == 0 else [number(row.const, sort)]
        for column, coef in zip(row.columns, row.coefs, strict=True):
            kind, name = columns[column].kind, f"c{column}"
            if kind == "binary":
                addends.append(f"(ite {name} {number(coef, sort)} {zero})")
            else:
                term = f"(to_real {name})" if kind == "integer" and sort == "Real" else name
                addends.append(text.weighted(coef, term, sort))
        for atom, coef in zip(row.atoms, row.atom_coefs, strict=True):
            if self._sorts[atom] == "Bool":
                addends.append(text.chosen(self._terms[atom], number(coef, sort), zero))
            else:
                addends.append(text.weighted(coef, self._number(atom, sort), sort))
        return addends

    def _row(self, op: Literal["<=", "=="], row: ir.Linear) -> str:
        """left op 0, as it stands asserted."""
        row, _ = self._scaled(row)
        terms = self._booleans(row)
        if terms is not None:
            bound = -int(row.const)
            found = text.at_most(terms, bound) if op == "<=" else text.equal(terms, bound)
            self._arithmetic |= found.startswith(("(<=", "(="))
            return found
        self._arithmetic = True
        sort = self._row_sort(row)
        without = ir.Linear(0, row.columns, row.coefs, row.atoms, row.atom_coefs)
        left, right = text.total(self._addends(without, sort), sort), number(-row.const, sort)
        return f"({'<=' if op == '<=' else '='} {left} {right})"

    def _constant(self, node: NodeId) -> Rational | None:
        inner = self._nodes[node]
        constant = isinstance(inner, ir.Linear) and not inner.columns and not inner.atoms
        return inner.const if constant else None
