"""The oracle over real solvers: one after another, each with a share of the time, every plan rechecked."""

from __future__ import annotations

from certiplan.model.ir import Rational
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.explain.answers import Answer, Impossible, Possible, Undecided
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.engines import Engine, cannot, engines_for
from certiplan.solvers.explain.subject import Subject
from certiplan.solvers.results import Failed, Feasible, Infeasible, Optimal, SolverResult, Unknown


class SolverOracle:
    """Asks the solvers whether requirements of a subject can hold together.

    Args:
        subject: the document.
        clock: the time that is left.
        solver: "auto", or the one backend to ask.
        question_limit_s: the longest that one question may take; that of the clock's limits unless given.

    Attributes:
        engines: who is asked, in this order.
    """

    def __init__(
        self, subject: Subject, clock: Clock, *, solver: str = "auto", question_limit_s: float | None = None
    ) -> None:
        self._subject = subject
        self._clock = clock
        self._most_s = clock.limits.check_limit_s if question_limit_s is None else question_limit_s
        self.engines: list[Engine] = list(engines_for(subject, solver))

    def __call__(self, kept: frozenset[str]) -> Answer:
        """Settle one question."""
        reason = "no solver can settle this model"
        most_s = self._most_s
        for is_first in (True, False) if len(self.engines) > 1 else (False,):
            for engine in tuple(self.engines):
                share_s = min(engine.first_share_s, most_s) if is_first else most_s
                if self._clock.expired:
                    return Undecided(reason="cancelled" if self._clock.limits.stop.is_set() else "time")
                result = engine.check(kept, self._clock.options(share_s))
                answer = self._read(kept, result)
                if not isinstance(answer, Undecided):
                    return answer
                reason = answer.reason
                if cannot(result) or isinstance(result, Failed):
                    self.engines.remove(engine)
        return Undecided(reason=reason)

    def _read(self, kept: frozenset[str], result: SolverResult) -> Answer:
        subject = self._subject
        match result:
            case Optimal() | Feasible():
                satisfied = self._satisfied(kept, result.values)
                given_up = frozenset(subject.groups) - satisfied
                plan = subject.accepted(result.values, given_up, optimal=False, solver=result.solver)
                if plan is None:
                    return Undecided(reason="a solution failed the exact recheck")
                return Possible(satisfied=satisfied, plan=plan)
            case Infeasible():
                suspects = kept
                if result.suspects is not None:
                    origins = [subject.model.constraints[k].origin for k in result.suspects]
                    suspects = frozenset(name for origin in origins for name in origin.requirements)
                    assert suspects <= kept, "a proof rests on what was asked about"
                return Impossible(suspects=suspects, positions=result.suspects, solver=result.solver)
            case Unknown():
                return Undecided(reason=result.reason)
            case Failed():
                return Undecided(reason=result.error)
            case _:
                return Undecided(reason="the solver did not give a solution")

    def _satisfied(self, kept: frozenset[str], values: object) -> frozenset[str]:
        """The requirements that hold at a point: those kept, and those that hold by chance."""
        assert isinstance(values, list | tuple)
        subject = self._subject
        point: list[Rational] = list(values)
        evaluation = Evaluation(subject.model, point)
        broken: set[str] = set()
        for constraint in subject.model.constraints:
            names = constraint.origin.requirements
            if kept.issuperset(names) or not broken.isdisjoint(names):
                continue
            if not evaluation.holds(constraint.node):
                # A constraint of several requirements goes with any of them.
                broken.add(next(name for name in names if name not in kept))
        return frozenset(subject.groups) - broken
