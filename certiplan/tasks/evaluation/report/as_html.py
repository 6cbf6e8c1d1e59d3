"""A report as one HTML file that needs nothing else: no script, no network, and every text escaped."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence

from pydantic import JsonValue

from certiplan.tasks.evaluation.records import Record
from certiplan.tasks.evaluation.report.content import Report, Table, dollars, seconds, words_of
from certiplan.tasks.evaluation.report.run_report import reason

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --bad: #c0392b; --good: #1e8449; }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .7rem .25rem 0; text-align: left;
  vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { background: #8881; padding: .7rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
details { border-top: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; }
.note { opacity: .7; font-size: .9em; } .bad { color: var(--bad); } .good { color: var(--good); }
nav a { margin-right: 1rem; }
""".strip()
# Nothing may be loaded and nothing may run, whatever a request or a model wrote into a record.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_report(report: Report, *, pages: Sequence[Record] = (), label: str = "") -> str:
    """A report as an HTML file.

    Args:
        report: what it says.
        pages: the cases that are shown in full below the tables; tables link to them.
        label: before the case in the titles of these pages.
    """
    anchors = {_case_name(record, pages): f"case-{position}" for position, record in enumerate(pages)}
    parts = [f"<h1>{html.escape(report.title)}</h1>"]
    parts += [f"<p>{html.escape(name)}: {html.escape(value)}</p>" for name, value in report.facts]
    parts += [f"<p><em>{html.escape(remark)}</em></p>" for remark in report.remarks]
    for table in report.tables:
        parts.append(_table(table, anchors))
    for record in pages:
        name = _case_name(record, pages)
        title = f"{label} {name}".strip()
        parts.append(
            f'<details id="{anchors[name]}"><summary>{html.escape(title)}: {record.outcome}, '
            f"{_passed(record)}</summary>{_case(record)}</details>"
        )
    return _page(report.title, parts)


def case_page(record: Record, *, title: str) -> str:
    """One case as an HTML file: request, document, conflict, diagnostics, verdicts, events."""
    return _page(title, [f"<h1>{html.escape(title)}</h1>", _case(record)])


def _page(title: str, parts: Iterable[str]) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _table(table: Table, anchors: dict[str, str]) -> str:
    numbers = [' class="number"' if table.is_number(k) else "" for k in range(len(table.columns))]
    heads = "".join(
        f"<th{kind}>{html.escape(head)}</th>" for kind, head in zip(numbers, table.columns, strict=True)
    )
    rows = []
    for row in table.rows:
        cells = []
        for head, kind, cell in zip(table.columns, numbers, row, strict=True):
            text = html.escape(cell)
            if head == table.cases and cell in anchors:
                text = f'<a href="#{anchors[cell]}">{text}</a>'
            cells.append(f"<td{kind}>{text}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    note = f'<p class="note">{html.escape(table.note)}</p>' if table.note else ""
    return (
        f'<h2 id="{html.escape(table.name)}">{html.escape(table.title)}</h2>\n'
        f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n" + "\n".join(rows) + f"\n</tbody></table>{note}"
    )


def _case_name(record: Record, pages: Sequence[Record]) -> str:
    """As the table of failures names it."""
    epochs = {each.epoch for each in pages}
    return record.case if len(epochs) == 1 else f"{record.case} #{record.epoch}"


def _passed(record: Record) -> str:
    return '<span class="good">passed</span>' if record.passed else '<span class="bad">not passed</span>'


def _case(record: Record) -> str:
    facts = [("outcome", record.outcome), ("passed", "yes" if record.passed else "no")]
    facts += list(record.metadata.items())
    facts += [("solver", record.solver), ("error", record.error), ("seed", str(record.seed))]
    facts.append(("seconds", seconds(record.seconds)))
    facts += [(f"seconds, {step}", seconds(spent)) for step, spent in record.steps.items()]
    if record.tokens.calls:
        tokens = record.tokens
        facts += [
            ("calls", f"{tokens.calls}, {tokens.cached} from the cache"),
            ("tokens", f"{tokens.input:,} read, {tokens.output:,} written"),
            ("cost", dollars(tokens.cost_usd)),
        ]
    rows = "".join(
        f"<tr><td>{html.escape(words_of(name))}</td><td>{html.escape(value)}</td></tr>"
        for name, value in facts
        if value
    )
    parts = [f"<p>{html.escape(reason(record))}</p>" if not record.passed else "", f"<table>{rows}</table>"]
    parts += [
        _section("Request", record.text),
        _section("Typed request", record.request),
        _section("Heard", record.heard),
        _section("Message", record.message),
        _section("Conflict", record.conflict),
        _section("Diagnostics", "\n".join(record.diagnostics)),
        _verdicts(record),
        _section("Answer", record.answer),
        _section("Gold", record.gold),
        _section("Document", record.document),
        _section("Details", record.details or None),
        _section("Where it failed", record.trace),
        _events(record),
    ]
    return "\n".join(part for part in parts if part)


def _section(title: str, content: JsonValue) -> str:
    if content in (None, "", [], {}):
        return ""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2)
    return f"<h3>{title}</h3><pre>{html.escape(text)}</pre>"


def _verdicts(record: Record) -> str:
    if not record.verdicts:
        return ""
    words = {True: "passed", False: "failed", None: "does not apply"}
    rows = "".join(
        f"<tr><td>{html.escape(words_of(name))}</td><td>{words[holds]}</td>"
        f"<td>{html.escape(record.why.get(name, ''))}</td></tr>"
        for name, holds in record.verdicts.items()
    )
    return f"<h3>Verdicts</h3><table>{rows}</table>"


def _events(record: Record) -> str:
    if not record.events:
        return ""
    lines = []
    for event in record.events:
        rest = {name: value for name, value in event.items() if name not in ("kind", "document")}
        lines.append(f"{event.get('kind')} {json.dumps(rest, ensure_ascii=False)}")
    text = html.escape("\n".join(lines))
    return f"<details><summary>{len(lines)} events</summary><pre>{text}</pre></details>"
