"""Solvers in killable processes: deadlines that hold, cancelling at once, nothing left behind.

A thread cannot be killed and a native solver may ignore its time limit, so the solver runs in a worker
(`worker`) and this side keeps the clock. A worker that has answered is kept for the next call of the
same engine: starting one costs a fifth of a second and more. Nothing passes from call to call but the
imported modules, and a worker that was interrupted is never used again.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import Capability, Progress, SolveOptions
from certiplan.solvers.results import Failed, Feasible, Reason, SolverResult, Unknown
from certiplan.solvers.wire import Incumbent, decode_message, encode_model, encode_request

_POLL_S: Final = 0.02
_GRACE_S: Final = 0.5
_BETWEEN_REPORTS_S: Final = 0.1
_REQUESTS_PER_WORKER: Final = 200
_IDLE_WORKERS_PER_ENGINE: Final = 2
_STDERR_TAIL_BYTES: Final = 4000


class _Worker:
    """One running worker process with its pipes; used by one call at a time."""

    def __init__(self) -> None:
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "certiplan.solvers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env=_environment(),
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self.lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        self._writer: Thread | None = None
        self.requests = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(ValueError, OSError):  # the pipe is closed under the reader on close()
            for line in self._process.stdout:
                self.lines.put(line)
        self.lines.put(None)

    def send(self, request: str) -> None:
        """Hand over a request; the writing is done aside, since a pipe holds less than a large model."""
        self.requests += 1
        self._stderr.seek(0)
        self._stderr.truncate()
        self._writer = Thread(target=self._write, args=(request,), daemon=True)
        self._writer.start()

    def _write(self, request: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(ValueError, OSError):  # a dead worker is noticed by the reader
            self._process.stdin.write(request + "\n")
            self._process.stdin.flush()

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def obituary(self) -> str:
        """How a worker that closed its output ended, and what it said last."""
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            ending = "closed its output"
        else:
            ending = f"was killed by {_signal_name(-code)}" if code < 0 else f"ended with exit code {code}"
        said = self.stderr_tail()
        return f"the solver's process {ending} before it answered" + (f": {said}" if said else "")

    def stderr_tail(self) -> str:
        """The end of what the process wrote to standard error since the last request."""
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - _STDERR_TAIL_BYTES))
        return self._stderr.read().decode("utf-8", "replace").strip()

    def close(self) -> None:
        """Kill the process with all its descendants and give back everything it held."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg") and self.alive():
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        if self._writer is not None:
            self._writer.join()
        self._reader.join(timeout=1)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()
        self._stderr.close()


class _Pool:
    """Workers waiting for their next request, by engine."""

    def __init__(self) -> None:
        self._idle: dict[str, list[_Worker]] = {}
        self._inherited: list[_Worker] = []
        self._lock = Lock()

    def take(self, engine: str) -> _Worker:
        with self._lock:
            idle = self._idle.get(engine, [])
            while idle:
                worker = idle.pop()
                if worker.alive():
                    return worker
                worker.close()
        return _Worker()

    def give_back(self, engine: str, worker: _Worker) -> None:
        with self._lock:
            idle = self._idle.setdefault(engine, [])
            if worker.requests < _REQUESTS_PER_WORKER and len(idle) < _IDLE_WORKERS_PER_ENGINE:
                idle.append(worker)
                return
        worker.close()

    def close(self) -> None:
        with self._lock:
            idle = [worker for workers in self._idle.values() for worker in workers]
            self._idle.clear()
        for worker in idle:
            worker.close()

    def forget(self) -> None:
        """After a fork the child must not talk to its parent's workers, nor reap them."""
        self._lock = Lock()
        self._inherited.extend(worker for workers in self._idle.values() for worker in workers)
        self._idle.clear()


_POOL: Final = _Pool()
atexit.register(_POOL.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_POOL.forget)


def close_idle_workers() -> None:
    """End the worker processes that wait for another call; the next call starts a new one."""
    _POOL.close()


