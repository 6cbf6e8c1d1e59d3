"""What is written as YAML reads back to the same data."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certiplan.formalizers.language_model import yaml_text
from certiplan.model.yaml_text import Data, parse_text

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))

_DECIMALS = st.integers(-(10**9), 10**9).map(lambda n: Fraction(n, 1000)).filter(lambda f: f.denominator > 1)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
_DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | _DECIMALS | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(_TEXTS, _DATA, min_size=1, max_size=4))
def test_any_data_reads_back(data: dict[str, Data]) -> None:
    assert parse_text("# a comment, so that it is YAML\n" + yaml_text(data)).data == data


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_reads_back(path: Path) -> None:
    data = parse_text(path.read_text(encoding="utf-8")).data
    assert isinstance(data, dict)

    assert parse_text(yaml_text(data)).data == data


def test_elements_stand_one_a_line_with_expressions_in_quotation_marks() -> None:
    data: dict[str, Data] = {
        "certiplan": 1,
        "sets": {"Day": "1..3", "Town": ["Oslo", "New York"]},
        "constraints": {"c": {"for": "d in Day", "that": "x[d] <= 0.5", "from": "r1"}},
    }

    assert yaml_text(data) == (
        "certiplan: 1\n"
        "sets:\n"
        '  Day: "1..3"\n'
        '  Town: [Oslo, "New York"]\n'
        "constraints:\n"
        '  c: {for: "d in Day", that: "x[d] <= 0.5", from: r1}\n'
    )
