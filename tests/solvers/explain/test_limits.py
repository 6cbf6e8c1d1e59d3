"""What is not settled in time never becomes a statement about the document."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certiplan.model.loading import load_elements
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain import DropRequirement, Explainer, ExplainOptions, Limits
from certiplan.solvers.explain.conflict import Conflict
from certiplan.solvers.explain.engines import Engine, LinearEngine
from certiplan.solvers.explain.pareto import Goal, pareto
from certiplan.solvers.explain.subject import Plan
from certiplan.solvers.explain.what_if import Side
from certiplan.solvers.model import Model, NoSolution, Solved
from certiplan.solvers.results import SolverResult, Unknown
from tests.solvers.explain.small_documents import Small, small_documents


class Flaky:
    """An engine that gives up at random."""

    first_share_s = 2.0

    def __init__(self, engine: Engine, random: Random, rate: float) -> None:
        self._engine = engine
        self._random = random
        self._rate = rate

    @property
    def name(self) -> str:
        return self._engine.name

    def check(self, kept: frozenset[str], options: SolveOptions) -> SolverResult:
        if self._random.random() < self._rate:
            return Unknown(reason="time", detail="", solver=self.name, seconds=0.0)
        return self._engine.check(kept, options)


def assert_true(small: Small, explainer: Explainer) -> None:
    explanation = explainer.explain()
    possible = small.possible(small.groups())
    assert explanation.status in ("unknown", "feasible" if possible else "conflict")
    for conflict in explanation.conflicts:
        assert not small.possible(frozenset(conflict.requirements))
        if conflict.minimal:
            assert frozenset(conflict.requirements) in small.conflicts()
    if explanation.status == "conflict" and explanation.complete:
        assert {frozenset(c.requirements) for c in explanation.conflicts} == small.conflicts()
    for way in explanation.ways_out.ways:
        assert way.plan.verdict.satisfied
        dropped = frozenset(c.requirement for c in way.changes if isinstance(c, DropRequirement))
        if len(dropped) == len(way.changes):
            assert small.possible(small.groups() - dropped)


@given(small_documents(), st.randoms(use_true_random=False), st.sampled_from((0.2, 0.6, 1.0)))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_engines_that_give_up(small: Small, random: Random, rate: float) -> None:
    options = ExplainOptions(max_conflicts=None, max_drops=None, confirm=False, solver="highs")
    explainer = Explainer(load_elements(small.data()), options=options)
    explainer.oracle.engines[:] = [Flaky(LinearEngine(explainer.subject), random, rate)]
    assert_true(small, explainer)


@given(small_documents(), st.sampled_from((0.0, 0.002, 0.01)))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_next_to_no_time(small: Small, seconds: float) -> None:
    limits = Limits(time_limit_s=seconds)
    options = ExplainOptions(max_conflicts=None, max_drops=None, confirm=False, limits=limits, solver="highs")
    assert_true(small, Explainer(load_elements(small.data()), options=options))


@given(small_documents(), st.sampled_from((0.0, 0.002, 0.01)))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_verb_says_anything_wrong_in_next_to_no_time(small: Small, seconds: float) -> None:
    model = Model(load_elements(small.data()))
    options = ExplainOptions(confirm=False, limits=Limits(time_limit_s=seconds), solver="highs")
    possible = small.possible(small.groups())

    answer = model.solve(solver="highs", options=SolveOptions(time_limit_s=seconds))
    assert isinstance(answer, (Solved | Unknown) if possible else (NoSolution | Unknown))

    match model.conflict(options):
        case Plan():
            assert possible
        case Conflict() as conflict:
            assert_clash(small, conflict)
    for found in model.conflicts(options):
        if isinstance(found, Conflict):
            assert_clash(small, found)
        else:
            assert small.possible(small.groups() - found.dropped)
    for way in model.ways_out(options).ways:
        assert way.plan.verdict.satisfied and not possible

    for effect, holds in (
        (model.what_if({"set": {"constraints.more": {"that": "x >= 2"}}}, options), lambda p: p[0] >= 2),
        (model.why("y", 1, options), lambda p: p[1] != 1),
        (model.why_not("z <= 1", options), lambda p: p[2] <= 1),
    ):
        assert_side(small, effect.before, lambda p: True)
        assert_side(small, effect.after, holds)

    found_out = model.sensitivity(options=options)
    assert found_out is None or possible
    if found_out is not None:
        assert found_out.plan.verdict.satisfied
    front = pareto(
        model.document,
        Goal(name="x + 2 * y", sense="maximize"),
        Goal(name="z - x - y", sense="maximize"),
        options=options,
    )
    assert not front.points or possible
    assert not (front.complete and possible and not front.points)


def assert_clash(small: Small, conflict: Conflict) -> None:
    requirements = frozenset(conflict.requirements)
    assert not small.possible(requirements)
    assert not conflict.minimal or requirements in small.conflicts()


def assert_side(small: Small, side: Side, holds: Callable[[tuple[int, ...]], bool]) -> None:
    """What is said of a document with one condition more."""
    left = [
        x + 2 * y + z
        for x, y, z in small.points()
        if holds((x, y, z)) and all(row.excess((x, y, z)) == 0 for row in small.rows)
    ]
    match side.status:
        case "optimal":
            assert side.objectives == (max(left),)
        case "feasible":
            assert side.objectives[0] in left
        case "infeasible":
            assert not left
        case other:
            assert other == "unknown"
