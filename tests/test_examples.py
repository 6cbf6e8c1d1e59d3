"""Every document under examples/ is clean and comes to the optimum that examples/expected.yaml states."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from certiplan.model.solution_text import solution_to_json
from certiplan.model.yaml_text import Data, parse_text
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Model, NoSolution, Solved
from certiplan.solvers.registry import backend

EXAMPLES = Path(__file__).parent.parent / "examples"
TOLERANCE = Fraction(1, 100_000)
NEEDS = {"jobshop_ft10": "cpsat", "rcpsp": "cpsat", "cvrp": "cpsat", "pooling": "scip", "tin_can": "scip"}


def _mapping(data: Data) -> dict[str, Data]:
    assert isinstance(data, dict)
    return data


EXPECTED = {
    name: _mapping(entry)
    for name, entry in _mapping(parse_text((EXAMPLES / "expected.yaml").read_text()).data).items()
}


def _optima(entry: dict[str, Data]) -> list[Fraction]:
    given = entry.get("objective")
    stages = given if isinstance(given, list) else [] if given is None else [given]
    assert all(isinstance(stage, int | Fraction) for stage in stages)
    return [Fraction(stage) for stage in stages if isinstance(stage, int | Fraction)]


def test_every_example_has_an_expected_result() -> None:
    documents = {path.stem for path in EXAMPLES.glob("*.yaml")} - {"expected"}
    assert documents == set(EXPECTED)


def test_the_list_of_examples_is_complete() -> None:
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in EXPECTED if f"]({name}.yaml)" not in listed] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_check_has_nothing_to_say(name: str) -> None:
    found = Model.load(EXAMPLES / f"{name}.yaml").diagnostics()
    assert not [str(diagnostic) for diagnostic in found if diagnostic.severity != "note"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if entry["time"] == "slow" else ())
        for name, entry in EXPECTED.items()
    ],
)
def test_the_known_optimum_is_reached(name: str) -> None:
    missing = backend(NEEDS.get(name, "highs")).unavailable_because()
    if missing is not None:
        pytest.skip(missing)
    model, entry = Model.load(EXAMPLES / f"{name}.yaml"), EXPECTED[name]
    answer = model.solve(options=SolveOptions(time_limit_s=60))
    if entry["status"] == "infeasible":
        assert isinstance(answer, NoSolution)
        return
    assert isinstance(answer, Solved), answer
    assert answer.optimal, answer.reason
    _compare(answer, _optima(entry))
    _compare_values(solution_to_json(answer.solution), _mapping(entry.get("values", {})))


def _compare(answer: Solved, optima: list[Fraction]) -> None:
    """Each stage's proved bound is the known optimum, and its value is that or what the slack allows."""
    assert len(answer.objectives) == len(answer.bounds) == len(optima)
    for value, bound, optimum in zip(answer.objectives, answer.bounds, optima, strict=True):
        allowed = TOLERANCE * max(Fraction(1), abs(optimum))
        assert bound is not None
        assert abs(Fraction(bound) - optimum) <= allowed
        if len(optima) == 1:
            assert abs(Fraction(value) - optimum) <= allowed


def _compare_values(found: Mapping[str, object], expected: Mapping[str, Data]) -> None:
    for variable, entries in expected.items():
        values = found[variable]
        assert isinstance(values, dict)
        for key, value in _mapping(entries).items():
            assert values[key] == pytest.approx(value), (variable, key)
