"""A report as Rich prints it."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from certiplan.tasks.evaluation.report.content import Report, Table

_MANY_ROWS = 30


def terminal(report: Report) -> RenderableType:
    """A report for the terminal; of long tables the first rows. What it quotes is shown as it stands."""
    parts: list[RenderableType] = [Text(report.title, style="bold")]
    parts += [Text(f"{name}: {value}") for name, value in report.facts]
    parts += [Text(remark, style="italic") for remark in report.remarks]
    for each in report.tables:
        parts += ["", _table(each)]
        hidden = len(each.rows) - _MANY_ROWS
        if hidden > 0:
            parts.append(Text(f"and {hidden} more; --markdown, --html and --csv show all", style="dim"))
        if each.note:
            parts.append(Text(each.note, style="dim"))
    return Group(*parts)


def _table(content: Table) -> RichTable:
    shown = RichTable(
        title=Text(content.title),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for position, head in enumerate(content.columns):
        is_number = content.is_number(position)
        shown.add_column(Text(head), justify="right" if is_number else "left", no_wrap=is_number)
    for row in content.rows[:_MANY_ROWS]:
        shown.add_row(*map(Text, row))
    return shown
