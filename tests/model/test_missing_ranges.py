"""Indices that nothing binds, and ranges in the wrong place: the message shows where the range belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from certiplan.cli import main
from certiplan.errors import DocumentError
from certiplan.model.grounding import check
from certiplan.model.loading import load_elements

DOCUMENT = """
certiplan: 1
sets: {T: "1..3", Product: [a, b]}
variables:
  x: {over: [T], type: integer, lower: 0}
  y: {over: [Product], type: integer, lower: 0}
constraints:
"""


@pytest.mark.parametrize(
    ("constraint", "shown"),
    [
        ('{that: "x[t] <= 3"}', '`for: "t in T"`'),
        ('{over: [Product], that: "y[p] <= 3"}', '`for: "p in Product"`'),
        ('{over: [Product], that: "y[p] <= 3"}', "`over` gives no names"),
        ('{that: "y[product] <= 3"}', '`for: "product in Product"`'),
        ('{that: "x[t] <= 3 for t in T"}', "`all(… for t in T)`"),
        ('{that: "x[q] <= 3"}', "an index in scope"),
    ],
)
def test_the_range_is_shown(constraint: str, shown: str) -> None:
    with pytest.raises(DocumentError) as refused:
        load_elements(f"{DOCUMENT}  c: {constraint}\n")
    assert shown in str(refused.value)


@pytest.mark.parametrize(
    ("element", "shown"),
    [
        ('maximise: "x[1]"', '`objective: {maximize: "…"}`'),
        ('minimize: "x[1]"', '`objective: {minimize: "…"}`'),
        ("subjects: []", "one of certiplan"),
        ("variables: {t: {type: interval, length: 2, upper: 5}}", "say `start: [lo, hi]` or `end: [lo, hi]`"),
    ],
)
def test_what_belongs_elsewhere_is_shown_there(element: str, shown: str) -> None:
    with pytest.raises(DocumentError) as refused:
        load_elements(f"certiplan: 1\n{element}\n")
    assert shown in str(refused.value)


def test_a_misspelt_member_among_several_indices_is_told() -> None:
    loaded = load_elements(
        "certiplan: 1\nsets: {T: '1..3', Product: [bread, cake]}\n"
        "variables: {x: {over: [Product, T], type: binary}}\n"
        "constraints:\n  a: {that: \"x['caek', 1]\"}\n  b: {that: \"x['cake', 4]\"}\n"
    )
    misspelt, outside = (str(found) for found in check(loaded.elements, loaded.tables))
    assert "did you mean 'cake'?" in misspelt
    assert "guard" not in misspelt
    assert "guard the ends" in outside


def test_what_runs_away_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(
        "certiplan: 1\nvariables:\n  far: {type: real}\n  near: {type: real, lower: 0, upper: 4}\n"
        'objective: {minimize: "far + near"}\n'
    )
    assert main(["solve", str(path)]) == 2
    assert "a bound is missing, of far\n" in capsys.readouterr().err
