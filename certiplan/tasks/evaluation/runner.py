"""Running a suite: cases go to an executor, records come back, each is written down before the next.

Only this side writes. An executor may run a case twice (a Dask cluster does, after it lost a worker); its
record is taken once. A run that died goes on where it stopped: what has a record is not run again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import ParamSpec, TypeVar

from certiplan.errors import CertiplanError, UsageError
from certiplan.model.diagnostics import nearest
from certiplan.tasks.evaluation.manifest import Manifest, make_manifest, new_session, write_whole
from certiplan.tasks.evaluation.plain_data import plain
from certiplan.tasks.evaluation.processes import LocalProcesses, WorkerTimeoutError
from certiplan.tasks.evaluation.records import Journal, Key, Record, in_order, read_records
from certiplan.tasks.evaluation.suite import Case, Outcome, Settings, Suite
from certiplan.tasks.evaluation.summary import summarize, total_tokens
from certiplan.tasks.evaluation.working import is_settings_error, judged, lost, try_case

P = ParamSpec("P")
T = TypeVar("T")
RECORDS = "records.jsonl"
SUMMARY = "summary.json"
_WAITING_PER_WORKER = 2
_REMOTE_WINDOW = 256


class RunInterruptedError(CertiplanError):
    """The run cannot go on now; what is done is kept, and `resume` goes on with the rest."""


class InThisProcess(Executor):
    """An executor that makes each call at once, here: for tests and debuggers. A crash is a crash."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Make the call."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which cases are run, and how often.

    Attributes:
        offset: without so many, the first ones.
        limit: only so many, the first of what is left; None for all.
        ids: only these; empty for all.
        epochs: how often each.
    """

    offset: int = 0
    limit: int | None = None
    ids: tuple[str, ...] = ()
    epochs: int = 1

    def count(self, of: int) -> int:
        """How many attempts are made of so many cases."""
        chosen = max(0, (min(of, len(self.ids)) if self.ids else of) - self.offset)
        return (chosen if self.limit is None else min(chosen, self.limit)) * self.epochs

    def of(self, cases: Iterator[Case]) -> Iterator[Case]:
        """The cases that are run, in their order.

        Raises:
            UsageError: an id is of no case, or of two.
        """
        wanted = set(self.ids)
        seen: set[str] = set()
        chosen = (case for case in _distinct(cases, seen) if not self.ids or case.id in wanted)
        end = None if self.limit is None else self.offset + self.limit
        for case in islice(chosen, self.offset, end):
            wanted.discard(case.id)
            yield case
            if self.ids and not wanted:
                return
        if wanted and not self.offset and (self.limit is None or len(self.ids) <= self.limit):
            name = min(wanted)
            hint = nearest(name, seen)
            raise UsageError(f"there is no case {name!r}" + (f"; did you mean {hint!r}?" if hint else ""))


def _distinct(cases: Iterator[Case], seen: set[str]) -> Iterator[Case]:
    for case in cases:
        if case.id in seen:
            raise UsageError(f"two cases of the suite have the id {case.id!r}")
        seen.add(case.id)
        yield case


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run, as far as it came.

    Attributes:
        records: in the order of the cases, epoch by epoch.
        stopped: why it ended early; "" if every case was tried.
    """

    suite: Suite
    records: tuple[Record, ...]
    stopped: str = ""

    @property
    def summary(self) -> dict[str, object]:
        """The metrics and what else the run came to, as JSON data."""
        return summarize(self.suite, self.records)


@dataclass(kw_only=True)
class _State:
    """A run under way."""

    suite: Suite
    settings: Settings
    done: dict[Key, Record] = field(default_factory=dict)
    order: list[Key] = field(default_factory=list)
    stopped: str = ""

    def finished(self) -> Run:
        return Run(suite=self.suite, records=in_order(self.done.values(), self.order), stopped=self.stopped)


