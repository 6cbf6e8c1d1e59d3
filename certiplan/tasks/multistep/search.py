"""From a ground problem to an optimal plan: documents of growing horizons, each settled by a solver.

The horizon begins at a lower bound and grows until there is a plan. That nothing shorter exists is proved by
a solver, on the document of the next smaller horizon ("at most" so many steps, so that one proof covers all
that are smaller still). Where costs count, each document also holds what may come after its steps without
ever deleting anything (Robinson, Gretton, Pham and Sattar, "Partial weighted MaxSAT for optimal planning",
2010): its optimum is a bound for plans of every length, and the cost of one if nothing comes after.

That no plan exists at all is proved in three ways, the cheapest first: a goal is out of reach even if nothing
is ever deleted; two goals exclude each other; or from no state that may be reachable does a way of so many
steps lead into the goals, and no shorter plan exists (induction: Sheeran, Singh and Stålmarck, "Checking
safety properties using induction and a SAT-solver", 2000).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final, TypeAlias, assert_never
from typing import Literal as OneOf

from certiplan.errors import InternalError
from certiplan.model.solution import Solution
from certiplan.model.values import show
from certiplan.solvers import results
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.solvers.registry import backend
from certiplan.solvers.results import Reason
from certiplan.tasks.multistep.document import Question, encode, plan_document
from certiplan.tasks.multistep.frontier import fewest_actions
from certiplan.tasks.multistep.grounding import GroundTask, ground_problem
from certiplan.tasks.multistep.invariants import possible_part
from certiplan.tasks.multistep.lower_bounds import fewest_steps, least_cost
from certiplan.tasks.multistep.pddl import Literal, Problem

_DEEPEST: Final = 4
_GROWTH: Final = 4

Measure = OneOf["actions", "steps", "cost"]
"""What is to be least: the number of actions; of steps, in which several actions may be done; or the cost."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One document that was settled.

    Attributes:
        outcome: "plan", "none" (proved), or "open".
        bound: for the question "cost", the least cost of plans of any length.
    """

    question: Question
    steps: int
    outcome: OneOf["plan", "none", "open"]
    solver: str
    seconds: float
    bound: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A plan.

    Attributes:
        steps: the actions of each step.
        value: what was to be least.
        bound: what it was proved to be at least.
    """

    steps: tuple[tuple[str, ...], ...]
    measure: Measure
    value: Fraction
    bound: Fraction
    trials: tuple[Trial, ...]
    reason: Reason | None = None

    @property
    def optimal(self) -> bool:
        """Whether no plan is better."""
        return self.value == self.bound


@dataclass(frozen=True, kw_only=True)
class Impossible:
    """A proof that there is no plan of any length.

    Attributes:
        goals: goals that already cannot be met together.
        why: "out of reach" even if nothing were ever deleted; the goals "exclude each other" in all states;
            or "no way in" from any other state, and no plan of fewer than `depth` steps.
    """

    goals: tuple[Literal, ...]
    why: OneOf["out of reach", "exclude each other", "no way in"]
    depth: int
    trials: tuple[Trial, ...]


@dataclass(frozen=True, kw_only=True)
class Undecided:
    """Neither a plan nor a proof that there is none.

    Attributes:
        bound: what every plan was proved to take at least.
    """

    reason: Reason
    detail: str
    bound: Fraction
    trials: tuple[Trial, ...]


Searched: TypeAlias = Planned | Impossible | Undecided


@dataclass(frozen=True, kw_only=True)
class SearchOptions:
    """How to search.

    Attributes:
        solver: "auto" or the name of a backend.
        options: the solver's limits and listeners; the time limit is for the whole search.
        max_steps: give up beyond this horizon; None for no limit but the time.
        on_document: called with each document before it is settled.
        on_trial: called with each document's outcome.
    """

    solver: str = "auto"
    options: SolveOptions = field(default_factory=SolveOptions)
    max_steps: int | None = None
    on_document: Callable[[Mapping[str, object]], None] | None = None
    on_trial: Callable[[Trial], None] | None = None


