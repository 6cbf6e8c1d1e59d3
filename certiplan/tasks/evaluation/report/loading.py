"""A run from its directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from certiplan.errors import DataError, UsageError
from certiplan.tasks.evaluation.manifest import Manifest
from certiplan.tasks.evaluation.records import Record, read_records
from certiplan.tasks.evaluation.registry import find_suite
from certiplan.tasks.evaluation.report.content import Report
from certiplan.tasks.evaluation.report.run_report import run_report
from certiplan.tasks.evaluation.runner import RECORDS
from certiplan.tasks.evaluation.suite import Suite
from certiplan.tasks.evaluation.summary import rates, summarize


@dataclass(frozen=True, kw_only=True)
class LoadedRun:
    """A run as it was written down.

    Attributes:
        label: what to call it, the name of its directory.
        suite: its suite; None where that is not installed here.
        records: in the order in which they were written, epoch by epoch.
    """

    label: str
    manifest: Manifest
    records: tuple[Record, ...] = field(repr=False)
    suite: Suite | None

    @property
    def metrics(self) -> Mapping[str, str]:
        """The metrics of the suite; every verdict where the suite is not known."""
        if self.suite is not None:
            return self.suite.metrics
        return {name: "" for record in self.records for name in record.verdicts}

    @property
    def summary(self) -> dict[str, object]:
        """What the run came to."""
        if self.suite is not None:
            return summarize(self.suite, self.records)
        return rates(self.records, self.metrics)

    @property
    def what(self) -> str:
        """The settings that matter most, in a line."""
        settings = self.manifest.settings
        parts = [f"reader {settings.get('reader')}"]
        for name in ("model", "split", "solver", "seed"):
            if settings.get(name) not in (None, 0, "auto"):
                parts.append(f"{name} {settings[name]}")
        options = settings.get("options")
        if isinstance(options, dict):
            parts += [f"{name} {value}" for name, value in options.items()]
        return ", ".join(parts)

    def report(self) -> Report:
        """The report on the run."""
        cases = len({record.case for record in self.records})
        remarks = []
        if self.suite is None:
            remarks.append(f"The suite {self.manifest.suite} is not installed: all verdicts are shown alike.")
        facts = [("run", self.what)]
        if self.manifest.sessions:
            last = self.manifest.sessions[-1]
            code = f"Certiplan {last.code.version}"
            if last.code.commit:
                code += f", commit {last.code.commit[:12]}{' with changes' if last.code.dirty else ''}"
            facts += [("begun", f"{self.manifest.sessions[0].began:%Y-%m-%d %H:%M} UTC"), ("code", code)]
        return run_report(
            f"{self.label}: {self.manifest.suite}, {cases} cases",
            self.records,
            metrics=self.metrics,
            summary=self.summary,
            facts=facts,
            remarks=remarks,
        )


def load_run(directory: Path) -> LoadedRun:
    """Read a run; one that is still going on is read as far as it came.

    Raises:
        DataError: there is no run in the directory, or it cannot be read.
    """
    manifest = Manifest.load(directory)
    records = read_records(directory / RECORDS)
    if not records:
        raise DataError("no case of this run is done yet", path=directory / RECORDS)
    try:
        suite = find_suite(manifest.suite)
    except UsageError:
        suite = None
    return LoadedRun(
        label=directory.resolve().name,
        manifest=manifest,
        records=tuple(sorted(records, key=lambda record: record.epoch)),
        suite=suite,
    )
