"""From plain data to elements, with every finding of shape and content at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from certiplan.model.diagnostics import Diagnostic, has_errors, ordered
from certiplan.model.document import Document, read_document
from certiplan.model.elements import Elements
from certiplan.model.reading import read_partially
from certiplan.model.yaml_text import Data

_NAMESPACE = ("sets", "parameters", "variables", "define")
# What an element that is not in shape is replaced by, so that those that refer to it can still be read.
_NO_GOAL: Data = {"minimize": 0}
_STAND_INS: dict[str, Data] = {"requirements": {"assume": "?"}, "data": {"columns": []}}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What could be read of a document.

    Attributes:
        document: what is in shape; None if not even parts are.
        elements: what could be parsed; all of it if no finding is an error.
        broken: names of the shared namespace whose elements could not be read.
        findings: everything found, errors first.
    """

    document: Document | None
    elements: Elements | None
    broken: frozenset[str]
    findings: tuple[Diagnostic, ...]

    @property
    def is_sound(self) -> bool:
        """Whether there is no error."""
        return not has_errors(self.findings)


def read_data(data: Data, lines: Mapping[tuple[str, ...], int]) -> Reading:
    """Read a document given as plain data; one fault does not keep the rest from being looked at.

    Args:
        data: as `parse_text` gives it.
        lines: where elements begin, for the findings.
    """
    document, faults = read_document(data, lines)
    if document is not None:
        elements, findings, broken = read_partially(document, lines)
        return Reading(document=document, elements=elements, broken=broken, findings=findings)
    rest, lost = _without(data, faults)
    document, _ = read_document(rest, lines)
    if document is None:
        return Reading(document=None, elements=None, broken=frozenset(lost), findings=ordered(faults))
    elements, findings, broken = read_partially(document, lines, broken=lost)
    # What was left out may be what serves a requirement.
    sure = (finding for finding in findings if finding.code != "requirement-without-constraint")
    return Reading(document=document, elements=elements, broken=broken, findings=ordered((*faults, *sure)))


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
        elif section == "objective" and isinstance(entries, list):
            number = int(below[0]) if below and below[0].isdecimal() else 1
            rest["objective"] = [*entries[: number - 1], _NO_GOAL, *entries[number:]]
        elif section != "certiplan":
            lost = rest.pop(section, None)
            # A section under a wrong name holds names too.
            if section in _NAMESPACE or section not in Document.model_fields:
                broken.extend(_names_in(lost))
    return rest, broken


def _names_in(section: Data) -> Iterator[str]:
    """The names that a section defines, whatever its shape."""
    if isinstance(section, dict):
        yield from section
    elif isinstance(section, list):
        for item in section:
            name = item.get("name", item.get("id")) if isinstance(item, dict) else item
            if isinstance(name, str):
                yield name
