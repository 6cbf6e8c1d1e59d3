"""Numbers that would grow without end are refused before they are computed."""

from __future__ import annotations

import pytest

from certiplan.model.grounding import check
from certiplan.model.loading import load_elements


@pytest.mark.parametrize(
    "step",
    [
        "{0} * {0}",
        "{0} / (1 / {0})",
        "{0} + 1 / {0}",
        "{0} ** 4",
        "prod([{0}, {0}])",
        "abs({0}) * max({0}, 1)",
    ],
)
def test_parameters_that_multiply_each_other(step: str) -> None:
    values = {f"p{k}": {"value": "= " + step.format(f"p{k - 1}")} for k in range(1, 50)}
    document = {
        "certiplan": 1,
        "parameters": {"p0": {"value": "= 10 ** 100 + 1 / 3"}, **values},
        "variables": {"x": {"type": "integer", "lower": 0, "upper": 9}},
        "constraints": {"c": {"that": "x <= p49"}},
    }
    loaded = load_elements(document)
    found = check(loaded.elements, loaded.tables)
    assert found[0].code == "too-large"


def test_a_product_of_large_numbers() -> None:
    loaded = load_elements(
        {
            "certiplan": 1,
            "variables": {"x": {"type": "integer", "lower": 0, "upper": 9}},
            "constraints": {"c": {"that": "x <= prod(10 ** 1000 for t in range(10 ** 5))"}},
        }
    )
    assert [finding.code for finding in check(loaded.elements, loaded.tables)] == ["too-large"]
