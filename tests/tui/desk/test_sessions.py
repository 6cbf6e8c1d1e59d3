"""Where conversations are kept."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest

from certiplan.tui.desk.sessions import kept_sessions, latest_session, new_session, sessions_directory
from tests.test_locking import held_by_another

NOW = dt.datetime(2026, 5, 4, 12, 30, 1, tzinfo=dt.UTC)


def _kept(path: Path, *lines: object, changed: float) -> None:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    os.utime(path, (changed, changed))


def test_a_new_session_never_takes_the_file_of_another(tmp_path: Path) -> None:
    first = new_session(tmp_path, now=NOW)
    first.write_text("")
    second = new_session(tmp_path, now=NOW)
    assert first.name == "2026-05-04-123001.jsonl"
    assert second.name == "2026-05-04-123001-2.jsonl"


def test_sessions_are_listed_by_what_was_said_first_the_latest_first(tmp_path: Path) -> None:
    opened = {"kind": "session", "version": 1}
    turn = {"kind": "turn", "memory": {"said": "a trip\n to Oregon"}}
    _kept(tmp_path / "a.jsonl", opened, turn, turn, changed=1000)
    _kept(tmp_path / "b.jsonl", opened, turn, changed=2000)
    _kept(tmp_path / "untouched.jsonl", opened, changed=3000)
    (tmp_path / "notes.txt").write_text("no session")
    kept = kept_sessions(tmp_path)
    assert [(session.path.name, session.title, session.turns) for session in kept] == [
        ("b.jsonl", "a trip to Oregon", 1),
        ("a.jsonl", "a trip to Oregon", 2),
    ]
    assert latest_session(tmp_path) == tmp_path / "b.jsonl"


def test_a_torn_or_strange_file_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "torn.jsonl").write_bytes(b'{"kind": "turn", "memory": {"said": "x"}}\n{"kind": "tu\xff')
    (tmp_path / "strange.jsonl").write_bytes(b"\x00\x01\x02")
    assert [session.path.name for session in kept_sessions(tmp_path)] == ["torn.jsonl"]


def test_no_directory_means_no_sessions(tmp_path: Path) -> None:
    assert kept_sessions(tmp_path / "none") == ()
    assert latest_session(tmp_path / "none") is None


def test_the_directory_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CERTIPLAN_SESSIONS", str(tmp_path))
    assert sessions_directory() == tmp_path
    monkeypatch.delenv("CERTIPLAN_SESSIONS")
    assert sessions_directory().name == "sessions"


def test_a_session_that_another_program_has_open_is_marked(tmp_path: Path) -> None:
    for name in ("here", "elsewhere"):
        _kept(tmp_path / f"{name}.jsonl", {"kind": "turn", "memory": {"said": name}}, changed=1000)
    with held_by_another(tmp_path / "elsewhere.jsonl"):
        assert {kept.title: kept.elsewhere for kept in kept_sessions(tmp_path)} == {
            "here": False,
            "elsewhere": True,
        }
