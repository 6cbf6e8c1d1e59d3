"""What stands in the files: the requirements' words, the names, exact numbers; and nothing breaks out."""

from __future__ import annotations

import ast
import json
from fractions import Fraction
from pathlib import Path

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from certiplan.formalizers.emit import TARGETS, Target, emit, read_names
from certiplan.formalizers.emit.comments import commented, one_line
from certiplan.formalizers.emit.layout import WIDTH, Group, flat, pretty
from certiplan.formalizers.emit.smtlib import numeral
from certiplan.solvers.model import Model
from tests.formalizers.emit.documents import DOCUMENTS
from tests.formalizers.emit.running import run_highs, run_scripts, run_smtlib

MARKS = {"smtlib": ";", "z3py": "#", "pyomo": "#", "lp": "\\", "mps": "*"}
EVIL = 'so\nimport os\r\nos.abort()\n"""\n) (assert false)\n\\\nEnd\u2028raise SystemExit\x0c\x00\u202e'


def hostile(words: str) -> Model:
    """A document with the words wherever it may hold free text."""
    return Model.load(
        {
            "certiplan": 1,
            "title": words,
            "request": words,
            "note": words,
            "requirements": {
                "r1": {"quote": words},
                "r2": {"assume": words},
                "r3": {"quote": words, "unformalized": words},
            },
            "sets": {"S": [words, "plain"]},
            "variables": {
                "take": {"over": ["S"], "type": "integer", "lower": 0, "upper": 3, "from": "r2"},
                "pick": {"type": "choice", "of": "S"},
            },
            "constraints": {
                "most": {"for": "s in S", "that": "take[s] <= 2", "from": ["r1", "r2"]},
                "picked": {"that": "pick == 'plain'", "soft": 2, "from": "r1"},
            },
            "objective": {"maximize": "sum(take[s] for s in S) - penalty", "from": "r1"},
        }
    )


@pytest.mark.parametrize("to", TARGETS)
def test_requirements_and_names_stand_beside_the_constraints(to: Target) -> None:
    lines = emit(Model.load(DOCUMENTS["bakery"]), to=to).splitlines()
    name = next(k for k, line in enumerate(lines) if line.startswith(f"{MARKS[to]} oven_hours[sat]"))
    assert lines[name].endswith(
        "oven_hours[sat]: sum(hours[p] * make[p, d] for p in Product) <= 10 for d in Day"
    )
    assert lines[name + 1] == f'{MARKS[to]}   r1: "the oven runs at most ten hours a day"'
    assert "Weekend bakery" in "\n".join(lines[:6])


@pytest.mark.parametrize("to", TARGETS)
def test_preferences_are_told_with_the_objective(to: Target) -> None:
    text = emit(Model.load(DOCUMENTS["wishes"]), to=to)
    assert "preference late: at[m] >= 10" in text
    assert "not too early, please" in text


@pytest.mark.parametrize("to", TARGETS)
def test_no_words_break_out_of_a_comment(to: Target) -> None:
    mark = MARKS[to]
    for line in emit(hostile(EVIL), to=to).splitlines():
        if "os.abort" in line:
            quoted = line.lstrip().startswith('"') or " name " in line or "NAMES" in line
            assert line.startswith(mark) or quoted, line


def test_hostile_scripts_run(tmp_path: Path) -> None:
    model = hostile(EVIL)
    files: dict[Target, Path] = {"z3py": tmp_path / "z3.py", "pyomo": tmp_path / "pyomo.py"}
    for to, file in files.items():
        text = emit(model, to=to)
        file.write_text(text, encoding="utf-8")
        imported = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import)]
        assert {name.name for node in imported for name in node.names} <= {"sys", "pyomo.environ"}
    pytest.importorskip("pyomo.environ")
    found = run_scripts(list(files.values()), tmp_path)
    assert [found[file].objectives for file in files.values()] == [(4.0,), (4.0,)]


def test_hostile_files_are_read(tmp_path: Path) -> None:
    model = hostile(EVIL)
    assert run_smtlib(emit(model, to="smtlib")).objectives == (4.0,)
    assert run_highs(emit(model, to="lp"), tmp_path / "x.lp").objectives == (4.0,)
    assert run_highs(emit(model, to="mps"), tmp_path / "x.mps").objectives == (4.0,)


