"""Task allocation and warehouse rounds as planning domains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from certiplan.agents import Conflict, Heard, Outcome, Plan, PlanSettings, Question, Unknown, Wish
from certiplan.agents.accepting import nothing_to_accept
from certiplan.agents.outcome_page import found, question_page, remarks, unknown_page, wishes_met
from certiplan.errors import InternalError, UsageError
from certiplan.model.values import show_rational
from certiplan.pictures import (
    CalendarEntry,
    Matrix,
    Page,
    Picture,
    Place,
    Route,
    RouteMap,
    Table,
    to_terminal,
)
from certiplan.solvers import results
from certiplan.solvers.model import NoSolution, Solved
from certiplan.tasks.robots.plans import AllocationPlan, RobotPlan, WarehousePlan
from certiplan.tasks.robots.requests import ORIGIN, AllocationRequest, RobotRequest, WarehouseRequest
from certiplan.tasks.robots.solving import solve_robots
from certiplan.tasks.robots.words import Kind, MissingPart, read_robots


@dataclass(frozen=True, kw_only=True)
class RobotContent:
    """A plan with what it answers."""

    request: RobotRequest
    plan: RobotPlan


@dataclass(frozen=True)
class RobotTask:
    """One of the two problems of robots."""

    name: str
    kind: Kind

    def plan(self, text: str, settings: PlanSettings, *, previous: Question | None = None) -> Outcome:
        """Plan a request; see `certiplan.agents.task.Task.plan`."""
        if previous is not None:
            if not isinstance(previous.continuation, MissingPart):
                raise UsageError(f"this question is not one of {self.name}")
            text = f"{previous.continuation.said}\n{text}"
        if settings.accept:
            raise nothing_to_accept(settings.accept[0])
        read = read_robots(text, self.kind)
        if isinstance(read, MissingPart):
            return Question(task=self.name, question=read.question, about=read.about, continuation=read)
        heard = Heard(request=read.request, assumptions=read.assumptions, unused_words=read.unused_words)
        solved = solve_robots(read.request, solver=settings.solver, options=settings.options)
        answer = solved.answer
        match answer:
            case Solved():
                assert solved.plan is not None
                requirements = solved.model.elements.requirements
                return Plan(
                    task=self.name,
                    heard=heard,
                    content=RobotContent(request=read.request, plan=solved.plan),
                    wishes=tuple(
                        Wish(name=name, words=wish.assume or name, quote=None)
                        for name, wish in requirements.items()
                    ),
                    value=answer.objectives[0],
                    bound=answer.bounds[0],
                    optimal=answer.optimal,
                    reason=answer.reason,
                    solver=answer.solver,
                    seconds=answer.seconds,
                )
            case results.Unknown():
                return Unknown(
                    task=self.name,
                    heard=heard,
                    reason=answer.reason,
                    detail=answer.detail,
                    solver=answer.solver,
                    seconds=answer.seconds,
                )
            case NoSolution() | results.Unbounded():
                raise InternalError("a request of robots that always has a plan came out without one")
            case results.Failed(error=error):
                raise InternalError(error)
            case _:
                assert_never(answer)

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """The outcome as JSON data."""
        return _json(outcome)

    def show(self, outcome: Outcome) -> object:
        """The outcome as Rich prints it."""
        return to_terminal(self.page(outcome))

    def page(self, outcome: Outcome) -> Page:
        """The outcome as a page."""
        return _page(outcome)

    def calendar(self, outcome: Outcome) -> tuple[CalendarEntry, ...]:
        """Nothing: the plans have no dates."""
        return ()


def _json(outcome: Outcome) -> dict[str, object]:
    match outcome:
        case Plan():
            content = outcome.content
            assert isinstance(content, RobotContent)
            plan = content.plan
            does: object = plan.does if isinstance(plan, AllocationPlan) else list(plan.stations)
            return {
                "outcome": "plan",
                "does" if isinstance(plan, AllocationPlan) else "stations": does,
                "value": None if outcome.value is None else float(outcome.value),
                "bound": None if outcome.bound is None else float(outcome.bound),
                "optimal": outcome.optimal,
                "request": content.request.model_dump(mode="json"),
                "assumptions": list(outcome.heard.assumptions),
                "unused_words": list(outcome.heard.unused_words),
                "solver": outcome.solver,
                "seconds": outcome.seconds,
            }
        case Question():
            return {"outcome": "question", "question": outcome.question, "about": outcome.about}
        case Unknown():
            return {"outcome": "unknown", "reason": outcome.reason, "detail": outcome.detail}
        case Conflict():
            raise InternalError("robots have no conflicts")
        case _:
            assert_never(outcome)


def _page(outcome: Outcome) -> Page:
    match outcome:
        case Plan():
            content = outcome.content
            assert isinstance(content, RobotContent)
            return Page(
                title="Robots",
                subtitle=_quality(outcome, content),
                pictures=(*_pictures(content), *wishes_met(outcome, state="assumed")),
                small_print=(
                    found(outcome, checked="rechecked exactly, and by the rules alone"),
                    *remarks(outcome.heard),
                ),
            )
        case Question():
            return question_page(outcome)
        case Unknown():
            return unknown_page(outcome)
        case Conflict():
            raise InternalError("robots have no conflicts")
        case _:
            assert_never(outcome)


def _quality(outcome: Plan, content: RobotContent) -> str:
    value = "" if outcome.value is None else show_rational(round(Fraction(outcome.value), 2))
    what = (
        f"the last robot stops after {value} minutes"
        if isinstance(content.request, AllocationRequest)
        else f"the way is {value} long"
    )
    return f"{what}{': the least that can be had' if outcome.optimal else ', not proved best'}"


def _pictures(content: RobotContent) -> tuple[Picture, ...]:
    request, plan = content.request, content.plan
    if isinstance(request, AllocationRequest) and isinstance(plan, AllocationPlan):
        busy = {
            robot: sum(number * request.minutes[robot][kind] for kind, number in tasks.items())
            for robot, tasks in plan.does.items()
        }
        cells = {
            (robot, kind): str(number)
            for robot, tasks in plan.does.items()
            for kind, number in tasks.items()
            if number
        }
        cells |= {(robot, "minutes"): str(minutes) for robot, minutes in busy.items()}
        return (
            Matrix(
                title="Who does how many",
                rows=tuple(plan.does),
                columns=(*request.count, "minutes"),
                cells=cells,
            ),
        )
    assert isinstance(request, WarehouseRequest) and isinstance(plan, WarehousePlan)
    rows = tuple(
        (str(number), task, station)
        for number, (task, station) in enumerate(zip(request.tasks, plan.stations, strict=True), start=1)
    )
    stops = (ORIGIN, *plan.stations, ORIGIN)
    places = tuple(
        Place(name=name, x=x, y=y, depot=name == ORIGIN) for name, (x, y) in request.places.items()
    )
    return (
        Table(title="The round", columns=("", "Task", "Station"), rows=rows, numeric=frozenset({0})),
        RouteMap(title="The way", places=places, routes=(Route(name="robot", stops=stops),)),
    )


ALLOCATION = RobotTask("task-allocation", "allocation")
WAREHOUSE = RobotTask("warehouse", "warehouse")
