"""Conflicts and ways out of small random documents, against what trying every point says."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from certiplan.model.loading import load_elements
from certiplan.solvers.explain.changes import ChangeNumber, DropRequirement
from certiplan.solvers.explain.explainer import Explainer, ExplainOptions
from tests.solvers.explain.small_documents import Small, small_documents


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
    assert drops == {dropped for dropped in small.corrections() if small.may_go(dropped)}
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
