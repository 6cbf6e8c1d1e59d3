"""What people type becomes commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from certiplan.tui.desk.commands import (
    COMMANDS,
    Accept,
    ChooseModel,
    Command,
    Export,
    Misread,
    Say,
    Simple,
    Theme,
    completions,
    read_command,
)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("two days in Portland", Say(text="two days in Portland")),
        ("  raise the budget to 1600 \n", Say(text="raise the budget to 1600")),
        ("//help is what I typed", Say(text="/help is what I typed")),
        ("/accept 2", Accept(number=2)),
        ("/undo", Simple(name="undo")),
        ("/Redo", Simple(name="redo")),
        ("/q", Simple(name="quit")),
        ("/why Rockford", Say(text="why Rockford")),
        ("/why-not a flight", Say(text="why not a flight")),
        ("/whatif we were four", Say(text="what if we were four")),
        ("/export plan.txt", Export(path=Path("plan.txt"))),
        ("/theme", Theme(name=None)),
        ("/theme nord", Theme(name="nord")),
        ("/model openai:gpt", ChooseModel(name="openai:gpt")),
    ],
)
def test_a_line_is_read_as_a_command(text: str, command: Command) -> None:
    assert read_command(text) == command


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/accept", "number of a way out"),
        ("/accept two", "number of a way out"),
        ("/accept 0", "number of a way out"),
        ("/export", "/export FILE"),
        ("/why", "/why WHAT"),
        ("/unod", "did you mean `/undo`"),
        ("/xyzzy", "/help"),
    ],
)
def test_what_is_not_a_command_says_what_would_be(text: str, words: str) -> None:
    command = read_command(text)
    assert isinstance(command, Misread)
    assert words in command.words


def test_every_command_that_is_listed_can_be_typed() -> None:
    for known in COMMANDS:
        argument = {"N": "1", "FILE": "x.txt"}.get(known.argument, "x")
        assert not isinstance(read_command(f"/{known.name} {argument}"), Misread), known.name


def test_a_beginning_is_completed_until_an_argument_begins() -> None:
    assert [known.name for known in completions("/re")] == ["redo"]
    assert [known.name for known in completions("/")] == [known.name for known in COMMANDS]
    assert completions("/accept ") == ()
    assert completions("re") == ()
    assert completions("//re") == ()


def test_the_page_for_users_names_every_command() -> None:
    page = (Path(__file__).parents[3] / "docs" / "chat.md").read_text()
    assert [known.name for known in COMMANDS if f"/{known.name}" not in page] == []
