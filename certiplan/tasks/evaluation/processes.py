"""Workers as processes of their own: one that dies costs the case it was at, one that hangs is killed.

The executor of the standard library gives up all pending work when one of its processes dies, and cannot
say which case killed it. Here each process has its own guard, a thread that hands it one call at a time.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue
from threading import Event, Thread
from typing import Final, ParamSpec, TypeAlias, TypeVar

from certiplan.errors import CertiplanError

P = ParamSpec("P")
T = TypeVar("T")
_Call: TypeAlias = tuple["Future[object]", Callable[..., object], tuple[object, ...], dict[str, object]]
_SPAWN: Final = multiprocessing.get_context("spawn")
_POLL_S: Final = 0.2
_BEGUN: Final = "begun"


class WorkerDiedError(CertiplanError):
    """A worker process ended in the middle of a call."""


class WorkerTimeoutError(CertiplanError):
    """A worker process was killed since its call took too long."""


class LocalProcesses(Executor):
    """An executor whose calls run in processes of this machine, each on its own.

    A call whose process dies raises `WorkerDiedError`, one that takes too long `WorkerTimeoutError`; the
    others go on. Functions, arguments and results must be importable or plain data.

    Args:
        workers: how many processes.
        call_limit_s: how long a call may take before its process is killed, not counting the start of the
            process; None for no limit.
    """

    def __init__(self, workers: int, *, call_limit_s: float | None = None) -> None:
        assert workers >= 1
        self.workers = workers
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._closing = Event()
        self._guards = [
            Thread(target=_guard, args=(self._calls, self._closing, call_limit_s), daemon=True)
            for _ in range(workers)
        ]
        for guard in self._guards:
            guard.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a call made by the next process that is free."""
        if self._closing.is_set():
            raise RuntimeError("these processes are shut down")
        future: Future[T] = Future()
        self._calls.put((future, fn, args, kwargs))  # type: ignore[arg-type]  # any future will do
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  # as in Executor
        """Let no further call in; with `cancel_futures`, also kill the processes at once."""
        if cancel_futures:
            self._closing.set()
        for _ in self._guards:
            self._calls.put(None)
        if wait:
            for guard in self._guards:
                guard.join()


class _Worker:
    """A process that makes calls, and the pipe to it."""

    def __init__(self) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        # A process begins with the mask of the thread that starts it: an interrupt is for the parent alone.
        # What the first start brings up beside it lets interrupts in again, so that has to be there before.
        resource_tracker.ensure_running()
        _mask_interrupts(signal.SIG_BLOCK)
        self.process: SpawnProcess = _SPAWN.Process(target=_work, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    def kill(self) -> None:
        """End the process and give back what it held."""
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def stop(self) -> None:
        """Let the process end by itself: it is between calls."""
        self.pipe.close()
        self.process.join()

    def ending(self) -> str:
        """How the process ended."""
        self.process.join()
        code = self.process.exitcode
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                return f"was killed by {signal.Signals(-code).name}"
        return f"ended with exit code {code}"


def _guard(calls: SimpleQueue[_Call | None], closing: Event, call_limit_s: float | None) -> None:
    """Hand calls to a process, one at a time, and start another process where one is lost."""
    worker: _Worker | None = None
    while (call := calls.get()) is not None:
        future, function, args, kwargs = call
        if closing.is_set() or not future.set_running_or_notify_cancel():
            future.cancel()
            continue
        try:
            worker = _sent(worker, (function, args, kwargs))
            answer, value = _answer(worker, closing, call_limit_s)
        except Exception as error:
            if worker is not None:
                worker.kill()
                worker = None
            future.set_exception(error)
            continue
        if answer == "result":
            future.set_result(value)
        else:
            assert isinstance(value, BaseException)
            future.set_exception(value)
    if worker is not None:
        worker.stop()


def _sent(worker: _Worker | None, call: object) -> _Worker:
    """The process that got the call: a new one where there is none, or where it died since its last call."""
    if worker is not None:
        try:
            worker.pipe.send(call)
        except ConnectionError:
            worker.kill()
        else:
            return worker
    worker = _Worker()
    worker.pipe.send(call)
    return worker


def _answer(worker: _Worker, closing: Event, call_limit_s: float | None) -> tuple[str, object]:
    """What the process answers.

    Raises:
        WorkerDiedError: it ended first, or everything is being shut down.
        WorkerTimeoutError: it took too long.
    """
    spent_s = 0.0
    begun = False
    while True:
        left_s = _POLL_S if call_limit_s is None else min(_POLL_S, call_limit_s - spent_s)
        if left_s <= 0:
            raise WorkerTimeoutError(f"it took longer than {call_limit_s:g} seconds")
        ready = wait([worker.pipe, worker.process.sentinel], timeout=left_s)
        if worker.pipe in ready:
            try:
                answer, value = worker.pipe.recv()
            except (EOFError, ConnectionError) as error:
                raise WorkerDiedError(f"the worker process {worker.ending()}") from error
            if answer != _BEGUN:
                return answer, value
            begun = True
        elif ready:
            raise WorkerDiedError(f"the worker process {worker.ending()}")
        elif closing.is_set():
            raise WorkerDiedError("the worker process was stopped")
        elif begun:
            spent_s += left_s


def _work(pipe: Connection) -> None:
    """The process: make calls until the other side is gone."""
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted as well, and decides
    _mask_interrupts(signal.SIG_UNBLOCK)
    os.dup2(2, 1)  # standard output is the command's own
    Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            function, args, kwargs = pipe.recv()
        except (EOFError, ConnectionError):
            return
        pipe.send((_BEGUN, None))
        try:
            answer: tuple[str, object] = ("result", function(*args, **kwargs))
        except Exception as error:
            answer = ("error", error)
        try:
            pipe.send(answer)
        except Exception as error:
            pipe.send(("error", WorkerDiedError(f"what the call gave cannot be sent: {error}")))


def _mask_interrupts(how: int) -> None:
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        signal.pthread_sigmask(how, {signal.SIGINT})


def _end_with_parent() -> None:
    """End at once when the parent is gone, in the middle of a call too."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
