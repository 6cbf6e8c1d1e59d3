"""A document can be searched from a solution of a more constrained one."""

from __future__ import annotations

from certiplan.solvers.model import Model, Solved

TEXT = """
certiplan: 1
sets: {Item: [a, b, c, d]}
parameters:
  weight: {over: [Item], value: [3, 4, 5, 6]}
  worth: {over: [Item], value: [4, 5, 6, 8]}
variables:
  take: {over: [Item], type: binary}
constraints:
  fits: {that: "sum(weight[i] * take[i] for i in Item) <= 10"}
"""
BEST = 'objective: {maximize: "sum(worth[i] * take[i] for i in Item)"}'


def fixed(*more: str) -> Model:
    return Model.load("\n".join([TEXT.rstrip(), *(f"  {line}" for line in more), BEST]))


def test_the_start_is_kept_as_hints_and_the_optimum_is_the_same() -> None:
    plain = fixed()
    started = plain.starting_from(fixed("given: {that: \"take['a'] and take['d']\"}"))
    assert list(started.ground.model.hints.values()) == [1, 0, 0, 1]
    assert plain.ground.model.hints == {}
    for solver in ("highs", "cpsat"):
        answer = started.solve(solver=solver)
        assert isinstance(answer, Solved)
        assert answer.objectives == (13,)


def test_what_has_no_solution_or_other_decisions_is_no_start() -> None:
    plain = fixed()
    assert plain.starting_from(fixed("given: {that: \"take['c'] and take['d']\"}")) is plain
    other = Model.load(
        (TEXT + BEST)
        .replace("[a, b, c, d]", "[a, b]")
        .replace("[3, 4, 5, 6]", "[3, 4]")
        .replace("[4, 5, 6, 8]", "[4, 5]")
    )
    assert plain.starting_from(other) is plain
