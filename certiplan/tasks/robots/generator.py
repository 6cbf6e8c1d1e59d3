"""Random requests, the same for the same seed, like those of Hao, Zhang and Fan (2025)."""

from __future__ import annotations

from random import Random

from certiplan.tasks.robots.requests import ORIGIN, AllocationRequest, WarehouseRequest


def random_allocation(random: Random, *, most: int = 12) -> AllocationRequest:
    """Three robots of different skills, three kinds of tasks.

    Args:
        random: where chance comes from.
        most: how many tasks there are of a kind at most.
    """
    kinds = ("task A", "task B", "task C")
    return AllocationRequest(
        count={kind: random.randint(1, most) for kind in kinds},
        minutes={
            f"robot {name}": {kind: random.randint(15, 90) for kind in kinds} for name in ("A", "B", "C")
        },
    )


def random_round(random: Random, *, tasks: int = 6, stations: int = 10) -> WarehouseRequest:
    """A round of some tasks through stations on a grid of 20 by 20.

    Args:
        random: where chance comes from.
        tasks: how many tasks are to be done.
        stations: how many stations there are.
    """
    names = [f"station {number}" for number in range(stations)]
    places = {name: (float(random.randint(0, 20)), float(random.randint(0, 20))) for name in names}
    able = {
        f"task {number}": tuple(sorted(random.sample(names, random.randint(2, min(5, stations)))))
        for number in range(10)
    }
    return WarehouseRequest(
        places={ORIGIN: (0.0, 0.0), **places},
        able=able,
        tasks=tuple(random.choice(sorted(able)) for _ in range(tasks)),
    )
