"""The whole of an explanation on one document that people can follow."""

from __future__ import annotations

from fractions import Fraction

import pytest

from certiplan.errors import DocumentError, UsageError
from certiplan.solvers.explain import (
    ChangeNumber,
    Conflict,
    DropRequirement,
    Explainer,
    ExplainOptions,
    Goal,
    Limits,
    Undecided,
    pareto,
    sensitivity,
    what_if,
    why,
    why_not,
)
from certiplan.solvers.model import Model
from tests.solvers.explain.bakery import BAKERY, bakery

QUIET = ExplainOptions(confirm=False)


def test_the_conflict_and_its_numbers() -> None:
    conflict = Explainer(bakery()).conflict()
    assert isinstance(conflict, Conflict)
    assert conflict.requirements == ("r1", "r4")
    assert conflict.minimal
    assert {name for name, _ in conflict.constraints} == {"oven_hours", "enough_bread"}
    (meeting,) = conflict.meetings
    assert (meeting.together, meeting.limit, meeting.limit_name, meeting.unit) == (15, 10, "oven", "hour")
    assert conflict.proved_by != conflict.confirmed_by
    assert set(conflict.witnesses) == {"r1", "r4"}
    assert all(plan.verdict.satisfied for plan in conflict.witnesses.values())
    assert "“at least thirty loaves a day”" in conflict.words
    assert "r4" not in conflict.words and "enough_bread" not in conflict.words


def test_the_ways_out_in_order_of_their_cost() -> None:
    explanation = Explainer(bakery(), options=QUIET).explain()
    first, *others = explanation.ways_out.ways
    assert first.changes == (ChangeNumber(parameter="oven", before=10, after=Fraction(33, 2), unit="hour"),)
    assert first.cost == Fraction(13, 2)
    assert first.proved_least
    assert first.plan.optimal
    assert first.words == "Raise the oven from 10 hours to 16.5 hours."
    assert {way.changes for way in others} == {
        (DropRequirement(requirement="r1"),),
        (DropRequirement(requirement="r4"),),
    }
    assert explanation.complete
    for way in explanation.ways_out.ways:
        changed = what_if(bakery(), way.patch, QUIET).after
        assert changed.status in ("optimal", "unbounded")
        if way.plan.optimal:
            assert changed.objectives == way.plan.objectives


def test_the_parts_of_a_sum_meet_its_limit() -> None:
    explanation = Explainer(
        Model.load(
            """
            certiplan: 1
            requirements:
              b: {quote: "at most $1,200"}
              h: {quote: "a hotel of four stars"}
              f: {quote: "by plane"}
            data:
              hotels:
                columns: [name, price, stars]
                rows: [[Ritz, 480, 4], [Grand, 600, 5], [Inn, 90, 2]]
                key: name
              flights: {columns: [name, price], rows: [[F1, 800], [F2, 731]], key: name}
            sets: {Hotel: {table: hotels}, Flight: {table: flights}}
            parameters: {budget: {value: 1200, unit: USD, from: b, negotiable: {direction: up}}}
            variables:
              hotel: {type: choice, of: Hotel}
              flight: {type: choice, of: Flight, optional: true}
            define:
              hotel_cost: {value: "hotel.price", unit: USD}
              flight_cost: {value: "flight.price", unit: USD}
            constraints:
              stars: {that: "hotel.stars >= 4", from: h}
              flies: {that: "flight.present", from: f}
              money: {that: "hotel_cost + flight_cost <= budget", from: b}
            objective: {minimize: "hotel_cost + flight_cost"}
            """
        ).document,
        options=QUIET,
    ).explain()
    (conflict,) = explanation.conflicts
    assert "Hotel cost ≥ $480 + flight cost ≥ $731 > budget $1,200." in conflict.words
    (way,) = [way for way in explanation.ways_out.ways if way.kind == "number"]
    assert way.words == "Raise the budget from $1,200 to $1,211."
    assert way.plan.objectives == (1211,)


def test_a_document_with_a_plan() -> None:
    explanation = Explainer(bakery(loaves=3), options=QUIET).explain()
    assert explanation.status == "feasible"
    assert explanation.conflicts == () and explanation.ways_out.ways == ()
    assert Model.load(BAKERY, set_values={"loaves": 3}).ways_out(QUIET).ways == ()


def test_no_time_is_unknown() -> None:
    options = ExplainOptions(limits=Limits(time_limit_s=0.0))
    explainer = Explainer(bakery(), options=options)
    assert isinstance(explainer.conflict(), Undecided)
    explanation = explainer.explain()
    assert explanation.status == "unknown"
    assert explanation.conflicts == ()


def test_a_stopped_explanation_ends() -> None:
    limits = Limits()
    limits.stop.set()
    assert Explainer(bakery(), options=ExplainOptions(limits=limits)).explain().status == "unknown"


# ---------------------------------------------------------------- what if, why, why not


def test_what_if_better() -> None:
    effect = what_if(bakery(loaves=3), {"set": {"parameters.oven.value": 12}}, QUIET)
    assert effect.differences == (16,)
    assert effect.words == "The best plan is then worth $95 instead of $79, $16 better."


def test_what_if_impossible() -> None:
    effect = what_if(bakery(loaves=3), {"set": {"parameters.loaves.value": 30}}, QUIET)
    assert effect.after.status == "infeasible"
    assert effect.after.conflict is not None
    assert effect.after.conflict.requirements == ("r1", "r4")
    assert effect.words.startswith("Then there is no plan: ")


