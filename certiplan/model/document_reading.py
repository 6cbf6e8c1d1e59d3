"""From plain data to elements, with every finding of shape and content at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from certiplan.model.diagnostics import Diagnostic, ordered
from certiplan.model.document import Document, read_document
from certiplan.model.elements import Elements
from certiplan.model.reading import read_elements, read_partially
from certiplan.model.yaml_text import Data

_NAMESPACE = ("sets", "parameters", "variables", "define")
# What an element that is not in shape is replaced by, so that those that refer to it can still be read.
_STAND_INS: dict[str, Data] = {"requirements": {"assume": "?"}, "data": {"columns": []}}


def read_data(
    data: Data, lines: Mapping[tuple[str, ...], int]
) -> tuple[Elements | None, Document | None, tuple[Diagnostic, ...]]:
    """The elements of a document given as plain data, or None if anything is wrong, with every finding.

    An element that is not in shape does not keep the others from being looked at.

    Returns:
        The elements; the document, or what of it is in shape (None if nothing is); the findings, errors
        first.
    """
    document, faults = read_document(data, lines)
    if document is not None:
        elements, findings = read_elements(document, lines)
        return elements, document, findings
    rest, broken = _without(data, faults)
    document, _ = read_document(rest, lines)
    if document is None:
        return None, None, ordered(faults)
    _, findings, _ = read_partially(document, lines, broken=broken)
    # What is missing may be what an element served, so only errors are sure.
    return None, document, ordered((*faults, *(f for f in findings if f.severity == "error")))


def _without(data: Data, faults: Sequence[Diagnostic]) -> tuple[Data, list[str]]:
    """The data without what the faults are about, and the names that it thereby lost."""
    if not isinstance(data, dict):
        return data, []
    rest: dict[str, Data] = {**data, "certiplan": 1}
    broken: list[str] = []
    places = dict.fromkeys(tuple(fault.element.split(".")[:2]) for fault in faults)
    for section, *below in places:
        entries = rest.get(section)
        if below and isinstance(entries, dict) and below[0] in entries and section != "objective":
            name = below[0]
            kept = {key: value for key, value in entries.items() if key != name}
            if section in _STAND_INS:
                kept[name] = _STAND_INS[section]
            rest[section] = kept
            if section in _NAMESPACE:
                broken.append(name)
        elif section != "certiplan":
            lost = rest.pop(section, None)
            if section in _NAMESPACE and isinstance(lost, dict):
                broken.extend(lost)
    return rest, broken