class ProcessBackend:
    """A solver behind a worker process.

    Args:
        name: what users give with --solver.
        capability: what it can settle.
        engine: which engine the worker is asked for; `name` unless given.
        missing: says why the solver cannot be used here, or None.
        grace_s: how long after its deadline a worker may still answer before it is killed.
    """

    def __init__(
        self,
        *,
        name: str,
        capability: Capability,
        missing: Callable[[], str | None],
        engine: str | None = None,
        grace_s: float = _GRACE_S,
    ) -> None:
        self._name = name
        self._capability = capability
        self._missing = missing
        self._engine = name if engine is None else engine
        self._grace_s = grace_s

    @property
    def name(self) -> str:
        """The name users give with --solver."""
        return self._name

    @property
    def capability(self) -> Capability:
        """What it can settle."""
        return self._capability

    def unavailable_because(self) -> str | None:
        """Why it cannot be used here, or None when it can."""
        return self._missing()

    def solve(self, model: GroundModel, options: SolveOptions) -> SolverResult:
        """Settle the ground model in a worker; see `Backend.solve`.

        The call ends at the latest `grace_s` after its time limit, and at once when `options.stop` is set:
        with `Feasible` if the worker had reported a solution by then.
        """
        started = time.monotonic()
        missing = self.unavailable_because()
        if missing is not None:
            return Failed(error=missing, solver=self._name, seconds=0.0)
        if options.stop.is_set():
            return _interrupted("cancelled", None, self._name, 0.0)
        try:
            body = encode_model(model)
        except (TypeError, ValueError) as error:
            return Failed(error=f"the model cannot be sent: {error}", solver=self._name, seconds=0.0)
        spent = time.monotonic() - started
        request = encode_request(self._engine, body, options, spent_s=spent)
        worker = _POOL.take(self._engine)
        answered = False
        try:
            worker.send(request)
            result, answered = self._listen(worker, options, started)
        finally:
            if answered:
                _POOL.give_back(self._engine, worker)
            else:
                worker.close()
        return replace(result, solver=self._name, seconds=time.monotonic() - started)

    def _listen(self, worker: _Worker, options: SolveOptions, started: float) -> tuple[SolverResult, bool]:
        """The result, and whether the worker itself gave it and may serve again."""
        incumbent: Incumbent | None = None
        quiet_until = 0.0
        while True:
            seconds = time.monotonic() - started
            if options.stop.is_set():
                return _interrupted("cancelled", incumbent, self._name, seconds), False
            if options.time_limit_s is not None and seconds > options.time_limit_s + self._grace_s:
                return _interrupted("time", incumbent, self._name, seconds), False
            try:
                line = worker.lines.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            if line is None:
                return Failed(error=worker.obituary(), solver=self._name, seconds=seconds), False
            try:
                message = decode_message(line)
            except (ValueError, KeyError, TypeError) as error:
                text = f"the solver's process answered what cannot be read ({error}): {line[:200]!r}"
                return Failed(error=text, solver=self._name, seconds=seconds), False
            match message:
                case Progress():
                    if options.on_progress is not None and seconds >= quiet_until:
                        quiet_until = seconds + _BETWEEN_REPORTS_S
                        options.on_progress(replace(message, solver=self._name, seconds=seconds))
                case Incumbent():
                    incumbent = message
                case _:
                    return message, True


def _interrupted(reason: Reason, incumbent: Incumbent | None, solver: str, seconds: float) -> SolverResult:
    if incumbent is not None:
        return Feasible(
            values=incumbent.values,
            objectives=incumbent.objectives,
            bounds=incumbent.bounds,
            reason=reason,
            solver=solver,
            seconds=seconds,
        )
    detail = "no solution was found before the time limit" if reason == "time" else "stopped on request"
    return Unknown(reason=reason, detail=detail, solver=solver, seconds=seconds)


def _environment() -> dict[str, str]:
    """The environment of a worker: as ours, and it finds this very package, installed or not."""
    environment = dict(os.environ)
    root = str(Path(__file__).resolve().parents[2])
    if root not in {str(Path(path).resolve()) for path in site.getsitepackages()}:
        known = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = root if not known else os.pathsep.join((root, known))
    return environment


def _signal_name(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    return f"{name} (perhaps for want of memory)" if name == "SIGKILL" else name
