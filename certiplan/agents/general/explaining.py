"""What a solver and the explanations say of a document, as outcomes."""

from __future__ import annotations

from fractions import Fraction

from certiplan.agents.general.rewording import reworded
from certiplan.agents.general.work import DocumentPlan
from certiplan.agents.outcomes import Change, Conflict, Heard, Numbers, Part, WayOut, Wish
from certiplan.formalizers.language_model.yaml_writing import yaml_text
from certiplan.model.patches import apply_patch
from certiplan.model.solution_text import solution_to_json
from certiplan.model.values import Rational
from certiplan.solvers import explain
from certiplan.solvers.explain.changes import ChangeNumber, DropRequirement, drop_cost
from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.explain.conflict import meeting_words
from certiplan.solvers.explain.meetings import Meeting
from certiplan.solvers.explain.words import GeneralTerms
from certiplan.solvers.model import Model, Solved

_NOT_SETTLED = "There is no plan, which is proved; which of these clash was not settled in the time."


def plan_of(document: str, model: Model, solved: Solved) -> DocumentPlan:
    """A solution of a document.

    Args:
        document: as YAML text.
        model: loaded from it.
        solved: what was found.
    """
    return DocumentPlan(
        document=document,
        values=solution_to_json(solved.solution),
        objectives=solved.objectives,
        senses=tuple(objective.sense for objective in model.elements.objectives),
        bounds=solved.bounds,
        optimal=solved.optimal,
        solver=solved.solver,
    )


def conflict_outcome(
    model: Model, heard: Heard, *, task: str, solver: str, clock: Clock, with_ways_out: bool
) -> Conflict:
    """What clashes in a document that has no plan, and the ways out.

    Args:
        model: the document.
        heard: how the request was understood.
        task: the domain's name.
        solver: "auto", or the one backend to use.
        clock: the time that is left.
        with_ways_out: whether to look for them.
    """
    limits = Limits(time_limit_s=clock.left_s, threads=clock.limits.threads, stop=clock.limits.stop)
    explainer = model.explainer(explain.ExplainOptions(limits=limits, solver=solver))
    found = explainer.conflict()
    ways, unsettled = (), ()  # type: tuple[WayOut, ...], tuple[str, ...]
    if with_ways_out:
        out = explainer.ways_out()
        ways = tuple(_way(model, way, number) for number, way in enumerate(out.ways, start=1))
        unsettled = out.unsettled
    conflict = found if isinstance(found, explain.Conflict) else None
    names = conflict.requirements if conflict is not None else tuple(model.elements.requirements)
    return Conflict(
        task=task,
        heard=heard,
        wishes=tuple(_wish(model, name) for name in names),
        minimal=conflict is not None and conflict.minimal,
        words=conflict.words if conflict is not None else _NOT_SETTLED,
        numbers=()
        if conflict is None
        else tuple(_numbers(each) for each in conflict.meetings if _adds_up(each)),
        ways_out=ways,
        unsettled=unsettled,
        solver=conflict.proved_by if conflict is not None else solver,
        confirmed_by=conflict.confirmed_by if conflict is not None else None,
        seconds=clock.spent_s,
    )


def _wish(model: Model, name: str) -> Wish:
    requirement = model.elements.requirements.get(name)
    if requirement is None:
        return Wish(name=name, words=name, quote=None)
    return Wish(name=name, words=requirement.quote or requirement.assume or name, quote=requirement.quote)


def _adds_up(meeting: Meeting) -> bool:
    """Whether it is a sum of amounts against the most that is granted: others are told in words only."""
    return meeting.relation == "<=" and all(part.sign > 0 and part.extreme >= 0 for part in meeting.parts)


def _numbers(meeting: Meeting) -> Numbers:
    return Numbers(
        parts=tuple(
            Part(words=part.name or part.words or "fixed", least=part.extreme) for part in meeting.parts
        ),
        together=meeting.together,
        limit=meeting.limit,
        unit=meeting.unit,
        exact=meeting.exact,
        words=meeting_words(meeting, GeneralTerms()),
    )


def _way(model: Model, way: explain.WayOut, number: int) -> WayOut:
    changes = tuple(_change(model, change) for change in way.changes)
    before, after = model.document.data, apply_patch(model.document.data, dict(way.patch))
    assert isinstance(before, dict) and isinstance(after, dict)
    numbers: dict[str, str] = {}
    for change, told in zip(way.changes, changes, strict=True):
        if isinstance(change, ChangeNumber):
            name = GeneralTerms().number(change.parameter)
            numbers[change.parameter] = f"{name} is {told.after} instead of {told.before}, as accepted"
    data = reworded(before, after, numbers=numbers, quoted=False, gone="given up, as accepted")
    plan = DocumentPlan(
        document=yaml_text(data),
        values=solution_to_json(way.plan.solution),
        objectives=way.plan.objectives,
        senses=tuple(objective.sense for objective in model.elements.objectives),
        bounds=way.plan.objectives if way.plan.optimal else tuple(None for _ in way.plan.objectives),
        optimal=way.plan.optimal,
        solver=way.plan.solver,
        changes=changes,
    )
    return WayOut(
        number=number,
        changes=changes,
        cost=way.cost,
        words=way.words,
        value=way.plan.objectives[0] if way.plan.objectives else None,
        optimal=way.plan.optimal,
        proved_least=way.proved_least,
        plan=plan,
    )


def _change(model: Model, change: ChangeNumber | DropRequirement) -> Change:
    terms = GeneralTerms()
    if isinstance(change, DropRequirement):
        requirement = model.elements.requirements.get(change.requirement)
        said = terms.requirement(change.requirement, requirement)
        return Change(
            kind="requirement",
            words=f"do without {said}",
            cost=drop_cost(requirement),
            requirement=change.requirement,
        )
    parameter = model.elements.parameters[change.parameter]
    unit_cost: Rational = 1 if parameter.negotiable is None else parameter.negotiable.cost
    before, after = terms.amount(change.before, change.unit), terms.amount(change.after, change.unit)
    name = terms.number(change.parameter)
    where = f" ({', '.join(map(str, change.indices))})" if change.indices else ""
    return Change(
        kind="number",
        words=f"change {name}{where} from {before} to {after}",
        cost=abs(Fraction(change.after) - Fraction(change.before)) * unit_cost,
        requirement=next(iter(parameter.requirements), change.parameter),
        before=before,
        after=after,
    )
