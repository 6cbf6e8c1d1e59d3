"""The judge: evaluates a document on a plan, exactly, straight from the expressions as they were written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from certiplan.model import syntax as s
from certiplan.model.diagnostics import Diagnostic, ExpressionError, ordered
from certiplan.model.elements import Constraint, Definition, Elements, Objective, Variable
from certiplan.model.evaluator.runtime import (
    MAX_STEPS,
    Ambiguous,
    EvaluationError,
    Key,
    Result,
    Scope,
    UnassignedError,
    UndefinedError,
    diagnose,
    flat,
    number_of,
    shown,
)
from certiplan.model.evaluator.verdict import (
    DomainCode,
    DomainFault,
    ObjectiveValue,
    Plain,
    ShownValue,
    Verdict,
    Violation,
    plain,
)
from certiplan.model.evaluator.world import World
from certiplan.model.solution import Solution
from certiplan.model.values import Rational, Table


def judge(
    elements: Elements,
    tables: Mapping[str, Table],
    solution: Solution,
    *,
    given_up: Collection[str] = (),
) -> Verdict:
    """Whether a plan is a solution of a document, and what it is worth.

    Args:
        elements: the document.
        tables: its tables.
        solution: a value for every element of every variable.
        given_up: requirements whose constraints need not hold.
    """
    return Evaluator(elements, tables).judge(solution, given_up=given_up)


def evaluate(
    expression: s.Expr,
    elements: Elements,
    tables: Mapping[str, Table],
    solution: Solution | None = None,
    *,
    indices: Mapping[str, Result] | None = None,
) -> Plain:
    """The value of one expression, for printing.

    Args:
        solution: needed where the expression depends on decisions.
        indices: the values of indices that the expression uses.

    Raises:
        ExpressionError: with the column.
    """
    return Evaluator(elements, tables).evaluate(expression, solution, indices=indices)


class Evaluator:
    """Judges any number of plans for one document; what is constant is evaluated once.

    Args:
        elements: the document.
        tables: its tables.
        max_steps: how many members may be visited for one plan.
    """

    def __init__(
        self, elements: Elements, tables: Mapping[str, Table], *, max_steps: int = MAX_STEPS
    ) -> None:
        self.world = World(elements, tables, max_steps=max_steps)
        self._elements = elements

    def evaluate(
        self,
        expression: s.Expr,
        solution: Solution | None = None,
        *,
        indices: Mapping[str, Result] | None = None,
    ) -> Plain:
        """The value of one expression.

        Raises:
            ExpressionError: with the column.
        """
        self._assign(solution or {})
        bound = indices or {}
        scope = Scope(bound)
        try:
            return plain(self.world.interpreter.value(expression, scope)(scope.frame(bound.values())))
        except RecursionError as error:
            raise _too_deep() from error

    def judge(self, solution: Solution, *, given_up: Collection[str] = ()) -> Verdict:
        """Whether a plan is a solution, and what it is worth."""
        return _Hearing(self.world, frozenset(given_up)).judge(solution, self._assign(solution))

    def _assign(self, solution: Solution) -> tuple[list[DomainFault], list[Diagnostic]]:
        """Take over a plan; returns what its variables do not admit, and faults of their bounds."""
        world = self.world
        world.forget()
        faults: list[DomainFault] = []
        diagnostics: list[Diagnostic] = []
        for name in solution:
            if name not in self._elements.variables:
                faults.append(_fault(name, (), "extra", "there is no such variable"))
        for name, variable in self._elements.variables.items():
            try:
                faults.extend(self._assign_variable(variable, solution))
            except ExpressionError as fault:
                diagnostics.append(diagnose(fault, ("variables", name), self._elements.lines))
            except RecursionError:
                diagnostics.append(diagnose(_too_deep(), ("variables", name), self._elements.lines))
        return faults, diagnostics

    def _assign_variable(self, variable: Variable, solution: Solution) -> Iterator[DomainFault]:
        name = variable.name
        domains, values = self.world.domains(name), self.world.values(name)
        values.clear()
        left = {flat(key): value for key, value in solution.get(name, {}).items()}
        for key in domains:
            if key not in left:
                yield _fault(name, key, "missing", "it has no value")
                continue
            value, complaint = domains.of(key).admit(left.pop(key))
            if value is not None:
                values[key] = value
            if complaint is not None:
                yield _fault(name, key, *complaint)
        for key in left:
            yield _fault(name, key, "extra", "there is no such element")


def _fault(name: str, key: Key, code: DomainCode, message: str) -> DomainFault:
    return DomainFault(variable=name, indices=tuple(map(shown, key)), code=code, message=message)


def _too_deep() -> EvaluationError:
    return EvaluationError(
        "definitions are nested too deeply", code="too-large", expected="shorter chains of definitions"
    )


class _Hearing:
    """One judgment."""

    def __init__(self, world: World, given_up: frozenset[str]) -> None:
        self._world = world
        self._elements = world.elements
        self._given_up = given_up
        self._diagnostics: list[Diagnostic] = []

    def judge(self, solution: Solution, taken: tuple[list[DomainFault], list[Diagnostic]]) -> Verdict:
        domain_faults, diagnostics = taken
        self._diagnostics.extend(diagnostics)
        violations: list[Violation] = []
        unmet: list[Violation] = []
        for constraint in self._elements.constraints.values():
            if self._given_up.isdisjoint(constraint.requirements):
                for violation in self._violations(constraint):
                    soft = constraint.soft is not None and violation.reason is None
                    (unmet if soft else violations).append(violation)
        objectives = [self._objective(objective, violations) for objective in self._elements.objectives]
        shown_values = [
            value
            for definition in self._elements.definitions.values()
            if definition.show
            for value in self._shown(definition)
        ]
        return Verdict(
            domain_faults=tuple(domain_faults),
            violations=tuple(violations),
            unmet=tuple(unmet),
            objectives=tuple(objectives),
            penalty=self._penalty(),
            shown=tuple(shown_values),
            diagnostics=ordered(self._diagnostics),
        )

    def _report(self, fault: ExpressionError, element: tuple[str, ...]) -> None:
        self._diagnostics.append(diagnose(fault, element, self._elements.lines))

    def _violations(self, constraint: Constraint) -> Iterator[Violation]:
        """What does not hold; a fault of the document ends the search, as its like would follow."""
        element = ("constraints", constraint.name, "that")
        try:
            family = self._world.constraint(constraint)
            for frame in family.frames():
                try:
                    if family.holds(frame) is False:
                        yield family.violation(frame)
                except UndefinedError as fault:
                    yield family.undefined(frame, fault)
                except UnassignedError:
                    continue
        except ExpressionError as fault:
            self._report(fault, element)
        except RecursionError:
            self._report(_too_deep(), element)

    def _objective(self, objective: Objective, violations: list[Violation]) -> ObjectiveValue:
        low: Rational | None = None
        value, high = low, low
        element = (objective.name, objective.sense)
        scope = Scope()
        try:
            number = number_of(
                self._world.interpreter.value(objective.value, scope)(scope.frame()), objective.value.column
            )
            if isinstance(number, Ambiguous):
                low, value, high = number.low, number.nominal, number.high
            else:
                low = value = high = number
        except UndefinedError as fault:
            violations.append(
                Violation(
                    constraint=objective.name,
                    indices=(),
                    requirements=objective.requirements,
                    reason=fault.message,
                )
            )
        except UnassignedError:
            pass
        except ExpressionError as fault:
            self._report(fault, element)
        except RecursionError:
            self._report(_too_deep(), element)
        return ObjectiveValue(name=objective.name, sense=objective.sense, value=value, low=low, high=high)

    def _penalty(self) -> Rational:
        try:
            penalty = self._world.penalty()
        except UnassignedError:
            return 0
        except ExpressionError as fault:
            self._report(fault, ("penalty",))
            return 0
        return penalty.nominal if isinstance(penalty, Ambiguous) else penalty

    def _shown(self, definition: Definition) -> Iterator[ShownValue]:
        element = ("define", definition.name, "value")
        family = self._world.family(definition.name)
        assert family is not None
        try:
            for key in family.indices.bindings():
                try:
                    value = plain(family.find(key, None, decisive=False))
                except (UndefinedError, UnassignedError):
                    value = None
                yield ShownValue(
                    name=definition.name, indices=tuple(map(shown, key)), value=value, unit=definition.unit
                )
        except ExpressionError as fault:
            self._report(fault, element)
        except RecursionError:
            self._report(_too_deep(), element)
