"""The cheapest ways to make a trip possible, by optimization.

The ground model of the trip, with a binary for each wish that may be given up, which frees its constraints
at its cost, and with a decision for the dollars by which the plan costs more than the budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from certiplan.model import ir
from certiplan.model.evaluator import Verdict
from certiplan.model.solution import Solution
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.combination import with_switches
from certiplan.solvers.explain.subject import Subject
from certiplan.solvers.results import Feasible, Infeasible, Optimal
from certiplan.solvers.settling import settle

_FAR = 3
"""Sets of wishes are offered up to so many times the cost of the cheapest way out."""


@dataclass(frozen=True, kw_only=True)
class Repair:
    """Changes after which a plan exists.

    Attributes:
        dropped: requirements that are given up, in the document's order.
        more_usd: what is added to the budget.
        verdict: of the exact evaluator on `solution`, a plan, once the changes are made.
        solver: who found it.
        proved: no cheaper changes of this kind lead to a plan.
    """

    dropped: tuple[str, ...]
    more_usd: int
    cost_usd: int
    solution: Solution = field(repr=False)
    verdict: Verdict = field(repr=False)
    solver: str
    proved: bool


class Switchboard:
    """Finds repairs of one trip.

    Args:
        subject: the trip's document.
        costs: what giving up each requirement costs, for those that may go.
        budget_usd: the budget, if it may be raised.
        solver: "auto", or the one backend to use.
    """

    def __init__(
        self, subject: Subject, *, costs: Mapping[str, int], budget_usd: int | None, solver: str = "auto"
    ) -> None:
        self.costs = costs
        self._subject = subject
        self._solver = solver
        self._budget_usd = budget_usd
        self._model, self._over = self._with_open_budget()

    def repairs(self, clock: Clock, *, most: int, unsettled: list[str]) -> Iterator[Repair]:
        """The least raise of the budget, the cheapest sets of wishes, and the cheapest of all.

        Where neither the budget alone nor wishes alone help, the cheapest combinations.

        Args:
            clock: the time that is left.
            most: how many sets of wishes are looked for.
            unsettled: what remains open is added here, in words.
        """
        best, settled = self.cheapest(clock)
        if not settled:
            unsettled.append("whether there are cheaper changes")
        if best is None:
            return
        yield best
        found = [best]
        alone = 0
        if self._budget_usd is not None:
            raised, settled = self.cheapest(clock, droppable=False)
            if not settled:
                unsettled.append("whether a higher budget alone is enough")
            if raised is not None:
                alone += 1
                if not _among(raised, found):
                    found.append(raised)
                    yield raised
            for repair in self._several(clock, most, best, unsettled, raisable=False):
                alone += 1
                if not _among(repair, found):
                    found.append(repair)
                    yield repair
        if not alone:
            for repair in self._several(clock, most, best, unsettled, raisable=True):
                if not _among(repair, found):
                    found.append(repair)
                    yield repair

    def _several(
        self, clock: Clock, most: int, best: Repair, unsettled: list[str], *, raisable: bool
    ) -> Iterator[Repair]:
        """Repairs none of which gives up all that another one gives up, cheapest first."""
        without: list[tuple[str, ...]] = []
        for _ in range(most):
            repair, settled = self.cheapest(
                clock,
                raisable=raisable,
                without=without,
                most_cost=_FAR * best.cost_usd if without else None,
            )
            if not settled:
                unsettled.append("whether other wishes could be given up instead")
            if repair is None:
                return
            yield repair
            if not settled or not repair.dropped:
                return
            without.append(repair.dropped)

    def cheapest(
        self,
        clock: Clock,
        *,
        droppable: bool = True,
        raisable: bool = True,
        without: list[tuple[str, ...]] | None = None,
        most_cost: int | None = None,
    ) -> tuple[Repair | None, bool]:
        """(the cheapest repair, whether it is proved that there is no cheaper one, or none at all).

        Args:
            clock: the time that is left.
            droppable: wishes may be given up.
            raisable: the budget may be raised.
            without: sets of wishes that are not to be given up together.
            most_cost: no dearer repair is looked for.
        """
        if clock.expired:
            return None, False
        if most_cost is not None and most_cost < 0:
            return None, True
        base = self._model
        if self._over is not None and not raisable:
            columns = list(base.columns)
            columns[self._over] = replace(columns[self._over], upper=0)
            base = replace(base, columns=tuple(columns))
        model, switches = with_switches(base, self.costs if droppable else {})
        nodes, constraints = model.nodes, list(model.constraints)
        for names in without or ():
            together = sorted(switches[name] for name in names)
            row = nodes.add(ir.Linear(1 - len(together), tuple(together), (1,) * len(together)))
            constraints.append(
                ir.GroundConstraint(nodes.add(ir.Comparison("<=", row)), ir.Origin(constraint="another way"))
            )
        if most_cost is not None:
            total = nodes[model.objectives[0].node]
            assert isinstance(total, ir.Linear)
            row = nodes.add(replace(total, const=total.const - most_cost))
            constraints.append(
                ir.GroundConstraint(nodes.add(ir.Comparison("<=", row)), ir.Origin(constraint="cost"))
            )
        model = replace(model, constraints=tuple(constraints))
        result = settle(model, solver=self._solver, options=clock.options(clock.limits.check_limit_s))
        if isinstance(result, Infeasible):
            return None, True
        if not isinstance(result, Optimal | Feasible):
            return None, False
        values = result.values
        dropped = [name for name, column in switches.items() if values[column] == 1]
        more_usd = 0 if self._over is None else int(values[self._over])
        repair = self._accepted(result, dropped, more_usd)
        return repair, repair is not None and repair.proved

    def _accepted(self, result: Optimal | Feasible, dropped: list[str], more_usd: int) -> Repair | None:
        """The repair, if the exact evaluator accepts its plan."""
        subject = self._subject
        solution = subject.ground.solution(result.values[: len(subject.model.columns)])
        given_up = [*dropped, *(["budget"] if more_usd else [])]
        verdict = subject.judge(solution, given_up)
        if not verdict.satisfied:
            return None
        if self._budget_usd is not None and verdict.objectives[0].value is not None:
            over = verdict.objectives[0].value - self._budget_usd
            if over > more_usd:
                return None
        return Repair(
            dropped=tuple(name for name in subject.groups if name in dropped),
            more_usd=more_usd,
            cost_usd=more_usd + sum(self.costs[name] for name in dropped),
            solution=solution,
            verdict=verdict,
            solver=result.solver,
            proved=isinstance(result, Optimal),
        )

    def _with_open_budget(self) -> tuple[ir.GroundModel, ir.ColumnId | None]:
        """The model in which the budget may be exceeded by a new last column, which is to be minimized."""
        model = self._subject.model
        nodes = model.nodes
        if self._budget_usd is None:
            return replace(model, objectives=()), None
        total = nodes[model.objectives[0].node]
        assert isinstance(total, ir.Linear), "the cost of a trip is linear"
        over = len(model.columns)
        column = ir.Column(name="more than the budget", kind="integer", lower=0, upper=None)
        row = ir.Linear(
            total.const - self._budget_usd,
            (*total.columns, over),
            (*total.coefs, -1),
            total.atoms,
            total.atom_coefs,
        )
        kept = tuple(c for c in model.constraints if "budget" not in c.origin.requirements)
        within = ir.GroundConstraint(
            nodes.add(ir.Comparison("<=", nodes.add(row))), ir.Origin(constraint="budget")
        )
        objective = ir.GroundObjective(sense="minimize", node=nodes.add(ir.Linear(0, (over,), (1,))))
        opened = replace(
            model, columns=(*model.columns, column), constraints=(*kept, within), objectives=(objective,)
        )
        return opened, over


def _among(repair: Repair, found: list[Repair]) -> bool:
    return any((each.dropped, each.more_usd) == (repair.dropped, repair.more_usd) for each in found)