def run_suite(
    suite: Suite,
    settings: Settings,
    *,
    executor: Executor | None = None,
    selection: Selection | None = None,
    directory: Path | None = None,
    resume: bool = False,
    retry: Collection[Outcome] = (),
    name: str | None = None,
    on_record: Callable[[Record], None] | None = None,
    on_notice: Callable[[str], None] | None = None,
) -> Run:
    """Run the cases of a suite.

    Args:
        suite: the suite.
        settings: how.
        executor: where; it is not shut down. None runs each case here, one after another.
        selection: which cases; all of them unless given.
        directory: where records, manifest and summary are kept; None keeps nothing.
        resume: go on with the run in the directory. Cases that have a record are not run again.
        retry: but those whose record has one of these outcomes are.
        name: what the manifest calls the suite; its own name unless given.
        on_record: called with each new record.
        on_notice: called with what the person should know.

    Raises:
        UsageError: the settings or the directory cannot be used, or were other when the run began.
        DataError: the suite's data, or what is in the directory, cannot be read.
        RunInterruptedError: the executor is gone; what is done is kept.
    """
    selection = selection or Selection()
    state = _State(suite=suite, settings=settings)
    with ExitStack() as stack:
        journal: Journal | None = None
        if directory is not None:
            records = directory / RECORDS
            manifest = make_manifest(
                suite,
                name or suite.name,
                settings,
                epochs=selection.epochs,
                selection={
                    "offset": selection.offset,
                    "limit": selection.limit,
                    "ids": selection.ids,
                },
            )
            before = _before(directory, manifest, on_notice) if resume else None
            if before is None:
                _check_unused(directory)
            journal = stack.enter_context(Journal(records))
            session = new_session("resumed" if before else "begun")
            earlier = before.sessions if before else ()
            manifest.model_copy(update={"sessions": (*earlier, session)}).save(directory)
            if before:
                state.done = {r.key: r for r in read_records(records) if r.outcome not in retry}
        _run(state, selection, executor or InThisProcess(), journal, on_record)
        run = state.finished()
        if directory is not None:
            write_summary(directory, run)
    return run


def _check_unused(directory: Path) -> None:
    if (directory / "manifest.json").exists() or (directory / RECORDS).exists():
        raise UsageError(
            f"{directory} holds a run already: --resume goes on with it, or name another directory"
        )


def _before(directory: Path, manifest: Manifest, on_notice: Callable[[str], None] | None) -> Manifest | None:
    """The manifest of the run that is gone on with; None where there is none yet."""
    if not (directory / "manifest.json").exists():
        return None
    before = Manifest.load(directory)
    differences = before.differences(manifest)
    if differences:
        raise UsageError(f"the run in {directory} cannot be gone on with: {'; '.join(differences)}")
    last = before.sessions[-1].code if before.sessions else None
    if on_notice is not None and last is not None and last != new_session("").code:
        on_notice("the run was begun with another state of Certiplan's code; the manifest lists both")
    return before


def _run(
    state: _State,
    selection: Selection,
    executor: Executor,
    journal: Journal | None,
    on_record: Callable[[Record], None] | None,
) -> None:
    pending: dict[Future[Record], tuple[Case, int]] = {}
    work = _work(state, selection)
    window = _window(executor)
    try:
        while True:
            while len(pending) < window and (item := _next(state, work)) is not None:
                case, epoch = item
                try:
                    future = executor.submit(try_case, state.suite, case, epoch, state.settings)
                except (BrokenExecutor, RuntimeError) as error:
                    raise RunInterruptedError(f"the executor takes no more cases: {error}") from error
                pending[future] = item
            if not pending:
                return
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                record = _record(future, *pending.pop(future), state)
                if is_settings_error(record) and all(map(is_settings_error, state.done.values())):
                    raise UsageError(record.message)
                if journal is not None:
                    journal.append(record)
                state.done[record.key] = record
                if on_record is not None:
                    on_record(record)
    finally:
        for future in pending:
            future.cancel()