def default_measure(problem: Problem) -> Measure:
    """The cost where the problem's metric says so, else the number of actions."""
    return "cost" if problem.minimizes_cost else "actions"


def search_plan(problem: Problem, *, measure: Measure, options: SearchOptions | None = None) -> Searched:
    """Find a best plan of a problem, or prove that there is none.

    Args:
        problem: read from PDDL.
        measure: what is to be least.
        options: limits and listeners.

    Raises:
        InternalError: a solver contradicts a bound.
        SolverUnavailableError: for a backend that is not installed or does not exist.
        UsageError: the problem is too large.
    """
    return _Search(problem, measure, options or SearchOptions()).run()


class _Stopped(Exception):  # noqa: N818  # it is no error
    """A limit was reached."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail


class _Search:
    def __init__(self, problem: Problem, measure: Measure, options: SearchOptions) -> None:
        self._measure = measure
        self._options = options
        limits = options.options
        self._clock = Clock(
            Limits(time_limit_s=limits.time_limit_s, threads=limits.threads, stop=limits.stop)
        )
        self._solver = options.solver if options.solver != "auto" else _best_solver()
        self._trials: list[Trial] = []
        task, groups = possible_part(ground_problem(problem))
        self._encoding = encode(task, groups)
        self._bound = Fraction(0)

    @property
    def _task(self) -> GroundTask:
        return self._encoding.task

    def run(self) -> Searched:
        task = self._task
        if task.unreachable:
            return self._impossible(task.unreachable[:1], "out of reach", 0)
        for group in self._encoding.groups:
            both = tuple(goal for goal in task.goals if goal in group.facts)
            if len(both) > 1:
                return self._impossible(both[:2], "exclude each other", 0)
        if task.initially.issuperset(task.goals):
            return Planned(steps=(), measure=self._measure, value=Fraction(0), bound=Fraction(0), trials=())
        try:
            return self._cheapest() if self._measure == "cost" else self._shortest()
        except _Stopped as stopped:
            return Undecided(
                reason=stopped.reason,
                detail=stopped.detail,
                bound=self._bound,
                trials=tuple(self._trials),
            )

    def _impossible(
        self,
        goals: tuple[Literal, ...],
        why: OneOf["out of reach", "exclude each other", "no way in"],
        depth: int,
    ) -> Impossible:
        return Impossible(goals=goals, why=why, depth=depth, trials=tuple(self._trials))

    # ------------------------------------------------------------ fewest actions or steps

    def _shortest(self) -> Searched:
        together = self._measure == "steps"
        lowest = max(1, fewest_steps(self._task) if together else fewest_actions(self._task))
        self._bound = Fraction(lowest)
        steps = lowest
        while True:
            found = self._tried(steps, "plan", together=together)
            if found is not None:
                break
            self._bound = Fraction(steps + 1)
            depth = steps - lowest + 1
            if depth <= steps and self._tried(depth, "induction", together=together) is None:
                return self._impossible(self._task.goals, "no way in", depth)
            steps += 1
        if steps == lowest and steps > 1 and self._tried(steps - 1, "plan", together=together) is not None:
            raise InternalError(f"a plan has fewer than the {lowest} steps that were computed as a bound")
        return Planned(
            steps=tuple(step for step in self._steps(found, steps) if step),
            measure=self._measure,
            value=Fraction(steps),
            bound=Fraction(steps),
            trials=tuple(self._trials),
        )

    # ------------------------------------------------------------ least cost

    def _cheapest(self) -> Searched:
        self._bound = least_cost(self._task)
        steps = max(1, fewest_steps(self._task))
        depth, possible = 0, False
        while True:
            found = self._tried(steps, "cost", together=True)
            if found is None:
                return self._impossible(self._task.goals, "no way in", steps)
            self._bound = max(self._bound, Fraction(found.objectives[0]))
            if found.objectives[1] == 0:
                return Planned(
                    steps=tuple(step for step in self._steps(found, steps) if step),
                    measure=self._measure,
                    value=Fraction(found.objectives[0]),
                    bound=self._bound,
                    trials=tuple(self._trials),
                )
            # What comes after the steps was needed: perhaps because there is no plan at all.
            if not possible:
                possible = self._plans_of(depth)
            if not possible and depth < min(steps, _DEEPEST):
                depth += 1
                if self._tried(depth, "induction", together=True) is None:
                    return self._impossible(self._task.goals, "no way in", depth)
            steps += max(1, steps // _GROWTH)

    def _plans_of(self, steps: int) -> bool:
        """Whether there is a plan of at most so many steps."""
        return (
            steps > 0
            and steps >= fewest_steps(self._task)
            and self._tried(steps, "plan", together=True) is not None
        )

    # ------------------------------------------------------------ one document

    def _tried(self, steps: int, question: Question, *, together: bool) -> Solved | None:
        """What a solver makes of one document; None where it proves that there is no solution.

        Raises:
            _Stopped: the solver could not say, or a limit was reached before it was asked.
        """
        limit = self._options.max_steps
        if limit is not None and steps > limit:
            raise _Stopped("gave up", f"no plan has fewer than {steps} steps, and more were not asked for")
        if self._options.options.stop.is_set():
            raise _Stopped("cancelled", f"the search was stopped before {steps} steps were tried")
        if self._clock.expired:
            raise _Stopped("time", f"the time was over before {steps} steps were tried")
        document = plan_document(self._encoding, steps, together=together, question=question)
        if self._options.on_document is not None:
            self._options.on_document(document)
        options = replace(self._options.options, time_limit_s=self._clock.left_s)
        answer = Model.load(document).solve(solver=self._solver, options=options)
        self._note(answer, steps, question)
        match answer:
            case Solved():
                if not answer.optimal:
                    raise _Stopped(
                        answer.reason or "gave up", f"the best plan of {steps} steps is not proved"
                    )
                return answer
            case NoSolution():
                return None
            case results.Unknown():
                raise _Stopped(answer.reason, f"{steps} steps: {answer.detail}")
            case results.Failed():
                raise InternalError(answer.error)
            case results.Unbounded():
                raise InternalError("the cost of a plan came out as unbounded")
            case _:
                assert_never(answer)

    def _note(self, answer: Answer, steps: int, question: Question) -> None:
        outcome: OneOf["plan", "none", "open"] = "open"
        if isinstance(answer, Solved):
            outcome = "plan"
        elif isinstance(answer, NoSolution):
            outcome = "none"
        priced = question == "cost" and isinstance(answer, Solved) and bool(answer.bounds)
        trial = Trial(
            question=question,
            steps=steps,
            outcome=outcome,
            solver=answer.solver,
            seconds=answer.seconds,
            bound=Fraction(answer.bounds[0] or 0) if priced and isinstance(answer, Solved) else None,
        )
        self._trials.append(trial)
        if self._options.on_trial is not None:
            self._options.on_trial(trial)

    def _steps(self, answer: Solved, steps: int) -> list[tuple[str, ...]]:
        return _actions_by_step(answer.solution, steps)


def _actions_by_step(solution: Solution, steps: int) -> list[tuple[str, ...]]:
    found: list[list[str]] = [[] for _ in range(steps)]
    for (action, step), value in solution["do"].items():
        if value == 1:
            assert isinstance(step, int)
            found[step - 1].append(show(action))
    return [tuple(sorted(step)) for step in found]


def _best_solver() -> str:
    """CP-SAT where it is installed, else Z3: the documents are logic with few weights."""
    return "z3" if backend("cpsat").unavailable_because() else "cpsat"
