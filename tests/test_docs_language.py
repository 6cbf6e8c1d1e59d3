"""Every example of docs/language.md is run; the page says at its end how its blocks are read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import BaseModel

from certiplan.errors import DocumentError
from certiplan.model import document
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.functions import FUNCTIONS
from certiplan.model.solution_text import Json, solution_to_json
from certiplan.model.yaml_text import Data, parse_text
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.solvers.results import Unbounded

PAGE = Path(__file__).parent.parent / "docs" / "language.md"
TOLERANCE = Fraction(1, 100_000)
_FENCE = re.compile(r"```(?P<language>\w+) ?(?P<file>\S*)\n(?P<text>.*?)\n```", re.DOTALL)
_CLAIM = re.compile(
    r"# (?P<kind>optimum|feasible|infeasible|unbounded|asks|error|warning|solution)(: (?P<rest>.*))?"
)
_LINE = re.compile(r"(?P<expression>.*?\S)\s+# (?P<value>.+)")


@dataclass(frozen=True, kw_only=True)
class Example:
    """A document, the files beside it, and what is claimed about it."""

    label: str
    document: Mapping[str, Data]
    claims: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Line:
    """An expression with its value, in a document."""

    label: str
    document: Mapping[str, Data]
    files: Mapping[str, str]
    expression: str
    value: str


def _mapping(data: Data) -> dict[str, Data]:
    assert isinstance(data, dict)
    return data


def _merged(base: Mapping[str, Data], fragment: Mapping[str, Data]) -> dict[str, Data]:
    """The base with a fragment's elements in it."""
    merged = dict(base)
    for key, value in fragment.items():
        before = merged.get(key)
        if key != "objective" and isinstance(before, dict) and isinstance(value, dict):
            merged[key] = {**before, **value}
        else:
            merged[key] = value
    return merged


def _claims(text: str, label: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in reversed(text.splitlines()):
        match = _CLAIM.fullmatch(line)
        if match is None:
            break
        found[match["kind"]] = match["rest"] or ""
    assert set(found) - {"solution"}, f"{label}: the example does not end with what it comes to"
    return found


def _section(heading: str, body: str, first_line: int) -> Iterator[Example | Line]:
    base: dict[str, Data] | None = None
    files: dict[str, str] = {}
    for match in _FENCE.finditer(body):
        text, language = match["text"], match["language"]
        label = f"{heading}, line {first_line + body.count(chr(10), 0, match.start())}"
        if match["file"]:
            files[match["file"]] = text
        if language == "yaml":
            data = _mapping(parse_text(text).data)
            if text.startswith("certiplan:"):
                base = data if base is None else base
                whole = data
            else:
                assert base is not None, f"{label}: a fragment before any whole document"
                whole = _merged(base, data)
            yield Example(label=label, document=whole, claims=_claims(text, label), files=dict(files))
        elif language == "python":
            assert base is not None, label
            for number, line in enumerate(text.splitlines(), 1):
                parts = _LINE.fullmatch(line)
                assert parts is not None, f"{label}: {line!r} has no value"
                yield Line(
                    label=f"{label}+{number}: {parts['expression']}",
                    document=base,
                    files=dict(files),
                    expression=parts["expression"],
                    value=parts["value"],
                )


def _read_page() -> Iterator[Example | Line]:
    text = PAGE.read_text(encoding="utf-8")
    starts = [match.start() for match in re.finditer(r"^## ", text, re.MULTILINE)] + [len(text)]
    for start, end in pairwise(starts):
        heading = text[start + 3 : text.index("\n", start)]
        if not heading.startswith("For maintainers"):
            yield from _section(heading, text[start:end], text.count("\n", 0, start) + 1)


PARTS = list(_read_page())
SECTIONS: Mapping[str, type[BaseModel]] = {
    "requirements": document.Requirement,
    "data": document.TableData,
    "sets": document.SetData,
    "parameters": document.ParameterData,
    "variables": document.VariableData,
    "define": document.DefinitionData,
    "constraints": document.ConstraintData,
}
EXAMPLES = [part for part in PARTS if isinstance(part, Example)]
LINES = [part for part in PARTS if isinstance(part, Line)]


def _load(document: Mapping[str, Data], files: Mapping[str, str], folder: Path) -> Model:
    for name, text in files.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    path = folder / "model.json"
    # A fraction is the decimal that it came from.
    path.write_text(json.dumps(document, default=float), encoding="utf-8")
    return Model.load(path)


def _check(
    document: Mapping[str, Data], files: Mapping[str, str], folder: Path
) -> tuple[Model | None, list[Diagnostic]]:
    """The document, or None if it has errors, and all findings but notes."""
    try:
        model = _load(document, files, folder)
        found = model.diagnostics()
    except DocumentError as error:
        return None, list(error.diagnostics)
    sound = not any(finding.severity == "error" for finding in found)
    return model if sound else None, [finding for finding in found if finding.severity != "note"]


def _solve(model: Model) -> Answer:
    return model.solve(options=SolveOptions(time_limit_s=60))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_an_example(name: str) -> None:
    texts = [line.expression for line in LINES] + [str(example.document) for example in EXAMPLES]
    assert any(re.search(rf"\b{name}\(", text) for text in texts)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_of_an_element_has_an_example(section: str) -> None:
    used: set[str] = set()
    for example in EXAMPLES:
        for element in _mapping(example.document.get(section, {})).values():
            used.update(element if isinstance(element, dict) else ())
    known = {field.alias or name for name, field in SECTIONS[section].model_fields.items()}
    anywhere = {"note", "from"}
    short = {"members", "span"}  # written as a list, as a text
    assert known - anywhere - short - ({"over"} if section in ("define", "constraints") else set()) <= used


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.label)
def test_examples_come_to_what_they_say(example: Example, tmp_path: Path) -> None:
    claims = example.claims
    if "asks" in claims:
        questions = _load(example.document, example.files, tmp_path).questions()
        assert ", ".join(name for name, _ in questions) == claims["asks"]
        return
    model, findings = _check(example.document, example.files, tmp_path)
    codes = {(finding.severity, finding.code) for finding in findings}
    expected = {(kind, claims[kind]) for kind in ("error", "warning") if kind in claims}
    assert codes == expected, "\n".join(map(str, findings))
    if model is None:
        return
    answer = _solve(model)
    if "infeasible" in claims:
        assert isinstance(answer, NoSolution), answer
    elif "unbounded" in claims:
        assert isinstance(answer, Unbounded), answer
    else:
        assert isinstance(answer, Solved), answer
        assert answer.optimal
        if "optimum" in claims:
            _compare_optimum(answer, parse_text(claims["optimum"]).data)
        _compare_solution(
            solution_to_json(answer.solution), _mapping(parse_text(claims.get("solution", "{}")).data)
        )