def _work(state: _State, selection: Selection) -> Iterator[tuple[Case, int]]:
    """The cases that are to be run, and the order of all."""
    kept: list[Case] = []
    for epoch in range(selection.epochs):
        cases: Iterator[Case] = iter(kept)
        if epoch == 0:
            cases = selection.of(iter(state.suite.cases(state.settings)))
        for case in cases:
            if epoch == 0 and selection.epochs > 1:
                kept.append(case)
            key = (case.id, epoch)
            state.order.append(key)
            if key in state.done:
                _compare(case, state.done[key])
            else:
                yield case, epoch


def _compare(case: Case, record: Record) -> None:
    """A case that was run must be the case that it is now."""
    now = (case.text, plain(case.request), plain(case.gold))
    if now != (record.text, record.request, record.gold):
        raise UsageError(f"the case {case.id} is not what it was when it was run: begin a run of its own")


def _next(state: _State, work: Iterator[tuple[Case, int]]) -> tuple[Case, int] | None:
    if state.settings.cost_limit_usd is not None and not state.stopped:
        spent = total_tokens(tuple(state.done.values())).cost_usd
        if spent is not None and spent >= state.settings.cost_limit_usd:
            state.stopped = f"${spent:.2f} are spent, and ${state.settings.cost_limit_usd:.2f} allowed"
    return None if state.stopped else next(work, None)


def _window(executor: Executor) -> int:
    """How many cases are handed over at a time: cases may be made as they are needed."""
    match executor:
        case InThisProcess():
            return 1
        case LocalProcesses():
            return executor.workers * _WAITING_PER_WORKER
        case _:
            return _REMOTE_WINDOW


def _record(future: Future[Record], case: Case, epoch: int, state: _State) -> Record:
    try:
        return future.result()
    except WorkerTimeoutError as error:
        return lost(state.suite, case, epoch, state.settings, "timeout", str(error))
    except (BrokenExecutor, CancelledError) as error:
        raise RunInterruptedError(f"the executor gave the work up: {error or 'it was cancelled'}") from error
    except Exception as error:
        # The case itself raises nothing: its worker died, or what it gave could not be sent.
        return lost(state.suite, case, epoch, state.settings, "crash", str(error) or type(error).__name__)


def rescore(suite: Suite, settings: Settings, directory: Path, selection: Selection | None = None) -> Run:
    """Judge the attempts of a run again, without running anything.

    Records whose judgement is another now are appended; the last record of a case counts.

    Args:
        suite: the suite.
        settings: those of the run, perhaps with the data elsewhere.
        directory: of the run.
        selection: which cases; all of the run unless given.

    Raises:
        DataError: the run or the suite's data cannot be read.
        UsageError: a case is not what it was.
    """
    manifest = Manifest.load(directory)
    done = {record.key: record for record in read_records(directory / RECORDS)}
    state = _State(suite=suite, settings=settings, done=done)
    wanted = {case for case, _ in done}
    changed = []
    for case in (selection or Selection()).of(iter(suite.cases(settings))):
        for epoch in range(manifest.epochs):
            record = done.get((case.id, epoch))
            if record is None:
                continue
            _compare(case, record)
            state.order.append(record.key)
            now = record
            if record.outcome not in ("error", "crash"):
                now = record.judged_as(judged(suite, case, record.attempt))
            if now != record:
                changed.append(now)
                done[record.key] = now
        wanted.discard(case.id)
        if not wanted:
            break
    with Journal(directory / RECORDS) as journal:
        for record in changed:
            journal.append(record)
    sessions = (*manifest.sessions, new_session(f"scored again: {len(changed)} judgements changed"))
    manifest.model_copy(update={"sessions": sessions}).save(directory)
    run = state.finished()
    write_summary(directory, run)
    return run


def write_summary(directory: Path, run: Run) -> None:
    """Write what the run came to beside its records.

    Raises:
        UsageError: it cannot be written.
    """
    write_whole(directory / SUMMARY, json.dumps(run.summary, ensure_ascii=False, indent=2) + "\n")
