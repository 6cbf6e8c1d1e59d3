"""The loop's contract: what it allows, what it says of recorded runs, what is proved of the loop's graph."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path

import pytest

from certiplan.agents.contract import Contract
from certiplan.agents.loop import GRAPH
from certiplan.agents.promises import PROMISES, loop_contract
from certiplan.errors import ContractError
from tests.agents.contract.definition import PROMISED, Tree, atom, g, holds, no, some, then, w, written

RECORDED: list[list[str]] = json.loads(
    Path(__file__).with_name("recorded_traces.json").read_text(encoding="utf-8")
)

# Contracts as users might add them; how many letters they need at most to be kept after all; how many traces.
ADDED: tuple[tuple[tuple[Tree, ...], int, int], ...] = (
    ((), 2, 180),
    ((g(no(atom("relax"))),), 2, 180),
    ((g(then(atom("ask"), ("WX", g(no(atom("ask")))))),), 2, 180),
    ((("F", atom("answer")),), 5, 40),
    ((g(then(atom("explain"), ("X", atom("verify")))), g(no(atom("ask")))), 3, 200),
    ((w(no(atom("formalize")), atom("reply")),), 2, 180),
    ((("U", no(some("solve", "consent")), atom("check")),), 5, 40),
    ((g(then(atom("consent"), ("F", atom("answer")))),), 5, 40),
)


def alive(trace: Sequence[str], trees: Sequence[Tree], far: int) -> bool:
    """Whether some continuation along the graph, of at most so many letters, ends well: tries them all."""
    if trace[-1] in GRAPH.ends and all(holds(tree, trace) for tree in trees):
        return True
    return far > 0 and any(alive([*trace, letter], trees, far - 1) for letter in GRAPH.following[trace[-1]])


def agree(contract: Contract, trees: Sequence[Tree], trace: Sequence[str], far: int) -> None:
    """The mask and the verdicts are those of the definition."""
    options = GRAPH.following[trace[-1]] if trace else GRAPH.first
    kept = tuple(letter for letter in options if alive([*trace, letter], trees, far))
    assert contract.allowed(trace) == kept, trace
    verdicts = contract.judge(trace)
    assert [verdict.holds for verdict in verdicts] == [holds(tree, trace) for tree in trees], trace
    for verdict, tree in zip(verdicts, trees, strict=True):
        if verdict.broken_at is not None:
            for end in range(verdict.broken_at + 1, len(trace) + 1):
                assert not holds(tree, trace[:end])


def walks(seed: int) -> Iterator[list[str]]:
    """Random walks along the graph; what the contract forbids is not avoided."""
    draw = random.Random(seed)
    while True:
        trace = [draw.choice(GRAPH.first)]
        for _ in range(draw.randint(0, 14)):
            # `stop` can follow everything, and would end most turns early.
            options = [letter for letter in GRAPH.following[trace[-1]] if letter != "stop"]
            trace.append(draw.choice(options) if draw.random() < 0.9 else "stop")
        yield trace


def noise(seed: int) -> Iterator[list[str]]:
    """Letters in any order."""
    draw = random.Random(seed)
    while True:
        yield [draw.choice(GRAPH.letters) for _ in range(draw.randint(1, 12))]


def test_the_promises_are_the_trees_of_the_definition() -> None:
    assert len(PROMISES) == len(PROMISED)
    for text, tree in zip(PROMISES, PROMISED, strict=True):
        for trace in islice(noise(5), 200):
            one, other = Contract([text], GRAPH), Contract([written(tree)], GRAPH)
            assert one.judge(trace)[0].holds == other.judge(trace)[0].holds


def test_recorded_traces() -> None:
    assert len(RECORDED) >= 30
    contract = loop_contract()
    for trace in RECORDED:
        for end in range(len(trace) + 1):
            agree(contract, PROMISED, trace[:end], 2)
        for k, letter in enumerate(trace):
            assert letter in contract.allowed(trace[:k])
        assert all(verdict.broken_at is None for verdict in contract.judge(trace))


@pytest.mark.parametrize("number", range(len(ADDED)))
def test_random_traces(number: int) -> None:
    added, far, count = ADDED[number]
    trees = (*PROMISED, *added)
    contract = loop_contract(map(written, added))
    for trace in islice(walks(number), count):
        agree(contract, trees, trace, far)
    for trace in islice(noise(number), 125):
        assert [verdict.holds for verdict in contract.judge(trace)] == [holds(tree, trace) for tree in trees]


def test_so_many_traces() -> None:
    assert sum(count for _, _, count in ADDED) >= 1_000


def test_every_promise_is_kept_by_the_graph_alone() -> None:
    for formula in PROMISES:
        assert loop_contract().counterexample(formula) is None


@pytest.mark.parametrize(
    ("formula", "run"),
    [
        ("(not answer) W consent", "formalize check solve verify answer"),
        ("G not explain", "formalize check solve explain stop"),
        ("F answer", "stop"),
        ("(not solve) U check", "stop"),
        ("G(relax -> X answer)", "consent relax stop"),
        ("G(answer -> WX false)", "consent relax verify answer stop"),
    ],
)
def test_what_the_graph_does_not_keep_has_a_shortest_counterexample(formula: str, run: str) -> None:
    found = loop_contract().counterexample(formula)
    assert found is not None and len(found) == len(run.split())
    assert found[-1] in GRAPH.ends
    for before, after in pairwise(found):
        assert after in GRAPH.following[before]
    assert not Contract([formula], GRAPH).judge(found)[0].holds


def test_a_graph_that_skips_the_check_of_an_answer_is_found_out() -> None:
    """The proof is of the graph: with one edge more, there is a path to an answer that was not verified."""
    from dataclasses import replace

    leaky = replace(GRAPH, following={**GRAPH.following, "explain": ("verify", "answer", "stop")})
    found = Contract([], leaky).counterexample(PROMISES[0])
    assert found == ("formalize", "check", "solve", "explain", "answer")


def test_contracts_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ContractError, match="no run can keep the contract: F answer; G not verify"):
        Contract(["F answer", "G not verify", "(not answer) W verify"], GRAPH).allowed([])


def test_what_is_forbidden_says_by_what() -> None:
    contract = loop_contract(["G not relax"])
    with pytest.raises(ContractError, match="does not allow 'relax' here: G not relax"):
        contract.choice(["consent"], "relax")
    with pytest.raises(ContractError, match="'answer' cannot follow 'solve'"):
        contract.choice(["read", "formalize", "check", "solve"], "answer")
