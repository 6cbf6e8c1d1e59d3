"""Every kind of way out, on documents where the answer can be seen."""

from __future__ import annotations

from fractions import Fraction

from certiplan.model.loading import load_elements
from certiplan.solvers.explain import (
    DROP_COSTS,
    ChangeNumber,
    Conflict,
    DropRequirement,
    Explainer,
    ExplainOptions,
    Explanation,
    WayOut,
)

EVERYTHING = ExplainOptions(confirm=False, max_conflicts=None, max_drops=None)


def explain(text: str, options: ExplainOptions = EVERYTHING) -> Explanation:
    return Explainer(load_elements(text), options=options).explain()


def only(explanation: Explanation, kind: str) -> WayOut:
    (way,) = [way for way in explanation.ways_out.ways if way.kind == kind]
    return way


def test_a_number_in_the_end_of_a_range_is_found_by_steps() -> None:
    """Three museums, one a day: the number of days decides how many variables there are."""
    explanation = explain(
        """
        certiplan: 1
        requirements:
          d: {quote: "two days"}
          m: {quote: "five museums"}
        sets: {Day: "1..days"}
        parameters: {days: {value: 2, unit: day, from: d, negotiable: {direction: up, cost: 30}}}
        variables: {visits: {over: [Day], type: integer, lower: 0, upper: 1}}
        constraints:
          all_of_them: {that: "sum(visits[k] for k in Day) >= 5", from: m}
        objective: {minimize: "sum(visits[k] for k in Day)"}
        """
    )
    way = only(explanation, "number")
    assert way.changes == (ChangeNumber(parameter="days", before=2, after=5, unit="day"),)
    assert way.proved_least
    assert way.cost == 90
    assert way.words == "Raise the days from 2 days to 5 days."


def test_steps_reach_far_and_are_proved_where_they_can_be() -> None:
    text = """
        certiplan: 1
        requirements: {m: {quote: "so many"}}
        sets: {Day: "1..days"}
        parameters: {days: {value: 2, negotiable: {direction: up}}}
        variables: {v: {over: [Day], type: binary}}
        constraints: {so_many: {that: "sum(v[k] for k in Day) >= NUMBER", from: m}}
        """
    near = only(explain(text.replace("NUMBER", "50")), "number")
    assert near.changes == (ChangeNumber(parameter="days", before=2, after=50),)
    assert near.proved_least
    far = only(explain(text.replace("NUMBER", "700")), "number")
    assert far.changes == (ChangeNumber(parameter="days", before=2, after=700),)
    assert not far.proved_least


def test_steps_end_at_the_limit() -> None:
    explanation = explain(
        """
        certiplan: 1
        requirements: {m: {quote: "five"}}
        sets: {Day: "1..days"}
        parameters: {days: {value: 2, negotiable: {direction: up, limit: 4}}}
        variables: {v: {over: [Day], type: binary}}
        constraints: {five: {that: "sum(v[k] for k in Day) >= 5", from: m}}
        """
    )
    assert [way.kind for way in explanation.ways_out.ways] == ["drop"]
    assert not explanation.ways_out.unsettled


def test_a_wish_whose_number_has_a_limit_is_not_given_up_whole() -> None:
    text = """
        certiplan: 1
        requirements: {b: {quote: "at most 100"}, n: {quote: "a dinner", priority: 8}}
        parameters: {budget: {value: 100, from: b, negotiable: {direction: up, LIMIT}}}
        variables: {dinner: {type: binary}}
        constraints:
          money: {that: "900 * dinner <= budget", from: b}
          eats: {that: "dinner == 1", from: n}
        """
    cheap = [DropRequirement(requirement="b")]
    dear = [DropRequirement(requirement="n")]
    free = explain(text.replace("LIMIT", "cost: 1")).ways_out.ways
    assert [list(way.changes) for way in free if way.kind == "drop"] == [cheap, dear]
    limited = explain(text.replace("LIMIT", "limit: 500")).ways_out
    assert [list(way.changes) for way in limited.ways] == [dear]
    assert not limited.unsettled


def test_entries_of_a_family_change_where_it_is_cheapest() -> None:
    explanation = explain(
        """
        certiplan: 1
        requirements: {n: {quote: "at least 7 on each day"}}
        sets: {Day: [sat, sun]}
        parameters:
          seats: {over: [Day], value: {sat: 5, sun: 9}, negotiable: {direction: up, cost: 2}}
        variables: {guests: {over: [Day], type: integer, lower: 0}}
        constraints:
          room: {for: "d in Day", that: "guests[d] <= seats[d]"}
          enough: {for: "d in Day", that: "guests[d] >= 7", from: n}
        """
    )
    way = only(explanation, "number")
    assert way.changes == (ChangeNumber(parameter="seats", indices=("sat",), before=5, after=7),)
    assert way.cost == 4
    assert way.words == "Raise the seats (sat) from 5 to 7."
    rows = way.patch["set"]["parameters.seats"]["rows"]  # type: ignore[index,call-overload]
    assert rows == [["sat", 7], ["sun", 9]]


def test_both_ways_and_computed_from_the_number() -> None:
    explanation = explain(
        """
        certiplan: 1
        requirements: {n: {quote: "exactly 19 in all"}, t: {quote: "twice the number"}}
        parameters:
          number: {value: 12, from: t, negotiable: {direction: both}}
          twice: {value: "= 2 * number"}
        variables: {x: {type: integer, lower: 0}}
        constraints:
          in_all: {that: "x == 19", from: n}
          at_most: {that: "x >= twice", from: t}
        """
    )
    assert only(explanation, "number").changes == (ChangeNumber(parameter="number", before=12, after=9),)


