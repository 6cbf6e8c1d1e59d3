"""A report as Rich prints it."""

from __future__ import annotations

from textwrap import fill

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from certiplan.tasks.evaluation.report.content import Report, Table

_MANY_ROWS = 30
_WIDE = 40
_TERMINAL = 80
_GAP = 2


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
    kept = [_kept_width(content, position) for position in range(len(content.columns))]
    is_tight = sum(kept) + _GAP * len(kept) > _TERMINAL
    shown = RichTable(
        title=Text(content.title),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
        padding=(0, 0 if is_tight else 1),
    )
    for position, head in enumerate(content.columns):
        shown.add_column(
            Text(fill(head, kept[position]) if is_tight else head),
            justify="right" if content.is_number(position) else "left",
            min_width=kept[position],
            overflow="fold",
        )
    for row in content.rows[:_MANY_ROWS]:
        shown.add_row(*map(Text, row))
    return shown


def _kept_width(content: Table, position: int) -> int:
    """How wide a column must be: heads may wrap between words; numbers and names may not."""
    word = max(map(len, content.columns[position].split()), default=1)
    if position > 0 and not content.is_number(position):
        return word
    return min(max(word, 1, *(len(row[position]) for row in content.rows)), _WIDE)
