"""The model: its five elements to read, and its text to edit, with findings as it is typed."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import ContentSwitcher, Static, TextArea

from certiplan.tui.desk.board import Board, ElementKind, ElementRow, ModelView
from certiplan.tui.messages import FindingsReady, ModelApplied, ModelEdited
from certiplan.tui.widgets.formula import formula
from certiplan.tui.widgets.palette import Palette
from certiplan.tui.widgets.pane import Pane, empty_state

_SECTIONS: tuple[tuple[ElementKind, str], ...] = (
    ("objective", "Objective"),
    ("variable", "Variables — what is decided"),
    ("constraint", "Constraints — what must hold"),
    ("definition", "Definitions"),
    ("parameter", "Parameters — what is given"),
    ("set", "Sets"),
)
MAX_FINDINGS = 8


class ModelEditor(TextArea):
    """The document as text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "apply", "Solve this model", priority=True),
    ]

    def action_apply(self) -> None:
        """Have it solved."""
        self.post_message(ModelApplied(document=self.text))


class ModelPane(Pane):
    """Reading and editing the model document."""

    pane_name = "model"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit"),
        Binding("ctrl+r", "read", "Read"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._model: ModelView | None = None
        self._drawn = False

    def compose(self) -> ComposeResult:
        """Two faces, of which one is shown."""
        with ContentSwitcher(id="model-faces", initial="model-scroll"):
            with VerticalScroll(id="model-scroll"):
                yield Static(id="model-text", markup=False)
            with Vertical(id="model-edit"):
                yield ModelEditor("", id="model-editor", show_line_numbers=True, soft_wrap=False)
                yield Static(id="model-findings", markup=False)

    @property
    def editing(self) -> bool:
        """Whether the text is shown for editing."""
        return self.query_one("#model-faces", ContentSwitcher).current == "model-edit"

    @property
    def edited(self) -> bool:
        """Whether the text differs from the document."""
        editor = self.query_one(ModelEditor)
        return self._model is not None and editor.text != self._model.document

    def forget(self) -> None:
        """Draw anew."""
        self._drawn = False

    async def show(self, board: Board) -> None:
        """Show the model of a board; an edit that was begun is left alone."""
        if self._drawn and board.model == self._model:
            return
        keep = self.editing and self.edited
        self._drawn, self._model = True, board.model
        self.query_one("#model-text", Static).update(self._reading(board.model))
        if board.model is not None and not keep:
            self.query_one(ModelEditor).text = board.model.document
        if not self.editing:
            self._say_how()

    def enter(self) -> None:
        """The face that is shown."""
        self.screen.set_focus(self.query_one("#model-editor" if self.editing else "#model-scroll"))

    def action_edit(self) -> None:
        """Show the text, to be edited."""
        if self._model is None or self.editing:
            return
        self.query_one("#model-faces", ContentSwitcher).current = "model-edit"
        self.screen.set_focus(self.query_one(ModelEditor))
        self._say_how()

    def action_read(self) -> None:
        """Back to the elements; what was edited is kept until the model changes."""
        self.query_one("#model-faces", ContentSwitcher).current = "model-scroll"
        self.screen.set_focus(self.query_one("#model-scroll"))
        self._say_how()

    def leave(self) -> bool:
        """Leave the editor, if it is open; whether it was."""
        was = self.editing
        if was:
            self.action_read()
        return was

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Ask for the findings of what is typed."""
        event.stop()
        if self.editing and self.edited:
            self.border_subtitle = "edited · ^S solve · ^R back"
            self.post_message(ModelEdited(document=event.text_area.text))

    def found(self, findings: FindingsReady) -> None:
        """Show the findings, if they are about the text as it stands."""
        if findings.document != self.query_one(ModelEditor).text:
            return
        box = self.query_one("#model-findings", Static)
        box.display = True
        if not findings.findings:
            box.update(Text("✓ No findings", style=self.colours.good))
            return
        lines = []
        for line in findings.findings[:MAX_FINDINGS]:
            style = self.colours.bad if line.startswith("error") else self.colours.warn
            lines.append(Text(line, style=style))
        if len(findings.findings) > MAX_FINDINGS:
            lines.append(Text(f"… and {len(findings.findings) - MAX_FINDINGS} more", style="dim"))
        box.update(Group(*lines))

    def _say_how(self) -> None:
        if self._model is None:
            self.border_subtitle = ""
        else:
            self.border_subtitle = "^S solve · ^R back" if self.editing else "E edit"

    def _reading(self, model: ModelView | None) -> RenderableType:
        if model is None:
            return empty_state(
                "No model yet",
                "The five elements of the problem stand here:",
                "sets, parameters, variables, constraints, objective.",
            )
        colours = self.colours
        parts: list[RenderableType] = [Text(model.title, style="bold")] if model.title else []
        if model.remark:
            parts.append(Text(model.remark, style=colours.warn))
        for kind, title in _SECTIONS:
            rows = [row for row in model.rows if row.kind == kind]
            if rows:
                parts += [Text(""), Text(title, style=colours.primary)]
                parts += [_element(row, colours) for row in rows]
        return Group(*parts)


def _element(row: ElementRow, colours: Palette) -> RenderableType:
    head = Text("  ")
    head.append(row.name, style="bold")
    if row.unit:
        head.append(f" [{row.unit}]", style="dim")
    if row.range:
        head.append(f"  for {row.range}", style="dim italic")
    if row.requirements:
        head.append(f"  ← {', '.join(row.requirements)}", style="dim")
    body = formula(row.text, colours)
    if len(row.text) + len(head.plain) < 60 and row.kind in ("set", "parameter", "variable"):
        return Text.assemble(head, "  = " if row.kind != "variable" else "  : ", body)
    body.pad_left(6)
    return Group(head, body)
