"""Several readings of one request, compared by what they come to when they are solved.

Two readings agree if they have the same status, the same optimum, and each one's best plan can be had in the
other. The last is tested where their variables have the same names and indices: what they share is fixed as
the one has it, and the other has to be as good with that. What was not settled neither agrees nor disagrees.

The idea of letting several formalizations vote by their solutions instead of their texts goes back to
self-consistency decoding (Wang et al. 2023); candidates are never merged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from certiplan.errors import CertiplanError
from certiplan.formalizers.agreement_difference import Difference, difference_between
from certiplan.model import syntax as s
from certiplan.model.elements import Constraint
from certiplan.model.solution import Decision, Solution
from certiplan.model.values import Rational, Value, show_number
from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.solvers.questions.scenarios import same_worth
from certiplan.solvers.results import Unbounded

Status: TypeAlias = Literal["optimal", "infeasible", "unbounded", "unsettled"]
Verdict: TypeAlias = Literal["unanimous", "majority", "split", "unsettled"]
"""All settled readings agree; more than half of them do; no group has more than half; none was settled."""


@dataclass(frozen=True, kw_only=True)
class AgreementOptions:
    """How much may be solved to compare readings."""

    limits: Limits = field(default_factory=lambda: Limits(time_limit_s=120.0, check_limit_s=20.0))
    solver: str = "auto"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one reading comes to.

    Attributes:
        position: its place among those that were compared, from 0.
        objective: the value of the first stage of its objective, if it has a best plan and an objective.
        reason: why it was not settled.
    """

    position: int
    status: Status
    objective: Rational | None = None
    plan: Solution | None = field(default=None, repr=False)
    reason: str = ""

    @property
    def words(self) -> str:
        """What it comes to, in a few words."""
        match self.status:
            case "optimal" if self.objective is not None:
                return f"the best plan is worth {show_number(self.objective)}"
            case "optimal":
                return "there is a plan"
            case "infeasible":
                return "there is no plan"
            case "unbounded":
                return "there is no limit to how good a plan can be"
            case "unsettled":
                return f"it was not settled ({self.reason})"


