"""Workers: deadlines that hold, cancelling, crashes, and nothing that passes from call to call."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event, Timer

import pytest

from certiplan.model.ir import AllDifferent, GroundModel
from certiplan.solvers import process
from certiplan.solvers.backend import Capability, Progress, SolveOptions
from certiplan.solvers.process import ProcessBackend, close_idle_workers
from certiplan.solvers.results import Failed, Feasible, Infeasible, Optimal, Unknown
from certiplan.solvers.wire import encode_model, encode_request
from tests.solvers.ground_models import Builder

GENEROUS_S = 30.0


def backend(engine: str = "z3", *, grace_s: float = 0.5, missing: str | None = None) -> ProcessBackend:
    capability = Capability(features=frozenset({"integer"}), exact_reals=True, anytime=True)
    return ProcessBackend(
        name="z3", capability=capability, missing=lambda: missing, engine=engine, grace_s=grace_s
    )


def small(most: int = 7) -> GroundModel:
    builder = Builder()
    x, y = builder.integer(0, 10), builder.binary()
    builder.require(builder.le(builder.linear(0, {x: 1, y: 3}), most))
    builder.maximize(builder.linear(0, {x: 2, y: 5}))
    return builder.model()


def pigeons(count: int, *, objective: bool) -> GroundModel:
    """One hole too few for the pigeons: hopeless for a SAT solver; with an objective, one may stay out."""
    builder = Builder()
    sits = [[builder.binary() for _ in range(count - 1)] for _ in range(count)]
    stays = [builder.binary() for _ in range(count)]
    for row, out in zip(sits, stays, strict=True):
        builder.require(builder.eq(builder.linear(-1, dict.fromkeys([*row, out], 1))))
    for hole in range(count - 1):
        for a in range(count):
            for b in range(a):
                builder.require(builder.le(builder.linear(-1, {sits[a][hole]: 1, sits[b][hole]: 1})))
    if objective:
        builder.minimize(builder.linear(0, dict.fromkeys(stays, 1)))
    else:
        builder.require(builder.le(builder.linear(0, dict.fromkeys(stays, 1))))
    return builder.model()


@pytest.fixture(autouse=True)
def no_idle_workers() -> object:
    yield
    close_idle_workers()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[process._Worker]:
    """Every worker that the test starts."""
    workers: list[process._Worker] = []
    original = process._Worker.__init__

    def remember(self: process._Worker) -> None:
        original(self)
        workers.append(self)

    monkeypatch.setattr(process._Worker, "__init__", remember)
    return workers


def test_the_answer_comes_back() -> None:
    result = backend().solve(small(), SolveOptions())
    assert isinstance(result, Optimal)
    assert (result.objectives, result.bounds, result.solver) == ((14,), (14,), "z3")


def test_a_worker_serves_again_and_keeps_nothing(started: list[process._Worker]) -> None:
    close_idle_workers()  # those of other tests would serve too
    solver = backend()
    values = [solver.solve(small(most), SolveOptions(time_limit_s=GENEROUS_S)) for most in (7, 3, 7)]
    assert [r.objectives for r in values if isinstance(r, Optimal)] == [(14,), (6,), (14,)]
    assert len(started) == 1
    close_idle_workers()
    assert not started[0].alive()


def test_the_deadline_kills(started: list[process._Worker]) -> None:
    before = time.monotonic()
    result = backend(grace_s=0.2).solve(pigeons(14, objective=False), SolveOptions(time_limit_s=0.5))
    assert isinstance(result, Unknown)
    assert result.reason == "time"
    assert time.monotonic() - before < GENEROUS_S
    close_idle_workers()
    assert not any(worker.alive() for worker in started)


def test_a_deadline_leaves_the_best_solution_found() -> None:
    solver = backend()
    solver.solve(small(), SolveOptions())  # the worker is there before the clock starts
    result = solver.solve(pigeons(14, objective=True), SolveOptions(time_limit_s=2.0))
    assert isinstance(result, Feasible)
    assert result.reason == "time"
    assert result.objectives[0] >= 1


def test_a_solver_that_ignores_its_limit_is_killed(
    monkeypatch: pytest.MonkeyPatch, started: list[process._Worker]
) -> None:
    monkeypatch.setattr(
        process,
        "encode_request",
        lambda engine, model, options, spent_s: encode_request(
            engine, model, replace(options, time_limit_s=None)
        ),
    )
    result = backend(grace_s=0.2).solve(pigeons(14, objective=True), SolveOptions(time_limit_s=1.0))
    assert isinstance(result, Feasible | Unknown)
    assert result.reason == "time"
    assert len(started) == 1
    assert not started[0].alive()


def test_cancelling_from_a_report() -> None:
    stop = Event()
    seen: list[Progress] = []

    def cancel(report: Progress) -> None:
        seen.append(report)
        stop.set()

    options = SolveOptions(time_limit_s=GENEROUS_S, stop=stop, on_progress=cancel)
    result = backend().solve(pigeons(14, objective=True), options)
    assert isinstance(result, Feasible)
    assert result.reason == "cancelled"
    assert len(seen) == 1
    assert seen[0].solver == "z3"


def test_cancelling_from_another_thread(started: list[process._Worker]) -> None:
    stop = Event()
    timer = Timer(0.3, stop.set)
    timer.start()
    result = backend().solve(pigeons(14, objective=False), SolveOptions(time_limit_s=GENEROUS_S, stop=stop))
    timer.join()
    assert isinstance(result, Unknown)
    assert result.reason == "cancelled"
    assert not started[0].alive()


def test_a_call_cancelled_before_it_starts_costs_nothing(started: list[process._Worker]) -> None:
    stop = Event()
    stop.set()
    result = backend().solve(small(), SolveOptions(stop=stop))
    assert isinstance(result, Unknown)
    assert result.reason == "cancelled"
    assert started == []


def test_a_killed_worker_is_a_failure_that_says_so(started: list[process._Worker]) -> None:
    def kill(_: Progress) -> None:
        os.kill(started[0].pid, signal.SIGKILL)

    result = backend().solve(pigeons(14, objective=True), SolveOptions(on_progress=kill))
    assert isinstance(result, Failed)
    assert "SIGKILL" in result.error


def test_a_worker_that_died_while_idle_is_replaced(started: list[process._Worker]) -> None:
    solver = backend()
    solver.solve(small(), SolveOptions())
    os.kill(started[0].pid, signal.SIGKILL)
    started[0]._process.wait()
    assert isinstance(solver.solve(small(), SolveOptions()), Optimal)
    assert len(started) == 2


def test_an_unknown_engine_is_a_failure_that_names_it() -> None:
    result = backend("oracle").solve(small(), SolveOptions())
    assert isinstance(result, Failed)
    assert "oracle" in result.error


def test_a_bad_request_is_a_failure_and_the_worker_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = backend()
    with monkeypatch.context() as patch:
        patch.setattr(process, "encode_request", lambda *_, **__: '{"engine":"z3"}')
        result = solver.solve(small(), SolveOptions())
    assert isinstance(result, Failed)
    assert "KeyError" in result.error
    assert isinstance(solver.solve(small(), SolveOptions()), Optimal)


def test_a_model_that_cannot_be_sent_is_a_failure() -> None:
    builder = Builder()
    x = builder.integer(0, 1)
    builder.require(builder.le(builder.linear(0.5, {x: 1})))  # type: ignore[arg-type]  # on purpose
    model = replace(builder.model(), hints={x: object()})  # type: ignore[dict-item]
    result = backend().solve(model, SolveOptions())
    assert isinstance(result, Failed)
    assert "cannot be sent" in result.error


def test_a_missing_solver_is_said() -> None:
    result = backend(missing="not here: install it").solve(small(), SolveOptions())
    assert result == Failed(error="not here: install it", solver="z3", seconds=0.0)


def test_calls_at_the_same_time_do_not_disturb_each_other(started: list[process._Worker]) -> None:
    builder = Builder()
    xs = [builder.integer(0, 1) for _ in range(3)]
    builder.require(builder.add(AllDifferent(tuple(builder.x(x) for x in xs))))
    models = [small(7), small(3), builder.model(), small(6)]
    solver = backend()
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda model: solver.solve(model, SolveOptions()), models))
    assert [r.objectives for r in results if isinstance(r, Optimal)] == [(14,), (6,), (12,)]
    assert isinstance(results[2], Infeasible)
    assert len(started) <= 2


def test_an_exception_in_a_listener_kills_the_worker(started: list[process._Worker]) -> None:
    def fail(_: Progress) -> None:
        raise RuntimeError("the screen is gone")

    with pytest.raises(RuntimeError, match="the screen is gone"):
        backend().solve(pigeons(14, objective=True), SolveOptions(on_progress=fail))
    assert not started[0].alive()


def test_a_worker_ends_with_its_input() -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "certiplan.solvers.worker"], stdin=subprocess.PIPE, start_new_session=True
    )
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(timeout=GENEROUS_S) in (0, -signal.SIGKILL)


def test_a_worker_ends_with_its_input_while_it_solves() -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "certiplan.solvers.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert worker.stdin is not None
    assert worker.stdout is not None
    request = encode_request("z3", encode_model(pigeons(14, objective=True)), SolveOptions())
    worker.stdin.write(request + "\n")
    worker.stdin.flush()
    assert "incumbent" in worker.stdout.readline()
    worker.stdin.close()
    assert worker.wait(timeout=GENEROUS_S) < 0
    worker.stdout.close()


def test_the_worker_loads_no_solver_before_it_is_asked() -> None:
    program = (
        "import sys, certiplan.solvers.worker, certiplan.solvers.process\n"
        "print(sorted({'highspy', 'ortools', 'z3', 'pyomo', 'mpmath', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
