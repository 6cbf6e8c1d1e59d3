"""The checker of schedules finds each fault."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from certiplan.tasks.scheduling import (
    Activity,
    Job,
    Resource,
    Schedule,
    SchedulingRequest,
    Slot,
    Step,
    check_schedule,
)

REQUEST = SchedulingRequest(
    jobs=(
        Job(
            name="chair",
            steps=(Step(machine="saw", length=2), Step(machine="lathe", length=3)),
            release=1,
            due=6,
            weight=2,
        ),
        Job(name="table", steps=(Step(machine="saw", length=4),), deadline=9),
    ),
    activities=(
        Activity(name="dig", length=2, needs={"crew": 2}),
        Activity(name="lay", length=3, needs={"crew": 2}, after=("dig",), release=2, deadline=8),
    ),
    resources=(Resource(name="crew", capacity=3),),
    finish_by=9,
)
GOOD = {"chair 1": 1, "chair 2": 3, "table": 3, "dig": 0, "lay": 2}
LENGTHS = {"chair 1": 2, "chair 2": 3, "table": 4, "dig": 2, "lay": 3}


def schedule(**starts: int) -> Schedule:
    at = {**GOOD, **{name.replace("_", " "): start for name, start in starts.items()}}
    return Schedule(
        slots=tuple(Slot(task=name, start=start, end=start + LENGTHS[name]) for name, start in at.items())
    )


def test_a_good_schedule_passes_with_each_objective() -> None:
    for objective, value in (
        ("makespan", 7),
        ("total tardiness", 0),
        ("total completion", 2 * 6 + 7 + 2 + 5),
    ):
        request = REQUEST.model_copy(update={"objective": objective})
        verdict = check_schedule(request, schedule())
        assert verdict.passes, verdict.faults
        assert verdict.value == value
    late = REQUEST.model_copy(update={"objective": "maximum lateness"})
    assert check_schedule(late, schedule()).value == 0
    assert check_schedule(late, schedule(chair_2=4)).value == 1


@pytest.mark.parametrize(
    ("starts", "fault"),
    [
        ({"chair_1": 0}, "chair begins before its release at 1"),
        ({"chair_2": 2}, "chair 2 begins before chair 1 has ended"),
        ({"table": 2}, "saw does chair 1 and table at the same time"),
        ({"table": 6}, "table ends at 10, after its deadline 9"),
        ({"lay": 1, "dig": 0}, "lay begins before dig has ended"),
        ({"lay": 1}, "lay begins before its release at 2"),
        ({"lay": 6}, "lay ends at 9, after its deadline 8"),
        ({"dig": 3, "lay": 4}, "4 of crew are used at 4, more than 3"),
        ({"table": 6}, "the last task ends at 10, after 9"),
    ],
)
def test_each_fault_is_found(starts: dict[str, int], fault: str) -> None:
    found = check_schedule(REQUEST, schedule(**starts)).faults
    assert fault in found


def test_slots_must_be_those_of_the_tasks() -> None:
    short = Schedule(slots=(*schedule().slots[:-1], Slot(task="lay", start=2, end=4)))
    assert "lay takes 2, not 3" in check_schedule(REQUEST, short).faults
    missing = Schedule(slots=schedule().slots[:-1])
    assert "lay has 0 slots instead of one" in check_schedule(REQUEST, missing).faults
    strange = Schedule(slots=(*schedule().slots, Slot(task="moon", start=0, end=1)))
    assert "there is no task moon" in check_schedule(REQUEST, strange).faults


def test_jobs_keep_their_order_where_that_is_asked() -> None:
    steps = (Step(machine="a", length=1), Step(machine="b", length=1))
    request = SchedulingRequest(
        jobs=(Job(name="x", steps=steps), Job(name="y", steps=steps)), same_order=True
    )
    names = ("x 1", "x 2", "y 1", "y 2")

    def verdict(*starts: int) -> tuple[str, ...]:
        slots = tuple(Slot(task=n, start=s, end=s + 1) for n, s in zip(names, starts, strict=True))
        return check_schedule(request, Schedule(slots=slots)).faults

    assert verdict(0, 1, 1, 2) == ()
    assert verdict(0, 3, 1, 2) == ("the jobs pass the machines in different orders",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "nothing to schedule"),
        ({"activities": [{"name": "a", "length": 1, "after": ["b"]}]}, "'b' is no activity"),
        ({"activities": [{"name": "a", "length": 1, "needs": {"crew": 1}}]}, "'crew' is no resource"),
        (
            {
                "activities": [
                    {"name": "a", "length": 1, "after": ["b"]},
                    {"name": "b", "length": 1, "after": ["a"]},
                ]
            },
            "wait for each other: a, b",
        ),
        ({"activities": [{"name": "a", "length": 1}] * 2}, "2 tasks are called 'a'"),
        ({"activities": [{"name": "a", "length": 1}], "objective": "total tardiness"}, "needs a due time"),
        ({"activities": [{"name": "a", "length": 1}], "same_order": True}, "same_order needs jobs"),
    ],
)
def test_requests_that_make_no_sense_are_refused(data: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        SchedulingRequest.model_validate(data)
