"""The cheapest combination of moved numbers and dropped requirements, as one optimization."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from certiplan.model import ir
from certiplan.model.ir import Rational
from certiplan.model.values import show
from certiplan.solvers.explain.changes import Change, DropRequirement, cost_of, drop_cost
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.least_change import Move, moved
from certiplan.solvers.explain.loosening import Loosened, loosened
from certiplan.solvers.explain.subject import Subject
from certiplan.solvers.results import Feasible, Infeasible, Optimal
from certiplan.solvers.settling import settle

_GLOBAL = (ir.Circuit, ir.NoOverlap, ir.Cumulative)
_MOST_SPLITS = 64


@dataclass(frozen=True, kw_only=True)
class Combination:
    """The cheapest way out of all.

    Attributes:
        move: None if there is none at all.
        settled: proved cheapest, or proved that there is none.
    """

    move: Move | None
    settled: bool


def cheapest(
    subject: Subject,
    numbers: Sequence[str],
    drops: Sequence[str],
    clock: Clock,
    *,
    known: Rational | None = None,
    solver: str = "auto",
) -> Combination:
    """The cheapest changes after which a plan exists.

    One binary for each requirement that may go frees its constraints, at its cost; numbers are decisions
    at theirs. Requirements whose constraints cannot be freed that way (tours, disjunctive and cumulative
    resources) are tried one set at a time, cheapest first.

    Args:
        subject: the document.
        numbers: the negotiable numbers that may move; those that must be constant are left out.
        drops: the requirements that may go.
        clock: the time that is left.
        known: the cost of a way out that is known; none dearer is looked for.
        solver: "auto", or the one backend to use.
    """
    loose = loosened_together(subject, numbers)
    stiff = _global_requirements(loose.subject.model).intersection(drops)
    free = [name for name in drops if name not in stiff]
    best: Move | None = None
    settled = True
    for count, gone in enumerate(_by_cost(subject, sorted(stiff))):
        fixed = sum(drop_cost(subject.requirements.get(name)) for name in gone)
        if known is not None and fixed >= known:
            break
        if clock.expired or count == _MOST_SPLITS:
            settled = False
            break
        room = None if known is None else known - fixed
        found, proved = _with_dropped(loose, free, gone, clock, room=room, solver=solver)
        settled = settled and proved
        if found is not None and (known is None or cost_of(subject, found.changes) <= known):
            best, known = found, cost_of(subject, found.changes)
    return Combination(move=None if best is None else replace(best, least=settled), settled=settled)


def loosened_together(subject: Subject, numbers: Sequence[str]) -> Loosened:
    """With all numbers that may be decisions together; the others stay as they are."""
    together = loosened(subject, numbers, weighted=True) if numbers else None
    if together is not None:
        return together
    able: list[str] = []
    best: Loosened | None = None
    for name in numbers:
        attempt = loosened(subject, [*able, name], weighted=True)
        if attempt is not None:
            able.append(name)
            best = attempt
    if best is not None:
        return best
    bare = subject.with_elements(replace(subject.elements, objectives=()))
    return Loosened(subject=bare, base=subject, asked={})


def _with_dropped(
    loose: Loosened,
    free: Sequence[str],
    gone: Collection[str],
    clock: Clock,
    *,
    room: Rational | None,
    solver: str,
) -> tuple[Move | None, bool]:
    """(the cheapest move when some requirements are gone already, whether that is proved)."""
    everything = frozenset(loose.subject.groups)
    model = loose.subject.model.restricted(everything.difference(gone))
    costs = {name: drop_cost(loose.base.requirements.get(name)) for name in free}
    if room is not None:
        model = _within(loose, model, room)
    relaxed, columns = with_switches(model, costs, most=room)
    result = settle(relaxed, solver=solver, options=clock.options(clock.limits.check_limit_s))
    if isinstance(result, Optimal | Feasible):
        dropped = [name for name, column in columns.items() if result.values[column] == 1] + sorted(gone)
        order = {name: k for k, name in enumerate(loose.subject.groups)}
        changes: list[Change] = [
            DropRequirement(requirement=name) for name in sorted(dropped, key=lambda name: order[name])
        ]
        own = result.values[: len(model.columns)]
        move = moved(loose, own, least=False, solver=result.solver, dropped=changes)
        return move, move is not None and isinstance(result, Optimal)
    return None, isinstance(result, Infeasible)


def with_switches(
    model: ir.GroundModel, costs: Mapping[str, Rational], *, most: Rational | None = None
) -> tuple[ir.GroundModel, dict[str, ir.ColumnId]]:
    """The model with a binary for each of some requirements that frees their constraints when it is 1.

    The objective is that of the model (a cost to minimize), plus the costs of the binaries; it is at most
    `most`.

    Returns:
        The model and the column of each requirement. Nodes are added to the model's own.
    """
    nodes = model.nodes
    first = len(model.columns)
    columns = {name: first + k for k, name in enumerate(costs)}
    binaries = tuple(ir.Column(name=f"give up {name}", kind="binary", lower=0, upper=1) for name in columns)
    constraints: list[ir.GroundConstraint] = []
    for constraint in model.constraints:
        switches = [columns[name] for name in constraint.origin.requirements if name in columns]
        if not switches:
            constraints.append(constraint)
            continue
        literals = [nodes.add(ir.Literal(column)) for column in switches]
        record = nodes[constraint.node]
        held = record.arguments if isinstance(record, ir.Or) else (constraint.node,)
        node = nodes.add(ir.Or(tuple(dict.fromkeys((*literals, *held)))))
        constraints.append(ir.GroundConstraint(node, replace(constraint.origin, requirements=())))
    old = nodes[model.objectives[0].node] if model.objectives else ir.Linear(0)
    if not isinstance(old, ir.Linear):
        old = ir.Linear(0, (), (), (model.objectives[0].node,), (1,))
    total = ir.Linear(
        old.const,
        (*old.columns, *columns.values()),
        (*old.coefs, *costs.values()),
        old.atoms,
        old.atom_coefs,
    )
    objective = ir.GroundObjective(sense="minimize", node=nodes.add(total))
    if most is not None:
        within = replace(total, const=total.const - most)
        node = nodes.add(ir.Comparison("<=", nodes.add(within)))
        constraints.append(ir.GroundConstraint(node, ir.Origin(constraint="cost")))
    switched = replace(
        model,
        columns=(*model.columns, *binaries),
        constraints=tuple(constraints),
        objectives=(objective,),
    )
    return switched, columns


def _within(loose: Loosened, model: ir.GroundModel, room: Rational) -> ir.GroundModel:
    """The model with bounds on the numbers beyond which moving them costs more than there is room for."""
    columns = list(model.columns)
    by_name = {column.name: k for k, column in enumerate(columns)}
    for name, entries in loose.before.items():
        negotiable = loose.base.elements.parameters[name].negotiable
        if negotiable is None or negotiable.cost <= 0:
            continue
        far = Fraction(room) / negotiable.cost
        for key, before in entries.items():
            k = by_name[f"{name}[{show(key)}]" if key else name]
            low, high = before - far, before + far
            old = columns[k]
            columns[k] = replace(
                old,
                lower=low if old.lower is None else max(low, old.lower),
                upper=high if old.upper is None else min(high, old.upper),
            )
    return replace(model, columns=tuple(columns))


def _global_requirements(model: ir.GroundModel) -> set[str]:
    return {
        name
        for constraint in model.constraints
        if isinstance(model.nodes[constraint.node], _GLOBAL)
        for name in constraint.origin.requirements
    }


def _by_cost(subject: Subject, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """All sets of these requirements, cheapest first."""
    yield ()
    priced = sorted((drop_cost(subject.requirements.get(name)), name) for name in names)
    waiting: list[tuple[Rational, tuple[int, ...]]] = [(priced[0][0], (0,))] if priced else []
    while waiting:
        cost, chosen = heapq.heappop(waiting)
        yield tuple(priced[k][1] for k in chosen)
        last = chosen[-1]
        if last + 1 < len(priced):
            heapq.heappush(waiting, (cost + priced[last + 1][0], (*chosen, last + 1)))
            heapq.heappush(waiting, (cost + priced[last + 1][0] - priced[last][0], (*chosen[:-1], last + 1)))