@dataclass(frozen=True, kw_only=True)
class Group:
    """Readings that agree with one another.

    Attributes:
        members: in their order; the first stands for all.
        confirmed: each one's best plan was found to be as good in the first; False where names do not match.
    """

    members: tuple[Reading, ...]
    confirmed: bool

    @property
    def representative(self) -> Reading:
        """The reading that stands for all."""
        return self.members[0]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How several readings compare.

    Attributes:
        groups: the largest first, then by the earliest member.
        unsettled: readings that count for nothing.
        choice: the position of the reading to go on with; None if none was settled.
        difference: what the two largest groups read differently.
        words: all of it in a sentence or two.
    """

    verdict: Verdict
    groups: tuple[Group, ...]
    unsettled: tuple[Reading, ...]
    choice: int | None
    difference: Difference | None
    words: str


def compare(models: Sequence[Model], options: AgreementOptions | None = None) -> Agreement:
    """Compare readings of one request by solving them.

    Args:
        models: each a reading, without errors in shape; one with errors in its meaning or with unknown
            parameters counts as not settled.
        options: limits; the time begins now.

    Returns:
        The majority's reading with the doubt that is left; where no group has more than half, the earliest of
        the largest group, with the difference that decides.
    """
    chosen = options or AgreementOptions()
    clock = Clock(chosen.limits)
    readings = [_solved(k, model, clock, chosen) for k, model in enumerate(models)]
    settled = [reading for reading in readings if reading.status != "unsettled"]
    unsettled = tuple(reading for reading in readings if reading.status == "unsettled")
    groups = _grouped(models, settled, clock, chosen)
    if not groups:
        return Agreement(
            verdict="unsettled", groups=(), unsettled=unsettled, choice=None, difference=None,
            words="No reading could be solved.",
        )  # fmt: skip
    largest = groups[0]
    verdict: Verdict = (
        "unanimous"
        if len(groups) == 1
        else "majority"
        if len(largest.members) * 2 > len(settled)
        else "split"
    )
    difference = None
    if len(groups) > 1:
        first, second = (group.representative.position for group in groups[:2])
        difference = difference_between(
            models[first], models[second], clock, solver=chosen.solver,
            check_limit_s=chosen.limits.check_limit_s,
        )  # fmt: skip
    return Agreement(
        verdict=verdict,
        groups=groups,
        unsettled=unsettled,
        choice=largest.representative.position,
        difference=difference,
        words=_words(verdict, groups, unsettled, difference),
    )


# ---------------------------------------------------------------- solving


def _solved(position: int, model: Model, clock: Clock, options: AgreementOptions) -> Reading:
    if model.questions():
        names = ", ".join(name for name, _ in model.questions())
        return Reading(position=position, status="unsettled", reason=f"it asks for {names}")
    if clock.expired:
        return Reading(position=position, status="unsettled", reason="the time was over")
    try:
        answer = model.solve(solver=options.solver, options=clock.options(options.limits.check_limit_s))
    except CertiplanError as error:
        return Reading(position=position, status="unsettled", reason=str(error).partition("\n")[0])
    return _reading(position, answer)


def _reading(position: int, answer: Answer) -> Reading:
    match answer:
        case Solved(optimal=True):
            objective = answer.objectives[0] if answer.objectives else None
            return Reading(position=position, status="optimal", objective=objective, plan=answer.solution)
        case NoSolution():
            return Reading(position=position, status="infeasible")
        case Unbounded():
            return Reading(position=position, status="unbounded")
        case _:
            reason = getattr(answer, "reason", None) or getattr(answer, "error", "")
            return Reading(position=position, status="unsettled", reason=str(reason))


# ---------------------------------------------------------------- grouping


def _grouped(
    models: Sequence[Model], readings: Sequence[Reading], clock: Clock, options: AgreementOptions
) -> tuple[Group, ...]:
    groups: list[Group] = []
    for reading in readings:
        for place, group in enumerate(groups):
            agreed = _agree(models, group.representative, reading, clock, options)
            if agreed is not False:
                groups[place] = Group(
                    members=(*group.members, reading), confirmed=group.confirmed and agreed is True
                )
                break
        else:
            groups.append(Group(members=(reading,), confirmed=True))
    return tuple(sorted(groups, key=lambda each: (-len(each.members), each.members[0].position)))


def _agree(
    models: Sequence[Model], one: Reading, two: Reading, clock: Clock, options: AgreementOptions
) -> bool | None:
    """Whether two readings agree; None where they come to the same and their plans cannot be compared."""
    if one.status != two.status or not _same_objective(models, one, two):
        return False
    if one.plan is None or two.plan is None:
        return True
    there = _as_good_in(models[two.position], two, one.plan, clock, options)
    back = _as_good_in(models[one.position], one, two.plan, clock, options)
    if there is False or back is False:
        return False
    return None if there is None or back is None else True


def _same_objective(models: Sequence[Model], one: Reading, two: Reading) -> bool:
    if one.objective is None or two.objective is None:
        return one.objective is two.objective
    if same_worth((one.objective,), (two.objective,)):
        return True
    # To minimize the negative of something is to maximize it.
    senses = {models[each.position].elements.objectives[0].sense for each in (one, two)}
    return len(senses) == 2 and same_worth((one.objective,), (-Fraction(two.objective),))


def _as_good_in(
    model: Model, reading: Reading, plan: Solution, clock: Clock, options: AgreementOptions
) -> bool | None:
    """Whether what a plan shares with a reading permits as good a plan there; None if they share nothing."""
    shared = _shared(model, reading, plan)
    if not shared or clock.expired:
        return None
    constraints = dict(model.elements.constraints)
    for name, entries in shared.items():
        for k, (key, value) in enumerate(sorted(entries.items(), key=lambda each: str(each[0]))):
            fixed = _fixed(name, key, value)
            if fixed is None:
                return None
            constraints[f"{name} as given {k}"] = fixed
    elements = replace(model.elements, constraints=constraints)
    other = _solved(reading.position, Model(replace(model.document, elements=elements)), clock, options)
    if other.status == "unsettled":
        return None
    if other.status != reading.status:
        return False
    if other.objective is None or reading.objective is None:
        return True
    return same_worth((other.objective,), (reading.objective,))


def _shared(
    model: Model, reading: Reading, plan: Solution
) -> Mapping[str, Mapping[tuple[Value, ...], Decision]]:
    """The variables of a plan that a reading has as well, with the same indices and kinds of values."""
    assert reading.plan is not None
    found: dict[str, Mapping[tuple[Value, ...], Decision]] = {}
    for name, entries in plan.items():
        own = reading.plan.get(name)
        variable = model.elements.variables.get(name)
        if own is None or variable is None or variable.kind == "interval" or own.keys() != entries.keys():
            continue
        numbers = [isinstance(value, int | Fraction) for value in (*own.values(), *entries.values())]
        if all(numbers) or not any(numbers):
            found[name] = entries
    return found


def _fixed(name: str, key: tuple[Value, ...], value: Decision) -> Constraint | None:
    """That a decision has a value; None for keys and values that cannot be written down."""
    keys = [_literal(part) for part in key]
    read: s.Expr = s.Index(s.Name(name), tuple(part for part in keys if part)) if key else s.Name(name)
    if None in keys:
        return None
    if value is None:
        return Constraint(name=f"{name} absent", that=s.Not(s.Field(read, "present")))
    literal = _literal(value) if isinstance(value, int | Fraction | str | tuple) else None
    if literal is None:
        return None
    relation: s.Expr = s.Compare((read, literal), ("==",))
    if isinstance(value, Fraction):
        # A float's decimal is not the number that satisfies an equation exactly.
        room = s.Number(Fraction(1, 10**6) * max(Fraction(1), abs(value)))
        relation = s.Compare((s.Call("abs", (s.Sum(((1, read), (-1, literal))),)), room), ("<=",))
    return Constraint(name=f"{name} as given", that=relation)


def _literal(value: Value) -> s.Expr | None:
    match value:
        case bool():
            return None
        case int() | Fraction():
            return s.Number(value)
        case str():
            return s.Text(value)
        case tuple():
            parts = [_literal(part) for part in value]
            found = tuple(part for part in parts if part is not None)
            return s.TupleOf(found) if len(found) == len(parts) else None
        case _:
            return None


# ---------------------------------------------------------------- words


def _words(
    verdict: Verdict,
    groups: Sequence[Group],
    unsettled: Sequence[Reading],
    difference: Difference | None,
) -> str:
    count = sum(len(group.members) for group in groups)
    aside = f" {len(unsettled)} could not be solved." if unsettled else ""
    if verdict == "unanimous":
        if count == 1:
            return f"One reading was solved: {groups[0].representative.words}.{aside}"
        how = "" if groups[0].confirmed else ", as far as their plans can be compared"
        return f"All {count} readings agree{how}: {groups[0].representative.words}.{aside}"
    told = "; ".join(f"{len(group.members)}: {group.representative.words}" for group in groups)
    lead = "Most readings agree" if verdict == "majority" else "The readings do not agree"
    why = f" {difference.words}" if difference is not None else ""
    return f"{lead} ({told}).{why}{aside}"
