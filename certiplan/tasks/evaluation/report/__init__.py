"""Reports on runs: what they say, and how it is shown.

loading      a run from its directory
run_report   the report on one run; `comparison` that on two
content      reports as tables of texts, apart from how they are shown
as_…         in the terminal, as Markdown and CSV, as one HTML file
"""

from certiplan.tasks.evaluation.report.as_html import case_page, html_report
from certiplan.tasks.evaluation.report.as_terminal import terminal
from certiplan.tasks.evaluation.report.as_text import csv_tables, markdown
from certiplan.tasks.evaluation.report.comparison import comparison
from certiplan.tasks.evaluation.report.content import Report, Table
from certiplan.tasks.evaluation.report.loading import LoadedRun, load_run
from certiplan.tasks.evaluation.report.run_report import run_report

__all__ = [
    "LoadedRun",
    "Report",
    "Table",
    "case_page",
    "comparison",
    "csv_tables",
    "html_report",
    "load_run",
    "markdown",
    "run_report",
    "terminal",
]
