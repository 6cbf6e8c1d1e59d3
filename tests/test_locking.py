"""Locks of files: between processes, and gone with the process that held them."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from certiplan.locking import FileInUseError, is_in_use, lock_file

HOLD = """
import sys
from pathlib import Path
from certiplan.locking import lock_file
held = lock_file(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process has the lock."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield other
        other.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "file"
    file.write_text("")
    return file


def test_another_process_cannot_have_it(path: Path) -> None:
    with held_by_another(path):
        assert is_in_use(path)
        with pytest.raises(FileInUseError):
            lock_file(path)


def test_a_killed_process_leaves_no_lock(path: Path) -> None:
    with held_by_another(path) as other:
        other.kill()
        other.wait()
        assert not is_in_use(path)
        assert lock_file(path) is not None
    assert list(path.parent.iterdir()) == [path]


def test_here_it_can_be_had_twice_and_is_held_until_both_are_let_go(path: Path) -> None:
    first, second = lock_file(path), lock_file(path)
    assert first is not None and first is second
    another = [sys.executable, "-c", HOLD, str(path)]

    def others_can() -> bool:
        return subprocess.run(another, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0

    assert not others_can()
    del first
    gc.collect()
    assert not others_can()
    del second
    gc.collect()
    assert others_can()


def test_a_file_that_is_none_is_in_nobodys_use(tmp_path: Path) -> None:
    assert not is_in_use(tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        lock_file(tmp_path / "none")
