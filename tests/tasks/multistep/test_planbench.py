"""PlanBench's Blocksworld and Mystery Blocksworld: words and PDDL say the same; plans are shortest."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from certiplan.tasks.multistep import Planned, SearchOptions, plan_text, search_plan, validate_plan
from certiplan.tasks.multistep.domains import DomainName, domain_text, shipped_domain
from certiplan.tasks.multistep.pddl import read_domain, read_problem
from certiplan.tasks.multistep.words import PHRASEBOOKS, read_words
from tests.tasks.multistep.breadth_first import fewest_actions

CHECKOUT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("CERTIPLAN_DATA", CHECKOUT.parent / "shared" / "data")) / "planbench"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="neither CERTIPLAN_DATA nor ../shared/data holds planbench/"
)


def instances() -> Iterator[tuple[DomainName, str, str]]:
    for line in (DATA / "instances.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        name: DomainName = "mystery" if record["id"].startswith("mystery") else "blocksworld"
        yield name, record["request"], record["pddl"]


def test_the_shipped_domain_is_the_benchmarks() -> None:
    theirs = read_domain((DATA / "domain.pddl").read_text(encoding="utf-8"))
    ours = shipped_domain("blocksworld")
    assert theirs.predicates == ours.predicates
    for action, other in zip(theirs.actions, ours.actions, strict=True):
        renamed = dict(
            zip((p.name for p in action.parameters), (p.name for p in other.parameters), strict=True)
        )
        assert {(c.atom.under(renamed), c.positive) for c in action.preconditions} == {
            (c.atom, c.positive) for c in other.preconditions
        }
        assert {(e.atom.under(renamed), e.positive) for e in action.effects} == {
            (e.atom, e.positive) for e in other.effects
        }


def test_words_say_what_the_pddl_says() -> None:
    count = 0
    for name, words, pddl in instances():
        request = read_words(words, PHRASEBOOKS[name])
        problem = read_problem(pddl, shipped_domain(name))
        assert request.problem.initially == problem.initially
        assert set(request.problem.goals) == set(problem.goals)
        assert not request.assumptions and not request.unused_words
        count += 1
    assert count == 80


def solved(name: DomainName, pddl: str) -> None:
    problem = read_problem(pddl, shipped_domain(name))
    found = search_plan(problem, measure="actions", options=SearchOptions())
    assert isinstance(found, Planned)
    assert found.value == fewest_actions(problem)
    assert validate_plan(domain_text(name), pddl, plan_text(found.steps)).valid


def test_a_few_are_solved() -> None:
    for name, _, pddl in list(instances())[5::27]:
        solved(name, pddl)


@pytest.mark.slow
def test_all_are_solved() -> None:
    for name, _, pddl in instances():
        solved(name, pddl)
