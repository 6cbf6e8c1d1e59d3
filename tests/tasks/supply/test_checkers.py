"""The checkers of the three problems of supply find each fault; OptiGuide's cases reach their known costs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from certiplan.errors import DataError, UsageError
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Solved
from certiplan.tasks.supply import (
    COFFEE_DOMAIN,
    FACILITY_DOMAIN,
    WORKFORCE_DOMAIN,
    CoffeePlan,
    CoffeeRequest,
    FacilityPlan,
    FacilityRequest,
    Roster,
    WorkforceRequest,
)
from certiplan.tasks.supply.optiguide import load_request

DATA = Path(os.environ.get("CERTIPLAN_DATA", Path(__file__).parents[3].parent / "shared" / "data"))

COFFEE = CoffeeRequest.model_validate(
    {
        "suppliers": {"s": {"capacity": 5, "to_roastery": {"r": 2}}},
        "roasteries": {"r": {"light_cost": 1, "dark_cost": 3, "to_cafe": {"c": 4}}},
        "cafes": {"c": {"light": 2, "dark": 1}},
    }
)


@pytest.mark.parametrize(
    ("beans", "light", "dark", "faults"),
    [
        (3, 2, 1, ()),
        (6, 2, 4, ("s ships 6, more than 5",)),
        (4, 2, 1, ("r receives 4 and ships 3",)),
        (2, 1, 1, ("c gets 1 light, not 2",)),
        (2, 2, 0, ("c gets 0 dark, not 1",)),
    ],
)
def test_coffee(beans: int, light: int, dark: int, faults: tuple[str, ...]) -> None:
    plan = CoffeePlan(beans={"s": {"r": beans}}, light={"r": {"c": light}}, dark={"r": {"c": dark}})
    verdict = COFFEE_DOMAIN.check(COFFEE, plan)
    assert verdict.faults == faults
    assert verdict.value == 2 * beans + 5 * light + 7 * dark


def test_coffee_from_nowhere_is_seen() -> None:
    for plan in (
        CoffeePlan(beans={"moon": {"r": 1}}, light={}, dark={}),
        CoffeePlan(beans={}, light={"r": {"moon": 1}}, dark={}),
        CoffeePlan(beans={"s": {"r": -1}}, light={}, dark={}),
    ):
        assert not COFFEE_DOMAIN.check(COFFEE, plan).passes


FACILITY = FacilityRequest.model_validate(
    {
        "plants": {
            "p": {"capacity": 4, "fixed_cost": 10, "to_customer": {"a": 1, "b": 2}},
            "q": {"capacity": 9, "fixed_cost": 20, "to_customer": {"a": 1.5, "b": 1}},
        },
        "customers": {"a": 3, "b": 2.5},
    }
)


@pytest.mark.parametrize(
    ("opened", "ship", "fault"),
    [
        (("q",), {"q": {"a": 3, "b": 2.5}}, None),
        (("p",), {"p": {"a": 3, "b": 2.5}}, "p ships 5.5, more than 4"),
        (("p",), {"p": {"a": 3}, "q": {"b": 2.5}}, "q ships 2.5 and is not open"),
        (("q",), {"q": {"a": 3, "b": 2}}, "b gets 2, not 2.5"),
        (("q",), {"q": {"a": 4, "b": 2.5}}, "a gets 4, not 3"),
        (("q",), {"q": {"a": 3, "b": 2.5}, "p": {"a": -1}}, "p ships less than nothing"),
        (("moon",), {}, "there is no plant moon"),
        (("q", "q"), {}, "a plant is open twice"),
        (("q",), {"q": {"moon": 1}}, "there is no customer moon"),
    ],
)
def test_facility(opened: tuple[str, ...], ship: dict[str, dict[str, float]], fault: str | None) -> None:
    verdict = FACILITY_DOMAIN.check(FACILITY, FacilityPlan(open=opened, ship=ship))
    assert verdict.faults == () if fault is None else fault in verdict.faults
    if fault is None:
        assert verdict.value == pytest.approx(20 + 3 * 1.5 + 2.5)


WORKFORCE = WorkforceRequest.model_validate(
    {
        "days": {"Mon": 1, "Tue": 2, "Wed": None},
        "workers": {
            "Ann": {"pay": 10, "days": ["Mon", "Tue"], "least_days": 1},
            "Ben": {"pay": 8, "days": ["Tue", "Wed"], "most_days": 1},
            "Cid": {"pay": 9, "days": ["Mon", "Tue"]},
        },
        "apart": [["Ann", "Ben"]],
    }
)


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ({"Mon": ("Ann",), "Tue": ("Ben", "Cid"), "Wed": ()}, None),
        ({"Mon": (), "Tue": ("Ann", "Cid"), "Wed": ()}, "Mon has 0 workers, not 1"),
        ({"Mon": ("Ben",), "Tue": ("Ann", "Cid"), "Wed": ()}, "Ben is not there on Mon"),
        ({"Mon": ("Cid",), "Tue": ("Ann", "Ben"), "Wed": ()}, "Ann and Ben both work on Tue"),
        ({"Mon": ("Cid",), "Tue": ("Ben", "Cid"), "Wed": ()}, "Ann works on 0 days, fewer than 1"),
        ({"Mon": ("Ann",), "Tue": ("Ben", "Cid"), "Wed": ("Ben",)}, "Ben works on 2 days, more than 1"),
        ({"Mon": ("Ann",), "Tue": ("Cid", "Cid"), "Wed": ()}, "somebody works twice on Tue"),
        ({"Mon": ("Ann",)}, "the roster names days or workers that are not there"),
    ],
)
def test_workforce(days: dict[str, tuple[str, ...]], fault: str | None) -> None:
    verdict = WORKFORCE_DOMAIN.check(WORKFORCE, Roster(days=days))
    assert verdict.faults == () if fault is None else fault in verdict.faults


@pytest.mark.skipif(
    not (DATA / "whatif").is_dir(), reason="neither CERTIPLAN_DATA nor ../shared/data holds whatif/"
)
@pytest.mark.parametrize(
    ("domain", "cost"), [(COFFEE_DOMAIN, 2470), (FACILITY_DOMAIN, 210_500), (WORKFORCE_DOMAIN, 220)]
)
def test_the_cases_of_optiguide_reach_their_known_costs(domain: object, cost: float) -> None:
    assert isinstance(domain, type(COFFEE_DOMAIN) | type(FACILITY_DOMAIN) | type(WORKFORCE_DOMAIN))
    request = load_request(DATA, domain.name)
    stated = domain.state(request)  # type: ignore[arg-type]
    answer = domain.solve(stated, SolveOptions(time_limit_s=60))  # type: ignore[arg-type]
    assert isinstance(answer, Solved)
    verdict = domain.check(request, domain.read(stated, answer.solution))  # type: ignore[arg-type]
    assert verdict.faults == ()
    assert verdict.value == cost


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"models\.json"):
        load_request(tmp_path, "coffee")
    with pytest.raises(UsageError, match="no problem 'tea'"):
        load_request(tmp_path, "tea")


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        (CoffeeRequest, {**COFFEE.model_dump(), "cafes": {"d": {}}}, "to_cafe of r lacks 'd'"),
        (FacilityRequest, {**FACILITY.model_dump(), "customers": {"a": 1}}, "to_customer of p needs a cost"),
        (
            WorkforceRequest,
            {**WORKFORCE.model_dump(), "days": {"Mon": 1}},
            "Ann works on 'Tue', which is no day",
        ),
        (WorkforceRequest, {**WORKFORCE.model_dump(), "apart": [["Ann", "Eve"]]}, "'Eve' is no worker"),
    ],
)
def test_requests_that_make_no_sense_are_refused(
    kind: type[CoffeeRequest | FacilityRequest | WorkforceRequest], data: object, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        kind.model_validate(data)
