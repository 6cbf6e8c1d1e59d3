"""Scoring plans that another system made: a file of them in place of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, runtime_checkable

from certiplan.agents.events import Listener
from certiplan.tasks.evaluation.records import Record
from certiplan.tasks.evaluation.suite import Attempt, Case, Judgement, Metrics, Reader, Settings, Suite


@runtime_checkable
class Submissions(Protocol):
    """What a suite has whose plans are exchanged as files."""

    def submission(self, records: Sequence[Record]) -> str:
        """The plans of a run in the format in which they are submitted, in the order of the cases."""

    def delivered(self, path: Path, cases: Iterable[Case]) -> tuple[Mapping[str, Attempt], tuple[str, ...]]:
        """The attempts in a file of this format, by case, and what is odd about it, a sentence each.

        Raises:
            DataError: the file cannot be read; the message names the line.
        """


@dataclass(frozen=True)
class _Delivered:
    """A case's own payload, and what another system made of the case."""

    payload: object
    attempt: Attempt


class DeliveredSuite(Suite):
    """A suite whose cases were tried elsewhere: everything is judged and scored as ever.

    Args:
        suite: the suite.
        attempts: what came of its cases; a case without one is a case without a plan.
        source: the file that they come from.
    """

    needs_data = False

    def __init__(self, suite: Suite, attempts: Mapping[str, Attempt], *, source: Path | None = None) -> None:
        self.suite = suite
        self.attempts = attempts
        self.source = source
        self.name = suite.name
        self.description = suite.description
        self.licence = suite.licence
        self.metrics: Metrics = suite.metrics
        self.readers: tuple[Reader, ...] = suite.readers
        self.options: Mapping[str, str] = suite.options

    def cases(self, settings: Settings) -> Iterator[Case]:
        """The suite's cases, each with its attempt, so that a worker gets no others."""
        missing = Attempt(outcome="unknown", message="no plan was delivered")
        for case in self.suite.cases(settings):
            attempt = self.attempts.get(case.id, missing)
            yield replace(case, payload=_Delivered(payload=case.payload, attempt=attempt))

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        """What was delivered."""
        assert isinstance(case.payload, _Delivered)
        return case.payload.attempt

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        """As the suite judges."""
        assert isinstance(case.payload, _Delivered)
        return self.suite.judge(replace(case, payload=case.payload.payload), attempt)

    def score(self, records: Sequence[Record]) -> Mapping[str, object]:
        """As the suite scores."""
        return self.suite.score(records)

    def data_files(self, settings: Settings) -> Iterable[Path]:
        """Those of the suite, and the plans."""
        return (*self.suite.data_files(settings), *(() if self.source is None else (self.source,)))

    def __reduce__(self) -> tuple[type[DeliveredSuite], tuple[Suite, dict[str, Attempt]]]:
        # What a worker needs of the attempts comes with each case.
        return DeliveredSuite, (self.suite, {})
