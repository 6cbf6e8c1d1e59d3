"""What stands on the terminal before Textual is loaded, and how it becomes the real screen."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem

from certiplan.tui.app import ChatApp
from certiplan.tui.colours import COLOURS
from certiplan.tui.desk.settings import ChatSettings
from certiplan.tui.outline import drawn, pens, rows
from tests.tui.driving import driven
from tests.tui.talks import CONFLICT, ScriptedTalk, answering, scripted

if sys.platform == "win32":
    pytest.skip("there is no such terminal", allow_module_level=True)

import termios

from tests.test_locking import held_by_another
from tests.tui.pseudo_terminal import Screen, running

SIZES = ((60, 20), (80, 24), (100, 30), (140, 45), (200, 60))
MODERN = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
OF_256 = {"TERM": "xterm-256color"}


def _texts(width: int, height: int) -> list[str]:
    return ["".join(text for _, text in row) for row in rows(width, height)]


@pytest.mark.parametrize("size", [*SIZES, (5, 30), (12, 4), (3, 2), (1, 1)])
def test_it_fills_the_terminal(size: tuple[int, int]) -> None:
    width, height = size
    assert [len(text) for text in _texts(width, height)] == [width] * height


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_it_looks_as_the_real_screen_will(size: tuple[int, int], tmp_path: Path) -> None:
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(CONFLICT))), size=size) as test:
        picture, height = _texts(*size), size[1]
        strips = test.chat._compositor.render_strips()
        assert strips[0].text.startswith(picture[0][:11])
        for row in (height - 4, height - 2):  # the frame of the input
            assert strips[row].text == picture[row]
        assert strips[height - 3].text[:3] == picture[height - 3][:3]


def test_its_colours_are_those_of_the_theme() -> None:
    for theme in COLOURS:
        red, green, blue = bytes.fromhex(COLOURS[theme]["background"][1:])
        assert f"\x1b[48;2;{red};{green};{blue}m" in pens(theme, MODERN)["room"]
        for pen, front, back in (("room", "foreground", "background"), ("frame", "primary", "surface")):
            numbers = [
                Color.parse(COLOURS[theme][name]).downgrade(ColorSystem.EIGHT_BIT).number
                for name in (front, back)
            ]
            assert pens(theme, OF_256)[pen] == f"\x1b[38;5;{numbers[0]}m\x1b[48;5;{numbers[1]}m"


def test_where_there_are_to_be_no_colours_there_are_none() -> None:
    for environ in ({**MODERN, "NO_COLOR": "1"}, {"TERM": "vt100"}):
        assert pens("certiplan-dark", environ) == {}
    assert pens("monokai", MODERN) == {}
    assert "38;" not in drawn(80, 24, {}) and "48;" not in drawn(80, 24, {})
    screen = Screen(80, 24)
    screen.feed(drawn(80, 24, {}))
    assert screen.row(1).startswith("◆ Certiplan") and screen.row(1).endswith("◐ starting")
    assert screen.row(-3).startswith(" │ Starting…")


def _kept(tmp_path: Path, **more: str) -> dict[str, str]:
    return {**MODERN, "CERTIPLAN_SESSIONS": str(tmp_path / "sessions"), **more}


def test_it_becomes_the_real_screen_and_what_is_typed_meanwhile_arrives(tmp_path: Path) -> None:
    with running("chat", environment=_kept(tmp_path)) as chat:
        chat.until(lambda screen: "Starting…" in screen.row(-3))
        assert not chat.settings_now[3] & termios.ECHO
        chat.type("fly ")
        chat.type("kites\n")  # as Ctrl+J, which begins another line
        chat.type("twice")
        framed = " ╭───"
        chat.until(
            lambda screen: "fly kites" in screen.text() and "twice" in screen.row(-3),
            always=lambda screen: framed in screen.row(-4) or framed in screen.row(-5),
        )
        assert "Starting…" not in chat.screen.text()
        assert chat.screen.entered == 1, "entering again would have cleared it"
        chat.type("\x11")  # Ctrl+Q
        assert chat.ended() == 0
        assert chat.settings_now == chat.settings
        assert not chat.screen.alternate


def test_a_pane_that_is_wanted_before_there_are_any_is_shown(tmp_path: Path) -> None:
    with running("chat", environment=_kept(tmp_path)) as chat:
        chat.until(lambda screen: "Starting…" in screen.row(-3))
        chat.type("\x1b[15~")  # F5
        chat.until(lambda screen: "ready" in screen.row(1) and "No conflict" in screen.text())


def test_ctrl_c_ends_it_and_gives_the_terminal_back(tmp_path: Path) -> None:
    with running("chat", environment=_kept(tmp_path)) as chat:
        chat.until(lambda screen: "Starting…" in screen.row(-3))
        chat.type("what is typed and not\rtaken\x03")
        assert chat.ended() == 130
        assert chat.settings_now == chat.settings
        assert not chat.screen.alternate
        assert chat.screen.text().strip() == "certiplan: interrupted"


def test_what_goes_wrong_behind_it_is_said_on_the_terminal_as_it_was(tmp_path: Path) -> None:
    with running("chat", "--theme", "beige", environment=_kept(tmp_path)) as chat:
        assert chat.ended() == 2
        assert chat.settings_now == chat.settings
        assert not chat.screen.alternate
        assert chat.screen.entered == 1
        assert chat.screen.text().startswith("certiplan: there is no theme beige; known: ")


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("--session", "a.jsonl", "--resume"), {}, "give one of them"),
        (("--session", __file__), {}, "exists already: go on with it by --resume"),
        (("--resume",), {}, "yet: begin one with certiplan chat"),
        (("--resume", "no.jsonl"), {}, "there is no session no.jsonl"),
        ((), {"TERM": "dumb"}, "use certiplan plan"),
    ],
)
def test_there_is_none_where_it_is_known_that_nothing_will_follow(
    arguments: tuple[str, ...], environment: dict[str, str], said: str, tmp_path: Path
) -> None:
    with running("chat", *arguments, environment=_kept(tmp_path, **environment)) as chat:
        assert chat.ended() == 2
        assert said in chat.written and "\x1b" not in chat.written
        assert chat.settings_now == chat.settings


def test_a_session_that_is_open_elsewhere_is_not_gone_on_with(tmp_path: Path) -> None:
    sessions = tmp_path / "sessions"
    sessions.mkdir()
    kept = sessions / "trip.jsonl"
    kept.write_text('{"kind": "turn", "memory": {"said": "a trip"}}\n')
    with held_by_another(kept):
        for arguments in (("--resume",), ("--resume", str(kept))):
            with running("chat", *arguments, environment=_kept(tmp_path), size=(200, 60)) as chat:
                assert chat.ended() == 2
                assert f"{kept} is open in another program: leave the conversation there" in chat.written
                assert "\x1b" not in chat.written


def test_a_theme_that_is_ours_is_known_to_textual() -> None:
    app = ChatApp(ChatSettings(sessions=Path()))
    assert set(COLOURS) <= set(app.available_themes)
