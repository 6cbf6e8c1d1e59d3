"""The kinds of scheduling requests, each as requests of any size that a seed draws, and known instances."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from certiplan.tasks.scheduling.request import Activity, Job, Resource, SchedulingRequest, Step


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A kind: its name, what it is, and how one is drawn (of so many tasks)."""

    name: str
    words: str
    draw: Callable[[Random, int], SchedulingRequest]


def draw(name: str, *, seed: int, tasks: int = 6) -> SchedulingRequest:
    """A request of a kind.

    Args:
        name: of the kind.
        seed: the same seed draws the same request.
        tasks: about how many.
    """
    rng = Random(f"{name} {seed}")  # noqa: S311 - draws examples, no secrets
    return VARIANTS[name].draw(rng, tasks)


def _job_shop(rng: Random, tasks: int) -> SchedulingRequest:
    machines = ["saw", "lathe", "press"][: max(2, tasks // 3)]
    jobs = []
    for k in range(1, -(-tasks // len(machines)) + 1):
        order = rng.sample(machines, len(machines))
        steps = tuple(Step(machine=machine, length=rng.randint(1, 9)) for machine in order)
        jobs.append(Job(name=f"j{k}", steps=steps))
    return SchedulingRequest(jobs=tuple(jobs), finish_by=_finish(rng, jobs))


def _finish(rng: Random, jobs: list[Job]) -> int | None:
    """A limit that is tight or too tight, now and then."""
    if rng.random() < 0.5:
        return None
    longest = max(sum(step.length for step in job.steps) for job in jobs)
    return longest + rng.randint(-1, 6)


def _flow_shop(rng: Random, tasks: int) -> SchedulingRequest:
    machines = ["cut", "sew", "pack"][: max(2, tasks // 3)]
    jobs = [
        Job(name=f"j{k}", steps=tuple(Step(machine=m, length=rng.randint(1, 9)) for m in machines))
        for k in range(1, -(-tasks // len(machines)) + 1)
    ]
    return SchedulingRequest(jobs=tuple(jobs), finish_by=_finish(rng, jobs))


def _permutation(rng: Random, tasks: int) -> SchedulingRequest:
    return _flow_shop(rng, tasks).model_copy(update={"same_order": True})


def _single_machine(rng: Random, tasks: int) -> SchedulingRequest:
    jobs = []
    for k in range(1, tasks + 1):
        length = rng.randint(1, 9)
        jobs.append(
            Job(
                name=f"j{k}",
                steps=(Step(machine="machine", length=length),),
                release=rng.choice([0, 0, rng.randint(1, 12)]),
                due=rng.randint(length, 5 * tasks),
                deadline=5 * tasks + rng.randint(-20, 0) if rng.random() < 0.3 else None,
                weight=rng.randint(1, 5),
            )
        )
    return SchedulingRequest(jobs=tuple(jobs), objective="total tardiness")


def _lateness(rng: Random, tasks: int) -> SchedulingRequest:
    return _single_machine(rng, tasks).model_copy(update={"objective": "maximum lateness"})


def _completion(rng: Random, tasks: int) -> SchedulingRequest:
    return _single_machine(rng, tasks).model_copy(update={"objective": "total completion"})


def _project(rng: Random, tasks: int) -> SchedulingRequest:
    activities = []
    for k in range(1, tasks + 1):
        earlier = [f"a{i}" for i in range(1, k)]
        activities.append(
            Activity(
                name=f"a{k}",
                length=rng.randint(1, 7),
                after=tuple(rng.sample(earlier, min(len(earlier), rng.randint(0, 2)))),
                needs={"crew": rng.randint(0, 3), "crane": rng.randint(0, 1)},
                deadline=rng.randint(12, 30) if rng.random() < 0.2 else None,
            )
        )
    resources = (
        Resource(name="crew", capacity=rng.choice([2, 3, 4])),
        Resource(name="crane", capacity=1),
    )
    return SchedulingRequest(activities=tuple(activities), resources=resources)


def _variants() -> Mapping[str, Variant]:
    rows: tuple[tuple[str, str, Callable[[Random, int], SchedulingRequest]], ...] = (
        ("job-shop", "jobs pass machines in orders of their own", _job_shop),
        ("flow-shop", "jobs pass all machines in one order", _flow_shop),
        ("permutation-flow-shop", "and the jobs keep their order, too", _permutation),
        ("tardiness", "one machine, release and due times, weighted tardiness", _single_machine),
        ("lateness", "one machine, the maximum lateness", _lateness),
        ("completion", "one machine, weighted completion times", _completion),
        ("rcpsp", "a project with limited resources", _project),
    )
    return {name: Variant(name=name, words=words, draw=function) for name, words, function in rows}


VARIANTS: Final = _variants()


def job_shop(machines: list[list[int]], lengths: list[list[int]]) -> SchedulingRequest:
    """A job shop from its two tables, by job and step."""
    jobs = [
        Job(
            name=f"job {k}",
            steps=tuple(Step(machine=f"machine {m}", length=n) for m, n in zip(*rows, strict=True)),
        )
        for k, rows in enumerate(zip(machines, lengths, strict=True), start=1)
    ]
    return SchedulingRequest(jobs=tuple(jobs))


FT06: Final = job_shop(
    [
        [2, 0, 1, 3, 5, 4],
        [1, 2, 4, 5, 0, 3],
        [2, 3, 5, 0, 1, 4],
        [1, 0, 2, 3, 4, 5],
        [2, 1, 4, 5, 0, 3],
        [1, 3, 5, 0, 4, 2],
    ],
    [
        [1, 3, 6, 7, 3, 6],
        [8, 5, 10, 10, 10, 4],
        [5, 4, 8, 9, 1, 7],
        [5, 5, 5, 3, 8, 9],
        [9, 3, 5, 4, 3, 1],
        [3, 3, 9, 10, 4, 1],
    ],
)
"""The job shop ft06 of Fisher and Thompson (1963), whose least makespan is 55."""
