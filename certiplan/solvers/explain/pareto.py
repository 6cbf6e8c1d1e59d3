"""Two goals against each other: the plans of which none is better in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from certiplan.errors import DocumentError, UsageError
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.elements import Constraint, Elements, Objective, Parameter
from certiplan.model.ir import Rational
from certiplan.model.loading import LoadedDocument
from certiplan.model.parser import parse_expression
from certiplan.solvers.bounds import Ranges, column_interval
from certiplan.solvers.explain.changes import ChangeNumber, changed
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.explainer import ExplainOptions
from certiplan.solvers.explain.least_change import moved
from certiplan.solvers.explain.loosening import Loosened, loosened
from certiplan.solvers.explain.subject import Plan, Subject
from certiplan.solvers.explain.what_if import unit_of
from certiplan.solvers.explain.words import Terms, capitalized
from certiplan.solvers.results import Feasible, Infeasible, Optimal
from certiplan.solvers.settling import settle

Sense = Literal["minimize", "maximize"]
_STEPS_OF_A_RANGE = 20


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Something to have less or more of.

    Attributes:
        name: a negotiable parameter, or an expression over decisions such as a definition's name.
        sense: which way is better; of a parameter, the opposite of the direction in which it may move.
    """

    name: str
    sense: Sense = "minimize"


@dataclass(frozen=True, kw_only=True)
class Point:
    """One plan of the front with the values of both goals.

    Attributes:
        proved: no plan is better in one goal and as good in the other.
    """

    first: Rational
    second: Rational
    plan: Plan
    proved: bool


@dataclass(frozen=True, kw_only=True)
class Front:
    """Plans of which none is better in both goals, best in the first goal first.

    Attributes:
        complete: no other such plan has a second value that differs from its neighbours' by a step.
        words: each step from point to point as a sentence.
    """

    first: Goal
    second: Goal
    points: tuple[Point, ...]
    complete: bool
    words: tuple[str, ...]


def pareto(
    document: LoadedDocument,
    first: Goal,
    second: Goal,
    *,
    max_points: int = 12,
    step: Rational | None = None,
    options: ExplainOptions | None = None,
) -> Front:
    """The front of two goals, by bounding the second ever more tightly while the first is optimized.

    Args:
        document: without errors.
        first: the goal that is best at the first point.
        second: the goal that improves from point to point.
        max_points: after so many points the front is not complete.
        step: by how much the second goal improves at least; the least step there is where it takes
            discrete values, else a part of its range.
        options: limits and preferences.

    Raises:
        UsageError: for a goal that is neither a negotiable parameter nor an expression of the document.
    """
    options = options or ExplainOptions()
    search = _Search(Subject(document), first, second, Clock(options.limits), solver=options.solver)
    points, complete = search.run(max_points, step)
    words = [_step_words(search, before, after, options.terms) for before, after in pairwise(points)]
    return Front(first=first, second=second, points=tuple(points), complete=complete, words=tuple(words))


