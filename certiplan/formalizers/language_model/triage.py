"""Which findings about a draft are worth another call of the model.

Errors always are, and so are warnings, but for one kind: a number of the request that no element holds. Where
the number is an index (of a machine, a month) or the draft quotes it, a call would only say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from certiplan.model.diagnostics import Diagnostic
from certiplan.model.scalars import as_number
from certiplan.model.yaml_text import Data

_UNUSED = re.compile(r"no element uses '(?P<number>[^']+)'")
_SPAN = re.compile(r"\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def worth_a_call(finding: Diagnostic, data: Mapping[str, Data]) -> bool:
    """Whether the next call should see a finding.

    Args:
        finding: of the check, the grounding or a lint.
        data: the document's plain data.
    """
    if finding.severity == "note":
        return False
    if finding.code != "unused-number":
        return True
    match = _UNUSED.search(finding.message)
    value = None if match is None else as_number(match["number"].replace(",", ""))
    if value is None:
        return True
    return not any(low <= value <= high for low, high in _indices(data)) and value not in _quoted(data)


def _indices(data: Mapping[str, Data]) -> Iterator[tuple[int, int]]:
    """The whole numbers that sets hold, as ranges."""
    sets = data.get("sets")
    for members in sets.values() if isinstance(sets, dict) else ():
        if isinstance(members, str) and (span := _SPAN.fullmatch(members)):
            yield int(span[1]), int(span[2])
        elif isinstance(members, list):
            yield from ((member, member) for member in members if isinstance(member, int))


def _quoted(data: Mapping[str, Data]) -> set[int | Fraction]:
    requirements = data.get("requirements")
    quotes = (
        requirement.get("quote")
        for requirement in (requirements.values() if isinstance(requirements, dict) else ())
        if isinstance(requirement, dict)
    )
    found = (text for quote in quotes if isinstance(quote, str) for text in _NUMBER.findall(quote))
    return {value for text in found if (value := as_number(text.replace(",", ""))) is not None}
