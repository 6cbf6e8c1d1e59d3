"""Numbers that a document counts with, or that its shape may say, are missed with a note only."""

from __future__ import annotations

from certiplan import Model
from certiplan.formalizers.lints import lint
from certiplan.model.yaml_text import Data

REQUEST = (
    "Machines 1, 2, 3, 4 run 6, 5, 7 and 9 hours. Everybody works for 8 hours. Earn $250 each. Use the most."
)
DATA: dict[str, Data] = {
    "certiplan": 1,
    "request": REQUEST,
    "requirements": {"r1": {"quote": "Everybody works for 8 hours"}, "r2": {"quote": "Use the most"}},
    "sets": {"Machine": "1..4", "Other": [5, 6]},
    "parameters": {"hours": {"over": ["Machine"], "value": [6, 5, 7, 9], "from": "r1"}},
    "variables": {"use": {"over": ["Machine"], "type": "binary"}},
    "objective": {"maximize": "sum(hours[m] * use[m] for m in Machine)", "from": "r2"},
}


def test_only_the_number_that_the_document_does_not_know_is_worth_a_repair() -> None:
    findings = [
        finding for finding in lint(Model.load(DATA).document, REQUEST) if finding.code == "unused-number"
    ]

    worth = [finding.message for finding in findings if finding.severity != "note"]

    assert len(findings) > len(worth) == 1
    assert "250" in worth[0]
