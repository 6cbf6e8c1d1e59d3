"""Proofs that unknown parameters do not matter: one plan is the best whatever they are.

Unknown parameters are harmless together if some plan satisfies every constraint, is worth the same and is
optimal for all values in their ranges. Two ways of proving it:

- *All of few*: every combination of values is solved, and one of the plans is accepted by the exact evaluator
  under all of them, worth the optimum of each.
- *As decisions*: the parameters become decisions of the model. A plan is fixed; every constraint and
  objective that reads a parameter is evaluated in interval arithmetic over the whole ranges. If all hold for
  certain and the worth is one number, the plan is as good whatever the values are; and no values permit a
  better one if the optimum of the model in which the parameters may be chosen is no better. A model without
  solution in which they may be chosen proves that there is never a plan.

Intervals contain what values do, so that a failed proof proves nothing: the question is then asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from certiplan.errors import DocumentError
from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.elements import Elements, Variable
from certiplan.model.grounding import ground
from certiplan.model.loading import LoadedDocument
from certiplan.model.values import Rational
from certiplan.solvers.bounds import Interval, Ranges, column_interval
from certiplan.solvers.evaluate_ir import reachable
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.dependents import dependent_definitions, is_constant_needed
from certiplan.solvers.questions.scenarios import Outcome, Scenarios, same_worth
from certiplan.solvers.questions.unknowns import Answer, Unknown
from certiplan.solvers.results import Infeasible, Optimal, SolverResult
from certiplan.solvers.settling import settle

_TOLERANCE = Fraction(1, 10**6)
_MOST_CORNERS = 4
_MOST_CHOICES = 64


@dataclass(frozen=True, kw_only=True)
class Proof:
    """That unknowns do not matter.

    Attributes:
        how: which proof it is.
        answers: values for which to solve the document.
        feasible: False where there is no plan whatever the values are.
    """

    how: str
    answers: Mapping[str, Answer]
    feasible: bool


def harmless_by_enumeration(
    scenarios: Scenarios, unknowns: Sequence[Unknown], fixed: Mapping[str, Answer], *, most: int
) -> Proof | None:
    """The proof that solves every combination; None if there are too many or if it fails."""
    choices: list[tuple[Answer, ...]] = []
    count = 1
    for unknown in unknowns:
        values = unknown.every(most)
        if values is None:
            return None
        choices.append(values)
        count *= len(values)
        if count > most:
            return None
    names = [unknown.name for unknown in unknowns]
    combinations = [{**fixed, **dict(zip(names, values, strict=True))} for values in product(*choices)]
    outcomes: list[Outcome] = []
    for answers in combinations:
        outcome = scenarios.of(answers)
        if outcome.status not in ("optimal", "infeasible") or (outcomes and outcome.differs(outcomes[0])):
            return None
        outcomes.append(outcome)
    how = f"solved for all {len(combinations)} combinations" if len(names) > 1 else "solved for every answer"
    if outcomes[0].status == "infeasible":
        return Proof(how=how, answers=combinations[0], feasible=False)
    for answers, outcome in zip(combinations, outcomes, strict=True):
        assert outcome.plan is not None
        worths = [scenarios.accepts(outcome.plan, other) for other in combinations]
        if all(
            worth is not None
            and worths[0] is not None
            and same_worth(worth.objectives, outcome.objectives)
            and worth.shown == worths[0].shown
            for worth in worths
        ):
            return Proof(how=how, answers=answers, feasible=True)
    return None


def harmless_as_decisions(
    document: LoadedDocument, unknowns: Sequence[Unknown], clock: Clock, *, solver: str, check_limit_s: float
) -> Proof | None:
    """The proof that lets a solver choose the values; None if it fails or does not apply.

    Args:
        document: in which these are the only unknown parameters; all have ranges.
    """
    elements = _as_decisions(document.elements, unknowns)
    if elements is None or any(unknown.is_shown for unknown in unknowns):
        return None
    try:
        grounded = ground(elements, document.tables)
    except DocumentError:
        return None
    return _DecisionProof(
        grounded.model, unknowns, clock, solver=solver, check_limit_s=check_limit_s
    ).attempt()


def _as_decisions(elements: Elements, unknowns: Sequence[Unknown]) -> Elements | None:
    """The document in which unknown parameters are variables; None where a constant is needed."""
    names = {unknown.name for unknown in unknowns}
    dependents = dependent_definitions(elements, names)
    if dependents is None or is_constant_needed(elements, names):
        return None
    parameters = {name: each for name, each in elements.parameters.items() if name not in dependents}
    variables = dict(elements.variables)
    definitions = {**elements.definitions, **dependents}
    for unknown in unknowns:
        parameter = parameters.pop(unknown.name)
        if unknown.members is not None:
            domain = s.ListOf(tuple(_literal(member) for member in unknown.members))
            variables[unknown.name] = Variable(
                name=unknown.name, kind="choice", domain=domain, unit=parameter.unit
            )
            continue
        assert unknown.between is not None
        low, high = unknown.between
        variables[unknown.name] = Variable(
            name=unknown.name,
            kind="integer" if unknown.is_whole else "real",
            lower=s.Number(low),
            upper=s.Number(high),
            unit=parameter.unit,
        )
    return replace(elements, parameters=parameters, variables=variables, definitions=definitions)


def _literal(value: Answer) -> s.Expr:
    return s.Text(value) if isinstance(value, str) else s.Number(value)


class _DecisionProof:
    def __init__(
        self,
        model: ir.GroundModel,
        unknowns: Sequence[Unknown],
        clock: Clock,
        *,
        solver: str,
        check_limit_s: float,
    ) -> None:
        self.model = model
        self.unknowns = unknowns
        self.clock = clock
        self.solver = solver
        self.check_limit_s = check_limit_s
        by_name = {column.name: k for k, column in enumerate(model.columns)}
        self.columns: dict[str, int] = {}
        self.choices: dict[str, dict[Answer, int]] = {}
        for unknown in unknowns:
            if unknown.members is None:
                self.columns[unknown.name] = by_name[unknown.name]
            else:
                self.choices[unknown.name] = {
                    member: by_name[f"{unknown.name}={member}"] for member in unknown.members
                }
        self.moving = frozenset(self.columns.values()).union(
            column for members in self.choices.values() for column in members.values()
        )

    def attempt(self) -> Proof | None:
        best = self._settled(self.model)
        if isinstance(best, Infeasible):
            answers = {unknown.name: unknown.telling()[0] for unknown in self.unknowns}
            return Proof(how="no answer permits a plan", answers=answers, feasible=False)
        if not isinstance(best, Optimal):
            return None
        touched = self._touched()
        for values, answers in self._candidates(best):
            worth = self._worth_throughout(values, touched)
            if worth is not None and same_worth(worth, best.objectives):
                how = "one plan is the best for all values in the range"
                return Proof(how=how, answers=answers, feasible=True)
        return None

    def _settled(self, model: ir.GroundModel) -> SolverResult:
        return settle(model, solver=self.solver, options=self.clock.options(self.check_limit_s))

    def _touched(self) -> list[ir.NodeId]:
        """The constraints that read an unknown; that a choice has one value is among them, and holds."""
        return [constraint.node for constraint in self.model.constraints if self._reads(constraint.node)]

    def _reads(self, node: ir.NodeId) -> bool:
        return any(
            not self.moving.isdisjoint(_columns_of(self.model.nodes[each]))
            for each in reachable(self.model.nodes, [node])
        )

    def _candidates(self, best: Optimal) -> Iterator[tuple[Sequence[Rational], dict[str, Answer]]]:
        """Plans that may be the best throughout: those at the corners of the ranges, then the best of all."""
        corners = list(product(*(self._ends(unknown) for unknown in self.unknowns)))
        if len(corners) > _MOST_CORNERS:
            corners = [corners[0], corners[-1]]
        for corner in corners:
            if self.clock.expired:
                return
            answers = {unknown.name: value for unknown, value in zip(self.unknowns, corner, strict=True)}
            result = self._settled(self._fixed(answers))
            if isinstance(result, Optimal):
                yield result.values, answers
        yield best.values, self._answers_in(best.values)

    def _ends(self, unknown: Unknown) -> tuple[Answer, ...]:
        if unknown.members is not None:
            return unknown.members[:4]
        assert unknown.between is not None
        return unknown.between

    def _fixed(self, answers: Mapping[str, Answer]) -> ir.GroundModel:
        """The model in which the unknowns have these values."""
        columns = list(self.model.columns)
        for column, value in self._points(answers).items():
            columns[column] = replace(columns[column], lower=value, upper=value)
        return replace(self.model, columns=tuple(columns))

    def _points(self, answers: Mapping[str, Answer]) -> dict[int, Rational]:
        points: dict[int, Rational] = {}
        for name, value in answers.items():
            if name in self.columns:
                assert not isinstance(value, str)
                points[self.columns[name]] = value
            else:
                points.update({column: int(member == value) for member, column in self.choices[name].items()})
        return points

    def _answers_in(self, values: Sequence[Rational]) -> dict[str, Answer]:
        answers: dict[str, Answer] = {name: values[column] for name, column in self.columns.items()}
        for name, members in self.choices.items():
            answers[name] = next(member for member, column in members.items() if values[column] == 1)
        return answers

    # ------------------------------------------------------------ interval arithmetic

    def _worth_throughout(
        self, values: Sequence[Rational], touched: Sequence[ir.NodeId]
    ) -> tuple[Rational, ...] | None:
        """What a plan is worth if it satisfies everything whatever the unknowns are; None if not certain."""
        names = list(self.choices)
        combinations = list(product(*(self.choices[name] for name in names)))
        if len(combinations) > _MOST_CHOICES:
            return None
        worth: tuple[Rational, ...] | None = None
        for members in combinations:
            points = self._points(dict(zip(names, members, strict=True)))
            found = self._worth(values, points, touched)
            if found is None or (worth is not None and not same_worth(found, worth)):
                return None
            worth = found
        return worth

    def _worth(
        self, values: Sequence[Rational], points: Mapping[int, Rational], touched: Sequence[ir.NodeId]
    ) -> tuple[Rational, ...] | None:
        intervals = []
        for k, column in enumerate(self.model.columns):
            if k in points:
                intervals.append(Interval(points[k], points[k]))
            elif k in self.moving:
                intervals.append(column_interval(column))
            else:
                intervals.append(Interval(values[k], values[k]))
        ranges = Ranges(self.model.nodes, intervals, [column.kind != "real" for column in self.model.columns])
        certain = _Certainty(self.model.nodes, ranges)
        if not all(certain.of(node) is True for node in touched):
            return None
        worth: list[Rational] = []
        for objective in self.model.objectives:
            interval = ranges.interval(objective.node)
            if interval.lower is None or interval.upper is None:
                return None
            if not same_worth((interval.lower,), (interval.upper,)):
                return None
            worth.append(interval.lower)
        return tuple(worth)


class _Certainty:
    """Truth of Boolean nodes over intervals: certain, impossible, or open (None)."""

    def __init__(self, nodes: Sequence[ir.Node], ranges: Ranges) -> None:
        self.nodes = nodes
        self.ranges = ranges

    def of(self, node: ir.NodeId) -> bool | None:
        record = self.nodes[node]
        match record:
            case ir.Truth(value=value):
                return value
            case ir.Literal(column=column):
                interval = self.ranges.columns[column]
                return None if interval.lower != interval.upper else interval.lower == 1
            case ir.Comparison():
                return self._compared(record)
            case ir.And(arguments=arguments):
                return _all([self.of(argument) for argument in arguments])
            case ir.Or(arguments=arguments):
                return _negated(_all([_negated(self.of(argument)) for argument in arguments]))
            case ir.Not(argument=argument):
                return _negated(self.of(argument))
            case ir.Iff(left=left, right=right):
                one, two = self.of(left), self.of(right)
                return None if one is None or two is None else one == two
            case _:
                return None

    def _compared(self, comparison: ir.Comparison) -> bool | None:
        interval = self.ranges.interval(comparison.left)
        low, high = interval.lower, interval.upper
        linear = self.nodes[comparison.left]
        assert isinstance(linear, ir.Linear)
        whole = self.ranges.lattice(comparison.left) is not None
        tolerance = 0 if whole else _TOLERANCE * max(Fraction(1), abs(Fraction(linear.const)))
        if comparison.op == "<=":
            if high is not None and high <= tolerance:
                return True
            return False if low is not None and low > tolerance else None
        if low is not None and high is not None and -tolerance <= low and high <= tolerance:
            return True
        apart = (low is not None and low > tolerance) or (high is not None and high < -tolerance)
        return False if apart else None


def _all(values: Sequence[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _negated(value: bool | None) -> bool | None:  # noqa: FBT001  # it is what is negated
    return None if value is None else not value


def _columns_of(node: ir.Node) -> tuple[int, ...]:
    match node:
        case ir.Linear(columns=columns):
            return columns
        case ir.Literal(column=column):
            return (column,)
        case ir.Circuit(arcs=arcs):
            return tuple(column for _, _, column in arcs)
        case _:
            return ()
