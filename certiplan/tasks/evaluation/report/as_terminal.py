"""A report as Rich prints it."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from certiplan.tasks.evaluation.report.content import Report, Table

_MANY_ROWS = 30
_WIDE = 40


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
        collapse_padding=True,
    )
    for position, head in enumerate(content.columns):
        is_number = content.is_number(position)
        # Heads may wrap; numbers and names may not.
        width = max((len(row[position]) for row in content.rows), default=0)
        keep = width if is_number or position == 0 else 0
        shown.add_column(
            Text(head), justify="right" if is_number else "left", min_width=min(keep, _WIDE), overflow="fold"
        )
    for row in content.rows[:_MANY_ROWS]:
        shown.add_row(*map(Text, row))
    return shown
