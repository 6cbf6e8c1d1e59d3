"""The truth of a case: against settling every subset by itself, and trying every set of wishes."""

from __future__ import annotations

import itertools
from random import Random

from hypothesis import HealthCheck, given, settings

from certiplan.tasks.travel.infeasible.asking import Asking
from certiplan.tasks.travel.infeasible.tightening import is_possible
from certiplan.tasks.travel.infeasible.truth import least_repair_usd, minimal_conflicts
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_changes import ChangeKind
from certiplan.tasks.travel.world import Attraction, World
from tests.tasks.travel.tiny_worlds import (
    HOME,
    hotel,
    request,
    requests,
    restaurant,
    road,
    world,
    worlds,
)

SLOW_DRAWS = [HealthCheck.too_slow, HealthCheck.data_too_large]


def iowa() -> World:
    return world(
        cities=["Ames"],
        roads=[road("Self-driving", HOME, "Ames", 200), road("Self-driving", "Ames", HOME, 200)],
        hotels=[hotel("Plain", "Ames", 40)],
        restaurants=[restaurant(f"R{k}", "Ames", 10, "Thai") for k in range(4)],
        attractions=[Attraction(name=f"A{k}", city="Ames") for k in range(4)],
    )


def test_every_subset_follows_from_the_minimal_conflicts() -> None:
    trip = request(cuisines=("Greek",), transport=("no self-driving",), budget_usd=90)
    asking = Asking(trip, iowa())
    found = minimal_conflicts(asking)
    assert frozenset({"cuisines_greek"}) in found
    assert any("transport_no_self_driving" in conflict for conflict in found)
    assert any("budget" in conflict for conflict in found)
    names = asking.requirements
    random = Random(7)  # a sample, not a secret
    subsets = [frozenset(random.sample(names, random.randint(1, len(names)))) for _ in range(150)]
    fresh = Asking(trip, iowa())
    for subset in (*subsets, *found, *(each - {name} for each in found for name in each)):
        assert fresh.possible(subset) == (not any(conflict <= subset for conflict in found))


def test_a_request_that_can_be_met_has_no_conflicts() -> None:
    assert is_possible(request(), iowa())
    assert minimal_conflicts(Asking(request(), iowa())) == frozenset()
    assert least_repair_usd(request(), iowa()) == 0


def test_repairs_that_are_refused() -> None:
    trip = request(budget_usd=100)
    least = Asking(trip, iowa()).least_usd(Asking(trip, iowa()).requirements)
    assert least == 20 + 80 + 60
    assert least_repair_usd(trip, iowa()) == 60
    # Without the budget nothing that can be given up makes it cheap enough, but a day less does.
    assert least_repair_usd(trip, iowa(), never=frozenset({"budget"})) == 400
    refused = least_repair_usd(trip, iowa(), never=frozenset({"budget", "days"}))
    assert refused is None


@settings(max_examples=8, deadline=None, suppress_health_check=SLOW_DRAWS)
@given(
    facts=worlds(cities=["A"], days=3, hotels=2, restaurants=4, attractions=3),
    trip=requests(days=3, city_count=1),
)
def test_the_repair_is_that_of_trying_every_set_of_wishes(facts: World, trip: TravelRequest) -> None:
    never: frozenset[ChangeKind] = frozenset({"dates", "days"})
    asking = Asking(trip, facts)
    costs = {
        name: cost
        for name in asking.requirements
        for kind, cost in (
            ("transport", 200),
            ("room", 200),
            ("house_rules", 200),
            ("cuisines", 100),
            ("complete_days", 50),
            ("cities", 1000),
            ("min_nights", 2000),
        )
        if name == kind or name.startswith(f"{kind}_")
    }
    expected: int | None = None
    for size in range(len(costs) + 1):
        for dropped in itertools.combinations(costs, size):
            least = asking.least_usd(frozenset(asking.requirements).difference(dropped))
            if least is None:
                continue
            over = 0 if trip.budget_usd is None else max(0, least - trip.budget_usd)
            total = over + sum(costs[name] for name in dropped)
            expected = total if expected is None else min(expected, total)
    assert least_repair_usd(trip, facts, never=never) == expected
