"""What goes over the wire arrives as it was, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from certiplan.model.ir import (
    Column,
    Extreme,
    GroundConstraint,
    GroundModel,
    GroundObjective,
    Linear,
    Literal,
    Nodes,
    Origin,
)
from certiplan.solvers.backend import Progress, SolveOptions
from certiplan.solvers.node_graph import needed_nodes
from certiplan.solvers.results import Failed, Feasible, Infeasible, Optimal, Unbounded, Unknown
from certiplan.solvers.wire import (
    Incumbent,
    Message,
    decode_message,
    decode_model,
    decode_request,
    encode_message,
    encode_model,
    encode_request,
)
from tests.solvers.ground_models import MILP, NONLINEAR, brute_force, ground_models


@settings(max_examples=100, deadline=None)
@given(ground_models(MILP | NONLINEAR, fractions=True))
def test_a_model_round_trips(model: GroundModel) -> None:
    again = decode_model(encode_model(model))
    assert again.columns == model.columns
    assert [c.origin for c in again.constraints] == [c.origin for c in model.constraints]
    assert len(again.nodes) == len(needed_nodes(model))
    assert brute_force(again) == brute_force(model)
    assert encode_model(again) == encode_model(model)


def test_numbers_arrive_exactly() -> None:
    huge = 3**80
    nodes = Nodes()
    row = nodes.append(Linear(Fraction(-1, 3), (0, 2), (huge, Fraction(3, 10))))
    model = GroundModel(
        columns=(
            Column(name="a", kind="integer", lower=None, upper=huge),
            Column(name="b[ö,1]", kind="binary", lower=0, upper=1),
            Column(name="c", kind="real", lower=Fraction(1, 7), upper=2, semicontinuous=True),
        ),
        nodes=nodes,
        constraints=(),
        objectives=(GroundObjective(sense="maximize", node=row, slack=Fraction(1, 20), slack_abs=2),),
        hints={2: Fraction(5, 3), 0: 4},
    )
    again = decode_model(encode_model(model))
    assert list(again.nodes) == list(nodes)
    assert again.columns == model.columns
    assert again.objectives == model.objectives
    assert again.hints == model.hints


def test_nodes_that_nothing_needs_stay_behind() -> None:
    nodes = Nodes()
    nodes.append(Linear(1, (0,), (1,)))
    for _ in range(5):
        nodes.append(Extreme("min", (0,)))
    literal = nodes.append(Literal(0))
    column = Column(name="a", kind="binary", lower=0, upper=1)
    origin = Origin(constraint="k", indices=("1", "b"), requirements=("r", "s"))
    model = GroundModel(columns=(column,), nodes=nodes, constraints=(GroundConstraint(literal, origin),))
    again = decode_model(encode_model(model))
    assert list(again.nodes) == [Literal(0)]
    assert again.constraints == (GroundConstraint(0, origin),)


def test_a_request_carries_what_is_left_of_the_time() -> None:
    model = GroundModel(columns=(), nodes=Nodes(), constraints=())
    options = SolveOptions(time_limit_s=2.0, relative_gap=0.25, threads=3, seed=7)
    engine, again, received = decode_request(encode_request("z3", encode_model(model), options, spent_s=0.5))
    assert (engine, again.columns) == ("z3", ())
    assert (received.time_limit_s, received.relative_gap) == (1.5, 0.25)
    assert (received.threads, received.seed) == (3, 7)
    late = encode_request("z3", encode_model(model), options, spent_s=9.0)
    assert decode_request(late)[2].time_limit_s == 0.0


@pytest.mark.parametrize(
    "message",
    [
        Progress(solver="z3", stage=1, seconds=0.5, value=None, bound=2.5),
        Incumbent(values=(1, Fraction(1, 3)), objectives=(Fraction(2, 3),), bounds=(None,)),
        Optimal(values=(0, 3), objectives=(3,), bounds=(3,), solver="z3", seconds=0.1),
        Feasible(values=(2,), objectives=(2,), bounds=(None,), reason="time", solver="z3", seconds=1.0),
        Infeasible(suspects=(0, 4), solver="z3", seconds=0.1),
        Infeasible(suspects=None, solver="z3", seconds=0.1),
        Unbounded(stage=0, ray=((3, -1.5),), solver="z3", seconds=0.1),
        Unknown(reason="gave up", detail="incomplete", solver="z3", seconds=0.1),
        Failed(error="“quoted”\nlines", solver="z3", seconds=0.1),
    ],
)
def test_messages_round_trip_in_one_line(message: Message) -> None:
    line = encode_message(message)
    assert "\n" not in line
    assert decode_message(line) == message


@pytest.mark.parametrize("line", ["", "{", "[]", '{"kind":"perhaps"}', '{"kind":"optimal"}', "3"])
def test_junk_is_refused(line: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        decode_message(line)
