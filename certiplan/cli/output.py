"""What commands print: JSON or text on standard output, findings on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

from certiplan.model.diagnostics import Diagnostic


def print_json(data: object) -> None:
    """The one JSON document of a command."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write("\n")


def print_findings(diagnostics: Iterable[Diagnostic]) -> None:
    """Findings about a document, one a line, on standard error."""
    for diagnostic in diagnostics:
        print(diagnostic, file=sys.stderr)
