"""How far a rate can be trusted, and whether two runs differ: intervals and paired tests.

Sources: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927);
Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts
estimated from survey data", Survey Methodology 24 (1998), for the effective sample size of clustered data;
McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12
(1947), in its exact form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb, sqrt
from statistics import NormalDist, fmean

_Z_95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A share with its 95% interval.

    Attributes:
        passed: how many, of `count`.
        low: the lower end of the interval.
        high: the upper end.
    """

    passed: int
    count: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """From 0 to 1."""
        return self.passed / self.count


def wilson(share: float, count: float) -> tuple[float, float]:
    """The 95% score interval of a share of `count` independent cases; `count` may be an effective number.

    Args:
        share: from 0 to 1.
        count: positive.
    """
    z2 = _Z_95 * _Z_95
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = _Z_95 / (1 + z2 / count) * sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    low = 0.0 if share == 0 else max(0.0, middle - half)
    high = 1.0 if share == 1 else min(1.0, middle + half)
    return low, high


def clustered_rate(clusters: Sequence[Sequence[bool]]) -> Rate | None:
    """The rate over all trials, where trials of one cluster (the epochs of one case) go together.

    Epochs of a case are no independent cases: ten epochs of a case that always passes say no more than one.
    The interval is Wilson's for the effective number of trials, which lies between the number of clusters
    and the number of trials; with one trial in each cluster it is Wilson's as it stands.

    Args:
        clusters: the trials of each cluster; empty ones do not count.
    """
    clusters = [cluster for cluster in clusters if cluster]
    trials = sum(map(len, clusters))
    if not trials:
        return None
    passed = sum(map(sum, clusters))
    share = passed / trials
    count: float = trials
    if trials > len(clusters):
        count = len(clusters)
        spread = sum((sum(cluster) - share * len(cluster)) ** 2 for cluster in clusters)
        if len(clusters) > 1 and spread > 0:
            variance = spread / trials**2 * len(clusters) / (len(clusters) - 1)
            count = min(max(share * (1 - share) / variance, len(clusters)), trials)
    low, high = wilson(share, count)
    return Rate(passed=passed, count=trials, low=low, high=high)


@dataclass(frozen=True, kw_only=True)
class Paired:
    """Two runs on the same cases.

    Attributes:
        cases: how many both have.
        first: the rate of the first run on them, `second` that of the second.
        difference: the second less the first, with a 95% interval from `low` to `high`.
        gained: the cases that the second does better, in the order given; `lost` those it does worse.
        p_value: of the exact test of McNemar, two-sided: how likely so uneven a split of the cases that
            differ is if neither run is better. With several epochs a case counts by its mean (sign test).
    """

    cases: int
    first: float
    second: float
    difference: float
    low: float
    high: float
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    p_value: float


def paired(first: Mapping[str, Sequence[bool]], second: Mapping[str, Sequence[bool]]) -> Paired | None:
    """Compare two runs case by case; None where they share no case.

    Args:
        first: the trials of each case in one run.
        second: in the other.
    """
    shared = [case for case in first if first[case] and second.get(case)]
    if not shared:
        return None
    before = [fmean(first[case]) for case in shared]
    after = [fmean(second[case]) for case in shared]
    changes = [late - early for early, late in zip(before, after, strict=True)]
    gained = tuple(case for case, change in zip(shared, changes, strict=True) if change > 0)
    lost = tuple(case for case, change in zip(shared, changes, strict=True) if change < 0)
    mean = fmean(changes)
    spread = sum((change - mean) ** 2 for change in changes)
    half = _Z_95 * sqrt(spread / (len(shared) - 1) / len(shared)) if len(shared) > 1 else 1.0
    return Paired(
        cases=len(shared),
        first=fmean(before),
        second=fmean(after),
        difference=mean,
        low=max(-1.0, mean - half),
        high=min(1.0, mean + half),
        gained=gained,
        lost=lost,
        p_value=mcnemar_exact(len(gained), len(lost)),
    )


def mcnemar_exact(gained: int, lost: int) -> float:
    """The two-sided p-value of so many cases won and so many lost, by the binomial distribution.

    Args:
        gained: cases that only the second run passes.
        lost: cases that only the first run passes.
    """
    differing = gained + lost
    fewer = min(gained, lost)
    tail = sum(comb(differing, k) for k in range(fewer + 1))
    return float(min(1, 2 * tail / 2**differing)) if differing else 1.0
