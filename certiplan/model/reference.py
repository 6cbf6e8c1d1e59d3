"""The reference of the model language as text, whole or by section, wherever Certiplan is installed."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from certiplan.errors import UsageError
from certiplan.model.diagnostics import nearest

_INSTALLED = "language.md"
_IN_THE_REPOSITORY = Path(__file__).parents[2] / "docs" / "language.md"


def language_sections() -> tuple[str, ...]:
    """The titles of the sections, in order."""
    return tuple(_sections())


def language_section(title: str) -> str:
    """One section in Markdown, with its heading.

    Args:
        title: as `language_sections` has it; letter case does not matter.

    Raises:
        UsageError: there is none of this title.
    """
    sections = _sections()
    known = {name.casefold(): name for name in sections}
    wanted = title.strip().casefold()
    if wanted not in known:
        hint = nearest(wanted, known) or next((name for name in known if wanted and wanted in name), None)
        raise UsageError(
            f"the reference has no section {title!r}"
            + (f"; did you mean {known[hint]!r}?" if hint else f"; its sections: {', '.join(sections)}")
        )
    return sections[known[wanted]]


@cache
def _sections() -> dict[str, str]:
    parts = re.split(r"^(?=## )", _text(), flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0].removeprefix("## ").strip(): part.rstrip() for part in parts}


def _text() -> str:
    installed = files("certiplan.model").joinpath(_INSTALLED)
    if installed.is_file():
        return installed.read_text(encoding="utf-8")
    return _IN_THE_REPOSITORY.read_text(encoding="utf-8")
