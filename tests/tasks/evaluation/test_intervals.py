from __future__ import annotations

from itertools import product
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certiplan.tasks.evaluation.intervals import clustered_rate, mcnemar_exact, paired, wilson


def test_wilson_on_published_values() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for passed, count, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(passed / count, count) == pytest.approx((low, high), abs=5e-5)


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_one_trial_in_each_cluster_is_wilson(trials: list[bool]) -> None:
    rate = clustered_rate([[trial] for trial in trials])
    assert rate is not None
    assert (rate.low, rate.high) == wilson(sum(trials) / len(trials), len(trials))
    assert rate.low <= rate.value <= rate.high


def test_epochs_that_always_agree_say_no_more_than_one() -> None:
    once = clustered_rate([[True], [False], [True], [True]])
    often = clustered_rate([[True] * 10, [False] * 10, [True] * 10, [True] * 10])
    assert once is not None and often is not None
    assert often.count == 40 and often.value == once.value
    assert (often.low, often.high) == (once.low, once.high)


def test_epochs_that_know_nothing_of_each_other_count_in_full() -> None:
    # Each cluster has the share of the whole: nothing tells the trials of a case from those of another.
    rate = clustered_rate([[True, False]] * 20)
    assert rate is not None
    assert (rate.low, rate.high) == wilson(0.5, 20)  # no spread at all: the careful number, the clusters
    mixed = clustered_rate([[True, False], [False, True], [True, True], [False, False]] * 10)
    assert mixed is not None
    low, high = wilson(0.5, 80)
    assert mixed.low == pytest.approx(low, abs=0.01) and mixed.high == pytest.approx(high, abs=0.01)


@given(st.lists(st.lists(st.booleans(), max_size=4), max_size=12))
def test_intervals_hold_their_rate(clusters: list[list[bool]]) -> None:
    rate = clustered_rate(clusters)
    if rate is None:
        assert not any(clusters)
    else:
        assert 0 <= rate.low <= rate.value <= rate.high <= 1


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (1, 0), (5, 0), (1, 6), (3, 3), (9, 2)])
def test_mcnemar_by_going_over_all_splits(gained: int, lost: int) -> None:
    count = gained + lost
    far = abs(gained - lost)
    splits = [sum(heads) for heads in product((0, 1), repeat=count)]
    as_uneven = sum(abs(2 * heads - count) >= far for heads in splits)
    assert mcnemar_exact(gained, lost) == pytest.approx(as_uneven / 2**count)


def test_paired_runs() -> None:
    first = {"a": [True], "b": [False], "c": [True], "d": [False], "only": [True]}
    second = {"d": [True], "c": [False], "b": [True], "a": [True], "other": [False]}
    found = paired(first, second)
    assert found is not None
    assert (found.cases, found.first, found.second, found.difference) == (4, 0.5, 0.75, 0.25)
    assert found.gained == ("b", "d") and found.lost == ("c",)
    assert found.p_value == 1.0
    spread = sqrt(sum((x - 0.25) ** 2 for x in (0, 1, -1, 1)) / 3 / 4)
    assert found.high == pytest.approx(min(1.0, 0.25 + 1.959964 * spread))
    assert found.low == pytest.approx(0.25 - 1.959964 * spread)
    assert paired({"a": [True]}, {"b": [True]}) is None


def test_paired_epochs_count_by_their_mean() -> None:
    found = paired({"a": [True, False], "b": [True, True]}, {"a": [True, True], "b": [True, True]})
    assert found is not None
    assert found.gained == ("a",) and found.lost == ()
    assert found.difference == 0.25


def test_a_difference_of_one_case_says_nothing() -> None:
    found = paired({"a": [False]}, {"a": [True]})
    assert found is not None
    assert (found.low, found.high) == (0.0, 1.0)
