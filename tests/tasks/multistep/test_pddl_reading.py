"""Domains and problems in PDDL: what is read, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from certiplan.errors import DataError
from certiplan.tasks.multistep.domains import DOMAIN_NAMES, DomainName, shipped_domain
from certiplan.tasks.multistep.pddl import Atom, Literal, read_domain, read_problem
from tests.tasks.multistep.planning_problems import LAMPS, SWITCHES, WAREHOUSE_TEXT, lamps


def test_a_domain_is_read() -> None:
    domain = read_domain(SWITCHES)
    light = domain.actions[2]
    assert domain.parents == {"switch": "thing", "lamp": "thing"}
    assert [action.name for action in domain.actions] == ["flip-on", "flip-off", "light"]
    assert Literal(Atom("=", ("?s", "main")), positive=False) in light.preconditions
    assert light.effects == (Literal(Atom("on", ("?l",))),)
    assert domain.ancestors("lamp") == ("lamp", "thing", "object")


def test_a_problem_is_read() -> None:
    problem = lamps()
    assert {item.name for item in problem.objects} == {"main", "s1", "s2", "l1", "l2"}
    assert Atom("wired", ("s1", "l1")) in problem.initially
    assert problem.goals[1] == Literal(Atom("on", ("s1",)), positive=False)
    assert not problem.minimizes_cost


def test_costs_are_read() -> None:
    problem = read_problem(WAREHOUSE_TEXT, shipped_domain("warehouse"))
    assert problem.minimizes_cost
    assert problem.values[Atom("distance", ("b", "c"))] == 1
    assert problem.domain.costs


@pytest.mark.parametrize("name", DOMAIN_NAMES)
def test_shipped_domains_are_read(name: DomainName) -> None:
    assert shipped_domain(name).actions


def test_letter_case_and_comments_do_not_matter() -> None:
    loud = SWITCHES.upper().replace("(ON MAIN)", "; the main switch (too\n (ON MAIN)")
    assert read_domain(loud) == read_domain(SWITCHES)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (":effect (on ?s))", ":effect (on ?s)", "is never closed"),
        (":effect (on ?s))", ":effect (lit ?s))", "line 10: unknown predicate 'lit'"),
        (":effect (on ?s))", ":effect (on ?x))", "line 10: unknown parameter '?x'"),
        (":effect (on ?s))", ":effect (on ?s ?s))", "on takes 1 arguments"),
        (":effect (on ?s))", ":effect (wired ?s ?s))", "?s in (wired ?s ?s) is not of type lamp"),
        (":effect (on ?s))", ":outcome (on ?s))", "expected :parameters, :precondition or :effect"),
        (":precondition (not (on ?s))", ":precondition (or (on ?s))", "'or' is not supported"),
        (":precondition (not (on ?s))", ":precondition on", "expected a group in parentheses"),
        (":equality", ":adl", ":adl is not supported"),
        (
            "(:types switch lamp - thing)",
            "(:types switch - )",
            "expected names before '-' and a type after it",
        ),
        ("(:types switch lamp - thing)", "(:types switch - thing)", "unknown type 'lamp'"),
        ("(:predicates", "(:durative-action x) (:predicates", "':durative-action' is not supported"),
        ("(define (domain", "(define (domian", "expected (domain NAME) after define"),
        ("flip-off", "flip-on", "2 actions named 'flip-on'"),
    ],
)
def test_mistakes_in_a_domain_are_told(old: str, new: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_domain(SWITCHES.replace(old, new, 1))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("(on s2)", "(on s3)", "line 5: unknown object 's3'"),
        ("(:domain switches)", "(:domain lights)", "is of the domain 'lights'"),
        ("(:goal", "(:gaol", "expected one of"),
        ("(on s2)", "(not (on s2))", "expected a fact"),
        ("s1 s2 - switch", "s1 s1 - switch", "an object is listed twice"),
        ("(on l1)", "(forall (on l1))", "'forall' is not supported"),
        ("(on s2))", "(on s2)) (:metric maximize (on))", "expected (:metric minimize (total-cost))"),
    ],
)
def test_mistakes_in_a_problem_are_told(old: str, new: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_problem(LAMPS.replace(old, new, 1), read_domain(SWITCHES))
    assert message in str(caught.value)


def test_a_mistake_names_the_file() -> None:
    with pytest.raises(DataError) as caught:
        read_domain("\n)", path=Path("somewhere.pddl"))
    assert str(caught.value) == "somewhere.pddl, line 2: a closing parenthesis without an opening one"
