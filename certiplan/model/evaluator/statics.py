"""What can be told about an expression without evaluating it, such as whether it depends on decisions."""

from __future__ import annotations

from enum import IntEnum

from certiplan.model import syntax as s
from certiplan.model.elements import (
    ComputedValue,
    Definition,
    Elements,
    Indexed,
    Parameter,
    Variable,
    indices_of,
)
from certiplan.model.functions import CONSTANTS

PENALTY = "penalty"
_EXACT_CALLS = frozenset(
    (
        *("all", "any", "count", "implies", "iff", "xor", "floor", "ceil", "round", "len", "pos"),
        *("all_different", "lex_less", "circuit", "subcircuit", "path", "no_overlap", "cumulative"),
        *("precedes", "contains", "starts_with", "matches", "is_missing", "weekday", "days_between"),
    )
)
_IRRATIONAL_CALLS = frozenset(("sqrt", "exp", "log", "sin", "cos", "tan"))
_SET_CALLS = frozenset(("range", "subsets"))


class Grade(IntEnum):
    """How exact the values of an expression are; real decisions have a tolerance."""

    EXACT = 0
    IRRATIONAL = 1
    REAL = 2


class Statics:
    """Static facts about the expressions of one document."""

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self._decisive: dict[str, bool] = {}
        self._grades: dict[str, Grade] = {}
        self._excluding: dict[str, bool] = {}

    def decisive(self, expr: s.Expr) -> bool:
        """Whether the value may depend on a decision."""
        return any(self._is_decisive(name) for name in s.free_names(expr))

    def _is_decisive(self, name: str) -> bool:
        if name not in self._decisive:
            elements = self._elements
            self._decisive[name] = name in elements.variables or name == PENALTY
            definition = elements.definitions.get(name)
            if definition is not None:
                self._decisive[name] = self.decisive(definition.value)
        return self._decisive[name]

    def fixed(self, expr: s.Expr, bound: frozenset[str]) -> bool:
        """Whether the value is the same wherever the expression stands: no decision, no index."""
        names = s.free_names(expr)
        return names.isdisjoint(bound) and not any(self._is_decisive(name) for name in names)

    def grade(self, expr: s.Expr) -> Grade:
        """How exact the numbers are that the expression makes; truth values have none of the tolerance."""
        match expr:
            case s.Name(name=name):
                return self._grade_of_name(name)
            case s.Index(base=base):
                return self.grade(base)
            case s.Field(base=base, name=name):
                return Grade.EXACT if name == "present" else self._grade_of_field(base)
            case s.Number() | s.Text() | s.Truth() | s.Compare() | s.And() | s.Or() | s.Not():
                return Grade.EXACT
            case s.Binary(operator="**", left=left, right=right):
                whole = isinstance(right, s.Number) and isinstance(right.value, int)
                root = Grade.EXACT if whole else Grade.IRRATIONAL
                return max(root, self.grade(left), self.grade(right))
            case s.Conditional(then=then, otherwise=otherwise):
                return max(self.grade(then), self.grade(otherwise))
            case s.Comprehension(element=element):
                return self.grade(element)
            case s.Call(function=function) if function in _EXACT_CALLS:
                return Grade.EXACT
            case _:
                own = isinstance(expr, s.Call) and expr.function in _IRRATIONAL_CALLS
                grades = (self.grade(part) for part in s.children(expr))
                return max(Grade.IRRATIONAL if own else Grade.EXACT, Grade.EXACT, *grades)

    def _grade_of_name(self, name: str) -> Grade:
        if name in self._grades:
            return self._grades[name]
        elements = self._elements
        grade = Grade.EXACT
        if name in elements.variables:
            variable = elements.variables[name]
            real = variable.kind == "real" or (variable.kind == "interval" and variable.real_time)
            grade = Grade.REAL if real else Grade.EXACT
        elif name in elements.definitions:
            grade = self.grade(elements.definitions[name].value)
        elif name in elements.parameters:
            value = elements.parameters[name].value
            grade = self.grade(value.expression) if isinstance(value, ComputedValue) else Grade.EXACT
        elif name in CONSTANTS:
            grade = Grade.IRRATIONAL
        elif name == PENALTY:
            soft = [c for c in elements.constraints.values() if c.soft is not None and c.soft.by == "amount"]
            grade = max((self.grade_within(c.that) for c in soft), default=Grade.EXACT)
        self._grades[name] = grade
        return grade

    def _grade_of_field(self, base: s.Expr) -> Grade:
        variable = self.variable_of(base)
        return Grade.REAL if variable is not None and variable.real_time else Grade.EXACT

    def grade_within(self, expr: s.Expr) -> Grade:
        """The worst grade of any number compared in a Boolean expression."""
        return max(self.grade(expr), Grade.EXACT, *(self.grade_within(part) for part in s.children(expr)))

    def variable_of(self, expr: s.Expr) -> Variable | None:
        """The variable that an expression merely names, by itself, by index or through a definition."""
        base = expr.base if isinstance(expr, s.Index) else expr
        if not isinstance(base, s.Name):
            return None
        if base.name in self._elements.definitions:
            return self.variable_of(self._elements.definitions[base.name].value)
        return self._elements.variables.get(base.name)

    def names_choice(self, expr: s.Expr) -> bool:
        """Whether an expression names a choice, which one being settled before any decision."""
        variable = self.variable_of(expr)
        keys = expr.keys if isinstance(expr, s.Index) else ()
        return variable is not None and variable.kind == "choice" and not any(map(self.decisive, keys))

    def element(self, name: str) -> Variable | Parameter | Definition | None:
        """The element that may be a family of values."""
        elements = self._elements
        return elements.variables.get(name) or elements.parameters.get(name) or elements.definitions.get(name)

    def arity(self, name: str) -> int:
        """How many indices a family of values or sets has, tuples of a set counted once; 0 for a scalar."""
        element = self.element(name) or self._elements.sets.get(name)
        return len(indices_of(element.index)) if isinstance(element, Indexed) else 0

    def is_set(self, expr: s.Expr) -> bool:
        """Whether the expression is a set of the document or computed from such."""
        sets = self._elements.sets
        match expr:
            case s.Name(name=name):
                return name in sets and self.arity(name) == 0
            case s.Index(base=s.Name(name=name)):
                return name in sets and self.arity(name) > 0
            case s.Binary(operator=operator, left=left):
                return operator in "|&" or (operator == "*" and self.is_set(left))
            case s.Sum(terms=terms):
                return self.is_set(terms[0][1])
            case s.Conditional(then=then):
                return self.is_set(then)
            case s.Call(function=function):
                return function in _SET_CALLS
            case _:
                return False

    def may_exclude(self, expr: s.Expr) -> bool:
        """Whether reading the expression can exclude a decision: a look-up may find nothing, a value
        may not be defined."""
        match expr:
            case s.Index(keys=keys) if any(self.decisive(key) for key in keys):
                return True
            case s.Field(base=base) if self.decisive(base):
                variable = self.variable_of(base)
                if variable is None or variable.kind != "interval":
                    return True
            case s.Call(function="piecewise" | "next" | "prev" | "sqrt" | "log") if self.decisive(expr):
                return True
            case s.Binary(operator="/", right=right) if self.decisive(right):
                return True
            case s.Binary(operator="**") if self.decisive(expr):
                return True
            case s.Name(name=name) if name in self._elements.definitions:
                if name not in self._excluding:
                    self._excluding[name] = self.may_exclude(self._elements.definitions[name].value)
                return self._excluding[name]
            case _:
                pass
        return any(self.may_exclude(part) for part in s.children(expr))