def _compare_optimum(answer: Solved, claimed: Data) -> None:
    stages = claimed if isinstance(claimed, list) else [claimed]
    assert len(stages) == len(answer.bounds)
    for stage, bound in zip(stages, answer.bounds, strict=True):
        assert isinstance(stage, int | Fraction)
        assert bound is not None
        assert abs(Fraction(bound) - stage) <= TOLERANCE * max(Fraction(1), abs(Fraction(stage))), (
            answer.bounds
        )


def _compare_solution(found: Mapping[str, Json], claimed: Mapping[str, Data]) -> None:
    for name, value in claimed.items():
        assert found[name] == value


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.label)
def test_expressions_have_their_value(line: Line, tmp_path: Path) -> None:
    if line.value.startswith("error: "):
        model, findings = _check(
            _with_constraint(line, f"({line.expression}) == ({line.expression})"), line.files, tmp_path
        )
        assert model is None
        assert {finding.code for finding in findings} == {line.value.removeprefix("error: ")}, findings
    elif line.value.startswith("["):
        _compare_members(line, tmp_path)
    elif line.value.startswith("≈ "):
        near = f"abs(({line.expression}) - {line.value.removeprefix('≈ ')}) <= 0.0001"
        assert isinstance(_settled(line, near, tmp_path), Solved)
    else:
        same = f"({line.expression}) == ({line.value})"
        answer = _settled(line, same, tmp_path)
        assert isinstance(answer, Solved), answer
        denied = _settled(line, _denial(line, same, tmp_path), tmp_path)
        assert isinstance(denied, NoSolution), denied


def _denial(line: Line, same: str, folder: Path) -> str:
    """That the expression has another value; by a margin where it need not be whole."""
    model, _ = _check(_with_constraint(line, f"not ({same})"), line.files, folder)
    return f"not ({same})" if model else f"abs(({line.expression}) - ({line.value})) >= 0.0001"


def _with_constraint(line: Line, that: str) -> dict[str, Data]:
    return _merged(line.document, {"constraints": {"the_line": {"that": that}}})


def _settled(line: Line, that: str, folder: Path) -> Answer:
    model, findings = _check(_with_constraint(line, that), line.files, folder)
    assert model is not None, "\n".join(map(str, findings))
    return _solve(model)


def _compare_members(line: Line, folder: Path) -> None:
    """The expression's members are those listed, in their order."""
    found = _members({"values": f"member for member in {line.expression}"}, line, folder)
    assert found == _members(parse_text(line.value).data, line, folder)


def _members(given: Data, line: Line, folder: Path) -> list[object]:
    part: dict[str, Data] = {
        "sets": {"TheSet": given},
        "variables": {"the_member": {"over": ["TheSet"], "type": "binary"}},
    }
    model, findings = _check(_merged(line.document, part), line.files, folder)
    assert model is not None, "\n".join(map(str, findings))
    answer = _solve(model)
    assert isinstance(answer, Solved)
    return list(answer.solution["the_member"])
