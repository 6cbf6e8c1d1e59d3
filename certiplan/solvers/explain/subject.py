"""The document that is being explained: its requirements as groups of constraints, and rechecked plans."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from certiplan.model import syntax as s
from certiplan.model.dependencies import dependencies
from certiplan.model.document import Requirement
from certiplan.model.elements import Constraint, Elements, Parameter
from certiplan.model.evaluator import Evaluator, Verdict
from certiplan.model.grounding import Ground, ground
from certiplan.model.ir import GroundModel, Rational
from certiplan.model.loading import LoadedDocument
from certiplan.model.solution import Solution
from certiplan.model.values import Table
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.results import Failed, Feasible, Optimal, SolverResult
from certiplan.solvers.settling import settle

NEVER = 9
"""The priority of what is never given up."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A solution that the exact evaluator accepted.

    Attributes:
        given_up: requirements whose constraints it need not satisfy.
        optimal: proved that no other solution under the same requirements is better.
    """

    solution: Solution
    verdict: Verdict
    given_up: frozenset[str]
    optimal: bool
    solver: str

    @property
    def objectives(self) -> tuple[Rational, ...]:
        """The exact value of each stage."""
        return tuple(stage.value for stage in self.verdict.objectives if stage.value is not None)


class Subject:
    """A document, ground, with its requirements as groups of constraints.

    A constraint without `from` that reads a negotiable parameter counts as from that parameter's
    requirements: giving those up frees the number, and with it what the number limits.

    Args:
        document: without errors.
        grounded: its ground model, if it is at hand.
    """

    def __init__(self, document: LoadedDocument, grounded: Ground | None = None) -> None:
        self.document = document
        self.elements = attributed(document.elements)
        self._grounded = grounded if self.elements is document.elements else None

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables that the elements read."""
        return self.document.tables

    @property
    def requirements(self) -> Mapping[str, Requirement]:
        """All requirements, in the document's order."""
        return self.elements.requirements

    @cached_property
    def ground(self) -> Ground:
        """The ground model.

        Raises:
            DocumentError: with every diagnostic, if the document's meaning has errors.
        """
        return self._grounded or ground(self.elements, self.tables)

    @property
    def model(self) -> GroundModel:
        """What solvers read."""
        return self.ground.model

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The requirements that some ground constraint serves, in the document's order."""
        serving = {name for constraint in self.model.constraints for name in constraint.origin.requirements}
        known = [name for name in self.requirements if name in serving]
        return (*known, *sorted(serving.difference(known)))

    def may_go(self, requirement: str) -> bool:
        """Whether a way out may give the requirement up as a whole.

        Whoever said how far a number may go, said that it may not go further: such a wish is loosened by its
        number and in no other way.
        """
        return self.may_all_go([requirement]) and requirement not in self._limited

    @cached_property
    def _limited(self) -> frozenset[str]:
        """The requirements of negotiable numbers that have a limit."""
        return frozenset(
            name
            for parameter in self.elements.parameters.values()
            if parameter.negotiable is not None and parameter.negotiable.limit is not None
            for name in parameter.requirements
        )

    def may_all_go(self, requirements: Iterable[str]) -> bool:
        """Whether none of them is firm."""
        found = (self.requirements.get(name) for name in requirements)
        return all(each is None or (each.negotiable and each.priority < NEVER) for each in found)

    def kept_positions(self, kept: Collection[str]) -> list[int]:
        """Positions of the ground constraints that hold when only these requirements are kept."""
        names = frozenset(kept)
        return [k for k, c in enumerate(self.model.constraints) if names.issuperset(c.origin.requirements)]

    @cached_property
    def evaluator(self) -> Evaluator:
        """The exact evaluator of the document."""
        return Evaluator(self.elements, self.tables)

    def judge(self, solution: Solution, given_up: Collection[str] = ()) -> Verdict:
        """The exact evaluator's verdict."""
        return self.evaluator.judge(solution, given_up=given_up)

    def accepted(
        self, values: Sequence[Rational], given_up: Collection[str], *, optimal: bool, solver: str
    ) -> Plan | None:
        """The plan that values of the columns stand for, if the exact evaluator accepts it."""
        solution = self.ground.solution(values)
        verdict = self.judge(solution, given_up)
        if not verdict.satisfied:
            return None
        return Plan(
            solution=solution, verdict=verdict, given_up=frozenset(given_up), optimal=optimal, solver=solver
        )

    def best(
        self, *, given_up: Collection[str] = (), solver: str = "auto", options: SolveOptions
    ) -> Plan | SolverResult:
        """The best plan under the requirements that are left, or what kept it from being found."""
        kept = frozenset(self.groups).difference(given_up)
        result = settle(self.model.restricted(kept), solver=solver, options=options)
        if isinstance(result, Optimal | Feasible):
            optimal = isinstance(result, Optimal)
            plan = self.accepted(result.values, given_up, optimal=optimal, solver=result.solver)
            if plan is not None:
                return plan
            error = f"a solution of {result.solver} failed the exact recheck"
            return Failed(error=error, solver=result.solver, seconds=result.seconds)
        return result

    def with_elements(self, elements: Elements) -> Subject:
        """Another document over the same tables."""
        return Subject(replace(self.document, elements=elements))

    def without(self, requirements: Collection[str]) -> Subject:
        """The document without the constraints that serve any of these requirements."""
        dropped = frozenset(requirements)
        if not dropped:
            return self
        constraints = {
            name: constraint
            for name, constraint in self.elements.constraints.items()
            if dropped.isdisjoint(constraint.requirements)
        }
        return self.with_elements(replace(self.elements, constraints=constraints))


def attributed(elements: Elements) -> Elements:
    """The elements with every constraint that only a negotiable number ties to requirements ascribed to them.

    Returns:
        The same object where no constraint changes.
    """
    movable = {
        name: parameter.requirements
        for name, parameter in elements.parameters.items()
        if parameter.negotiable is not None and parameter.requirements
    }
    if not movable:
        return elements
    direct = dependencies(elements)
    changed: dict[str, Constraint] = {}
    for name, constraint in elements.constraints.items():
        if constraint.requirements or constraint.soft is not None:
            continue
        read = closure(names_read(constraint), direct)
        sources = dict.fromkeys(r for p, rs in movable.items() if p in read for r in rs)
        if sources:
            changed[name] = replace(constraint, requirements=tuple(sources))
    if not changed:
        return elements
    return replace(elements, constraints={**elements.constraints, **changed})


def names_read(constraint: Constraint) -> frozenset[str]:
    """The elements that a constraint names."""
    return s.free_names(s.Comprehension(constraint.that, constraint.index))


def closure(names: Iterable[str], direct: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """These elements and all that they are built from."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in direct and name not in seen:
            seen.add(name)
            waiting.extend(direct[name])
    return frozenset(seen)


def negotiable_numbers(subject: Subject) -> tuple[Parameter, ...]:
    """The parameters that a way out may change, in the document's order."""
    return tuple(
        parameter
        for parameter in subject.elements.parameters.values()
        if parameter.negotiable is not None and subject.may_all_go(parameter.requirements)
    )
