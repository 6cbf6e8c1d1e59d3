from __future__ import annotations

import os
import signal
import threading

import pytest

from certiplan.tasks.evaluation import LocalProcesses
from certiplan.tasks.evaluation.processes import WorkerDiedError, WorkerTimeoutError


def double(number: int) -> int:
    return 2 * number


def where() -> int:
    return os.getpid()


def fail(words: str) -> None:
    raise LookupError(words)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    os._exit(3)


def hang() -> None:
    threading.Event().wait()


def unsendable() -> object:
    return threading.Lock()


def test_calls_are_made_elsewhere_and_the_process_is_kept() -> None:
    with LocalProcesses(1) as executor:
        first, second = executor.submit(where), executor.submit(where)
        assert list(executor.map(double, [1, 2, 3])) == [2, 4, 6]
    assert first.result() == second.result() != os.getpid()


def test_what_a_call_raises_is_raised_and_the_next_call_is_made() -> None:
    with LocalProcesses(1) as executor:
        failing, after = executor.submit(fail, "nothing here"), executor.submit(double, 4)
    with pytest.raises(LookupError, match="nothing here"):
        failing.result()
    assert after.result() == 8


def test_a_process_that_dies_costs_its_own_call_only() -> None:
    with LocalProcesses(1) as executor:
        calls = [executor.submit(double, k) for k in range(3)]
        dead, gone = executor.submit(die), executor.submit(leave)
        calls += [executor.submit(double, k) for k in range(3, 6)]
    with pytest.raises(WorkerDiedError, match="killed by SIGKILL"):
        dead.result()
    with pytest.raises(WorkerDiedError, match="exit code 3"):
        gone.result()
    assert [call.result() for call in calls] == [0, 2, 4, 6, 8, 10]


def test_a_call_that_takes_too_long_is_killed() -> None:
    with LocalProcesses(1, call_limit_s=1.0) as executor:
        endless = executor.submit(hang)
        with pytest.raises(WorkerTimeoutError, match="longer than 1 seconds"):
            endless.result()


def test_results_that_cannot_be_sent() -> None:
    with LocalProcesses(1) as executor:
        lock, after = executor.submit(unsendable), executor.submit(double, 1)
    with pytest.raises(WorkerDiedError, match="cannot be sent"):
        lock.result()
    assert after.result() == 2


def test_arguments_that_cannot_be_sent() -> None:
    with LocalProcesses(1) as executor:
        call, after = executor.submit(str, threading.Lock()), executor.submit(double, 1)
    with pytest.raises(TypeError, match="pickle"):
        call.result()
    assert after.result() == 2


def test_shutting_down_at_once_ends_calls_under_way() -> None:
    executor = LocalProcesses(1)
    endless, waiting = executor.submit(hang), executor.submit(double, 1)
    executor.shutdown(cancel_futures=True)
    assert endless.cancelled() or isinstance(endless.exception(), WorkerDiedError)
    assert waiting.cancelled()
    with pytest.raises(RuntimeError, match="shut down"):
        executor.submit(double, 1)
