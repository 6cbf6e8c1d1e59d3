from __future__ import annotations

from collections.abc import Iterator
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from certiplan.solvers.explain.answers import Answer, Impossible, Possible, RememberingOracle, Undecided
from certiplan.solvers.explain.enumeration import Correction, Enumeration
from certiplan.solvers.explain.shrinking import Core, shrink
from tests.solvers.explain.set_systems import Names, Truth

GROUPS = tuple("abcdefg")
conflict_sets = st.lists(st.sets(st.sampled_from(GROUPS), min_size=1, max_size=4).map(frozenset), max_size=6)


def enumeration(truth: Truth, weights: dict[str, int] | None = None) -> Enumeration:
    return Enumeration(
        oracle=RememberingOracle(truth),
        groups=GROUPS,
        weights=weights or dict.fromkeys(GROUPS, 1),
        order=GROUPS,
    )


@given(conflict_sets, st.dictionaries(st.sampled_from(GROUPS), st.integers(1, 50)))
def test_finds_every_minimal_conflict_and_correction_cheapest_first(
    conflicts: list[Names], prices: dict[str, int]
) -> None:
    truth = Truth(GROUPS, conflicts)
    weights = {name: prices.get(name, 5) for name in GROUPS}
    search = enumeration(truth, weights)
    found = list(search)
    assert search.complete
    cores = [item.requirements for item in found if isinstance(item, Core)]
    corrections = [item for item in found if isinstance(item, Correction)]
    assert len(cores) == len(set(cores))
    assert set(cores) == truth.minimal_conflicts()
    assert {item.dropped for item in corrections} == truth.minimal_corrections()
    assert all(item.least for item in corrections)
    costs = [item.cost for item in corrections]
    assert costs == sorted(costs)
    assert costs == [sum(weights[name] for name in item.dropped) for item in corrections]


@given(conflict_sets.filter(bool), st.randoms(use_true_random=False))
def test_refines_by_what_a_proof_rests_on(conflicts: list[Names], random: Random) -> None:
    def some_core(kept: Names) -> Names:
        clash = random.choice([c for c in conflicts if c <= kept])
        return clash | frozenset(name for name in kept if random.random() < 0.3)

    truth = Truth(GROUPS, conflicts, core=some_core)
    proof = truth(frozenset(GROUPS))
    assert isinstance(proof, Impossible)
    core = shrink(RememberingOracle(truth), proof, GROUPS)
    assert core.minimal
    assert core.requirements in truth.minimal_conflicts()
    assert set(core.witnesses) == core.requirements
    for name, answer in core.witnesses.items():
        assert core.requirements - {name} <= answer.satisfied


@given(conflict_sets.filter(bool), st.randoms(use_true_random=False), st.floats(0, 1))
@settings(max_examples=200)
def test_what_is_withheld_never_becomes_a_conflict(
    conflicts: list[Names], random: Random, rate: float
) -> None:
    open_questions: dict[Names, bool] = {}

    def withheld(kept: Names) -> bool:
        return open_questions.setdefault(kept, random.random() < rate)

    truth = Truth(GROUPS, conflicts, withheld=withheld)
    search = enumeration(truth)
    found = list(search)
    minimal = truth.minimal_conflicts()
    for item in found:
        if isinstance(item, Core):
            assert not truth.possible(item.requirements), "a conflict is a conflict in any case"
            if item.minimal:
                assert item.requirements in minimal
        else:
            assert truth.possible(truth.groups - item.dropped)
            if item.least:
                assert item.dropped in truth.minimal_corrections()
    if search.complete:
        assert {item.requirements for item in found if isinstance(item, Core)} == minimal


def test_stops_when_told() -> None:
    truth = Truth(GROUPS, [frozenset("ab"), frozenset("cd"), frozenset("ef")])
    search = enumeration(truth)
    search.stopped = lambda: len(search.cores) == 2
    assert len([item for item in search if isinstance(item, Core)]) == 2
    assert not search.complete


@given(conflict_sets, st.integers(1, 4))
def test_goes_on_where_it_was_left(conflicts: list[Names], most: int) -> None:
    truth = Truth(GROUPS, conflicts)
    search = enumeration(truth)
    for found in search.up_to(most):
        assert not isinstance(found, Correction) or found.cost < most
    while next(iter(search), None) is not None:
        pass
    assert search.complete
    assert {core.requirements for core in search.cores} == truth.minimal_conflicts()
    assert {correction.dropped for correction in search.corrections} == truth.minimal_corrections()


def test_a_clash_without_requirements_ends_the_search() -> None:
    truth = Truth(GROUPS, [frozenset()])
    search = enumeration(truth)
    (core,) = list(search)
    assert isinstance(core, Core)
    assert core.requirements == frozenset()
    assert core.minimal and search.complete


def test_remembers_what_follows() -> None:
    truth = Truth(GROUPS, [frozenset("ab")])
    oracle = RememberingOracle(truth)
    assert not isinstance(oracle.check(frozenset("acd")), Impossible | Undecided)
    assert isinstance(oracle.check(frozenset("ab")), Impossible)
    asked = oracle.asked
    oracle.check(frozenset("cd"))
    oracle.check(frozenset("abcdefg"))
    assert oracle.asked == asked


def test_two_answers_that_contradict_each_other_are_undecided() -> None:
    answers: Iterator[Answer] = iter(
        (Truth(GROUPS, [])(frozenset("abc")), Truth(GROUPS, [frozenset("a")])(frozenset("abd")))
    )
    oracle = RememberingOracle(lambda kept: next(answers))
    assert isinstance(oracle.check(frozenset("abc")), Possible)
    truth = oracle.check(frozenset("abd"))
    assert isinstance(truth, Impossible)  # no contradiction: "abd" was not shown to be possible

    clash = Impossible(suspects=frozenset("ab"), positions=None, solver="truth")
    answers = iter((Truth(GROUPS, [])(frozenset("abc")), clash))
    oracle = RememberingOracle(lambda kept: next(answers))
    oracle.check(frozenset("abc"))
    assert isinstance(oracle.check(frozenset("abf")), Undecided)
