"""Where declared units clash, and how constants are converted."""

from __future__ import annotations

import pytest

from certiplan import Model
from certiplan.errors import DocumentError
from certiplan.model.grounding import check
from certiplan.model.loading import load_elements
from certiplan.model.units import check_units, same_unit
from certiplan.solvers.model import Solved

DOCUMENT = """
certiplan: 1
parameters:
  shift: {value: 3, unit: hour}
  pause: {value: 30, unit: minute}
  purse: {value: 4, unit: USD}
  wage:  {value: 4, unit: USD / hour}
  night: {value: 8, unit: h}
variables:
  work: {lower: 0, unit: hour}
  any:  {lower: 0}
constraints:
  k: {that: "%s"}
"""


def codes(constraint: str) -> list[str]:
    return [found.code for found in check_units(load_elements(DOCUMENT % constraint).elements)]


@pytest.mark.parametrize(
    "constraint",
    [
        "work <= shift",
        "work <= night + 3",
        "work + to(pause, 'hour') <= shift",
        "wage * work <= purse",
        "any * wage <= purse",
        "0.05 * work <= purse",
        "work / shift <= 2",
        "sum(work for k in [1, 2]) <= shift",
        "implies(work >= shift, any >= purse)",
    ],
)
def test_units_that_fit(constraint: str) -> None:
    assert codes(constraint) == []


@pytest.mark.parametrize(
    "constraint",
    [
        "work <= pause",
        "work <= purse",
        "wage * work <= shift",
        "max(work, purse) <= 3",
        "any >= to(purse, 'hour')",
    ],
)
def test_units_that_clash(constraint: str) -> None:
    assert codes(constraint) == ["unit-mismatch"]


def test_names_of_one_unit_are_the_same() -> None:
    assert same_unit("h", "hour")
    assert not same_unit("hour", "minute")
    assert not same_unit("USD", "EUR")


def test_a_conversion_is_exact() -> None:
    model = Model.load(DOCUMENT % "work <= to(pause, 'hour')" + "objective: {maximize: work}\n")
    answer = model.solve()
    assert isinstance(answer, Solved)
    assert answer.objectives[0] * 2 == 1


def test_a_clash_keeps_a_document_from_being_solved() -> None:
    with pytest.raises(DocumentError, match="minute"):
        Model.load(DOCUMENT % "work <= pause").solve()


@pytest.mark.parametrize(
    "unit",
    [
        "(m",
        "m)",
        "",
        "()",
        "$",
        "m ** 9 ** 9 ** 9",
        "9 ** 99",
        "m ** 999999",
        "m + s",
        "(" * 400 + "m",
        "m" * 400 + "!",
    ],
)
def test_a_text_that_is_not_a_unit_is_a_finding(unit: str) -> None:
    model = {
        "certiplan": 1,
        "parameters": {"rest": {"value": 1, "unit": unit}},
        "variables": {"work": {"lower": 0, "upper": 8, "unit": "hour"}},
        "constraints": {"c": {"that": "work <= rest"}},
    }
    loaded = load_elements(model)
    found = check(loaded.elements, loaded.tables)
    assert [diagnostic.code for diagnostic in found] == ["unit-mismatch"]
    assert "is not a unit" in found[0].message


def test_units_to_a_power() -> None:
    constraint = "area ** 0.5 <= 3 * side and side ** 2 <= area and area ** 999 >= 0"
    text = f"""
certiplan: 1
parameters: {{side: {{value: 1, unit: m}}}}
variables: {{area: {{lower: 1, upper: 8, unit: m^2}}}}
constraints: {{c: {{that: "{constraint}"}}}}
"""
    loaded = load_elements(text)
    assert check(loaded.elements, loaded.tables) == ()
