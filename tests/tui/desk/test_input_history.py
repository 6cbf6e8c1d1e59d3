"""Walking through earlier inputs."""

from __future__ import annotations

from certiplan.tui.desk.input_history import InputHistory


def test_the_draft_waits_at_the_end() -> None:
    history = InputHistory(["one", "two"])
    assert history.earlier("draft") == "two"
    assert history.earlier("two") == "one"
    assert history.earlier("one") is None
    assert history.later() == "two"
    assert history.later() == "draft"
    assert history.later() is None


def test_a_repeated_input_is_kept_once_and_adding_goes_to_the_end() -> None:
    history = InputHistory()
    history.add("one")
    history.add("one")
    history.add("")
    assert history.earlier("") == "one"
    assert history.earlier("one") is None
    history.add("two")
    assert history.later() is None
    assert history.earlier("") == "two"
