"""What the best plan depends on: each number a unit more or less, how far it may move, shadow prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from certiplan.errors import DocumentError, UsageError
from certiplan.model import syntax as s
from certiplan.model.diagnostics import nearest
from certiplan.model.document import Negotiable
from certiplan.model.elements import Constraint, Objective, Parameter
from certiplan.model.ir import Comparison, Linear, Rational
from certiplan.model.loading import LoadedDocument
from certiplan.model.values import Value
from certiplan.solvers.bounds import Ranges, column_interval
from certiplan.solvers.explain.changes import ChangeNumber, Entries, changed
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.explainer import ExplainOptions
from certiplan.solvers.explain.extremes import plain_number
from certiplan.solvers.explain.loosening import distances, is_number, loosened
from certiplan.solvers.explain.subject import Plan, Subject
from certiplan.solvers.lowering import NotSupportedError, lower
from certiplan.solvers.results import Infeasible, Optimal, Unbounded
from certiplan.solvers.settling import settle

Direction = Literal["up", "down"]

_MOST_ENTRIES = 40
_BETTER = Fraction(1, 10**5)
_NOTICED = Fraction(1, 10**3)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The best plan when a number is a unit larger or smaller.

    Attributes:
        status: "infeasible" is proved; "unknown" is not settled.
        objective: the value of the first stage.
        difference: how much larger it is than now.
    """

    status: Literal["optimal", "feasible", "infeasible", "unbounded", "unknown"]
    objective: Rational | None
    difference: Rational | None


@dataclass(frozen=True, kw_only=True)
class NumberEffect:
    """What one number does to the first stage of the objective.

    Attributes:
        more: when it is a unit larger; None where it cannot be.
        less: when it is a unit smaller.
        lowest: down to here the optimum stays what it is (of a number that is not whole, it may change at
            this very value); None where it does so without end or that was not settled (`settled_down`).
        highest: likewise, upwards.
        settled_down: `lowest` is proved; likewise `settled_up`.
    """

    parameter: str
    indices: tuple[Value, ...]
    value: Rational
    unit: str | None
    more: Moved | None
    less: Moved | None
    lowest: Rational | None
    highest: Rational | None
    settled_down: bool
    settled_up: bool


@dataclass(frozen=True, kw_only=True)
class ShadowPrice:
    """How the objective of a linear program grows per unit that a constraint's right side grows."""

    constraint: str
    indices: tuple[str, ...]
    price: float


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """What the best plan depends on.

    Attributes:
        plan: the best plan now.
        numbers: one entry for each number that was looked at.
        prices: of the constraints with a price; only of linear programs.
    """

    plan: Plan
    numbers: tuple[NumberEffect, ...]
    prices: tuple[ShadowPrice, ...]


def sensitivity(
    document: LoadedDocument,
    numbers: Sequence[str] | None = None,
    options: ExplainOptions | None = None,
) -> Sensitivity | None:
    """What the best plan depends on; None where no best plan was found.

    Args:
        document: without errors, with an objective.
        numbers: parameters to look at; the negotiable ones unless given.
        options: limits and preferences.

    Raises:
        UsageError: there is no such number, or no objective.
    """
    options = options or ExplainOptions()
    clock = Clock(options.limits)
    subject = Subject(document)
    if not subject.elements.objectives:
        raise UsageError("the document has no objective: nothing is better or worse than anything else")
    plan = subject.best(solver=options.solver, options=clock.options())
    if not isinstance(plan, Plan) or not plan.optimal:
        return None
    looking = _Looking(subject, plan, clock, solver=options.solver)
    found = [effect for name in _numbers(subject, numbers) for effect in looking.at(name)]
    return Sensitivity(plan=plan, numbers=tuple(found), prices=shadow_prices(subject))


def _numbers(subject: Subject, names: Sequence[str] | None) -> list[Parameter]:
    parameters = subject.elements.parameters
    if names is None:
        return [p for p in parameters.values() if p.negotiable is not None and is_number(subject, p)]
    for name in names:
        if name not in parameters or not is_number(subject, parameters[name]):
            hint = nearest(name, parameters)
            raise UsageError(f"there is no number {name!r}" + (f"; did you mean {hint!r}?" if hint else ""))
    return [parameters[name] for name in names]


