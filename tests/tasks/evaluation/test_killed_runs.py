"""A run that is killed at any moment, and gone on with until it is done, scores as one never killed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from certiplan.tasks.evaluation import Record, Settings, read_records, run_suite
from tests.tasks.evaluation.tiny_suites import BEATING, Sums

ROOT = Path(__file__).resolve().parents[3]
WORDS = ("eval", "tests.tasks.evaluation.tiny_suites:BEATING", "--json", "--resume", "--epochs", "2")


def timeless(records: Sequence[Record]) -> dict[tuple[str, int], Record]:
    empty = {"seconds": 0.0, "steps": {}, "events": (), "trace": ""}
    return {record.key: record.model_copy(update=empty) for record in records}


def begin(directory: Path, workers: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "certiplan", *WORDS, "--workers", str(workers), "--out", str(directory)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def killed_often(directory: Path, *, kills: int, workers: int) -> tuple[int, dict[str, object]]:
    """Kill a run after a random number of bytes that its cases wrote, again and again; then let it end."""
    random = Random(f"{kills} kills with {workers} workers")
    died = 0
    for _ in range(kills):
        with begin(directory, workers) as process:
            assert process.stderr is not None
            # Five bytes come from the middle of each case: any number of them is a moment within the run.
            process.stderr.read(random.randint(1, 5 * len(BEATING.kinds) // kills * 3))
            process.kill()
            died += process.wait() < 0
    with begin(directory, workers) as process:
        out, _ = process.communicate()
    assert process.returncode == 0
    return died, json.loads(out)


def check(directory: Path, *, kills: int, workers: int) -> None:
    died, found = killed_often(directory, kills=kills, workers=workers)
    assert died >= kills // 2
    whole = run_suite(Sums(kinds=BEATING.kinds, name="beating"), Settings(), selection=None)
    records = read_records(directory / "records.jsonl")
    first = {key: record for key, record in timeless(records).items() if key[1] == 0}
    assert first == timeless(whole.records)
    assert len(records) == 2 * len(BEATING.kinds)
    lines = (directory / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(records), "a case was written down twice"
    assert (found["cases"], found["epochs"]) == (len(BEATING.kinds), 2)
    odd_epoch = sum(record.passed for record in records if record.epoch == 1)
    assert found["final_pass_rate"] == (sum(record.passed for record in whole.records) + odd_epoch) / 60
    assert odd_epoch == 12


def test_a_run_killed_once(tmp_path: Path) -> None:
    check(tmp_path, kills=1, workers=1)


@pytest.mark.slow
def test_a_run_killed_twenty_times(tmp_path: Path) -> None:
    check(tmp_path, kills=20, workers=2)