def test_what_if_repairs() -> None:
    effect = what_if(bakery(), {"remove": ["constraints.enough_bread"]}, QUIET)
    assert (effect.before.status, effect.after.status) == ("infeasible", "optimal")
    assert effect.words == "Then there is a plan."


def test_a_patch_that_does_not_fit() -> None:
    with pytest.raises(DocumentError, match="ovn"):
        what_if(bakery(), {"set": {"parameters.ovn.value": 12}}, QUIET)


def test_why_not_costs_or_is_forbidden() -> None:
    effect = why_not(bakery(loaves=3), "make['cake', 'sat'] >= 4", QUIET)
    assert effect.differences == (-3,)
    assert effect.words == "The best plan is then worth $76 instead of $79, $3 worse."
    effect = why_not(bakery(loaves=3), "make['cake', 'sat'] == 0", QUIET)
    assert effect.after.conflict is not None
    assert effect.after.conflict.requirements == ("r2",)
    assert effect.words == "It is impossible: “at least one cake on Saturday” stands against it."


def test_why_forced_or_free() -> None:
    document = bakery(loaves=3)
    effect = why(document, "make['cake', 'sat']", 1, QUIET)
    assert effect.differences == (-1,)
    effect = why(document, "make", 17, QUIET)
    assert effect.differences == (-1,)
    assert why(document, "make", 5, QUIET).words == ("That changes nothing: there is a plan that is as good.")


def test_why_of_a_choice() -> None:
    text = """
    certiplan: 1
    requirements: {q: {quote: "quiet"}}
    sets: {Room: [attic, street, yard]}
    parameters:
      price: {over: [Room], value: {attic: 50, street: 40, yard: 70}}
      quiet: {over: [Room], value: {attic: 1, street: 0, yard: 1}}
    variables: {room: {type: choice, of: Room}}
    constraints: {calm: {that: "quiet[room] == 1", from: q}}
    objective: {minimize: "price[room]"}
    """
    model = Model.load(text)
    assert model.why("room", "attic", QUIET).differences == (20,)
    assert model.why_not("room == 'street'", QUIET).after.status == "infeasible"
    with pytest.raises(UsageError, match="did you mean 'room'"):
        model.why("rom", "attic")


# ---------------------------------------------------------------- sensitivity


def test_sensitivity_of_a_number() -> None:
    found = sensitivity(bakery(loaves=3), options=QUIET)
    assert found is not None
    (oven,) = found.numbers
    assert oven.more is not None and oven.less is not None
    assert (oven.more.difference, oven.less.difference) == (8, -8)
    assert (oven.lowest, oven.highest) == (10, Fraction(21, 2))
    assert oven.settled_up and oven.settled_down
    assert found.prices == ()


def test_sensitivity_of_named_numbers() -> None:
    found = sensitivity(bakery(loaves=3), ["loaves", "hours"], QUIET)
    assert found is not None
    loaves = found.numbers[0]
    assert (loaves.lowest, loaves.highest, loaves.settled_up) == (None, 17, True)
    assert {entry.indices for entry in found.numbers[1:]} == {("bread",), ("cake",)}
    with pytest.raises(UsageError, match="no number 'loavs'"):
        sensitivity(bakery(loaves=3), ["loavs"], QUIET)


def test_shadow_prices_are_the_slope_of_the_optimum() -> None:
    text = BAKERY.replace("type: integer", "type: real")
    now = Model.load(text, set_values={"loaves": 3})
    found = now.sensitivity(options=QUIET)
    assert found is not None
    prices = {(price.constraint, price.indices): price.price for price in found.prices}
    assert prices == pytest.approx(
        {("oven_hours", ("sat",)): 4, ("oven_hours", ("sun",)): 4, ("saturday_cake", ()): -1}
    )
    more = Model.load(
        text.replace("make['cake', 'sat'] >= 1", "make['cake', 'sat'] >= 2"), set_values={"loaves": 3}
    )
    before, after = now.explainer(QUIET).subject, more.explainer(QUIET).subject
    plans = [subject.best(options=Explainer(bakery()).clock.options()) for subject in (before, after)]
    assert float(plans[1].objectives[0] - plans[0].objectives[0]) == pytest.approx(-1)  # type: ignore[union-attr]


# ---------------------------------------------------------------- fronts


def test_front_of_a_number_and_a_sum() -> None:
    goal = Goal(name="make['bread', 'sat'] + make['bread', 'sun']", sense="maximize")
    front = pareto(bakery(loaves=3), Goal(name="oven"), goal, max_points=4, options=QUIET)
    assert [(point.first, point.second) for point in front.points] == [
        (10, 37),
        (Fraction(21, 2), 39),
        (11, 41),
        (Fraction(23, 2), 43),
    ]
    assert all(point.proved and point.plan.verdict.satisfied for point in front.points)
    assert not front.complete
    assert len(front.words) == 3


def test_front_of_two_sums_is_complete() -> None:
    front = pareto(
        bakery(loaves=3),
        Goal(name="income", sense="maximize"),
        Goal(name="make['cake', 'sat']", sense="maximize"),
        options=QUIET,
    )
    assert front.complete
    assert [(point.first, point.second) for point in front.points] == [
        (79, 1),
        (78, 2),
        (77, 3),
        (76, 4),
        (75, 5),
    ]


def test_front_refuses_what_is_no_goal() -> None:
    with pytest.raises(UsageError, match="negotiable"):
        pareto(bakery(), Goal(name="loaves"), Goal(name="income"), options=QUIET)
