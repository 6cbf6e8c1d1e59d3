"""From a typed request to an outcome: state, solve, read, check; or explain why there is nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Generic, assert_never

from certiplan.agents import Change, Conflict, Heard, Outcome, Plan, PlanSettings, Unknown, WayOut, Wish
from certiplan.agents.accepting import accepted_way, nothing_to_accept
from certiplan.errors import InternalError
from certiplan.model.values import Rational
from certiplan.solvers import explain, results
from certiplan.solvers.explain import Clock, ExplainOptions, Limits
from certiplan.solvers.explain.changes import ChangeNumber, DropRequirement
from certiplan.solvers.model import NoSolution, Solved
from certiplan.tasks.typed.domain import Domain, PlanT, RequestT, Stated


@dataclass(frozen=True, kw_only=True)
class Found(Generic[RequestT, PlanT]):
    """The content of a plan: the plan, the request that it answers, and its value by the checker."""

    request: RequestT
    plan: PlanT
    value: float


@dataclass(frozen=True, kw_only=True)
class Way(Generic[RequestT]):
    """The content of a way out: the request after it."""

    request: RequestT


def plan_request(domain: Domain[RequestT, PlanT], request: RequestT, settings: PlanSettings) -> Outcome:
    """Plan a typed request.

    Args:
        domain: the domain of the request.
        request: what is asked for.
        settings: limits, and the ways out to take.

    Raises:
        RequestError: the request is impossible as such.
        UsageError: for a number in `accept` that no way out has, or for more of them than conflicts.
        InternalError: a plan failed its recheck; it is not returned.
    """
    run = _Run(domain, Heard(request=request), settings)
    outcome = run.outcome(request)
    for number in settings.accept:
        if not isinstance(outcome, Conflict):
            raise nothing_to_accept(number)
        outcome = run.accepted(outcome, number)
    while settings.accept_cheapest and isinstance(outcome, Conflict) and outcome.ways_out:
        outcome = run.accepted(outcome, 1)
    return outcome


class _Run(Generic[RequestT, PlanT]):
    """One request on its way to an outcome, with the time that is left for it."""

    def __init__(self, domain: Domain[RequestT, PlanT], heard: Heard, settings: PlanSettings) -> None:
        self._domain = domain
        self._heard = heard
        self._settings = settings
        options = settings.options
        self._clock = Clock(
            Limits(time_limit_s=options.time_limit_s, threads=options.threads, stop=options.stop)
        )
        self._changes: tuple[Change, ...] = ()

    def outcome(self, request: RequestT) -> Outcome:
        stated = self._domain.state(request)
        answer = self._domain.solve(stated, self._clock.options(), solver=self._settings.solver)
        match answer:
            case Solved():
                return self._plan(stated, answer)
            case NoSolution():
                return self._conflict(request, answer)
            case results.Unknown():
                return self._unknown(answer.reason, answer.detail, answer.solver)
            case results.Failed(error=error):
                raise InternalError(error)
            case results.Unbounded():
                raise InternalError(f"the {self._domain.value_name} of {self._domain.name} is unbounded")
            case _:
                assert_never(answer)

    def accepted(self, conflict: Conflict, number: int) -> Outcome:
        way = accepted_way(conflict, number)
        assert isinstance(way.plan, Way)
        self._changes += way.changes
        return self.outcome(way.plan.request)

    def _plan(self, stated: Stated[RequestT], answer: Solved) -> Plan:
        domain = self._domain
        plan = domain.read(stated, answer.solution)
        verdict = domain.check(stated.request, plan)
        if not verdict.passes:
            raise InternalError(f"a plan failed the checker of {domain.name}: {'; '.join(verdict.faults)}")
        value = answer.objectives[0] if answer.objectives else None
        bound = answer.bounds[0] if answer.bounds else None
        return Plan(
            task=domain.name,
            heard=self._heard,
            content=Found(request=stated.request, plan=plan, value=verdict.value),
            wishes=_wishes(stated, stated.words),
            value=_scaled(value, stated.unit),
            bound=_scaled(bound, stated.unit),
            optimal=answer.optimal,
            reason=answer.reason,
            solver=answer.solver,
            seconds=self._clock.spent_s,
            changes=self._changes,
        )

    def _unexplained(self, stated: Stated[RequestT], answer: NoSolution) -> Conflict:
        """There is no plan, and the time was over before more was known."""
        return Conflict(
            task=self._domain.name,
            heard=self._heard,
            wishes=_wishes(stated, stated.words),
            minimal=False,
            words="not all that is asked for can be met; what of it clashes was not settled in the time",
            numbers=(),
            ways_out=(),
            unsettled=("which of the wishes clash, and what would help",),
            solver=answer.solver,
            confirmed_by=None,
            seconds=self._clock.spent_s,
        )

    def _conflict(self, request: RequestT, answer: NoSolution) -> Outcome:
        domain = self._domain
        stated = domain.explained(request)
        limits = Limits(
            time_limit_s=self._clock.left_s,
            threads=self._settings.options.threads,
            stop=self._settings.options.stop,
        )
        explainer = explain.Explainer(
            stated.document, options=ExplainOptions(limits=limits, solver=self._settings.solver)
        )
        explanation = explainer.explain()
        if explanation.status == "feasible":
            raise InternalError(f"two documents of {domain.name} disagree on whether there is a plan")
        if not explanation.conflicts:
            return self._unexplained(stated, answer)
        (first, *_) = explanation.conflicts
        ways = [self._way(stated, way) for way in explanation.ways_out.ways]
        kept = [way for way in ways if not self._is_refused(way)]
        return Conflict(
            task=domain.name,
            heard=self._heard,
            wishes=_wishes(stated, first.requirements),
            minimal=first.minimal,
            words=_clash(stated, first.requirements),
            numbers=(),
            ways_out=tuple(replace(way, number=number) for number, way in enumerate(kept, start=1)),
            unsettled=explanation.ways_out.unsettled,
            solver=first.proved_by,
            confirmed_by=first.confirmed_by,
            seconds=self._clock.spent_s,
        )

    def _is_refused(self, way: WayOut) -> bool:
        return any(change.kind in self._settings.never for change in way.changes)

    def _way(self, stated: Stated[RequestT], way: explain.WayOut) -> WayOut:
        domain = self._domain
        changes = tuple(self._change(stated, change) for change in way.changes)
        said = " and ".join(change.words for change in changes)
        value = way.plan.objectives[0] if way.plan.objectives else None
        return WayOut(
            number=0,
            changes=changes,
            cost=way.cost,
            words=f"{said[:1].upper()}{said[1:]}.",
            value=_scaled(value, stated.unit),
            optimal=way.plan.optimal,
            proved_least=way.proved_least,
            plan=Way(request=domain.changed(stated, way.changes)),
        )

    def _change(self, stated: Stated[RequestT], change: explain.Change) -> Change:
        words = self._domain.change_words(stated, change)
        match change:
            case DropRequirement(requirement=name):
                return Change(kind=_kind(name), words=words, cost=0, requirement=name)
            case ChangeNumber(parameter=name):
                unit = self._domain.number_unit(change, stated.unit)
                served = stated.document.elements.parameters[name].requirements
                return Change(
                    kind=name,
                    words=words,
                    cost=0,
                    requirement=served[0] if served else "",
                    before=_plain(Fraction(change.before) / unit),
                    after=_plain(Fraction(change.after) / unit),
                )
            case _:
                assert_never(change)

    def _unknown(self, reason: results.Reason, detail: str, solver: str) -> Unknown:
        return Unknown(
            task=self._domain.name,
            heard=self._heard,
            reason=reason,
            detail=detail,
            solver=solver,
            seconds=self._clock.spent_s,
        )


def _kind(requirement: str) -> str:
    """`window_school` is about a window."""
    return requirement.split("_", 1)[0]


def _wishes(stated: Stated[RequestT], names: Iterable[str]) -> tuple[Wish, ...]:
    requirements = stated.document.elements.requirements
    return tuple(
        Wish(name=name, words=stated.words[name], quote=requirements[name].quote)
        for name in names
        if name in stated.words
    )


def _clash(stated: Stated[RequestT], names: tuple[str, ...]) -> str:
    """The clash in a few words."""
    said = [f"“{stated.words[name]}”" for name in names if name in stated.words]
    if not said:
        return "what is given cannot be met, whatever is given up"
    if len(said) == 1:
        return f"{said[0]} cannot be met"
    return f"{', '.join(said[:-1])} and {said[-1]} cannot all hold"


def _scaled(value: Rational | None, unit: int) -> Rational | None:
    return None if value is None else Fraction(value) / unit


def _plain(value: Fraction) -> str | int:
    return value.numerator if value.denominator == 1 else f"{float(value):g}"
