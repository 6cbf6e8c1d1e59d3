"""Reports on runs: what they say (`run_report`, `comparison`), and how it is shown (`as_…`, `pages`)."""

from certiplan.tasks.evaluation.report.as_terminal import terminal
from certiplan.tasks.evaluation.report.content import Report, Table
from certiplan.tasks.evaluation.report.run_report import run_report

__all__ = ["Report", "Table", "run_report", "terminal"]
