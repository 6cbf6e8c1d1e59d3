"""The report on one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from certiplan.tasks.evaluation.intervals import Rate
from certiplan.tasks.evaluation.records import Record
from certiplan.tasks.evaluation.report.content import (
    Report,
    Table,
    dollars,
    percent,
    seconds,
    table,
    words_of,
)
from certiplan.tasks.evaluation.suite import SETTLED, Metrics
from certiplan.tasks.evaluation.summary import metric_rates, rate_of, total_tokens

_MANY_VALUES = 24
_PASS = "final_pass"  # noqa: S105  # a metric


def run_report(
    title: str,
    records: Sequence[Record],
    *,
    metrics: Metrics,
    summary: Mapping[str, object],
    facts: Sequence[tuple[str, str]] = (),
    remarks: Sequence[str] = (),
) -> Report:
    """The report on one run.

    Args:
        title: of the report.
        records: of the run, in the order of its cases.
        metrics: those of its suite.
        summary: what the run came to; rates in it that are no verdicts on cases are shown as well.
        facts: what was run.
        remarks: what to keep in mind.
    """
    tables = [
        metric_table(records, metrics, summary),
        outcome_table(records),
        *breakdowns(records, metrics),
        *check_tables(records, metrics),
        effort_table(records, summary),
        failure_table(records),
    ]
    return Report(
        title=title,
        facts=tuple(facts),
        remarks=tuple(remarks),
        tables=tuple(each for each in tables if each.rows),
    )


def metric_table(records: Sequence[Record], metrics: Metrics, summary: Mapping[str, object]) -> Table:
    """Each metric with its interval."""
    rows = []
    for name, rate in metric_rates(records, metrics).items():
        rows.append((words_of(name), *rate_cells(rate), metrics.get(name, "solved as a whole")))
    known = {f"{name}_rate" for name in (_PASS, *metrics)}
    for key, value in summary.items():
        if key.endswith("_rate") and key not in known and isinstance(value, float | int):
            rows.append((words_of(key.removesuffix("_rate")), percent(value), "", "", ""))
    epochs = len({record.epoch for record in records})
    note = "Intervals are Wilson's, at 95%."
    if epochs > 1:
        note = f"Intervals at 95%, for {epochs} epochs of each case that go together."
    return table("metrics", "Metrics", ("", "rate", "95%", "of", "means"), rows, words=("means",), note=note)


def rate_cells(rate: Rate | None) -> tuple[str, str, str]:
    """A rate, its interval, and the counts."""
    if rate is None:
        return "–", "", ""
    return (
        percent(rate.value),
        f"{100 * rate.low:.1f}–{100 * rate.high:.1f}%",
        f"{rate.passed} of {rate.count}",
    )


def outcome_table(records: Sequence[Record]) -> Table:
    """How cases ended; what did not run to its end stands apart from proved conflicts."""
    counts = Counter(record.outcome for record in records)
    passed = Counter(record.outcome for record in records if record.passed)
    rows = [
        (outcome, "settled" if outcome in SETTLED else "not settled", str(count), str(passed[outcome]))
        for outcome, count in sorted(counts.items(), key=lambda item: (item[0] not in SETTLED, -item[1]))
    ]
    return table("outcomes", "Outcomes", ("outcome", "", "cases", "passed"), rows, words=("",))


def breakdowns(records: Sequence[Record], metrics: Metrics) -> list[Table]:
    """The metrics for each value of each kind of metadata that has several."""
    names = list(dict.fromkeys(name for record in records for name in record.metadata))
    found = []
    for name in names:
        groups: dict[str, list[Record]] = {}
        for record in records:
            groups.setdefault(record.metadata.get(name, "–"), []).append(record)
        if 1 < len(groups) <= _MANY_VALUES:
            rows = []
            for value, members in sorted(groups.items(), key=lambda item: _natural(item[0])):
                rates = metric_rates(members, metrics)
                cells = [percent(None if rate is None else rate.value) for rate in rates.values()]
                whole = rates[_PASS]
                rows.append((value, str(len(members)), *cells, "" if whole is None else rate_cells(whole)[1]))
            heads = (name, "cases", *map(words_of, (_PASS, *metrics)), "95% of final pass")
            found.append(table(f"by_{name}", f"By {words_of(name)}", heads, rows))
    return found


def _natural(text: str) -> tuple[int, float, str]:
    try:
        return 0, float(text), text
    except ValueError:
        return 1, 0.0, text


def check_tables(records: Sequence[Record], metrics: Metrics) -> list[Table]:
    """The verdicts that are no metrics of the suite, such as the constraints of a benchmark."""
    names = [
        name
        for name in dict.fromkeys(name for record in records for name in record.verdicts)
        if name not in metrics
    ]
    rows = []
    for name in names:
        rate = rate_of(records, lambda record, name=name: record.verdicts.get(name))  # type: ignore[misc]  # as in summary
        if rate is not None:
            rows.append((words_of(name), *rate_cells(rate)))
    return [table("checks", "Checks", ("", "rate", "95%", "of"), rows)] if rows else []


def effort_table(records: Sequence[Record], summary: Mapping[str, object]) -> Table:
    """Seconds, those that the suite tells by group among them; calls, tokens and cost."""
    rows = []
    if records:
        spent = [record.seconds for record in records]
        rows += [
            ("seconds, median of a case", seconds(median(spent))),
            ("seconds, longest case", seconds(max(spent))),
            ("seconds, all cases", seconds(sum(spent))),
        ]
        steps: dict[str, float] = {}
        for record in records:
            for step, value in record.steps.items():
                steps[step] = steps.get(step, 0.0) + value
        rows += [(f"seconds, step {step}", seconds(value)) for step, value in steps.items()]
    for key, groups in summary.items():
        if key.startswith("seconds_") and isinstance(groups, Mapping):
            what = words_of(key.removeprefix("seconds_"))
            rows += [(f"seconds, {what}: {group}", seconds(value)) for group, value in groups.items()]
    tokens = total_tokens(records)
    if tokens.calls:
        rows += [
            ("calls of language models", f"{tokens.calls:,}"),
            ("of them from the cache", f"{tokens.cached:,}"),
            ("tokens read", f"{tokens.input:,}"),
            ("tokens written", f"{tokens.output:,}"),
            ("cost", dollars(tokens.cost_usd)),
            ("cost a case", dollars(None if tokens.cost_usd is None else tokens.cost_usd / len(records))),
        ]
    return table("effort", "Effort", ("", "all cases"), rows)


def failure_table(records: Sequence[Record]) -> Table:
    """The cases that did not pass, with the reason."""
    epochs = {record.epoch for record in records}
    rows = [
        (
            record.case if len(epochs) == 1 else f"{record.case} #{record.epoch}",
            record.outcome,
            reason(record),
        )
        for record in records
        if not record.passed
    ]
    return table(
        "not_passed", "Not passed", ("case", "outcome", "why"), rows, words=("outcome", "why"), cases="case"
    )


def reason(record: Record) -> str:
    """Why a case did not pass, in a line."""
    reasons = [f"{words_of(name)}: {why}" for name, why in record.why.items()]
    text = record.message if not reasons else "; ".join(reasons)
    if not text:
        failed = [words_of(name) for name, holds in record.verdicts.items() if holds is False]
        text = f"failed: {', '.join(failed)}" if failed else ""
    return " ".join(text.split())
