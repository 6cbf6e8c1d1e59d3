"""Everything that names of one document stand for, for one plan at a time."""

from __future__ import annotations

from collections.abc import Mapping

from certiplan.model.elements import Constraint, Elements, Indexed
from certiplan.model.evaluator.arithmetic import Total
from certiplan.model.evaluator.constraints import ConstraintFamily
from certiplan.model.evaluator.domains import Domains
from certiplan.model.evaluator.families import (
    DefinitionFamily,
    Family,
    Indices,
    ParameterFamily,
    SetFamily,
    VariableFamily,
)
from certiplan.model.evaluator.interpreter import Interpreter
from certiplan.model.evaluator.runtime import Budget, Key, Number, Result
from certiplan.model.evaluator.statics import Statics
from certiplan.model.values import Rational, Table


class World:
    """Sets, parameters and definitions of a document, and the decisions of a plan.

    Attributes:
        elements: the document.
        interpreter: builds closures that read from here.
        budget: what evaluating one plan may cost.
    """

    def __init__(self, elements: Elements, tables: Mapping[str, Table], *, max_steps: int) -> None:
        self.elements = elements
        self.budget = Budget(max_steps)
        self.interpreter = Interpreter(self, Statics(elements), self.budget)
        self._tables = tables
        self._families: dict[str, Family] = {}
        self._domains: dict[str, Domains] = {}
        self._constraints: dict[str, ConstraintFamily] = {}
        self._horizon: Rational | None = None
        self._penalty: Number | None = None

    def names(self) -> tuple[str, ...]:
        """All names of the shared namespace."""
        elements = self.elements
        return (*elements.sets, *elements.parameters, *elements.variables, *elements.definitions)

    def family(self, name: str) -> Family | None:
        """The elements of a name, or None if the document does not have it."""
        found = self._families.get(name)
        if found is None:
            found = self._built(name)
            if found is not None:
                self._families[name] = found
        return found

    def _built(self, name: str) -> Family | None:
        elements, interpreter, tables = self.elements, self.interpreter, self._tables
        sections: tuple[tuple[str, Mapping[str, object]], ...] = (
            ("sets", elements.sets),
            ("parameters", elements.parameters),
            ("variables", elements.variables),
            ("define", elements.definitions),
        )
        for section, named in sections:
            element = named.get(name)
            if element is not None:
                ranges = element.index if isinstance(element, Indexed) else ()
                indices = Indices(interpreter, ranges, (section, name))
        if name in elements.sets:
            return SetFamily(interpreter, elements.sets[name], indices, tables)
        if name in elements.parameters:
            return ParameterFamily(interpreter, elements.parameters[name], indices, tables)
        if name in elements.variables:
            return VariableFamily(elements.variables[name], indices)
        if name in elements.definitions:
            return DefinitionFamily(interpreter, elements.definitions[name], indices)
        return None

    def domains(self, name: str) -> Domains:
        """The domains of a variable's elements."""
        if name not in self._domains:
            family = self.family(name)
            assert family is not None
            variable = self.elements.variables[name]
            self._domains[name] = Domains(self.interpreter, variable, family, self.horizon)
        return self._domains[name]

    def constraint(self, constraint: Constraint) -> ConstraintFamily:
        """The ground constraints of an element."""
        if constraint.name not in self._constraints:
            self._constraints[constraint.name] = ConstraintFamily(self.interpreter, constraint)
        return self._constraints[constraint.name]

    def horizon(self) -> Rational:
        """How late an interval may end that does not say so: after all that do, with room for all lengths."""
        if self._horizon is None:
            total: Rational = 0
            latest: Rational = 0
            for name, variable in self.elements.variables.items():
                if variable.kind == "interval":
                    domains = self.domains(name)
                    total += sum((domains.longest(key) for key in domains), 0)
                    latest = max([latest, *(domains.said_latest(key) for key in domains)])
            self._horizon = total + latest
        return self._horizon

    def values(self, variable: str) -> dict[Key, Result]:
        """The decisions of a variable, to be filled; `forget` before evaluating anything."""
        family = self.family(variable)
        assert family is not None
        return family.values

    def forget(self) -> None:
        """Drop what was computed for other decisions, and refill the budget."""
        self.budget.refill()
        self._penalty = None
        for family in self._families.values():
            if isinstance(family, DefinitionFamily):
                family.forget()

    def penalty(self) -> Number:
        """The weighted sum of unmet preferences.

        Raises:
            EvaluationError: where it is not defined.
        """
        if self._penalty is None:
            total = Total()
            for constraint in self.elements.constraints.values():
                if constraint.soft is not None:
                    self.constraint(constraint).add_penalties(total)
            self._penalty = total.value()
        return self._penalty
