"""From what the search found to an outcome for the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from certiplan.agents import Change, Conflict, Heard, Outcome, Plan, PlanSettings, Unknown, WayOut, Wish
from certiplan.agents.accepting import accepted_way, nothing_to_accept
from certiplan.errors import InternalError
from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.tasks.multistep.conflicts import WithoutGoal, find_clash
from certiplan.tasks.multistep.pddl import Literal
from certiplan.tasks.multistep.plan_text import plan_text
from certiplan.tasks.multistep.request import PlanningRequest
from certiplan.tasks.multistep.search import Impossible, Planned, SearchOptions, Trial, Undecided, search_plan
from certiplan.tasks.multistep.validator import validate_plan

_UNITS = {"actions": ("action", "actions"), "steps": ("step", "steps"), "cost": ("", "")}


@dataclass(frozen=True, kw_only=True)
class MultistepPlan:
    """A plan that the validator accepted.

    Attributes:
        steps: the actions of each step.
        text: the plan in the format of the planning competitions.
        trials: the documents that were settled for it, with the horizons that were proved too short.
    """

    request: PlanningRequest = field(repr=False)
    steps: tuple[tuple[str, ...], ...]
    text: str
    trials: tuple[Trial, ...]


def plan_outcome(
    task: str, request: PlanningRequest, settings: PlanSettings, *, options: SearchOptions | None = None
) -> Outcome:
    """Plan a request; where it cannot be met, say which goals clash and what to give up.

    Raises:
        UsageError: for a number in `accept` that no way out has, or for more of them than conflicts.
        InternalError: a plan failed its validation; it is not returned.
    """
    heard = Heard(request=request, assumptions=request.assumptions, unused_words=request.unused_words)
    return _Run(task, heard, request, settings, options or SearchOptions()).outcome()


class _Run:
    def __init__(
        self,
        task: str,
        heard: Heard,
        request: PlanningRequest,
        settings: PlanSettings,
        options: SearchOptions,
    ) -> None:
        self._task = task
        self._heard = heard
        self._request = request
        self._settings = settings
        limits = settings.options
        self._clock = Clock(
            Limits(time_limit_s=limits.time_limit_s, threads=limits.threads, stop=limits.stop)
        )
        self._options = replace(options, solver=settings.solver, options=limits)

    def outcome(self) -> Outcome:
        request = self._request
        found = search_plan(request.problem, measure=request.least, options=self._options)
        if isinstance(found, Undecided):
            return Unknown(
                task=self._task,
                heard=self._heard,
                reason=found.reason,
                detail=f"{found.detail}; every plan has {self._amount(found.bound)} or more",
                solver=_solver(found.trials),
                seconds=self._clock.spent_s,
            )
        accepted = list(self._settings.accept)
        changes: tuple[Change, ...] = ()
        if isinstance(found, Impossible):
            conflict = self._conflict(found)
            if not accepted and not (self._settings.accept_cheapest and conflict.ways_out):
                return conflict
            found, changes = self._taken(conflict, accepted.pop(0) if accepted else 1)
        if accepted:
            raise nothing_to_accept(accepted[0])
        return self._plan(found, changes)

    def _plan(self, found: Planned, changes: tuple[Change, ...]) -> Plan:
        given_up = {change.requirement for change in changes}
        problem = self._request.problem
        kept = [goal for goal in problem.goals if _id(goal, problem.goals) not in given_up]
        text = self._validated(found, kept)
        return Plan(
            task=self._task,
            heard=self._heard,
            content=MultistepPlan(request=self._request, steps=found.steps, text=text, trials=found.trials),
            wishes=tuple(self._wish(goal) for goal in kept),
            value=found.value,
            bound=found.bound,
            optimal=found.optimal,
            reason=found.reason,
            solver=_solver(found.trials),
            seconds=self._clock.spent_s,
            changes=changes,
        )

    def _validated(self, found: Planned, kept: Sequence[Literal]) -> str:
        """The plan's text, after the validator has accepted it for the goals that are kept.

        Raises:
            InternalError: it did not.
        """
        request = self._request
        text = plan_text(found.steps, cost=found.value if found.measure == "cost" else None)
        problem_text = request.problem_text
        if len(kept) < len(request.problem.goals):
            problem_text = with_goals(problem_text, kept)
        verdict = validate_plan(request.domain_text, problem_text, text)
        counted = {"actions": verdict.actions, "steps": verdict.steps, "cost": verdict.cost}[found.measure]
        if not verdict.valid:
            raise InternalError(f"a plan failed its validation: {verdict.why}")
        if counted != found.value:
            raise InternalError(f"a plan of value {found.value} was validated as {counted}")
        return text

    # ------------------------------------------------------------ conflicts

    def _conflict(self, proof: Impossible) -> Conflict:
        clash = find_clash(
            self._request.problem,
            proof,
            measure=self._request.least,
            options=self._options,
            clock=self._clock,
        )
        return Conflict(
            task=self._task,
            heard=self._heard,
            wishes=tuple(self._wish(goal) for goal in clash.proof.goals),
            minimal=clash.minimal,
            words=conflict_words(clash.proof),
            numbers=(),
            ways_out=tuple(self._way(number, way) for number, way in enumerate(clash.ways_out, start=1)),
            unsettled=tuple(f"whether giving up {goal} is enough" for goal in clash.unsettled),
            solver=_solver(clash.proof.trials) or "reachability",
            confirmed_by=None,
            seconds=self._clock.spent_s,
        )

    def _way(self, number: int, way: WithoutGoal) -> WayOut:
        change = Change(
            kind="goal",
            words=f"give up {way.goal}",
            cost=1,
            requirement=_id(way.goal, self._request.problem.goals),
            before=str(way.goal),
        )
        return WayOut(
            number=number,
            changes=(change,),
            cost=1,
            words=change.words,
            value=way.planned.value,
            optimal=way.planned.optimal,
            proved_least=True,
            plan=way.planned,
        )

    def _taken(self, conflict: Conflict, number: int) -> tuple[Planned, tuple[Change, ...]]:
        way = accepted_way(conflict, number)
        assert isinstance(way.plan, Planned)
        return way.plan, way.changes

    def _wish(self, goal: Literal) -> Wish:
        quote = self._request.quotes.get(goal)
        return Wish(name=_id(goal, self._request.problem.goals), words=str(goal), quote=quote)

    def _amount(self, value: Fraction) -> str:
        measure = self._request.least
        if measure == "cost":
            return f"a cost of {value}"
        return f"{value} {_UNITS[measure][value != 1]}"


def conflict_words(proof: Impossible) -> str:
    """Why the goals clash, in a sentence."""
    goals = ", ".join(str(goal) for goal in proof.goals)
    match proof.why:
        case "out of reach":
            return f"No sequence of actions ever leads to {goals}: not even if nothing were ever undone."
        case "exclude each other":
            return f"{goals} can never hold at the same time."
        case "no way in":
            return (
                f"{goals} can never hold together: no action leads there from any other state"
                if proof.depth == 1
                else f"{goals} can never hold together: no way of {proof.depth} steps leads there from "
                "any other state, and no plan is shorter"
            ) + "."


def with_goals(problem_text: str, goals: Sequence[Literal]) -> str:
    """The PDDL of a problem with other goals."""
    lower = problem_text.lower()
    begin = lower.index("(:goal")
    depth = 0
    for position in range(begin, len(lower)):
        depth += {"(": 1, ")": -1}.get(lower[position], 0)
        if depth == 0:
            joined = " ".join(str(goal) for goal in goals)
            return f"{problem_text[:begin]}(:goal (and {joined})){problem_text[position + 1 :]}"
    return problem_text


def _id(goal: Literal, goals: Sequence[Literal]) -> str:
    return f"g{list(goals).index(goal) + 1}"


def _solver(trials: Sequence[Trial]) -> str:
    return ", ".join(dict.fromkeys(trial.solver for trial in trials))