class _Search:
    def __init__(self, subject: Subject, first: Goal, second: Goal, clock: Clock, *, solver: str) -> None:
        self.subject = subject
        self.goals = (first, second)
        self.values = (self._expression(first), self._expression(second))
        self._clock = clock
        self._solver = solver

    def _expression(self, goal: Goal) -> s.Expr:
        try:
            return parse_expression(goal.name)
        except ExpressionError as error:
            raise UsageError(f"the goal {goal.name!r}: {error.message}") from error

    @property
    def _numbers(self) -> list[Parameter]:
        """The goals that are parameters."""
        parameters = self.subject.elements.parameters
        found: list[Parameter] = []
        for goal in self.goals:
            parameter = parameters.get(goal.name)
            if parameter is not None:
                if parameter.negotiable is None or parameter.index:
                    raise UsageError(
                        f"the goal {goal.name!r} must be negotiable and without indices to be traded"
                    )
                found.append(parameter)
        return found

    def run(self, max_points: int, step: Rational | None) -> tuple[list[Point], bool]:
        """The points, and whether they are all."""
        numbers = self._numbers
        loose = self._loosened(None)
        if loose is None:
            if len(numbers) == 1 and numbers[0].name == self.goals[0].name:
                return self._stepped(numbers[0], max_points)
            raise UsageError(
                f"{' and '.join(goal.name for goal in self.goals)} cannot be traded: expected numbers over "
                "decisions, or a negotiable parameter first"
            )
        points: list[Point] = []
        bound: s.Expr | None = None
        least = step if step is not None else self._least_step(loose)
        while len(points) < max_points and not self._clock.expired:
            found = self._best(bound)
            if found is None:
                return points, True
            if isinstance(found, str):
                return points, False
            points.append(found)
            if least is None:
                least = self._part_of_range(found)
                if least is None:
                    return points, False
            minimizing = self.goals[1].sense == "minimize"
            limit = s.Number(found.second - least if minimizing else found.second + least)
            bound = s.Compare((self.values[1], limit), ("<=" if minimizing else ">=",))
        return points, False

    # ------------------------------------------------------------ one point

    def _loosened(self, bound: s.Expr | None, goals: Sequence[int] = (0, 1)) -> Loosened | None:
        stages = [Objective(name=f"goal {k}", sense=self.goals[k].sense, value=self.values[k]) for k in goals]
        elements = self.subject.elements
        if bound is not None:
            kept = Constraint(name="as good", that=bound)
            elements = replace(elements, constraints={**elements.constraints, kept.name: kept})
        subject = self.subject.with_elements(elements)
        names = [parameter.name for parameter in self._numbers]
        if names:
            return loosened(subject, names, weighted=False, objectives=stages)
        return _bare(subject, stages)

    def _best(self, bound: s.Expr | None) -> Point | str | None:
        loose = self._loosened(bound)
        assert loose is not None
        options = self._clock.options(self._clock.limits.check_limit_s)
        result = settle(loose.subject.model, solver=self._solver, options=options)
        if isinstance(result, Infeasible):
            return None
        if not isinstance(result, Optimal | Feasible) or len(result.objectives) < 2:
            return "unsettled"
        move = moved(loose, result.values, least=True, solver=result.solver)
        if move is None:
            return "unsettled"
        after = changed(loose.base, move.changes, move.entries).evaluator
        first, second = (after.evaluate(value, move.plan.solution) for value in self.values)
        if not isinstance(first, int | Fraction) or not isinstance(second, int | Fraction):
            return "unsettled"
        return Point(
            first=first,
            second=second,
            plan=move.plan,
            proved=isinstance(result, Optimal),
        )

    def _least_step(self, loose: Loosened) -> Rational | None:
        """The distance between values of the second goal, where they are discrete."""
        model = loose.subject.model
        ranges = Ranges(
            model.nodes,
            [column_interval(column) for column in model.columns],
            [column.kind != "real" for column in model.columns],
        )
        lattice = ranges.lattice(model.objectives[1].node)
        return lattice.step if lattice is not None and lattice.step else None

    def _part_of_range(self, start: Point) -> Rational | None:
        """A part of how far the second goal can improve, where it is continuous."""
        loose = self._loosened(None, goals=(1,))
        assert loose is not None
        options = self._clock.options(self._clock.limits.check_limit_s)
        result = settle(loose.subject.model, solver=self._solver, options=options)
        if not isinstance(result, Optimal):
            return None
        room = abs(Fraction(start.second) - Fraction(result.objectives[0]))
        return room / _STEPS_OF_A_RANGE if room else Fraction(1)

    # ------------------------------------------------------------ numbers that must be constant

    def _stepped(self, parameter: Parameter, max_points: int) -> tuple[list[Point], bool]:
        """A point for each value of a parameter that cannot be a decision, from what was asked on."""
        value = self.subject.evaluator.evaluate(s.Name(parameter.name))
        if not isinstance(value, int | Fraction):
            raise UsageError(f"the goal {parameter.name!r} is not a number")
        assert parameter.negotiable is not None
        direction = -1 if parameter.negotiable.direction == "down" else 1
        goal = Objective(name="goal", sense=self.goals[1].sense, value=self.values[1])
        points: list[Point] = []
        for k in range(max_points):
            after = value + direction * k
            limit = parameter.negotiable.limit
            if self._clock.expired or (limit is not None and (after - limit) * direction > 0):
                break
            change = ChangeNumber(parameter=parameter.name, before=value, after=after)
            subject = changed(self.subject, [change])
            try:
                best = subject.with_elements(replace(subject.elements, objectives=(goal,))).best(
                    solver=self._solver, options=self._clock.options(self._clock.limits.check_limit_s)
                )
            except DocumentError:
                break
            if isinstance(best, Plan) and self._improves(points, best.objectives[0]):
                points.append(Point(first=after, second=best.objectives[0], plan=best, proved=best.optimal))
        return points, False

    def _improves(self, points: Sequence[Point], value: Rational) -> bool:
        if not points:
            return True
        last = points[-1].second
        return value < last if self.goals[1].sense == "minimize" else value > last


def _bare(subject: Subject, stages: Sequence[Objective]) -> Loosened | None:
    elements: Elements = replace(subject.elements, objectives=tuple(stages))
    made = subject.with_elements(elements)
    try:
        made.ground  # noqa: B018  # grounding shows whether the goals are numbers
    except DocumentError as error:
        raise UsageError(f"the goals do not fit the document: {error}") from error
    return Loosened(subject=made, base=subject, asked={})


def _step_words(search: _Search, before: Point, after: Point, terms: Terms) -> str:
    """`From 1,200 to 1,280 of the budget: the hours go from 12 to 11`."""
    texts: list[str] = []
    for goal, value, old, new in zip(
        search.goals,
        search.values,
        (before.first, before.second),
        (after.first, after.second),
        strict=True,
    ):
        unit = unit_of(search.subject, value)
        name = terms.number(goal.name)
        verb = "rises" if new > old else "falls"
        texts.append(f"{name} {verb} from {terms.amount(old, unit)} to {terms.amount(new, unit)}")
    return f"{capitalized(texts[1])} when {texts[0]}."
