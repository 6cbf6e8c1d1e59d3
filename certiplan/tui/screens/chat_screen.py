"""The screen of the conversation: the transcript, the input, and the panes beside or below them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.events import Key, Paste, Resize
from textual.screen import Screen
from textual.widgets import Footer, Tab, Tabs, TextArea

from certiplan.tui.desk.board import PANES, Board, PaneName
from certiplan.tui.desk.layouts import LAYOUTS, Layout, layout_of
from certiplan.tui.messages import Furnished
from certiplan.tui.widgets.composer import Composer, ComposerArea
from certiplan.tui.widgets.pane import Pane
from certiplan.tui.widgets.status_line import StatusLine
from certiplan.tui.widgets.transcript import Transcript

TALK = "talk"
ROOM_FOR_KEYS = 130
"""From so many columns on, the tabs name their keys."""
_SHORT: dict[PaneName, str] = {
    "requirements": "Wishes",
    "model": "Model",
    "plan": "Plan",
    "conflict": "Clash",
    "code": "Code",
    "run": "Run",
}
_PINNED: tuple[Layout, ...] = ("pinned", "columns")


class ChatScreen(Screen[None]):
    """Everything that is on screen while people talk."""

    AUTO_FOCUS = "#composer"

    def __init__(self) -> None:
        super().__init__()
        self._layout: Layout = "beside"
        self._pane: PaneName = "requirements"
        self._board = Board()
        self._furnished = False
        self._wanted: tuple[PaneName, bool] | None = None

    def compose(self) -> ComposeResult:
        """Top to bottom; the style sheet moves the panes to the side where there is room."""
        yield StatusLine()
        with Container(id="room"):
            with Vertical(id="talk"):
                yield Transcript(id="transcript")
            yield Vertical(id="side")
        yield ComposerArea()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Arrange for the size of the terminal; the panes come once the first picture stands."""
        self._arrange()
        self.call_after_refresh(lambda: self.run_worker(self._furnish()))

    async def _furnish(self) -> None:
        """Put the panes in their place, still empty, one after the other: keys are heard in between."""
        from certiplan.tui.widgets.code_pane import CodePane
        from certiplan.tui.widgets.conflict_pane import ConflictPane
        from certiplan.tui.widgets.model_pane import ModelPane
        from certiplan.tui.widgets.plan_pane import PlanPane
        from certiplan.tui.widgets.requirements_pane import RequirementsPane
        from certiplan.tui.widgets.run_pane import RunPane

        tabs = Tabs(
            Tab("Talk", id=f"tab-{TALK}"),
            *(Tab(self._label(name), id=f"tab-{name}") for name in PANES),
            id="panes-tabs",
        )
        panes = (RequirementsPane(), ModelPane(), PlanPane(), ConflictPane(), CodePane(), RunPane())
        place = Container(id="panes")
        await self.query_one("#side").mount_all([tabs, place])
        for pane in panes:
            pane.display = False
            await place.mount(pane)
        self._furnished = True
        tabs.active = f"tab-{TALK}" if self._layout == "single" else "tab-requirements"
        self._arrange()
        await self.show(self._board)
        if self._wanted is not None:
            name, focus = self._wanted
            self.choose(name, focus=focus)
        self.post_message(Furnished())

    def on_resize(self, event: Resize) -> None:
        """Arrange again."""
        self._arrange()

    def on_key(self, event: Key) -> None:
        """What is typed where nothing takes it is meant for the input."""
        typed = event.character if event.is_printable else None
        if typed and not typed.isspace() and event.key not in self.active_bindings:
            self._hand_to_input(event, typed)

    def on_paste(self, event: Paste) -> None:
        """So is what is pasted there."""
        self._hand_to_input(event, event.text)

    def _hand_to_input(self, event: Key | Paste, text: str) -> None:
        if self.app.screen is self and not isinstance(self.focused, TextArea):
            event.stop()
            self.talk()
            self.query_one(Composer).insert(text)

    # ------------------------------------------------------------ what is shown

    async def show(self, board: Board) -> None:
        """Show a board everywhere."""
        self._board = board
        self.query_one(StatusLine).show(board)
        await self.query_one(Transcript).show(board)
        for pane in self.query(Pane):
            await pane.show(board)
        self._label_tabs()
        self.refresh_bindings()

    async def redraw(self) -> None:
        """Draw everything anew, in the colours of another theme."""
        for pane in self.query(Pane):
            pane.forget()
        await self.show(self._board)

    @property
    def pane(self) -> PaneName:
        """The pane that is chosen."""
        return self._pane

    def pane_widget(self, name: PaneName) -> Pane:
        """A pane by its name."""
        return self.query_one(f"#pane-{name}", Pane)

    def choose(self, name: PaneName, *, focus: bool) -> None:
        """Bring a pane into view; as soon as there are panes."""
        if not self._furnished:
            self._wanted = (name, focus)
            return
        tabs = self.query_one("#panes-tabs", Tabs)
        if self._shows_beside(name):
            if focus:
                self.pane_widget(name).enter()
            return
        self._pane = name
        tabs.active = f"tab-{name}"
        self._arrange()
        if focus:
            self.pane_widget(name).enter()

    def talk(self) -> None:
        """Back to the conversation and its input."""
        if self._furnished and self._layout == "single":
            self.query_one("#panes-tabs", Tabs).active = f"tab-{TALK}"
        self.set_focus(self.query_one(Composer))

    @property
    def has_room(self) -> bool:
        """Whether a pane and the conversation are in view together."""
        return self._layout != "single"

    @property
    def person_is_in_panes(self) -> bool:
        """Whether the focus is in a pane, so that none should be taken from under it."""
        focused = self.focused
        return focused is not None and self.query_one("#side") in focused.ancestors

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """A tab was chosen."""
        if event.tabs.id != "panes-tabs":
            return
        event.stop()
        chosen = (event.tab.id or "").removeprefix("tab-")
        self.set_class(chosen == TALK, "-talking")
        for name in PANES:
            if name == chosen:
                self._pane = name
        self._arrange()

    # ------------------------------------------------------------ inside

    def _shows_beside(self, name: PaneName) -> bool:
        return name == "requirements" and self._layout in _PINNED

    def _arrange(self) -> None:
        width, height = self.size
        before, self._layout = self._layout, layout_of(width, height)
        for layout in LAYOUTS:
            self.set_class(layout == self._layout, f"-{layout}")
        if not self._furnished:
            self.set_class(self._layout == "single", "-talking")
            return
        tabs = self.query_one("#panes-tabs", Tabs)
        if self._layout == "single" and before != "single" and not self.person_is_in_panes:
            tabs.active = f"tab-{TALK}"
        self.query_one(f"#tab-{TALK}").display = self._layout == "single"
        self.query_one("#tab-requirements").display = self._layout not in _PINNED
        if self._layout in _PINNED and self._pane == "requirements":
            self._pane = "plan"
            tabs.active = "tab-plan"
        if self._layout != "single" and tabs.active == f"tab-{TALK}":
            tabs.active = f"tab-{self._pane}"
        self.set_class(self._layout == "single" and tabs.active == f"tab-{TALK}", "-talking")
        for name in PANES:
            self.pane_widget(name).display = name == self._pane or self._shows_beside(name)
        from certiplan.tui.widgets.code_pane import CodePane

        code = self.query_one(CodePane)
        if self._pane == "code":
            code.look()
        else:
            code.look_away()
        self._label_tabs()

    def _label_tabs(self) -> None:
        for name in PANES:
            tab = self.query_one(f"#tab-{name}", Tab)
            label = self._label(name)
            if tab.label_text != label:
                tab.label = label

    def _label(self, name: PaneName) -> str:
        title = _SHORT[name] if self._layout in ("single", "stacked") else name.capitalize()
        conflict = self._board.conflict
        if self.size.width >= ROOM_FOR_KEYS:
            title = f"F{PANES.index(name) + 2} {title}"
        if name == "conflict" and conflict is not None and conflict.standing:
            return f"{title} ↯"
        if name == "plan" and self._board.plan is not None:
            return f"{title} ✓"
        return title
