"""What-if questions over three published models: every optimum and every infeasibility is reproduced."""

from __future__ import annotations

import pytest

from certiplan.solvers.explain import Explainer, ExplainOptions, patched, what_if
from certiplan.solvers.explain.what_if import side
from tests.solvers.explain import optiguide

FOLDER = optiguide.data_folder()
needs_data = pytest.mark.skipif(
    FOLDER is None, reason="the what-if questions are neither in CERTIPLAN_DATA nor in ../shared/data"
)
OPTIONS = ExplainOptions(confirm=False)


@needs_data
@pytest.mark.parametrize("case", optiguide.CASES)
def test_every_question_has_the_published_answer(case: str) -> None:
    assert FOLDER is not None
    document = optiguide.document(FOLDER, case)
    data = optiguide.case_data(FOLDER, case)
    wrong: list[str] = []
    for row in optiguide.questions(FOLDER, case):
        patch = optiguide.patch_for(case, row["type"], row["change"], data)
        assert patch is not None, f"the kind {row['type']} is not known"
        after = side(patched(document, patch), OPTIONS)
        gold = row["answer"]
        if isinstance(gold, str):
            assert gold.startswith("infeasible")
            if after.status != "infeasible":
                wrong.append(f"{row['question']}: {after.status}, published: infeasible")
            elif after.conflict is None or not after.conflict.minimal:
                wrong.append(f"{row['question']}: no minimal conflict")
        elif after.status != "optimal" or after.objectives != (gold,):
            wrong.append(f"{row['question']}: {after.status} {after.objectives}, published: {gold}")
    assert wrong == []


@needs_data
def test_a_question_in_words() -> None:
    assert FOLDER is not None
    document = optiguide.document(FOLDER, "coffee")
    effect = what_if(document, {"set": {"parameters.capacity.value.supplier2": 25}}, OPTIONS)
    assert (effect.before.status, effect.after.status) == ("optimal", "optimal")
    assert effect.differences[0] > 0
    assert "worse" in effect.words


@needs_data
def test_the_least_more_capacity_that_a_demand_needs() -> None:
    """A supplier at half its capacity: the cafes' needs exceed what there is by a number that can be told."""
    assert FOLDER is not None
    document = optiguide.document(FOLDER, "coffee")
    data = optiguide.case_data(FOLDER, "coffee")
    half = data["capacity_in_supplier"]["supplier1"] // 2
    negotiable = {"direction": "up", "cost": 1}
    document = patched(
        document,
        {
            "set": {
                "parameters.capacity.value.supplier1": half,
                "parameters.capacity.negotiable": negotiable,
            }
        },
    )
    explanation = Explainer(document, options=OPTIONS).explain()
    needed = sum(data["light_coffee_needed_for_cafe"].values()) + sum(
        data["dark_coffee_needed_for_cafe"].values()
    )
    missing = needed - (sum(data["capacity_in_supplier"].values()) - half)
    (way,) = [way for way in explanation.ways_out.ways if way.kind == "number"]
    assert way.cost == missing
    assert way.proved_least
