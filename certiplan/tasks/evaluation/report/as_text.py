"""A report as Markdown, and its tables as CSV."""

from __future__ import annotations

import csv
import io

from certiplan.tasks.evaluation.report.content import Report, Table

_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~$&"})


def markdown(report: Report) -> str:
    """A report as Markdown; what it quotes is shown as it stands and never read as Markdown or HTML."""
    parts = [f"# {_plain(report.title)}"]
    if report.facts:
        parts.append("\n".join(f"- {_plain(name)}: {_plain(value)}" for name, value in report.facts))
    parts += [_plain(remark) for remark in report.remarks]
    for table in report.tables:
        parts += [f"## {_plain(table.title)}", _markdown_table(table)]
        if table.note:
            parts.append(_plain(table.note))
    return "\n\n".join(parts) + "\n"


def _markdown_table(table: Table) -> str:
    rule = ["--:" if table.is_number(k) else "---" for k in range(len(table.columns))]
    rows = [map(_plain, table.columns), rule, *(map(_plain, row) for row in table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _plain(text: str) -> str:
    return " ".join(text.translate(_MARKDOWN).split())


def csv_tables(report: Report) -> dict[str, str]:
    """Each table as CSV, by its name: UTF-8, comma, quotes where they are needed."""
    return {table.name: _csv(table) for table in report.tables}


def _csv(table: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _cell(text: str) -> str:
    """Spreadsheets run what begins like a formula; quoted texts of requests and models must not be run."""
    dangerous = text[:1] in ("=", "@", "\t", "\r") or (text[:1] in ("+", "-") and not _is_number(text))
    return f"'{text}" if dangerous else text


def _is_number(text: str) -> bool:
    try:
        float(text.split()[0].rstrip("%"))
    except ValueError:
        return False
    return True
