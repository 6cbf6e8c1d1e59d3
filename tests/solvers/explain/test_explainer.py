"""Conflicts and ways out of small random documents, against what trying every point says."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certiplan.model.loading import load_elements
from certiplan.solvers.explain.changes import ChangeNumber, DropRequirement
from certiplan.solvers.explain.explainer import Explainer, ExplainOptions
from certiplan.solvers.explain.pareto import Goal, pareto
from certiplan.solvers.explain.sensitivity import sensitivity
from tests.solvers.explain.small_documents import Small, small_documents, two_conflicts


def explainer(small: Small, *, solver: str = "highs") -> Explainer:
    options = ExplainOptions(max_conflicts=None, max_drops=None, confirm=False, solver=solver)
    return Explainer(load_elements(small.data()), options=options)


@given(small_documents())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_agrees_with_brute_force(small: Small) -> None:
    explanation = explainer(small).explain()
    if small.possible(small.groups()):
        assert explanation.status == "feasible"
        assert explanation.plan is not None
        assert explanation.plan.verdict.satisfied
        assert explanation.complete
        return
    assert explanation.status == "conflict"
    assert {frozenset(c.requirements) for c in explanation.conflicts} == small.conflicts()
    for conflict in explanation.conflicts:
        assert conflict.minimal
        for name, plan in conflict.witnesses.items():
            assert plan.verdict.satisfied
            assert name in plan.given_up
            assert plan.given_up.isdisjoint(set(conflict.requirements) - {name})
        for meeting in conflict.meetings:
            beyond = meeting.together - meeting.limit
            assert beyond > 0 if meeting.relation == "<=" else beyond < 0
    ways = explanation.ways_out.ways
    assert not explanation.ways_out.unsettled
    assert explanation.complete
    assert [way.cost for way in ways] == sorted(way.cost for way in ways)
    assert all(way.proved_least for way in ways)
    drops = {
        frozenset(c.requirement for c in way.changes if isinstance(c, DropRequirement))
        for way in ways
        if way.kind == "drop"
    }
    assert drops == {dropped for dropped in small.corrections() if small.may_be_dropped(dropped)}
    for k in range(len(small.rows)):
        moves = [
            change
            for way in ways
            if way.kind == "number"
            for change in way.changes
            if isinstance(change, ChangeNumber) and change.parameter == f"limit_{k}"
        ]
        least = small.least_change(k)
        assert [abs(change.after - change.before) for change in moves] == ([] if least is None else [least])
    assert min((way.cost for way in ways), default=None) == small.cheapest()


@given(st.one_of(two_conflicts(), small_documents()))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_way_out_is_there_at_its_least_cost(small: Small) -> None:
    """Those that mend each of two conflicts in its own way among them."""
    explanation = explainer(small).explain()
    found: dict[tuple[frozenset[int], frozenset[str]], list[int]] = {}
    for way in explanation.ways_out.ways:
        numbers = {c.parameter for c in way.changes if isinstance(c, ChangeNumber)}
        drops = frozenset(c.requirement for c in way.changes if isinstance(c, DropRequirement))
        things = frozenset(int(name.removeprefix("limit_")) for name in numbers), drops
        assert way.plan.verdict.satisfied
        found.setdefault(things, []).append(int(way.cost))
    assert all(len(costs) == 1 for costs in found.values())
    truth = {} if small.possible(small.groups()) else small.ways()
    assert {things: costs[0] for things, costs in found.items() if things in truth} == truth
    # Beside the minimal ways: what is cheaper than a part of it, and each number and each wish by itself.
    for things, (cost,) in found.items():
        assert small.cost_of_moving(*things) == cost


@given(two_conflicts())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_further_conflicts_are_told_of(small: Small) -> None:
    options = ExplainOptions(confirm=False, solver="highs")
    explanation = Explainer(load_elements(small.data()), options=options).explain()
    assert len(explanation.conflicts) == 1
    conflicts = small.conflicts()
    if explanation.further_conflicts:
        assert len(conflicts) > 1
    elif any(len(way.changes) > 1 for way in explanation.ways_out.ways):
        assert len(conflicts) == 1


@given(small_documents())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_fronts_agree_with_brute_force(small: Small) -> None:
    reached = {
        (x + 2 * y, z - x - y)
        for x, y, z in small.points()
        if all(row.excess((x, y, z)) == 0 for row in small.rows)
    }
    best = {a for a in reached if not any(b != a and b[0] >= a[0] and b[1] >= a[1] for b in reached)}
    front = pareto(
        load_elements(small.data()),
        Goal(name="x + 2 * y", sense="maximize"),
        Goal(name="z - x - y", sense="maximize"),
        max_points=50,
        options=ExplainOptions(solver="highs"),
    )
    assert front.complete
    assert {(point.first, point.second) for point in front.points} == best
    assert [point.first for point in front.points] == sorted((first for first, _ in best), reverse=True)


@given(small_documents())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_sensitivity_agrees_with_brute_force(small: Small) -> None:
    """The optimum for every value of every limit that may move, within the range and just beyond."""

    def optimum(k: int, limit: int) -> int | None:
        rows = [replace(row, limit=limit) if j == k else row for j, row in enumerate(small.rows)]
        return max(
            (x + 2 * y + z for x, y, z in small.points() if all(r.excess((x, y, z)) == 0 for r in rows)),
            default=None,
        )

    if not small.possible(small.groups()):
        return
    found = sensitivity(load_elements(small.data()), options=ExplainOptions(solver="highs"))
    assert found is not None
    for effect in found.numbers:
        k = int(effect.parameter.removeprefix("limit_"))
        limit = small.rows[k].limit
        now = optimum(k, limit)
        for moved, value in ((effect.more, optimum(k, limit + 1)), (effect.less, optimum(k, limit - 1))):
            assert moved is not None
            assert moved.objective == value
            assert moved.status == ("infeasible" if value is None else "optimal")
        assert effect.settled_down and effect.settled_up
        for end, step in ((effect.lowest, -1), (effect.highest, 1)):
            if end is None:
                assert optimum(k, limit + 40 * step) == now
            else:
                assert optimum(k, int(end)) == now != optimum(k, int(end) + step)
