"""What a plan shows: nothing that says something is left out, nothing is invented."""

from __future__ import annotations

from fractions import Fraction

import pytest

from certiplan.agents.model_page import model_page
from certiplan.cli.plan_lines import plan_lines
from certiplan.model.evaluator import judge
from certiplan.model.solution import IntervalValue, Solution
from certiplan.pictures import Matrix, Table, Words
from certiplan.solvers.model import Model, Solved
from certiplan.solvers.results import Reason

DOCUMENT = """
certiplan: 1
sets: {Place: "0..2", Job: "0..1", Good: [tin, iron]}
variables:
  job:    {over: [Place], type: choice, of: Job, optional: true}
  amount: {over: [Good], type: real, lower: 0, upper: 9, unit: kg}
  run:    {over: [Place], type: interval, length: 2, start: [0, 4], end: [0, 9], optional: true, unit: hour}
  first:  {type: choice, of: Job, optional: true}
  side:   {type: real, lower: 0, upper: 9, unit: m}
constraints:
  free: {that: "side >= 0"}
objective:
  - {maximize: "side", slack_abs: 3}
  - {minimize: "amount['tin']"}
"""


def _model() -> Model:
    return Model.load(DOCUMENT)


def _solved(
    solution: Solution, *, bounds: tuple[Fraction | int | None, ...] = (9, 0), reason: Reason | None = None
) -> Solved:
    model = _model()
    verdict = judge(model.elements, model.document.tables, solution)
    assert verdict.satisfied, verdict
    return Solved(
        solution=solution,
        verdict=verdict,
        objectives=tuple(stage.value for stage in verdict.objectives if stage.value is not None),
        bounds=bounds,
        optimal=reason is None,
        reason=reason,
        solver="test",
        seconds=0.0,
    )


def _solution(*, job: dict[int, int | None], tin: Fraction | int = 0, side: Fraction | int = 9) -> Solution:
    absent = IntervalValue(start=0, length=0, end=0, present=False)
    at_zero = IntervalValue(start=0, length=2, end=2)
    return {
        "job": {(place,): value for place, value in job.items()},
        "amount": {("tin",): tin, ("iron",): 0},
        "run": {(0,): at_zero, (1,): absent, (2,): absent},
        "first": {(): None},
        "side": {(): side},
    }


def _lines(solved: Solved) -> list[str]:
    return list(plan_lines(_model(), solved))


def test_a_member_that_is_0_and_a_start_at_0_are_shown() -> None:
    lines = _lines(_solved(_solution(job={0: 0, 1: None, 2: 1})))
    assert "job[0] = 0" in lines
    assert "job[2] = 1" in lines
    assert "job is absent for 1" in lines
    assert "run[0] = 0 to 2 hour" in lines
    assert "run is absent for 1, 2" in lines


def test_a_plan_in_which_everything_is_absent_is_no_empty_page() -> None:
    lines = _lines(_solved(_solution(job={0: None, 1: None, 2: None})))
    assert "job is absent for 0, 1, 2" in lines
    assert "amount is 0 throughout" in lines
    assert "first = absent" in lines


def test_many_absent_elements_are_counted() -> None:
    model = Model.load(
        "certiplan: 1\nsets: {Place: '1..40'}\nvariables:\n"
        "  job: {over: [Place], type: choice, of: Place, optional: true}\n"
        'constraints: {some: {that: "count(job[p].present for p in Place) == 1"}}\n'
    )
    answer = model.solve(solver="z3")
    assert isinstance(answer, Solved)
    assert list(plan_lines(model, answer))[-1] == "job is absent for 39 of 40"


def test_dust_is_0_and_no_fraction_is_invented() -> None:
    solution = _solution(job={0: 0, 1: 0, 2: 0}, tin=Fraction("0.00000003"), side=Fraction(72133, 9542))
    lines = _lines(_solved(solution))
    assert "amount is 0 throughout" in lines
    assert "side = 7.55953 m" in lines
    assert "minimize objective.2: 0 kg" in lines


def test_what_slack_gave_away_stands_beside_what_was_kept() -> None:
    solution = _solution(job={0: 0, 1: 0, 2: 0}, side=7)
    assert _lines(_solved(solution))[0] == (
        "maximize objective: 7 m (the best is 9; 2 given away, as its slack allows)"
    )
    first = model_page(_model(), _solved(solution)).pictures[0]
    assert isinstance(first, Words)
    assert "the most that can be had is 9, of which 2 was given away" in first.paragraphs[0]


@pytest.mark.parametrize(("bound", "shown"), [(9, "(bound 9)"), (None, "(bound unknown)")])
def test_without_a_proof_the_bound_is_told(bound: int | None, shown: str) -> None:
    solved = _solved(_solution(job={0: 0, 1: 0, 2: 0}, side=8), bounds=(bound, None), reason="time")
    assert _lines(solved)[0].endswith(shown)


def test_a_page_shows_members_that_are_0() -> None:
    page = model_page(_model(), _solved(_solution(job={0: 0, 1: None, 2: 1})))
    tables = [picture for picture in page.pictures if isinstance(picture, Table) and picture.title == "job"]
    assert [row for table in tables for row in table.rows] == [("0", "0"), ("1", "–"), ("2", "1")]
    assert not any(isinstance(picture, Matrix) for picture in page.pictures)
