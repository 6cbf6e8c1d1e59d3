"""Requests with documents as people write them: quiet on good ones, and each seeded fault is found alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from certiplan.formalizers.lints import lint
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.grounding import check
from certiplan.model.loading import load_elements
from certiplan.model.patches import patched_data
from certiplan.model.yaml_text import parse_text

PAIRS = sorted((Path(__file__).parent / "pairs").glob("*.yaml"))


def read(path: Path) -> dict[str, Any]:
    data = parse_text(path.read_text(encoding="utf-8")).data
    assert isinstance(data, dict)
    return data


def linted(document: dict[str, Any]) -> tuple[Diagnostic, ...]:
    # The request is given beside the document, as a reader does; a document may quote it wrongly then.
    request = document["request"]
    rest = {key: value for key, value in document.items() if key != "request"}
    loaded = load_elements(rest)
    # A misspelt member is found by the check of any document.
    members = (f for f in check(loaded.elements, loaded.tables) if f.code == "unknown-member")
    return (*lint(loaded, request), *members)


def cases() -> Iterator[Any]:
    for path in PAIRS:
        for fault in read(path)["faults"]:
            yield pytest.param(path, fault, id=f"{path.stem}: {fault['name']}")


def test_there_are_pairs() -> None:
    assert len(PAIRS) >= 12


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_a_good_document_is_quiet(path: Path) -> None:
    assert [str(finding) for finding in linted(read(path)["document"])] == []


@pytest.mark.parametrize(("path", "fault"), cases())
def test_a_seeded_fault_is_found_and_nothing_else(path: Path, fault: dict[str, Any]) -> None:
    patch: dict[str, Any] = {key: fault[key] for key in ("set", "remove") if key in fault}
    document, complaints = patched_data(read(path)["document"], patch)
    assert not complaints and isinstance(document, dict)
    found = linted(document)
    assert Counter(finding.code for finding in found) == Counter(fault["codes"]), [
        str(each) for each in found
    ]
    assert all(finding.expected for finding in found)
    # A fault that only a note tells of would not be repaired.
    assert not found or fault.get("notes") or any(finding.severity != "note" for finding in found)
