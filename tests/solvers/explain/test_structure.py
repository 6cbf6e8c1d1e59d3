"""Models that contradict themselves: the fewest constraints that do, with their lines."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from certiplan.solvers.explain import Conflict, conflict_to_json
from certiplan.solvers.model import Model

LOADS = """certiplan: 1
requirements:
  r: {assume: "x is small"}
sets: {T: "1..3"}
variables:
  x: {over: [T], type: integer, lower: 0, upper: 9}
  y: {type: real, lower: 0, upper: 9}
constraints:
  least:   {for: "t in T", that: "x[t] >= 2 + t"}
  most:    {that: "sum(x[t] for t in T) <= 8"}
  first:   {that: "x[1] <= 5"}
  second:  {that: "x[2] <= 3", from: r}
  aside:   {that: "y >= 1"}
objective: {minimize: "y"}
"""


def conflict_of(text: str) -> Conflict:
    found = Model.load(text).conflict()
    assert isinstance(found, Conflict)
    return found


def test_the_fewest_constraints_that_contradict_each_other_are_named() -> None:
    conflict = conflict_of(LOADS)
    assert conflict.requirements == () and conflict.minimal
    assert conflict.structure is not None
    assert conflict.structure.constraints == ("least", "most")
    assert conflict.structure.lines == {"least": 9, "most": 10}
    assert "least (line 9) and most (line 10) cannot all hold" in conflict.words
    assert "not of the wishes" in conflict.words


def test_the_instances_stand_in_json() -> None:
    shape = conflict_to_json(conflict_of(LOADS))
    assert shape["structural"] is True and shape["requirements"] == []
    assert shape["constraints"] == ["least[1]", "least[2]", "least[3]", "most"]
    assert shape["lines"] == {"least": 9, "most": 10}


@pytest.mark.parametrize(
    ("constraints", "variables", "named"),
    [
        # One constraint alone.
        ({"a": "x >= 10", "b": "x >= 1"}, "x: {type: integer, lower: 0, upper: 9}", ("a",)),
        # Logic, for which no relaxation tells.
        (
            {"a": "c == 'red' or c == 'blue'", "b": "c != 'red'", "d": "c != 'green'", "e": "c != 'blue'"},
            "c: {type: choice, of: Colour}",
            ("a", "b", "e"),
        ),
        # The first of two equal constraints is kept.
        ({"a": "x >= 7", "b": "x <= 5", "d": "x <= 5"}, "x: {type: integer, lower: 0, upper: 9}", ("a", "b")),
    ],
)
def test_what_is_named_clashes_and_nothing_of_it_can_be_left_out(
    constraints: Mapping[str, str], variables: str, named: tuple[str, ...]
) -> None:
    def text(kept: Mapping[str, str]) -> str:
        body = "".join(f'  {name}: {{that: "{that}"}}\n' for name, that in kept.items())
        head = f"certiplan: 1\nsets: {{Colour: [red, green, blue]}}\nvariables:\n  {variables}\n"
        return f"{head}constraints:\n{body}"

    conflict = conflict_of(text(constraints))
    assert conflict.structure is not None and conflict.minimal
    assert conflict.structure.constraints == named
    for name in named:
        rest = {other: constraints[other] for other in named if other != name}
        assert not isinstance(Model.load(text(rest)).conflict(), Conflict)


def test_variables_without_values_need_no_constraint() -> None:
    conflict = conflict_of(
        "certiplan: 1\nsets: {Nothing: []}\nvariables: {x: {type: choice, of: Nothing}}\n"
        'constraints: {a: {that: "1 <= 2"}}\n'
    )
    assert conflict.structure is not None and conflict.structure.constraints == ()
    assert "the variables alone" in conflict.words


def test_a_clash_of_wishes_is_no_fault_of_the_model() -> None:
    conflict = conflict_of(LOADS.replace('2 + t"}', '2 + t", from: r}'))
    assert conflict.requirements == ("r",) and conflict.structure is None
    assert conflict_to_json(conflict)["structural"] is False
