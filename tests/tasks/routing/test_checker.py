"""The checker finds what is wrong with a plan, whoever made it."""

from __future__ import annotations

import pytest

from certiplan.tasks.routing import (
    Place,
    Route,
    RoutePlan,
    RoutingRequest,
    Shipment,
    Vehicle,
    check_plan,
)

HOME = Place(name="home", x=0, y=0, latest=40)
A = Place(name="a", x=3, y=4, demand=2, earliest=10, latest=12, group="g")
B = Place(name="b", x=3, y=0, demand=3, group="g", kinds=("truck",))
C = Place(name="c", x=0, y=4, service=2)
VAN = Vehicle(name="van", start="home", kind="truck", capacity=5, max_length=20)


def request(**update: object) -> RoutingRequest:
    data = {"places": (HOME, A, B, C), "vehicles": (VAN,), **update}
    return RoutingRequest.model_validate(data)


def plan(*path: str, serves: tuple[str, ...] | None = None, **buys: int) -> RoutePlan:
    return RoutePlan(
        routes=(Route(vehicle="van", path=path, serves=path[1:-1] if serves is None else serves, buys=buys),)
    )


GOOD = plan("home", "b", "a", "c", "home")


def test_a_good_plan_passes_with_its_measures() -> None:
    report = check_plan(request(), GOOD)
    assert report.passes
    assert report.length == report.cost == report.value == pytest.approx(14)
    assert list(report.route_costs) == pytest.approx([14])
    assert report.longest_leg == pytest.approx(4)


@pytest.mark.parametrize(
    ("wanted", "driven", "fault"),
    [
        ({}, plan("home", "b", "a", "home"), "c is not served"),
        ({}, plan("home", "b", "a", "b", "c", "home"), "b is served 2 times"),
        ({}, plan("a", "b", "c", "home"), "van starts at a, not at home"),
        ({}, plan("home", "b", "a", "c", serves=("b", "a", "c")), "van ends at c, not at home"),
        ({}, plan("home", "b", "a", "c", "home", serves=("a", "b", "c")), "in the order that it says"),
        ({}, plan("home", "c", "b", "c", "a", "home", serves=("b", "c", "a")), "passes c without need"),
        ({}, plan("home", "c", "b", "a", "home"), "a is served at"),
        ({"vehicles": (VAN.model_copy(update={"capacity": 4}),)}, GOOD, "van carries 5, more than 4"),
        ({"vehicles": (VAN.model_copy(update={"max_length": 13}),)}, GOOD, "van drives 14, more than 13"),
        ({"vehicles": (VAN.model_copy(update={"range": 9}),)}, GOOD, "van is out of range before c"),
        ({"vehicles": (VAN.model_copy(update={"kind": "bike"}),)}, GOOD, "van may not come to b"),
        ({"places": (HOME.model_copy(update={"latest": 18}), A, B, C)}, GOOD, "van is back at 19, after 18"),
        ({"order": (("a", "b"),)}, GOOD, "b is served before a"),
        ({"shipments": (Shipment(fetch="a", bring="b", amount=1),)}, GOOD, "b is served before a"),
        ({"shipments": (Shipment(fetch="b", bring="a", amount=9),)}, GOOD, "van has 9 on board"),
        ({"visit_exactly": 2}, GOOD, "3 stops are served, not 2"),
        (
            {"one_per_group": True, "places": (HOME, A, B, C.model_copy(update={"group": "h"}))},
            GOOD,
            "2 stops of group g are served",
        ),
        ({"buy": 1}, GOOD, "0 units are bought, not 1"),
        ({"buy": 1}, plan("home", "b", "home", b=2), "2 units are bought at b, which has 0"),
        (
            {"buy": 1, "buy_everything": True, "places": (HOME, A, B.model_copy(update={"units": 2}), C)},
            plan("home", "b", "home", b=1),
            "not everything is bought at b",
        ),
        ({"only_within": 3}, GOOD, "a is served, which is not to be visited"),
        ({}, RoutePlan(routes=()), "van has 0 routes instead of one"),
        ({}, plan("home", "moon", "home"), "there is no place moon"),
    ],
)
def test_each_fault_is_found(wanted: dict[str, object], driven: RoutePlan, fault: str) -> None:
    report = check_plan(request(**wanted), driven)
    assert not report.passes
    assert any(fault in found for found in report.faults), report.faults


def test_vehicles_that_must_all_drive() -> None:
    two = request(vehicles=(VAN, VAN.model_copy(update={"name": "other"})), use_all=True)
    idle = RoutePlan(routes=(*GOOD.routes, Route(vehicle="other", path=("home",))))
    assert "other serves nothing" in check_plan(two, idle).faults
    assert check_plan(two.model_copy(update={"use_all": False}), idle).passes


def test_pairs_of_a_shipment_stay_together() -> None:
    two = request(
        vehicles=(VAN, VAN.model_copy(update={"name": "other"})), shipments=(Shipment(fetch="b", bring="c"),)
    )
    split = RoutePlan(
        routes=(
            Route(vehicle="van", path=("home", "b", "a", "home"), serves=("b", "a")),
            Route(vehicle="other", path=("home", "c", "home"), serves=("c",)),
        )
    )
    assert "b and c are not on one route" in check_plan(two, split).faults


def test_a_recharge_restores_the_range_but_only_so_often() -> None:
    charger = Place(name="charger", x=3, y=4, depot=True, recharges=True)
    far = Place(name="far", x=6, y=8)
    car = Vehicle(name="van", start="home", range=15)
    wanted = RoutingRequest(places=(HOME, charger, far), vehicles=(car,), recharge_visits=1)
    there_and_back = plan("home", "far", "charger", "home", serves=("far",))
    assert check_plan(wanted, there_and_back).passes
    twice = plan("home", "charger", "far", "charger", "home", serves=("far",))
    assert "charger is visited 2 times to recharge, more than 1" in check_plan(wanted, twice).faults
    assert check_plan(wanted.model_copy(update={"recharge_visits": 2}), twice).passes


def test_costs_are_those_of_the_vehicle_and_its_purchases() -> None:
    shop = B.model_copy(update={"units": 4, "price": 2.5, "kinds": ()})
    dear = Vehicle(name="van", start="home", fixed_cost=7, cost_per_distance=2)
    wanted = RoutingRequest(places=(HOME, shop), vehicles=(dear,), buy=4)
    report = check_plan(wanted, plan("home", "b", "home", b=4))
    assert report.passes
    assert report.cost == pytest.approx(2 * 6 + 7 + 4 * 2.5)
    assert report.length == pytest.approx(6)
