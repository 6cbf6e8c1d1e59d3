"""Random problems of the shipped domains, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from certiplan.tasks.multistep.domains import DomainName, shipped_domain

_MYSTERY_WORDS: Final = {
    "on": "craves",
    "ontable": "planet",
    "clear": "province",
    "holding": "pain",
    "handempty": "harmony",
}
_SNACKS: Final = ("chips", "dip", "pop", "cheese", "crackers")


def random_problem(domain: DomainName, random: Random) -> str:
    """A random problem in PDDL, of a size that is solved in seconds.

    Args:
        domain: a shipped domain.
        random: where chance comes from.
    """
    return _MAKERS[domain](random)


def _problem(domain: DomainName, objects: str, init: list[str], goals: list[str], metric: str = "") -> str:
    return (
        f"(define (problem {domain}-random)\n  (:domain {shipped_domain(domain).name})\n"
        f"  (:objects {objects})\n"
        f"  (:init {' '.join(init)})\n  (:goal (and {' '.join(goals)})){metric})\n"
    )


def _blocks(random: Random) -> str:
    return _piles(random, "blocksworld", {})


def _mystery(random: Random) -> str:
    return _piles(random, "mystery", _MYSTERY_WORDS)


def _piles(random: Random, domain: DomainName, words: Mapping[str, str]) -> str:
    count = random.randint(3, 5)
    names = [chr(ord("a") + number) for number in range(count)]

    def said(predicate: str, *terms: str) -> str:
        return f"({' '.join((words.get(predicate, predicate), *terms))})"

    def places() -> list[tuple[str, str | None]]:
        order = random.sample(names, count)
        return [
            (name, order[position - 1] if position and random.random() < 0.6 else None)
            for position, name in enumerate(order)
        ]

    start, end = places(), places()
    covered = {below for _, below in start}
    init = [said("on", name, below) if below else said("ontable", name) for name, below in start]
    init += [said("clear", name) for name in names if name not in covered]
    goals = [said("on", name, below) for name, below in end if below] or [said("ontable", names[0])]
    return _problem(domain, " ".join(names), [said("handempty"), *init], goals)


def _gripper(random: Random) -> str:
    robots = [f"robot{number}" for number in range(1, random.randint(1, 2) + 1)]
    rooms = [f"room{number}" for number in range(1, random.randint(2, 3) + 1)]
    balls = [f"ball{number}" for number in range(1, random.randint(2, 3) + 1)]
    grippers = [(f"{side}-{robot}", robot) for robot in robots for side in ("left", "right")]
    init = [f"(in {robot} {random.choice(rooms)})" for robot in robots]
    init += [f"(at {ball} {random.choice(rooms)})" for ball in balls]
    init += [f"(of {gripper} {robot}) (free {gripper})" for gripper, robot in grippers]
    objects = (
        f"{' '.join(robots)} - robot {' '.join(rooms)} - room {' '.join(balls)} - ball "
        f"{' '.join(gripper for gripper, _ in grippers)} - gripper"
    )
    return _problem("gripper", objects, init, [f"(at {ball} {random.choice(rooms)})" for ball in balls])


def _movie(random: Random) -> str:
    items: list[str] = []
    init = ["(counter-at-zero)"]
    for snack in _SNACKS:
        for _ in range(random.randint(1, 3)):
            items.append(f"object{len(items)}")
            init.append(f"({snack} {items[-1]})")
    wanted = random.sample(_SNACKS, random.randint(1, len(_SNACKS)))
    goals = ["(movie-rewound)", "(counter-at-zero)", *(f"(have-{snack})" for snack in wanted)]
    return _problem("movie", f"{' '.join(items)} - item", init, goals)


def _warehouse(random: Random) -> str:
    stations = ["home", *(f"s{number}" for number in range(1, 5))]
    tasks = [f"t{number}" for number in range(1, random.randint(2, 3) + 1)]
    at = {station: (random.randint(0, 9), random.randint(0, 9)) for station in stations}
    init = ["(at home)", f"(next {tasks[0]})"]
    init += [f"(follows {after} {task})" for task, after in zip(tasks, [*tasks[1:], "end"], strict=True)]
    for task in tasks:
        init += [f"(can {station} {task})" for station in random.sample(stations[1:], random.randint(1, 3))]
    init += [
        f"(= (distance {a} {b}) {abs(at[a][0] - at[b][0]) + abs(at[a][1] - at[b][1])})"
        for a in stations
        for b in stations
        if a != b
    ]
    goals = [*(f"(done {task})" for task in tasks), "(at home)"]
    objects = f"{' '.join(stations)} - station {' '.join(tasks)} end - task"
    return _problem("warehouse", objects, init, goals, "\n  (:metric minimize (total-cost))")


_MAKERS: Final[Mapping[DomainName, Callable[[Random], str]]] = {
    "blocksworld": _blocks,
    "mystery": _mystery,
    "gripper": _gripper,
    "movie": _movie,
    "warehouse": _warehouse,
}