class _Looking:
    def __init__(self, subject: Subject, plan: Plan, clock: Clock, *, solver: str) -> None:
        self._subject = subject
        self._objective = subject.elements.objectives[0]
        self._now = plan.objectives[0]
        self._clock = clock
        self._solver = solver

    def at(self, parameter: Parameter) -> list[NumberEffect]:
        """The effects of the entries of a number."""
        free = replace(parameter, negotiable=Negotiable(direction="both"))
        elements = self._subject.elements
        subject = self._subject.with_elements(
            replace(elements, parameters={**elements.parameters, parameter.name: free})
        )
        loose = loosened(subject, [parameter.name], weighted=False)
        if loose is not None:
            entries = loose.before[parameter.name]
        elif not parameter.index:
            value = subject.evaluator.evaluate(s.Name(parameter.name))
            assert isinstance(value, int | Fraction)
            entries = {(): value}
        else:
            return []
        found: list[NumberEffect] = []
        for key, value in list(entries.items())[:_MOST_ENTRIES]:
            ends: dict[Direction, tuple[Rational | None, bool]] = {"up": (None, False), "down": (None, False)}
            if loose is not None and not parameter.index:
                ends = {"up": self._end(free, "up", value), "down": self._end(free, "down", value)}
            all_entries = {parameter.name: entries}
            found.append(
                NumberEffect(
                    parameter=parameter.name,
                    indices=key,
                    value=value,
                    unit=parameter.unit,
                    more=self._moved(parameter.name, key, value, value + 1, all_entries),
                    less=self._moved(parameter.name, key, value, value - 1, all_entries),
                    lowest=ends["down"][0],
                    highest=ends["up"][0],
                    settled_down=ends["down"][1],
                    settled_up=ends["up"][1],
                )
            )
        return found

    def _moved(
        self, name: str, key: tuple[Value, ...], before: Rational, after: Rational, entries: Entries
    ) -> Moved | None:
        if self._clock.expired:
            return Moved(status="unknown", objective=None, difference=None)
        moved = {name: {**entries[name], key: after}}
        change = ChangeNumber(parameter=name, indices=key, before=before, after=after)
        try:
            result = changed(self._subject, [change], moved).best(
                solver=self._solver, options=self._clock.options(self._clock.limits.check_limit_s)
            )
        except DocumentError:
            return None
        if isinstance(result, Plan):
            value = result.objectives[0]
            status: Literal["optimal", "feasible"] = "optimal" if result.optimal else "feasible"
            return Moved(status=status, objective=value, difference=plain_number(value - self._now))
        if isinstance(result, Infeasible):
            return Moved(status="infeasible", objective=None, difference=None)
        unbounded = isinstance(result, Unbounded)
        return Moved(status="unbounded" if unbounded else "unknown", objective=None, difference=None)

    # ------------------------------------------------------------ how far the optimum stays

    def _end(
        self, parameter: Parameter, direction: Direction, value: Rational
    ) -> tuple[Rational | None, bool]:
        """(the last value in one direction with the same optimum, whether that is proved).

        The optimum ends where a better plan becomes possible or where the last plan as good is lost.
        """
        one_way = replace(parameter, negotiable=Negotiable(direction=direction))
        sign = 1 if direction == "up" else -1
        better = self._distance(one_way, better=True)
        as_good = self._distance(one_way, better=False)
        if better == "unsettled" or as_good == "unsettled":
            return None, False
        ends: list[Rational] = []
        if better is not None:
            nearest_better, whole = better
            noticed = nearest_better > _NOTICED * max(Fraction(1), abs(Fraction(value)))
            ends.append(nearest_better - 1 if whole else nearest_better if noticed else 0)
        if as_good is not None:
            ends.append(as_good[0])
        return (plain_number(value + sign * min(ends)), True) if ends else (None, True)

    def _distance(
        self, parameter: Parameter, *, better: bool
    ) -> tuple[Rational, bool] | Literal["unsettled"] | None:
        """(a distance, whether the number moves in whole steps); None where there is none or no end.

        With `better`, the least distance at which a better plan exists; else the greatest at which a plan
        exists that is as good.
        """
        elements = self._subject.elements
        limit = self._now if not better else self._now + self._step * (-1 if self._minimizing else 1)
        relation: s.Relation = "<=" if self._minimizing else ">="
        kept = Constraint(
            name="as good", that=s.Compare((self._objective.value, s.Number(limit)), (relation,))
        )
        subject = self._subject.with_elements(
            replace(
                elements,
                parameters={**elements.parameters, parameter.name: parameter},
                constraints={**elements.constraints, kept.name: kept},
            )
        )
        goal = Objective(
            name="objective", sense="minimize" if better else "maximize", value=distances([parameter])
        )
        loose = loosened(subject, [parameter.name], weighted=False, objectives=[goal])
        if loose is None or self._clock.expired:
            return "unsettled"
        model = loose.subject.model
        options = self._clock.options(self._clock.limits.check_limit_s)
        result = settle(model, solver=self._solver, options=options)
        match result:
            case Optimal(objectives=(distance,)):
                column = next(c for c in model.columns if c.name == parameter.name)
                return plain_number(distance), column.kind == "integer"
            case Infeasible() if better:
                return None
            case Unbounded() if not better:
                return None
            case _:
                return "unsettled"

    @property
    def _minimizing(self) -> bool:
        return self._objective.sense == "minimize"

    @property
    def _step(self) -> Rational:
        """By how much a better plan is better at least, or noticeably where it may be by anything."""
        model = self._subject.model
        ranges = Ranges(
            model.nodes,
            [column_interval(column) for column in model.columns],
            [column.kind != "real" for column in model.columns],
        )
        lattice = ranges.lattice(model.objectives[0].node)
        if lattice is not None and lattice.step:
            return lattice.step
        return _BETTER * max(Fraction(1), abs(Fraction(self._now)))