@pytest.mark.parametrize("to", ["z3py", "pyomo"])
def test_a_title_does_not_declare_an_encoding(to: Target) -> None:
    text = emit(hostile("-*- coding: utf-7 -*-"), to=to)
    assert not any("coding" in line for line in text.splitlines()[:2])


@given(st.text(max_size=300), st.sampled_from(sorted(MARKS.values())))
def test_any_text_stays_in_its_comment(words: str, mark: str) -> None:
    text = commented([words], mark)
    assert all(line.startswith(mark) for line in text.split("\n"))
    assert "\n".join(text.splitlines()) == text
    assert text.replace("\n", "").isprintable()
    assert one_line(words).isprintable()


@pytest.mark.parametrize("to", ["smtlib", "lp", "mps"])
def test_names_are_mapped_back_from_the_file(to: Target) -> None:
    model = Model.load(DOCUMENTS["names"])
    columns = {column.name for column in model.ground.model.columns}
    assert columns - set(read_names(emit(model, to=to)).values()) == set()


def test_scripts_hold_every_name() -> None:
    model = Model.load(DOCUMENTS["names"])
    for to in ("z3py", "pyomo"):
        tree = ast.parse(emit(model, to=to))
        tables = [
            ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NAMES"
        ]
        assert list(tables[0].values()) == [column.name for column in model.ground.model.columns]


@pytest.mark.parametrize("to", TARGETS)
def test_lines_are_short(to: Target) -> None:
    for name in ("hotels", "tour", "logic"):
        for line in emit(Model.load(DOCUMENTS[name]), to=to).splitlines():
            assert len(line) <= WIDTH + 10


NUMBERS = """
certiplan: 1
variables: {x: {type: real, lower: 0, upper: 3}, n: {type: integer, lower: 0, upper: 9}}
constraints: {c: {that: "0.7 * x + n / 3 <= 12345678901.1"}}
objective: {maximize: "0.1 * x + 1/3 * n"}
"""


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("smtlib", ["(* (/ 7 10) x)", "(* (/ 1 3) (to_real n))", "(/ 123456789011 10)", "(set-option"]),
        ("z3py", ["Q(7, 10) * x", "Q(1, 3) * n", "Q(123456789011, 10)"]),
        ("pyomo", ["0.7 * m.x", "0.3333333333333333 * m.n", "12345678901.1"]),
        ("lp", ["0.7 x", "0.3333333333333333 n", "12345678901.1"]),
        ("mps", ["x c 0.7", "n c 0.3333333333333333", "12345678901.1"]),
    ],
)
def test_numbers_are_exact(to: Target, words: list[str]) -> None:
    text = emit(Model.load(NUMBERS), to=to)
    for word in words:
        assert word in text


@given(st.fractions(), st.booleans())
def test_numerals(value: Fraction, real: bool) -> None:
    if real or value.denominator == 1:
        text = numeral(value, real=real)
        script = f"(declare-const v {'Real' if real else 'Int'})(assert (= v {text}))"
        solver = z3.Solver(ctx=z3.Context())
        solver.from_string(script)
        assert solver.check() == z3.sat
        model = solver.model()
        assert Fraction(str(model[model.decls()[0]])) == value


@pytest.mark.parametrize(("name", "logic"), [("no_objective", "QF_LIA"), ("bakery", None), ("square", None)])
def test_the_logic_is_set_where_there_is_one(name: str, logic: str | None) -> None:
    text = emit(Model.load(DOCUMENTS[name]), to="smtlib")
    assert (f"(set-logic {logic})" in text) if logic else ("set-logic" not in text)
    assert ":named" in text


DOCS = st.recursive(
    st.text("abc(", min_size=1, max_size=30),
    lambda inner: st.builds(
        lambda items: Group("f(", tuple(items), ", ", ")"), st.lists(inner, min_size=1, max_size=8)
    ),
    max_leaves=30,
)


@given(DOCS)
def test_breaking_lines_changes_only_blanks(doc: str | Group) -> None:
    text = pretty(doc)
    assert "".join(text.split()) == "".join(flat(doc).split())
    assert all(len(line) <= WIDTH or line.strip().isalpha() or "(" in line for line in text.split("\n"))


def test_json_of_names_is_one_line() -> None:
    model = hostile(EVIL)
    for line in emit(model, to="lp").splitlines():
        if " name " in line and " = " in line:
            assert json.loads(line.partition(" = ")[2])
