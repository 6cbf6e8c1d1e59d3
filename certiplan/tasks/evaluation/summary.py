"""What a run came to: the metrics with their intervals, outcomes, times, tokens and cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from certiplan.tasks.evaluation.intervals import Rate, clustered_rate
from certiplan.tasks.evaluation.records import Record, Tokens
from certiplan.tasks.evaluation.suite import Metrics, Suite


def summarize(suite: Suite, records: Sequence[Record]) -> dict[str, object]:
    """The suite's score, and beside it what every run has, ready to be written as JSON.

    Keys that the suite's score has are the suite's.
    """
    seconds = [record.seconds for record in records]
    tokens = total_tokens(records)
    intervals = {
        name: [rate.low, rate.high]
        for name, rate in metric_rates(records, suite.metrics).items()
        if rate is not None
    }
    return {
        "suite": suite.name,
        "cases": len({record.case for record in records}),
        "epochs": len({record.epoch for record in records}),
        **suite.score(records),
        "intervals": intervals,
        "outcomes": dict(Counter(record.outcome for record in records)),
        "proved_optimal": sum(record.optimal for record in records),
        "seconds_median": median(seconds) if seconds else None,
        "seconds_max": max(seconds, default=None),
        "tokens": tokens.model_dump(),
        "not_passed": list(dict.fromkeys(record.case for record in records if not record.passed)),
    }


def rates(records: Sequence[Record], metrics: Metrics) -> dict[str, object]:
    """`final_pass_rate`, and NAME_rate for each metric; None where no case has it."""
    found = metric_rates(records, metrics)
    return {f"{name}_rate": None if rate is None else rate.value for name, rate in found.items()}


def metric_rates(records: Sequence[Record], metrics: Metrics) -> dict[str, Rate | None]:
    """The rate and interval of "final_pass" and of each metric."""
    return {
        "final_pass": rate_of(records, lambda record: record.passed),
        **{name: rate_of(records, lambda record, name=name: record.verdicts.get(name)) for name in metrics},  # type: ignore[misc]  # mypy knows no defaults of lambdas
    }


def rate_of(records: Sequence[Record], verdict: Callable[[Record], bool | None]) -> Rate | None:
    """The rate of a verdict over the records to which it applies, by case; None where there are none."""
    return clustered_rate(list(trials(records, verdict).values()))


def trials(records: Sequence[Record], verdict: Callable[[Record], bool | None]) -> Mapping[str, list[bool]]:
    """The verdicts of each case, one for each epoch to which it applies."""
    found: dict[str, list[bool]] = {}
    for record in records:
        holds = verdict(record)
        if holds is not None:
            found.setdefault(record.case, []).append(holds)
    return found


def total_tokens(records: Sequence[Record]) -> Tokens:
    """What language models used for all records."""
    used = [record.tokens for record in records]
    costs = [tokens.cost_usd for tokens in used]
    return Tokens(
        calls=sum(tokens.calls for tokens in used),
        cached=sum(tokens.cached for tokens in used),
        input=sum(tokens.input for tokens in used),
        output=sum(tokens.output for tokens in used),
        cost_usd=None if None in costs else sum(cost for cost in costs if cost is not None),
    )
