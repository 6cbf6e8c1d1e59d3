"""Patches: what they set, remove and merge, and that a patch that breaks the document changes nothing."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction

import pytest

from certiplan.errors import DocumentError, UsageError
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.patches import apply_patch
from certiplan.model.yaml_text import Data, parse_text

BASE: Data = parse_text(
    """
certiplan: 1
request: the oven runs ten hours
requirements:
  r1: {quote: ten hours, priority: 3}
  r2: {assume: something}
sets: {Product: [bread, cake, St. Honoré]}
parameters:
  oven: {value: 10, from: r1, negotiable: {direction: up, cost: 1}}
  hours: {over: [Product], value: {bread: 0.5, cake: 1.5, St. Honoré: 2}}
  people: {ask: How many?, between: [1, 8]}
variables: {make: {over: [Product], type: integer, lower: 0}}
constraints:
  oven_hours: {that: "sum(hours[p] * make[p] for p in Product) <= oven", from: r1}
  some_cake: {that: "make['cake'] >= 1", from: r2}
objective:
  - {maximize: "sum(make[p] for p in Product)"}
  - {minimize: "make['bread']", slack: 0.5}
"""
).data


def at(data: Data, *path: str | int) -> Data:
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data[step]
        else:
            assert isinstance(data, list) and isinstance(step, int)
            data = data[step]
    return data


def patched(**patch: object) -> Data:
    before = deepcopy(BASE)
    result = apply_patch(BASE, patch)
    assert before == BASE, "the document itself is not changed"
    return result


def faults_of(**patch: object) -> tuple[Diagnostic, ...]:
    before = deepcopy(BASE)
    with pytest.raises(DocumentError) as caught:
        apply_patch(BASE, patch)
    assert before == BASE
    return caught.value.diagnostics


def test_set_replaces_values_and_elements() -> None:
    result = patched(
        set={
            "parameters.oven.value": 12,
            "parameters.hours.value.cake": 2.5,
            "parameters.hours.value.St. Honoré": 3,
            "constraints.some_cake": {"that": "make['cake'] >= 2", "from": "r2"},
            "sets.Product.2": "pie",
            "objective.2.slack": 0.25,
        }
        | {
            "parameters.hours.value": {"bread": 1, "pie": 2, "St. Honoré": 3},
            "constraints.some_cake.that": "True",
        }
    )
    assert at(result, "parameters", "oven", "value") == 12
    assert at(result, "sets", "Product") == ["bread", "pie", "St. Honoré"]
    assert at(result, "objective", 1, "slack") == Fraction(1, 4)
    assert at(result, "constraints", "some_cake") == {"that": "True", "from": "r2"}


def test_a_member_with_a_dot_in_its_name() -> None:
    result = patched(set={"parameters.hours.value.St. Honoré": 3})
    assert at(result, "parameters", "hours", "value") == {
        "bread": Fraction(1, 2),
        "cake": Fraction(3, 2),
        "St. Honoré": 3,
    }


def test_set_adds_elements_sections_and_keys() -> None:
    result = patched(
        set={
            "constraints.no_bread": {"that": "make['bread'] == 0"},
            "define.total": {"value": "sum(make[p] for p in Product)", "show": True},
            "variables.make.upper": 9,
        }
    )
    assert at(result, "constraints", "no_bread", "that") == "make['bread'] == 0"
    assert at(result, "define", "total", "show") is True
    assert at(result, "variables", "make", "upper") == 9


def test_remove() -> None:
    assert at(patched(remove=["constraints.some_cake", "objective.2"]), "objective") == [
        {"maximize": "sum(make[p] for p in Product)"}
    ]
    assert "some_cake" not in str(patched(remove="constraints.some_cake"))


def test_a_requirement_goes_with_what_serves_it() -> None:
    result = patched(remove=["requirements.r2", "constraints.some_cake"])
    assert list(at(result, "requirements") or ()) == ["r1"]  # type: ignore[arg-type]
    (fault,) = faults_of(remove=["requirements.r2"])
    assert (fault.code, fault.element) == ("unknown-name", "constraints.some_cake.from")


def test_requirements_are_merged() -> None:
    result = patched(
        requirements={
            "r1": {"priority": 9},
            "r2": {"quote": "the oven"},
            "r3": {"assume": "more", "unformalized": "vague"},
        }
    )
    assert at(result, "requirements") == {
        "r1": {"quote": "ten hours", "priority": 9},
        "r2": {"quote": "the oven"},
        "r3": {"assume": "more", "unformalized": "vague"},
    }


def test_a_value_makes_an_unknown_known() -> None:
    assert at(patched(set={"parameters.people.value": 4}), "parameters", "people") == {"value": 4}


def test_an_empty_patch_changes_nothing() -> None:
    assert patched() == BASE
    assert patched(set={}, remove=[], requirements={}, note="nothing") == BASE


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("constraints.some_cakes", "constraints.some_cake"),
        ("constraint.some_cake", "constraints.some_cake"),
        ("parameters.ovn.value", "parameters.oven.value"),
        ("parameters.hours.value.caek", "parameters.hours.value.cake"),
        ("objective.3", None),
        ("objective.0", None),
        ("parameters.oven.value.x", None),
        ("define.total", None),
        ("", None),
    ],
)
def test_what_is_not_there_cannot_be_removed(path: str, hint: str | None) -> None:
    (fault,) = faults_of(remove=[path])
    assert (fault.code, fault.element, fault.did_you_mean) == ("unknown-path", f"remove.{path}", hint)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("constraint.new", "constraints.new"),
        ("parameters.ovn.value", "parameters.oven.value"),
        ("parameters.ovn.negotiable.cost", "parameters.oven.negotiable.cost"),
        ("parameters.oven.value.x", None),
        ("objective.3.minimize", None),
        ("objective.minimize", None),
    ],
)
def test_what_is_set_has_a_place(path: str, hint: str | None) -> None:
    (fault,) = faults_of(set={path: 1})
    assert (fault.code, fault.did_you_mean) == ("unknown-path", hint)


def test_every_wrong_path_is_told() -> None:
    assert len(faults_of(set={"a.b": 1, "c.d": 2}, remove=["e.f"])) == 3


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        ({"sett": {}}, "unknown-key"),
        ({"set": []}, "bad-shape"),
        ({"remove": {}}, "bad-shape"),
        ({"remove": [1]}, "bad-shape"),
        ({"requirements": ["r1"]}, "bad-shape"),
    ],
)
def test_the_shape_of_a_patch(patch: dict[str, object], code: str) -> None:
    assert [fault.code for fault in faults_of(**patch)] == [code]


def test_what_is_no_patch() -> None:
    with pytest.raises(DocumentError):
        apply_patch(BASE, ["constraints.x"])
    with pytest.raises(UsageError):
        apply_patch(BASE, {"set": {"parameters.oven.value": object()}})


def test_a_patch_that_breaks_the_document_is_refused_with_every_fault() -> None:
    faults = faults_of(
        set={
            "constraints.a": {"that": "mak['cake'] <= 1"},
            "constraints.b": {"this": "1 == 1"},
            "parameters.oven.value": "= oven + 1",
            "requirements.r1.quote": "never said",
        }
    )
    assert {(fault.code, fault.element) for fault in faults} == {
        ("unknown-name", "constraints.a.that"),
        ("missing-key", "constraints.b.that"),
        ("unknown-key", "constraints.b.this"),
        ("cycle", "parameters.oven"),
        ("quote-not-found", "requirements.r1.quote"),
    }
