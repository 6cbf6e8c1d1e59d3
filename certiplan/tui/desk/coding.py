"""A document's findings, and the document as code: what the panes ask for beside the conversation."""

from __future__ import annotations

from certiplan.errors import CertiplanError, DocumentError, UsageError
from certiplan.tui.desk.running import shown_findings


def code_of(document: str, target: str) -> str:
    """A document as code that runs by itself.

    Raises:
        UsageError: the format is not known, or cannot express the model.
        DocumentError: the document has errors.
    """
    from certiplan.formalizers.emit import TARGETS, emit  # only who looks at code loads it
    from certiplan.solvers.model import Model

    known = next((name for name in TARGETS if name == target), None)
    if known is None:
        raise UsageError(f"there is no format {target!r}; known: {', '.join(TARGETS)}")
    return emit(Model.load(_as_text(document)), to=known)


def findings_of(document: str) -> tuple[str, ...]:
    """What the check says of a document, a line each, errors first; nothing where all is well."""
    from certiplan.solvers.model import Model

    try:
        return shown_findings(Model.load(_as_text(document)).diagnostics())
    except DocumentError as error:
        return shown_findings(error.diagnostics)
    except CertiplanError as error:
        return (f"error: {error}",)


def _as_text(document: str) -> str:
    """A document that is taken for a text even where it has one line, and never for the name of a file."""
    return document if "\n" in document else f"{document}\n"
