"""What is not settled in time never becomes a statement about the document."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certiplan.model.loading import load_elements
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain import DropRequirement, Explainer, ExplainOptions, Limits
from certiplan.solvers.explain.engines import Engine, LinearEngine
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
