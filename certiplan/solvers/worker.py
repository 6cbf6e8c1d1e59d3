"""The program that runs a solver in a process of its own: `python -m certiplan.solvers.worker`.

Requests come as lines of JSON on standard input, one after another; for each, lines of JSON go to
standard output: progress, incumbents, and at last one result (see `wire`). The worker ends when its
input ends, in the middle of a solve too, so it never outlives the process that started it.

An engine is a module with `solve(model, options, listener) -> SolverResult`. It is imported when the
first request names it, so that a worker never loads two solvers that cannot live together.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Final, TextIO

from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import Progress, SolveOptions
from certiplan.solvers.results import Failed, SolverResult, Unknown
from certiplan.solvers.wire import Incumbent, Listener, Message, decode_request, encode_message

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

ENGINES: Final = {
    "highs": "certiplan.solvers.highs_engine",
    "z3": "certiplan.solvers.z3_search",
    "cpsat": "certiplan.solvers.cpsat",
    "scip": "certiplan.solvers.scip",
    "pyomo": "certiplan.solvers.scip",
}


class _Lines:
    """Writes messages as lines, one at a time whatever thread they come from."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = Lock()
        self._answering = False

    def open(self) -> None:
        """A request is being answered: reports go out."""
        self._answering = True

    def progress(self, report: Progress) -> None:
        self._send(report, last=False)

    def incumbent(self, found: Incumbent) -> None:
        self._send(found, last=False)

    def result(self, result: SolverResult) -> None:
        """The request is answered: a thread that reports too late must not disturb the next one."""
        self._send(result, last=True)

    def _send(self, message: Message, *, last: bool) -> None:
        line = encode_message(message)
        with self._lock:
            if self._answering:
                self._answering = not last
                self._stream.write(line + "\n")
                self._stream.flush()


def answer(line: str, listener: Listener, received: float) -> SolverResult:
    """The result of one request.

    Args:
        line: what `wire.encode_request` wrote.
        listener: told about progress and incumbents.
        received: when the line arrived (`time.monotonic()`): reading it counts against its time limit.
    """
    engine = "worker"
    try:
        engine, model, options = decode_request(line)
        name = engine.partition(":")[0]
        if name not in ENGINES:
            return Failed(error=f"the worker knows no engine {engine!r}", solver=engine, seconds=0.0)
        return _solve(engine, ENGINES[name], model, options, listener, received)
    except MemoryError:
        detail = "the solver ran out of memory"
        return Unknown(reason="memory", detail=detail, solver=engine, seconds=time.monotonic() - received)
    except Exception as error:  # whatever a solver throws becomes a result: the process must go on
        text = "".join(traceback.format_exception(error, limit=-4)).strip()
        summary = f"{type(error).__name__}: {error}"
        print(text, file=sys.stderr)
        return Failed(error=f"{summary}\n{text}", solver=engine, seconds=time.monotonic() - received)


def _solve(
    engine: str, module: str, model: GroundModel, options: SolveOptions, listener: Listener, received: float
) -> SolverResult:
    solver = import_module(module)
    if options.time_limit_s is not None:
        spent = time.monotonic() - received
        options = replace(options, time_limit_s=max(0.0, options.time_limit_s - spent))
    variant = engine.partition(":")[2]
    result: SolverResult
    if variant:
        result = solver.solve(model, options, listener, variant=variant)
    else:
        result = solver.solve(model, options, listener)
    return replace(result, seconds=time.monotonic() - received)


def _read_requests(stream: TextIO, queue: SimpleQueue[tuple[str, float]]) -> None:
    for line in stream:
        queue.put((line, time.monotonic()))
    # Whoever asked is gone: nobody would read the answer, and a solver cannot be told to stop.
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)  # with any solver program that was started in turn
    os._exit(0)


@contextmanager
def _ended_by_the_kernel(descriptor: int) -> Iterator[None]:
    """Let a closed input end the process even while a solver keeps Python's lock, as SCIP does.

    The thread that waits for the end of input cannot run then; SIGIO, whose default is to end the process,
    needs nobody's lock. No request arrives meanwhile that could raise it by mistake.
    """
    if fcntl is None:
        yield
        return
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)
    try:
        yield
    finally:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags)


def _take_standard_output() -> TextIO:
    """Standard output for messages only: what solvers print on descriptor 1 reaches stderr."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "w", encoding="utf-8")


def main() -> None:
    """Serve requests until standard input ends."""
    lines = _Lines(_take_standard_output())
    requests: SimpleQueue[tuple[str, float]] = SimpleQueue()
    source = os.fdopen(os.dup(0), "r", encoding="utf-8")
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    Thread(target=_read_requests, args=(source, requests), daemon=True).start()
    while True:
        line, received = requests.get()
        lines.open()
        with _ended_by_the_kernel(source.fileno()):
            result = answer(line, lines, received)
        lines.result(result)


if __name__ == "__main__":
    main()
