"""Giving a constraint up leaves what the document says without it, whatever else it brought in."""

from __future__ import annotations

import pytest

from certiplan.model.grounding import ground
from certiplan.model.loading import load_elements
from certiplan.model.yaml_text import Data, parse_text
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.registry import backend
from certiplan.solvers.results import Infeasible, Optimal
from tests.battery.constructs import CONSTRUCTS, Construct
from tests.model.brute_force import solve_brute_force


def _dict(data: Data) -> dict[str, Data]:
    assert isinstance(data, dict)
    return data


WHOLE = {construct.name: construct for construct in CONSTRUCTS if not construct.has_reals}
CONSTRAINTS = [
    (construct.name, name)
    for construct in WHOLE.values()
    for name, constraint in _dict(_dict(parse_text(construct.text).data).get("constraints", {})).items()
    if "soft" not in _dict(constraint)
]


def _from_a_requirement(construct: Construct, name: str) -> dict[str, Data]:
    data = _dict(parse_text(construct.text).data)
    constraints = _dict(data["constraints"])
    constraint = {**_dict(constraints[name]), "from": "wish"}
    wish: Data = {"wish": {"assume": name}}
    return {**data, "requirements": wish, "constraints": {**constraints, name: constraint}}


def _without(construct: Construct, name: str) -> dict[str, Data]:
    data = _dict(parse_text(construct.text).data)
    rest = {other: each for other, each in _dict(data["constraints"]).items() if other != name}
    return {**data, "constraints": rest}


@pytest.mark.parametrize(("construct", "name"), CONSTRAINTS)
def test_what_a_constraint_excludes_comes_back(construct: str, name: str) -> None:
    with_it = load_elements(_from_a_requirement(WHOLE[construct], name))
    without = load_elements(_without(WHOLE[construct], name))
    truth = solve_brute_force(without.elements, without.tables)
    model = ground(with_it.elements, with_it.tables).model.restricted(frozenset())
    result = backend("highs").solve(model, SolveOptions(time_limit_s=60))
    if truth.status == "infeasible":
        assert isinstance(result, Infeasible)
    else:
        assert isinstance(result, Optimal)
        assert result.objectives[-1:] == truth.objectives[-1:]


def test_an_integer_outside_a_look_up_comes_back() -> None:
    construct = Construct(
        name="look-up",
        text="""certiplan: 1
sets: {T: "1..3"}
parameters: {v: {over: [T], value: [5, 1, 3]}}
variables: {n: {type: integer, lower: 0, upper: 3}}
constraints: {c: {that: "v[n] <= 3"}, d: {that: "n == 0"}}
""",
        has_reals=False,
    )
    document = load_elements(_from_a_requirement(construct, "c"))
    model = ground(document.elements, document.tables).model
    assert isinstance(backend("highs").solve(model, SolveOptions()), Infeasible)
    assert isinstance(backend("highs").solve(model.restricted(frozenset()), SolveOptions()), Optimal)
