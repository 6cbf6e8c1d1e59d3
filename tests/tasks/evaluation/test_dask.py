"""A run on a real Dask cluster of two worker processes, which loses one of them in the middle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from certiplan.errors import UsageError
from certiplan.tasks.evaluation import open_executor, read_records
from tests.tasks.evaluation.tiny_suites import MORTAL

pytest.importorskip("distributed", reason="the extra dask is not installed")
ROOT = Path(__file__).resolve().parents[3]
SUITE = "tests.tasks.evaluation.tiny_suites:MORTAL"


@contextmanager
def process(*words: str, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """A Python process that is killed at the end."""
    begun = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield begun
    finally:
        begun.kill()
        begun.communicate()


def line_with(words: str, lines: Iterator[str]) -> str:
    return next(line for line in lines if words in line)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_scores_every_case_once(tmp_path: Path) -> None:
    scheduler_words = (
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    )
    with process(*scheduler_words, cwd=tmp_path) as scheduler:
        assert scheduler.stderr is not None
        address = line_with("Scheduler at:", iter(scheduler.stderr)).split("tcp://")[1].strip()
        worker_words = (
            "distributed.cli.dask_worker",
            f"tcp://{address}",
            *("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"),
        )
        with process(*worker_words, cwd=tmp_path) as first, process(*worker_words, cwd=tmp_path) as second:
            for worker in (first, second):
                assert worker.stderr is not None
                line_with("Starting established connection", iter(worker.stderr))
            out, marker = tmp_path / "run", tmp_path / "died"
            words = ("eval", SUITE, "--executor", f"dask://{address}", "--out", str(out), "--json")
            options = ("--option", f"marker={marker}")
            with process("certiplan", *words, *options, cwd=ROOT) as run:
                printed, errors = run.communicate()
            assert run.returncode == 0, errors
            assert marker.exists()
            assert [worker.poll() for worker in (first, second)].count(None) == 1, "one worker is dead"
    summary = json.loads(printed)
    assert summary["cases"] == len(MORTAL.kinds) == 60
    assert summary["outcomes"] == {"plan": 52, "error": 8}
    lines = (out / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(read_records(out / "records.jsonl")) == 60


def test_a_cluster_that_is_not_there() -> None:
    with (
        pytest.raises(UsageError, match="kills processes of this machine"),
        open_executor("dask://h:1", case_limit_s=1),
    ):
        pass
