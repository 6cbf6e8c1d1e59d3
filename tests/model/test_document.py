"""The shape of a document: short forms, defaults, and one finding for each fault, in the document's words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from certiplan.model.diagnostics import Diagnostic
from certiplan.model.document import Document, read_document
from certiplan.model.yaml_text import Data, parse_text


def document_of(text: str) -> Document:
    parsed = parse_text("certiplan: 1\n" + text)
    document, findings = read_document(parsed.data, parsed.lines)
    assert findings == ()
    assert document is not None
    return document


def findings_of(text: str) -> dict[str, Diagnostic]:
    parsed = parse_text("certiplan: 1\n" + text)
    document, findings = read_document(parsed.data, parsed.lines)
    assert document is None
    by_element = {finding.element: finding for finding in findings}
    assert len(by_element) == len(findings), "one finding for each place"
    return by_element


def test_short_forms() -> None:
    document = document_of(
        "request: one text\n"
        "sets: {S: [a, b], R: '1..3', T: {values: 'x for x in S'}}\n"
        "parameters: {n: {value: 1, from: r, negotiable: true}}\n"
        "objective: {minimize: n, slack: 0.05}\n"
    )
    assert document.request == ["one text"]
    assert document.sets["S"].members == ["a", "b"]
    assert document.sets["R"].span == "1..3"
    assert document.parameters["n"].from_ == ["r"]
    negotiable = document.parameters["n"].negotiable
    assert negotiable is not None and (negotiable.direction, negotiable.cost) == ("both", 1)
    assert [stage.slack for stage in document.objective] == [Fraction(1, 20)]


def test_an_empty_section_is_none() -> None:
    document = document_of("sets:\nparameters:\nobjective:\n")
    assert document.sets == {} and document.objective == []


@pytest.mark.parametrize("version", ["2", "'1'", "1.5", "x"])
def test_other_versions_are_refused(version: str) -> None:
    document, (finding,) = read_document(parse_text(f"certiplan: {version}").data, {})
    assert document is None
    assert (finding.element, finding.expected) == ("certiplan", "1")


def test_the_version_is_required() -> None:
    _, (finding,) = read_document({}, {})
    assert (finding.element, finding.code) == ("certiplan", "missing-key")


@pytest.mark.parametrize("data", [None, 3, "text", []])
def test_what_is_no_mapping_is_no_document(data: Data) -> None:
    document, findings = read_document(data, {})
    assert document is None and len(findings) == 1


def test_unknown_keys_name_the_nearest_one_at_every_level() -> None:
    found = findings_of(
        "constraint: {}\n"
        "variables: {x: {lowr: 0}}\n"
        "parameters: {p: {value: 1, negotiable: {directon: up}}}\n"
        "constraints: {c: {that: x, soft: {weigth: 1, weight: 2}}}\n"
    )
    assert {path: finding.did_you_mean for path, finding in found.items()} == {
        "constraint": "constraints",
        "variables.x.lowr": "lower",
        "parameters.p.negotiable.directon": "direction",
        "constraints.c.soft.weigth": "weight",
    }
    assert {finding.code for finding in found.values()} == {"unknown-key"}
    assert found["variables.x.lowr"].line == 3


@pytest.mark.parametrize(
    ("text", "element", "part"),
    [
        ("requirements: {r: {quote: a, assume: b}}", "requirements.r", "either"),
        ("requirements: {r: {}}", "requirements.r", "either"),
        ("requirements: {r: {quote: a, priority: 10}}", "requirements.r.priority", "10"),
        ("data: {t: {}}", "data.t", "either"),
        ("data: {t: {file: a, rows: []}}", "data.t", "no `rows`"),
        ("data: {t: {columns: [a], types: {a: money}}}", "data.t.types.a", "money"),
        ("sets: {S: 3}", "sets.S", "3"),
        ("sets: {S: {values: x, table: t}}", "sets.S", "a set is"),
        ("sets: {S: {values: x, where: y}}", "sets.S", "where"),
        ("parameters: {p: {}}", "parameters.p", "exactly one"),
        ("parameters: {p: {value: 1, ask: x}}", "parameters.p", "exactly one"),
        ("parameters: {p: {table: t}}", "parameters.p", "`key`"),
        ("parameters: {p: {ask: x, between: [1]}}", "parameters.p", "between"),
        ("parameters: {p: {value: 1, over: [S], for: i in S}}", "parameters.p", "either"),
        ("parameters: {p: 3}", "parameters.p", "3"),
        ("variables: {x: {type: int}}", "variables.x.type", "int"),
        ("variables: {x: {type: choice}}", "variables.x", "of"),
        ("variables: {x: {of: S}}", "variables.x", "of"),
        ("variables: {x: {type: binary, lower: 0}}", "variables.x", "lower"),
        ("variables: {x: {optional: true}}", "variables.x", "optional"),
        ("variables: {x: {start: 0}}", "variables.x", "start"),
        ("variables: {x: {type: interval}}", "variables.x", "length"),
        ("variables: {x: {semicontinuous: true}}", "variables.x", "upper"),
        ("define: {d: x + 1}", "define.d", "x + 1"),
        ("define: {d: {}}", "define.d.value", "missing"),
        ("constraints: {c: {that: [x]}}", "constraints.c.that", "x"),
        ("constraints: {c: {that: null}}", "constraints.c.that", "nothing"),
        ("constraints: {c: {that: x, soft: {by: amount}}}", "constraints.c.soft.weight", "missing"),
        ("objective: {}", "objective", "either"),
        ("objective: [{minimize: x}, {maximize: x, minimize: y}]", "objective.2", "either"),
        ("objective: {minimize: x, slack: -1}", "objective", "negative"),
        ("objective: {minimize: x, slack: 5%}", "objective.slack", "5%"),
        ("objective: x", "objective", "x"),
    ],
)
def test_faults_of_shape(text: str, element: str, part: str) -> None:
    found = findings_of(text)
    assert list(found) == [element]
    assert part in found[element].message


def test_every_fault_is_told_at_once() -> None:
    found = findings_of("sets: {S: 3}\nvariables: {x: {type: int}, y: {lower: [1]}}\ndefine: {d: {}}\n")
    assert set(found) == {"sets.S", "variables.x.type", "variables.y.lower", "define.d.value"}


def test_a_finding_reads_as_one_line() -> None:
    finding = findings_of("variables:\n  x:\n    lowr: 0\n")["variables.x.lowr"]
    text = str(finding)
    assert text.startswith("error: line 4: variables.x.lowr: there is no key 'lowr' here")
    assert text.endswith("did you mean 'lower'? [unknown-key]")
    assert finding.to_json()["did_you_mean"] == "lower"


@pytest.mark.parametrize(
    ("text", "element", "hint"),
    [
        ("variables: {x: {type: continuous}}", "variables.x.type", "real"),
        ("variables: {x: {type: boolean}}", "variables.x.type", "binary"),
        ("variables: {x: {type: Integer}}", "variables.x.type", "integer"),
        ("variables: {x: {type: enum, of: S}}", "variables.x.type", "choice"),
        ("variables: {x: {type: binray}}", "variables.x.type", "binary"),
        ("variables: {x: {type: choice, domain: S}}", "variables.x.domain", "of"),
        ("variables: {x: {lb: 0}}", "variables.x.lb", "lower"),
        ("variables: {x: {max: 0}}", "variables.x.max", "upper"),
        ("variables: {x: {indices: [S]}}", "variables.x.indices", "over"),
        ("variables: {x: {type: interval, duration: 2}}", "variables.x.duration", "length"),
        ("constraints: {c: {expr: x}}", "constraints.c.expr", "that"),
        ("constraints: {c: {that: x, forall: i in S}}", "constraints.c.forall", "for"),
        ("constraints: {c: {that: x, weight: 3}}", "constraints.c.weight", "soft"),
        ("define: {d: {formula: x}}", "define.d.formula", "value"),
        ("objective: {min: x}", "objective.min", "minimize"),
        ("objective: {maximise: x}", "objective.maximise", "maximize"),
        ("parameters: {p: {over: [S], data: {a: 1}}}", "parameters.p.data", "value"),
        ("parameters: {p: {value: 1, units: USD}}", "parameters.p.units", "unit"),
        (
            "parameters: {p: {value: 1, negotiable: {direction: increase}}}",
            "parameters.p.negotiable.direction",
            "up",
        ),
        ("data: {t: {columns: [a], rows: [[1]], types: {a: int}}}", "data.t.types.a", "number"),
        ("data: {t: {csv: t.csv}}", "data.t.csv", "file"),
        ("decisions: {x: {type: integer}}", "decisions", "variables"),
        ("subject_to: {c: {that: x}}", "subject_to", "constraints"),
    ],
)
def test_what_is_called_otherwise_here(text: str, element: str, hint: str) -> None:
    found = findings_of(text)
    assert found[element].did_you_mean == hint
    # A key that stands there under another name is not missing too.
    assert not [finding for finding in found.values() if finding.code == "missing-key"]


@pytest.mark.parametrize(
    ("text", "element", "expected"),
    [
        ("variables: {x: integer}", "variables.x", "{type: integer"),
        ("variables: [x, y]", "variables", "name: {type: integer"),
        ("variables: {x: {type: choice, of: [red, green]}}", "variables.x.of", "listed under `sets`"),
        ("variables: {x: {for: [S]}}", "variables.x.for", '"i in S, j in T"'),
        ("variables: {x: {lower: [0, 9]}}", "variables.x.lower", "`upper`"),
        ("constraints: {c: x}", "constraints.c", '{that: "…"}'),
        ("constraints: {c: {that: [x, y]}}", "constraints.c.that", "`and`"),
        ("objective: x", "objective", '{minimize: "…"}'),
        ("sets: {S: {values: [a, b]}}", "sets.S.values", "[a, b]"),
        ("parameters: {p: {a: 1, b: 2}}", "parameters.p", "{over: [S], value: {a: 1, b: 2}}"),
        ("parameters: {p: {value: 1, negotiable: up}}", "parameters.p.negotiable", "{direction: up"),
        ("requirements: {r: cheap}", "requirements.r", '{assume: "…"}'),
    ],
)
def test_elements_that_look_otherwise_here(text: str, element: str, expected: str) -> None:
    found = findings_of(text)
    assert list(found) == [element]
    assert expected in (found[element].expected or "")
