"""Two runs side by side, case by case: what differs, and whether it means anything."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from certiplan.tasks.evaluation.intervals import Paired, paired
from certiplan.tasks.evaluation.manifest import Manifest
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
from certiplan.tasks.evaluation.report.loading import LoadedRun
from certiplan.tasks.evaluation.report.run_report import reason
from certiplan.tasks.evaluation.summary import total_tokens, trials


def comparison(first: LoadedRun, second: LoadedRun) -> Report:
    """The report on two runs of one suite: metrics paired by case, the cases that differ, effort."""
    remarks = list(_remarks(first, second))
    tables = [
        paired_table(first.records, second.records, tuple({**first.metrics, **second.metrics})),
        differing_table(first.records, second.records),
        settings_table(first.manifest, second.manifest),
        effort_comparison(first.records, second.records),
    ]
    return Report(
        title=f"{first.label} (A) and {second.label} (B)",
        facts=(("suite", first.manifest.suite), ("A", first.what), ("B", second.what)),
        remarks=tuple(remarks),
        tables=tuple(each for each in tables if each.rows),
    )


def _remarks(first: LoadedRun, second: LoadedRun) -> list[str]:
    found = []
    if first.manifest.suite != second.manifest.suite:
        found.append(f"The suites differ: {first.manifest.suite} and {second.manifest.suite}.")
    mine, theirs = ({record.case for record in run.records} for run in (first, second))
    if mine != theirs:
        found.append(
            f"{len(mine & theirs)} cases are in both runs and compared; {len(mine - theirs)} are only in A, "
            f"{len(theirs - mine)} only in B."
        )
    changed = sorted(
        name
        for name in {*first.manifest.data, *second.manifest.data}
        if first.manifest.data.get(name) != second.manifest.data.get(name)
    )
    if changed:
        found.append(f"The data differ: {', '.join(changed)}.")
    return found


def paired_table(first: Sequence[Record], second: Sequence[Record], metrics: Sequence[str]) -> Table:
    """Each metric in both runs, on the cases that both have."""
    rows = [_row("final pass", compare(first, second))]
    names = list(dict.fromkeys(name for record in (*first, *second) for name in record.verdicts))
    names.sort(key=lambda name: (name not in metrics, metrics.index(name) if name in metrics else 0))
    for name in names:
        found = compare(first, second, name)
        if name in metrics or (found is not None and (found.gained or found.lost)):
            rows.append(_row(words_of(name), found))
    return table(
        "paired",
        "Paired by case",
        ("", "A", "B", "B − A", "95%", "gained", "lost", "p"),
        rows,
        note="p is that of McNemar's exact test on the cases that differ, two-sided.",
    )


def compare(first: Sequence[Record], second: Sequence[Record], metric: str | None = None) -> Paired | None:
    """Two runs in one metric, or in whether cases passed."""

    def verdict(record: Record) -> bool | None:
        return record.passed if metric is None else record.verdicts.get(metric)

    return paired(trials(first, verdict), trials(second, verdict))


def _row(name: str, found: Paired | None) -> tuple[str, ...]:
    if found is None:
        return (name, *["–"] * 7)
    return (
        name,
        percent(found.first),
        percent(found.second),
        f"{100 * found.difference:+.1f}",
        f"{100 * found.low:+.1f} to {100 * found.high:+.1f}",
        str(len(found.gained)),
        str(len(found.lost)),
        f"{found.p_value:.3f}" if found.p_value >= 0.001 else "<0.001",
    )


def differing_table(first: Sequence[Record], second: Sequence[Record]) -> Table:
    """The cases that only one of the runs passes, or passes more often."""
    found = compare(first, second)
    rows = []
    for who, cases in () if found is None else (("B", found.gained), ("A", found.lost)):
        for case in cases:
            early, late = ([record for record in run if record.case == case] for run in (first, second))
            failed = next(record for record in (early if who == "B" else late) if not record.passed)
            rows.append((case, who, _outcomes(early), _outcomes(late), reason(failed)))
    return table(
        "differing",
        "Cases that differ",
        ("case", "better in", "A", "B", "why the other fails"),
        rows,
        words=("better in", "A", "B", "why the other fails"),
        cases="case",
    )


def _outcomes(records: Sequence[Record]) -> str:
    if len(records) == 1:
        (record,) = records
        return f"{record.outcome}, {'passed' if record.passed else 'not passed'}"
    return f"passed {sum(record.passed for record in records)} of {len(records)}"


def settings_table(first: Manifest, second: Manifest) -> Table:
    """What the runs were made with, where it differs."""
    rows = [
        (name, str(first.settings.get(name)), str(second.settings.get(name)))
        for name in dict.fromkeys((*first.settings, *second.settings))
        if first.settings.get(name) != second.settings.get(name)
    ]
    for name in sorted({*first.prompts, *second.prompts}):
        early, late = first.prompts.get(name, "–"), second.prompts.get(name, "–")
        if early != late:
            rows.append((f"prompt {name}", early[:12], late[:12]))
    if first.sessions and second.sessions:
        early_code, late_code = first.sessions[-1], second.sessions[-1]
        rows += [
            (name, before, after)
            for name, before, after in (
                ("code", _code(first), _code(second)),
                ("python", early_code.python, late_code.python),
                *(
                    (package, early_code.packages.get(package, "–"), late_code.packages.get(package, "–"))
                    for package in sorted({*early_code.packages, *late_code.packages})
                ),
            )
            if before != after
        ]
    return table("settings", "What the runs differ in", ("", "A", "B"), rows, words=("A", "B"))


def _code(manifest: Manifest) -> str:
    code = manifest.sessions[-1].code
    return f"{code.version} {(code.commit or 'no checkout')[:12]}{' with changes' if code.dirty else ''}"


def effort_comparison(first: Sequence[Record], second: Sequence[Record]) -> Table:
    """Seconds, calls, tokens and cost of both runs."""
    if not first or not second:
        return table("effort", "Effort", ("", "A", "B"), ())
    times = [[record.seconds for record in run] for run in (first, second)]
    rows = [
        ("seconds, median of a case", *(seconds(median(run)) for run in times)),
        ("seconds, longest case", *(seconds(max(run)) for run in times)),
        ("seconds, all cases", *(seconds(sum(run)) for run in times)),
    ]
    used = [total_tokens(run) for run in (first, second)]
    if any(tokens.calls for tokens in used):
        rows += [
            ("calls of language models", *(f"{tokens.calls:,}" for tokens in used)),
            ("tokens read", *(f"{tokens.input:,}" for tokens in used)),
            ("tokens written", *(f"{tokens.output:,}" for tokens in used)),
            ("cost", *(dollars(tokens.cost_usd) for tokens in used)),
        ]
    return table("effort", "Effort", ("", "A", "B"), rows)
