"""The least change of one negotiable number after which a plan exists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from certiplan.errors import DocumentError
from certiplan.model import syntax as s
from certiplan.model.document import Negotiable
from certiplan.model.elements import Parameter
from certiplan.model.ir import Rational
from certiplan.model.values import Value
from certiplan.solvers.explain.answers import Impossible, Possible
from certiplan.solvers.explain.changes import Change, ChangeNumber, Entries, changed, distance
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.engines import cannot
from certiplan.solvers.explain.extremes import plain_number
from certiplan.solvers.explain.loosening import Loosened, loosened
from certiplan.solvers.explain.oracle import SolverOracle
from certiplan.solvers.explain.subject import Plan, Subject
from certiplan.solvers.results import Feasible, Infeasible, Optimal
from certiplan.solvers.settling import settle

_ONE_BY_ONE = 12
_MOST_DOUBLINGS = 12
_MOST_TO_PROVE = 64
_DECIMALS = 10**6
_DENOMINATOR = 10**4
_NEAR = Fraction(1, 10**7)


@dataclass(frozen=True, kw_only=True)
class Move:
    """Changes after which a plan exists.

    Attributes:
        entries: for numbers with indices, all entries as they are then.
        plan: a plan for the changed document.
        least: proved that no smaller change leads to a plan.
    """

    changes: tuple[Change, ...]
    entries: Entries
    plan: Plan
    least: bool


@dataclass(frozen=True, kw_only=True)
class NoMove:
    """No plan, however the number moves.

    Attributes:
        proved: no value within its direction and limit leads to a plan.
        reason: when not proved, what kept it from being settled.
    """

    proved: bool
    reason: str = ""


def least_change(
    subject: Subject, parameter: Parameter, clock: Clock, *, solver: str = "auto"
) -> Move | NoMove:
    """The least change of a number, all its entries together, after which a plan exists.

    Where the number can be a decision the solver finds it; else values are tried in the order of their
    distance, then in doubling steps.
    """
    loose = loosened(subject, [parameter.name], weighted=False)
    if loose is not None:
        options = clock.options(clock.limits.check_limit_s)
        result = settle(loose.subject.model, solver=solver, options=options)
        match result:
            case Infeasible():
                return NoMove(proved=True)
            case Optimal() | Feasible():
                move = moved(loose, result.values, least=isinstance(result, Optimal), solver=result.solver)
                return move or NoMove(proved=False, reason="a solution failed the exact recheck")
            case _ if not cannot(result):
                return NoMove(proved=False, reason="time")
            case _:
                pass
    if parameter.index:
        return NoMove(proved=False, reason="the number must be constant and has indices")
    return _Stepping(subject, parameter, clock, solver=solver).search()


def moved(
    loose: Loosened,
    values: Sequence[Rational],
    *,
    least: bool,
    solver: str,
    dropped: Sequence[Change] = (),
) -> Move | None:
    """The move that a point of a loosened document stands for, if the exact evaluator accepts it.

    A number found in floating point is off by a rounding error: the simplest number near it is tried, then
    itself, then one a little further from what was asked.
    """
    solution = dict(loose.subject.ground.solution(values))
    for name in loose.asked:
        del solution[name]
    found = loose.entries(values)
    for entries in (_simplest(found), found, _outward(loose, found)):
        changes: tuple[Change, ...] = (*loose.changes(entries), *dropped)
        after = changed(loose.base, changes, entries)
        verdict = after.judge(solution)
        if verdict.satisfied:
            plan = Plan(
                solution=solution, verdict=verdict, given_up=frozenset(), optimal=False, solver=solver
            )
            return Move(changes=changes, entries=entries, plan=plan, least=least)
    return None


def _simplest(entries: Entries) -> Entries:
    """The numbers; those of many digits, if a simple one is near, as that."""
    simple: dict[str, dict[tuple[Value, ...], Rational]] = {}
    for name, values in entries.items():
        simple[name] = {}
        for key, value in values.items():
            exact = Fraction(value)
            near = exact.limit_denominator(_DENOMINATOR)
            close = abs(near - exact) <= _NEAR * max(Fraction(1), abs(exact))
            simple[name][key] = plain_number(near) if close and exact.denominator > _DECIMALS else value
    return simple


def _outward(loose: Loosened, entries: Entries) -> Entries:
    """The numbers, those that are not whole rounded to six decimals away from what was asked."""
    outward = {name: dict(values) for name, values in entries.items()}
    for change in loose.changes(entries):
        scaled = Fraction(change.after) * _DECIMALS
        if scaled.denominator != 1:
            up = change.after > change.before
            rounded = -((-scaled) // 1) + 1 if up else scaled // 1 - 1
            outward[change.parameter][change.indices] = plain_number(Fraction(rounded, _DECIMALS))
    return outward


class _Stepping:
    """Tries values of a scalar, each in a document of its own.

    Values within `_ONE_BY_ONE` steps are tried in the order of their distance; then the distance doubles
    until a plan exists, and halves back. The change is proved least if every smaller one was refuted.
    """

    def __init__(self, subject: Subject, parameter: Parameter, clock: Clock, *, solver: str) -> None:
        self._subject = subject
        self._parameter = parameter
        self._clock = clock
        self._solver = solver
        value = subject.evaluator.evaluate(s.Name(parameter.name))
        assert isinstance(value, int | Fraction)
        self._before: Rational = value
        # Decimals move by one in their last place.
        self._step = Fraction(1, Fraction(value).denominator)
        self._tried: dict[Rational, Plan | str | None] = {}

    def search(self) -> Move | NoMove:
        """The least change, or that there is none."""
        for k in range(1, _ONE_BY_ONE + 1):
            for value in self._at(k):
                plan = self._plan(value)
                if isinstance(plan, Plan):
                    return self._move(value, plan)
        best: tuple[Rational, Plan] | None = None
        low, high = _ONE_BY_ONE, _ONE_BY_ONE
        for _ in range(_MOST_DOUBLINGS):
            low, high = high, high * 2
            best = self._first(high)
            if best is not None or not any(True for _ in self._at(high)) or self._clock.expired:
                break
        if best is None:
            best = self._at_limit()
            if best is None:
                return self._none()
            high = int(abs(Fraction(best[0]) - self._before) / self._step)
        while high - low > 1 and not self._clock.expired:
            middle = (low + high) // 2
            found = self._first(middle)
            if found is None:
                low = middle
            else:
                best, high = found, middle
        return self._proved(best)

    def _at(self, distance: int) -> Iterator[Rational]:
        """The values at a distance, in steps, that direction and limit allow."""
        negotiable = self._parameter.negotiable
        assert negotiable is not None
        if negotiable.direction in ("up", "both"):
            value = plain_number(self._before + distance * self._step)
            if _within(negotiable, self._before, value):
                yield value
        if negotiable.direction in ("down", "both"):
            value = plain_number(self._before - distance * self._step)
            if _within(negotiable, self._before, value):
                yield value

    def _first(self, distance: int) -> tuple[Rational, Plan] | None:
        for value in self._at(distance):
            plan = self._plan(value)
            if isinstance(plan, Plan):
                return value, plan
        return None

    def _at_limit(self) -> tuple[Rational, Plan] | None:
        negotiable = self._parameter.negotiable
        assert negotiable is not None
        if negotiable.limit is None or not _within(negotiable, self._before, negotiable.limit):
            return None
        plan = self._plan(negotiable.limit)
        return (negotiable.limit, plan) if isinstance(plan, Plan) else None

    def _plan(self, value: Rational) -> Plan | str | None:
        """A plan with this value; None if there is none, or why that is not settled."""
        if value not in self._tried:
            self._tried[value] = self._ask(value)
        return self._tried[value]

    def _ask(self, value: Rational) -> Plan | str | None:
        if self._clock.expired:
            return "time"
        change = ChangeNumber(parameter=self._parameter.name, before=self._before, after=value)
        after = changed(self._subject, [change])
        try:
            answer = SolverOracle(after, self._clock, solver=self._solver)(frozenset(after.groups))
        except DocumentError:
            # The data do not reach that far: there is no such document, hence no plan.
            return None
        match answer:
            case Possible(plan=plan):
                return plan
            case Impossible():
                return None
            case _:
                return answer.reason

    def _proved(self, best: tuple[Rational, Plan]) -> Move:
        """The best change after as many smaller ones as can be afforded were tried."""
        distance = int(abs(Fraction(best[0]) - self._before) / self._step)
        if distance - _ONE_BY_ONE <= _MOST_TO_PROVE:
            for smaller in range(_ONE_BY_ONE + 1, distance):
                if self._clock.expired:
                    break
                found = self._first(smaller)
                if found is not None:
                    best = found
                    break
        return self._move(*best)

    def _move(self, value: Rational, plan: Plan) -> Move:
        far = abs(Fraction(value) - self._before) / self._step
        steps = range(1, int(far))
        least = far <= _ONE_BY_ONE + _MOST_TO_PROVE + 1 and all(
            self._tried.get(smaller, "not tried") is None for k in steps for smaller in self._at(k)
        )
        change = ChangeNumber(
            parameter=self._parameter.name, before=self._before, after=value, unit=self._parameter.unit
        )
        return Move(changes=(change,), entries={}, plan=plan, least=least)

    def _none(self) -> NoMove:
        unsettled = [found for found in self._tried.values() if isinstance(found, str)]
        negotiable = self._parameter.negotiable
        assert negotiable is not None
        room = None if negotiable.limit is None else abs(Fraction(negotiable.limit) - self._before)
        proved = not unsettled and room is not None and room / self._step <= _ONE_BY_ONE
        return NoMove(proved=proved, reason="" if proved else (unsettled or ["not every value was tried"])[0])


def _within(negotiable: Negotiable, before: Rational, value: Rational) -> bool:
    limit = negotiable.limit
    if limit is None:
        return True
    match negotiable.direction:
        case "up":
            return before <= value <= limit
        case "down":
            return limit <= value <= before
        case "both":
            return distance(before, value) <= distance(before, limit)