# ---------------------------------------------------------------- linear programs


def shadow_prices(subject: Subject) -> tuple[ShadowPrice, ...]:
    """Prices of the constraints of a linear program, those that are not 0; none for other models."""
    model = subject.model
    if len(model.objectives) != 1 or any(c.kind != "real" or c.semicontinuous for c in model.columns):
        return ()
    try:
        milp = lower(model)
    except NotSupportedError:
        return ()
    stage = milp.stages[0]
    if milp.integer.any() or stage.quadratic is not None or stage.ratio is not None or milp.circuits:
        return ()
    from certiplan.solvers.explain.relaxation import row_duals  # highspy loads only when needed

    duals = row_duals(milp, stage)
    if duals is None:
        return ()
    prices: list[ShadowPrice] = []
    for row, position in enumerate(milp.row_constraint.tolist()):
        price = float(duals[row])
        node = model.nodes[model.constraints[position].node] if position >= 0 else None
        linear = model.nodes[node.left] if isinstance(node, Comparison) else None
        if abs(price) < 1e-9 or not isinstance(linear, Linear) or not linear.columns:
            continue
        entry = int(milp.starts[row])
        place = linear.columns.index(int(milp.indices[entry]))
        scale = float(milp.coefs[entry]) / float(linear.coefs[place])
        origin = model.constraints[position].origin
        prices.append(
            ShadowPrice(
                constraint=origin.constraint,
                indices=origin.indices,
                price=price * scale * _orientation(subject, origin.constraint),
            )
        )
    return tuple(prices)


def _orientation(subject: Subject, name: str) -> int:
    """-1 where the ground row has the right side of the constraint on its left."""
    constraint = subject.elements.constraints.get(name)
    that = None if constraint is None else constraint.that
    flipped = isinstance(that, s.Compare) and that.relations[0] in (">=", ">")
    return -1 if flipped else 1
