"""How far an evaluation is, on standard error: a bar with the scores so far, or a line for each failure."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol, Self

from rich import progress as bars
from rich.console import Console
from rich.markup import escape

from certiplan.tasks.evaluation import Record
from certiplan.tasks.evaluation.report.run_report import reason


class Listener(Protocol):
    """Is told of each case as it is done."""

    def record(self, record: Record) -> None:
        """A case is done."""

    def notice(self, words: str) -> None:
        """There is something to know."""


class Quiet:
    """One line for each case that did not pass, as soon as it is known, or none at all."""

    def __init__(self, *, tell: bool) -> None:
        self._tell = tell

    def record(self, record: Record) -> None:
        """Tell of a case that did not pass."""
        if self._tell and not record.passed:
            print(f"{record.case}: {record.outcome} {reason(record)}".rstrip(), file=sys.stderr)

    def notice(self, words: str) -> None:
        """Pass it on."""
        print(f"certiplan: {words}", file=sys.stderr)


class Progress:
    """A bar with the share that passed, the tokens and the cost so far.

    Args:
        title: before the bar.
        count: how many cases there are in all; None where that is not known.
    """

    def __init__(self, title: str, count: int | None) -> None:
        self._console = Console(stderr=True)
        self._bar = bars.Progress(
            bars.TextColumn("{task.description}"),
            bars.BarColumn(),
            bars.MofNCompleteColumn(),
            bars.TimeElapsedColumn(),
            bars.TextColumn("{task.fields[scores]}"),
            console=self._console,
        )
        self._task = self._bar.add_task(escape(title), total=count, scores="")
        self._done = self._passed = self._tokens = 0
        self._cost_usd = 0.0

    def record(self, record: Record) -> None:
        """Count a case."""
        self._done += 1
        self._passed += record.passed
        self._tokens += record.tokens.total
        self._cost_usd += record.tokens.cost_usd or 0.0
        scores = f"{100 * self._passed / self._done:.1f}% passed"
        if self._tokens:
            scores += f" · {self._tokens:,} tokens"
        if self._cost_usd:
            scores += f" · ${self._cost_usd:.2f}"
        if not record.passed:
            why = escape(f"{record.case}: {record.outcome} {reason(record)}".rstrip())
            self._console.print(why, overflow="ellipsis", no_wrap=True, highlight=False)
        self._bar.update(self._task, advance=1, scores=scores)

    def notice(self, words: str) -> None:
        """Show it above the bar."""
        self._console.print(escape(words))

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
