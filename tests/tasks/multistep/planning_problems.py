"""Small problems for the tests, some of them random."""

from __future__ import annotations

from random import Random

from certiplan.tasks.multistep.domains import DomainName, shipped_domain
from certiplan.tasks.multistep.pddl import Domain, Problem, read_domain, read_problem

SWITCHES = """
(define (domain switches)
  (:requirements :strips :typing :negative-preconditions :equality)
  (:types switch lamp - thing)
  (:constants main - switch)
  (:predicates (on ?x - thing) (wired ?s - switch ?l - lamp) (broken ?l - lamp))
  (:action flip-on
    :parameters (?s - switch)
    :precondition (not (on ?s))
    :effect (on ?s))
  (:action flip-off
    :parameters (?s - switch)
    :precondition (on ?s)
    :effect (not (on ?s)))
  (:action light
    :parameters (?s - switch ?l - lamp)
    :precondition (and (wired ?s ?l) (on ?s) (on main) (not (broken ?l)) (not (= ?s main)))
    :effect (on ?l)))
"""
LAMPS = """
(define (problem lamps)
  (:domain switches)
  (:objects s1 s2 - switch l1 l2 - lamp)
  (:init (wired s1 l1) (wired s2 l2) (broken l2) (on s2))
  (:goal (and (on l1) (not (on s1)) (not (on main)))))
"""


def lamps(goal: str = "(and (on l1) (not (on s1)) (not (on main)))") -> Problem:
    text = LAMPS.replace("(and (on l1) (not (on s1)) (not (on main)))", goal)
    return read_problem(text, read_domain(SWITCHES))


def blocks_text(random: Random, count: int, *, goals: int | None = None) -> str:
    """A random Blocksworld problem: piles at the start, and some of the places in other piles as goals."""
    names = [f"b{number}" for number in range(1, count + 1)]

    def piles() -> list[tuple[str, str | None]]:
        order = random.sample(names, count)
        below: list[tuple[str, str | None]] = []
        for position, name in enumerate(order):
            on_pile = position > 0 and random.random() < 0.6
            below.append((name, order[position - 1] if on_pile else None))
        return below

    start, end = piles(), piles()
    covered = {below for _, below in start}
    init = [f"(on {name} {below})" if below else f"(ontable {name})" for name, below in start]
    init += [f"(clear {name})" for name in names if name not in covered]
    wanted = [f"(on {name} {below})" if below else f"(ontable {name})" for name, below in end]
    wanted = random.sample(wanted, goals or count)
    return (
        f"(define (problem random-{count}) (:domain blocksworld-4ops) (:objects {' '.join(names)}) "
        f"(:init (handempty) {' '.join(init)}) (:goal (and {' '.join(wanted)})))"
    )


def problem_of(domain: DomainName | Domain, text: str) -> Problem:
    return read_problem(text, domain if isinstance(domain, Domain) else shipped_domain(domain))


GRIPPER_TEXT = """
(define (problem two-balls) (:domain gripper)
  (:objects robby - robot hall kitchen - room red blue - ball left right - gripper)
  (:init (in robby hall) (of left robby) (of right robby) (free left) (free right)
    (at red hall) (at blue kitchen))
  (:goal (and (at red kitchen) (at blue hall))))
"""
MOVIE_TEXT = """
(define (problem evening) (:domain movie)
  (:objects a b c - item)
  (:init (chips a) (dip b) (chips c) (counter-at-zero))
  (:goal (and (movie-rewound) (counter-at-zero) (have-chips) (have-dip))))
"""
WAREHOUSE_TEXT = """
(define (problem round) (:domain warehouse)
  (:objects home a b c - station t1 t2 end - task)
  (:init (at home) (next t1) (follows t2 t1) (follows end t2) (can a t1) (can b t1) (can c t2)
    (= (distance home a) 2) (= (distance a home) 2) (= (distance home b) 5) (= (distance b home) 5)
    (= (distance home c) 6) (= (distance c home) 6) (= (distance a b) 4) (= (distance b a) 4)
    (= (distance a c) 9) (= (distance c a) 9) (= (distance b c) 1) (= (distance c b) 1))
  (:goal (and (done t1) (done t2) (at home)))
  (:metric minimize (total-cost)))
"""
