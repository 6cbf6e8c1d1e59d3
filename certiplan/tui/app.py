"""The application: it takes what widgets and workers tell it, and is the only one that acts on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, assert_never

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from certiplan.tui import messages as m
from certiplan.tui.backstage import Opening, open_real_desk
from certiplan.tui.board_app import AT_WORK, BoardApp
from certiplan.tui.desk.board import PANES, PaneName
from certiplan.tui.desk.commands import (
    Accept,
    Bare,
    ChooseModel,
    Command,
    Export,
    Misread,
    Say,
    Simple,
    Theme,
    read_command,
)
from certiplan.tui.desk.settings import ChatSettings
from certiplan.tui.screens.chat_screen import ChatScreen
from certiplan.tui.widgets.transcript import Transcript

_PANE_KEYS: dict[PaneName, str] = {name: f"f{place}" for place, name in enumerate(PANES, start=2)}
INTERRUPTED = 130
LEAVE_WITHIN_S = 3.0


class ChatApp(BoardApp):
    """`certiplan chat`.

    Args:
        settings: how the conversation begins.
        opening: opens the desk, in a thread; another one is for tests.
    """

    CSS_PATH = Path(__file__).with_name("chat.tcss")
    TITLE = "Certiplan"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", key_display="F1", priority=True),
        Binding("escape", "stop", "Stop", key_display="Esc", priority=True),
        Binding("escape", "to_input", "Back to the input", show=False, priority=True),
        Binding("ctrl+up", "blocks", "Blocks", key_display="^↑", priority=True),
        *(
            Binding(key, f"pane('{name}')", name.capitalize(), priority=True, show=False)
            for name, key in _PANE_KEYS.items()
        ),
        Binding("f8", "undo_turn", "Undo", key_display="F8", priority=True),
        Binding("f9", "redo_turn", "Redo", key_display="F9", priority=True),
        Binding("f10", "sessions", "Sessions", key_display="F10", priority=True),
        Binding("ctrl+p", "command_palette", "Palette", key_display="^p", priority=True),
    ]

    def __init__(self, settings: ChatSettings, *, opening: Opening = open_real_desk) -> None:
        super().__init__(settings, opening=opening)
        self._leaving = False

    def begin_with(self, text: str) -> None:
        """Say what was typed before the conversation was open."""
        self._take(read_command(text))

    # ------------------------------------------------------------ what the person does

    def on_entered(self, message: m.Entered) -> None:
        """The input was sent."""
        command = read_command(message.text)
        if isinstance(command, Say | Accept | Export):
            opening = self.busy and not self._backstage.is_open
            if opening and self._waiting is None:
                self._waiting = message.text
                self._composer.taken(message.text)
                return
            if not self._can_begin():
                return
        self._composer.taken(message.text)
        self._take(command)

    def on_way_chosen(self, message: m.WayChosen) -> None:
        """A way out was chosen."""
        if self._can_begin():
            self._chat.talk()
            self._take(Accept(number=message.number))

    def on_model_applied(self, message: m.ModelApplied) -> None:
        """The edited model is to be solved."""
        if self._can_begin():
            self._begin("solving the edited model")
            self._backstage.apply(message.document)

    def on_model_edited(self, message: m.ModelEdited) -> None:
        """The document in the editor changed."""
        self._backstage.check(message.document)

    def on_code_wanted(self, message: m.CodeWanted) -> None:
        """Code is looked at."""
        self._backstage.write(message.document, message.target)

    def on_copy_wanted(self, message: m.CopyWanted) -> None:
        """Something is to be copied."""
        self.copy_to_clipboard(message.text)
        self.notify(f"Copied {message.what}.", timeout=2, markup=False)

    def on_pane_wanted(self, message: m.PaneWanted) -> None:
        """A pane is to be shown."""
        self.action_pane(message.pane)

    def _take(self, command: Command) -> None:
        match command:
            case Say() | Accept():
                self._begin("working")
                self._backstage.do(command)
            case Export():
                self._begin("writing")
                self._backstage.export(command)
            case Simple(name=name):
                self._simple(name)
            case Theme():
                self._change_theme(command.name)
            case ChooseModel():
                self._choose_model(command.name)
            case Misread(words=words):
                self.notify(words, severity="warning", markup=False)
            case _:
                assert_never(command)

    def _simple(self, name: Bare) -> None:
        match name:
            case "help":
                self.action_help()
            case "undo":
                self.action_undo_turn()
            case "redo":
                self.action_redo_turn()
            case "sessions":
                self.action_sessions()
            case "new":
                self.action_new()
            case "copy":
                self.action_copy_last()
            case "quit":
                self.exit()
            case _:
                assert_never(name)

    def _change_theme(self, name: str | None) -> None:
        if name is None:
            self.search_themes()
        elif name in self.available_themes:
            self.theme = name
        else:
            known = ", ".join(sorted(self.available_themes))
            self.notify(f"There is no theme {name}; known: {known}", severity="warning", markup=False)

    def _choose_model(self, name: str | None) -> None:
        if name is None:
            self.notify(f"Requests are read by {self._board.reader}.", markup=False)
            return
        model = None if name == "offline" else name
        self._settings = replace(self._settings, model=model, session=None, resume=False, first=None)
        self._open("changing the reader")

    # ------------------------------------------------------------ actions

    def action_help(self) -> None:
        """Keys and commands."""
        from certiplan.tui.screens.help_screen import HelpScreen

        self.push_screen(HelpScreen())

    def action_stop(self) -> None:
        """Stop what runs."""
        if self._backstage.stop():
            self._status.work("stopping")

    def action_to_input(self) -> None:
        """Leave the editor, or go back to the input."""
        from certiplan.tui.widgets.model_pane import ModelPane

        pane = self._chat.query_one(ModelPane)
        if not (pane.editing and self._chat.person_is_in_panes and pane.leave()):
            self._chat.talk()

    def action_help_quit(self) -> None:
        """Ctrl+C with nothing selected to copy: stop what runs; else leave, if it is meant."""
        if not self._backstage.is_open or self._leaving:
            self.exit(return_code=INTERRUPTED)
        elif self._backstage.busy:
            self.action_stop()
        else:
            self._leaving = True
            self.set_timer(LEAVE_WITHIN_S, self._stay)
            self.notify("Ctrl+C again leaves. The conversation is kept.", timeout=LEAVE_WITHIN_S)

    def _stay(self) -> None:
        self._leaving = False

    def action_blocks(self) -> None:
        """Into the conversation, to its latest block."""
        block = self._chat.query_one(Transcript).last_block()
        if block is not None:
            self._chat.talk()
            self._chat.set_focus(block)

    def action_pane(self, name: PaneName) -> None:
        """Show a pane and go there."""
        self._chat.choose(name, focus=True)

    def action_undo_turn(self) -> None:
        """Take the last turn back."""
        self._step(back=True)

    def action_redo_turn(self) -> None:
        """Bring it back again."""
        self._step(back=False)

    def action_new(self) -> None:
        """Begin another conversation."""
        self._settings = replace(self._settings, session=None, resume=False, first=None)
        self._open("beginning anew")

    def action_copy_last(self) -> None:
        """Copy the last answer."""
        block = self._chat.query_one(Transcript).last_block()
        if block is not None:
            block.action_copy()

    def action_sessions(self) -> None:
        """Earlier conversations."""
        from certiplan.tui.desk.sessions import kept_sessions
        from certiplan.tui.screens.sessions_screen import SessionsScreen

        if self._backstage.busy:
            self.notify(AT_WORK, severity="warning", timeout=3)
            return
        kept = kept_sessions(self._settings.sessions)
        self.push_screen(SessionsScreen(kept, self._board.session), self._session_chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of the conversation are off where something is laid over it."""
        ours = ("stop", "to_input", "blocks", "pane", "undo_turn", "redo_turn", "sessions", "help")
        if action in ours and not isinstance(self.screen, ChatScreen):
            return False
        if action == "stop":
            return self.busy
        if action == "undo_turn" and not self._board.can_undo:
            return None
        return not (action == "redo_turn" and not self._board.can_redo)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        yield from (known for known in super().get_system_commands(screen) if known.title != "Keys")
        for name in PANES:
            yield SystemCommand(
                f"Show {name}", f"{_PANE_KEYS[name].upper()}", lambda name=name: self.action_pane(name)
            )
        yield SystemCommand("Undo", "Take the last turn back", self.action_undo_turn)
        yield SystemCommand("Redo", "Bring it back again", self.action_redo_turn)
        yield SystemCommand("New conversation", "This one is kept", self.action_new)
        yield SystemCommand("Conversations", "Go on with an earlier one", self.action_sessions)
        yield SystemCommand("Copy the last answer", "To the clipboard", self.action_copy_last)
        yield SystemCommand("Help", "Keys and commands", self.action_help)

    def _session_chosen(self, path: object) -> None:
        if isinstance(path, Path):
            self._settings = replace(self._settings, session=path, resume=True, first=None)
            self._open("opening")