def test_cents_are_told_exactly() -> None:
    explanation = explain(
        """
        certiplan: 1
        requirements: {b: {quote: "at most 10"}, n: {quote: "three of each"}}
        parameters: {most: {value: 10, unit: USD, from: b, negotiable: {direction: up}}}
        variables: {x: {type: integer, lower: 0}, y: {type: integer, lower: 0}}
        constraints:
          money: {that: "1.37 * x + 2.2 * y <= most", from: b}
          three: {that: "x >= 3 and y >= 3", from: n}
        """
    )
    way = only(explanation, "number")
    assert way.changes == (ChangeNumber(parameter="most", before=10, after=Fraction(1071, 100), unit="USD"),)
    assert way.words == "Raise the most from $10 to $10.71."


def test_firm_requirements_stay() -> None:
    explanation = explain(
        """
        certiplan: 1
        requirements:
          a: {quote: "at most three", negotiable: false}
          b: {quote: "at least five", priority: 9}
          c: {quote: "at least four", priority: 8}
        parameters: {three: {value: 3, from: a, negotiable: {direction: up}}}
        variables: {x: {type: integer}}
        constraints:
          few: {that: "x <= three", from: a}
          many: {that: "x >= 5", from: b}
          more: {that: "x >= 4", from: c}
        """
    )
    assert {conflict.requirements for conflict in explanation.conflicts} == {("a", "b"), ("a", "c")}
    assert explanation.ways_out.ways == ()


def test_the_cheapest_combination_beats_the_pure_ways() -> None:
    """Raising the budget alone is dear, since the wish that needs it most is cheap to give up."""
    explanation = explain(
        """
        certiplan: 1
        requirements:
          b: {quote: "at most 100", priority: 8}
          big: {quote: "the big hall", priority: 1}
          food: {quote: "a dinner", priority: 8}
        parameters: {budget: {value: 100, from: b, negotiable: {direction: up}}}
        variables: {hall: {type: binary}, dinner: {type: binary}}
        constraints:
          money: {that: "1000 * hall + 130 * dinner <= budget", from: b}
          big_hall: {that: "hall == 1", from: big}
          eats: {that: "dinner == 1", from: food}
        """
    )
    first = explanation.ways_out.ways[0]
    assert first.kind == "combination"
    assert set(first.changes) == {
        ChangeNumber(parameter="budget", before=100, after=130),
        DropRequirement(requirement="big"),
    }
    assert first.cost == 30 + DROP_COSTS[1]
    assert first.proved_least
    assert first.words == "Raise the budget from 100 to 130 and give up “the big hall”."


def test_timed_requirements_can_be_given_up_in_a_combination() -> None:
    """A disjunctive resource cannot be switched off by a binary: whether it goes is tried."""
    explanation = explain(
        """
        certiplan: 1
        requirements:
          one: {quote: "only one machine", priority: 7}
          due: {quote: "done by 5", priority: 5}
          lamp: {quote: "the lamp burns at most 2 hours", priority: 8}
        sets: {Job: [a, b]}
        parameters: {burns: {value: 2, from: lamp, negotiable: {direction: up, cost: 10}}}
        variables: {run: {over: [Job], type: interval, start: [0, 20], length: 4}}
        constraints:
          machine: {that: "no_overlap(run[j] for j in Job)", from: one}
          in_time: {for: "j in Job", that: "run[j].end <= 5", from: due}
          light: {for: "j in Job", that: "run[j].length <= burns", from: lamp}
        """,
        ExplainOptions(confirm=False, max_conflicts=None, max_drops=None, solver="highs"),
    )
    assert {conflict.requirements for conflict in explanation.conflicts} == {("one", "due"), ("lamp",)}
    cheapest = explanation.ways_out.ways[0]
    assert set(cheapest.changes) == {
        ChangeNumber(parameter="burns", before=2, after=4),
        DropRequirement(requirement="due"),
    }
    assert cheapest.proved_least


def test_a_constraint_without_source_counts_as_from_its_number() -> None:
    conflict = Explainer(
        load_elements(
            """
            certiplan: 1
            requirements: {b: {quote: "at most 5"}, n: {quote: "at least 7"}}
            parameters: {five: {value: 5, from: b, negotiable: true}}
            variables: {x: {type: integer}}
            define: {room: {value: "five - x"}}
            constraints:
              few: {that: "room >= 0"}
              many: {that: "x >= 7", from: n}
            """
        ),
        options=EVERYTHING,
    ).conflict()
    assert isinstance(conflict, Conflict)
    assert conflict.requirements == ("b", "n")
    assert set(conflict.witnesses) == {"b", "n"}


def test_a_model_without_solution_has_no_way_out() -> None:
    explanation = explain(
        """
        certiplan: 1
        requirements: {n: {quote: "at least 7"}}
        variables: {x: {type: integer}}
        constraints:
          few: {that: "x <= 3"}
          more: {that: "x >= 5"}
          many: {that: "x >= 7", from: n}
        """
    )
    (conflict,) = explanation.conflicts
    assert conflict.requirements == ()
    assert conflict.words.startswith("No plan exists, whatever is given up")
    assert explanation.ways_out.ways == ()
