"""The graph of a loop: which letter may follow which, and what a formula makes of its paths."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from certiplan.agents.contract.progression import Remainder, holds_at_end, progressed
from certiplan.errors import ContractError

States: TypeAlias = tuple[Remainder, ...]
"""One remainder for each formula."""
_MOST_STATES: Final = 200_000


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Which letters there are, and which may follow which.

    Attributes:
        first: those with which a run may begin.
        following: for each letter, those that may follow it.
        ends: those after which a run may be over; elsewhere it only pauses.
    """

    first: tuple[str, ...]
    following: Mapping[str, tuple[str, ...]]
    ends: frozenset[str] = field(default_factory=frozenset)

    @property
    def letters(self) -> tuple[str, ...]:
        """All letters, in order."""
        return tuple(self.following)

    def after(self, letter: str | None) -> tuple[str, ...]:
        """The letters that may follow one; those that may come first, after none."""
        return self.first if letter is None else self.following[letter]


@dataclass(frozen=True, kw_only=True)
class Node:
    """A letter that was just read, and what remains of each formula after it."""

    letter: str | None
    states: States


def stepped_to(node: Node, letter: str) -> Node:
    """The node after one more letter."""
    position = frozenset({letter})
    return Node(letter=letter, states=tuple(progressed(state, position) for state in node.states))


def next_nodes(graph: Graph, node: Node) -> Iterator[Node]:
    """The nodes that can follow."""
    for letter in graph.after(node.letter):
        yield stepped_to(node, letter)


def may_end(graph: Graph, node: Node) -> bool:
    """Whether a run may be over here, with every formula kept."""
    return node.letter in graph.ends and all(holds_at_end(state) for state in node.states)


class Product:
    """The product of a graph and formulas, explored as far as it is needed."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._alive: dict[Node, bool] = {}

    def alive(self, node: Node) -> bool:
        """Whether the formulas can still be kept from here on, on some path of the graph.

        Raises:
            ContractError: the formulas have too many states.
        """
        if node not in self._alive:
            self._explore(node)
        return self._alive[node]

    def _explore(self, start: Node) -> None:
        """Mark all that can be reached: alive is whatever can reach a good end, or something alive."""
        before: dict[Node, list[Node]] = {start: []}
        good: list[Node] = []
        queue = deque([start])
        while queue:
            node = queue.popleft()
            known = self._alive.get(node)
            if known or (known is None and may_end(self._graph, node)):
                good.append(node)
            if known is not None or not all(node.states):
                continue
            for following in next_nodes(self._graph, node):
                if following not in before:
                    before[following] = []
                    queue.append(following)
                    if len(before) > _MOST_STATES:
                        raise ContractError("the contract has too many states; use simpler formulas")
                before[following].append(node)
        reached = set(good)
        while good:
            for node in before[good.pop()]:
                if node not in reached:
                    reached.add(node)
                    good.append(node)
        for node in before:
            self._alive[node] = node in reached


def counterexample(graph: Graph, states: Iterable[Remainder]) -> tuple[str, ...] | None:
    """A shortest run of the graph that breaks one of some formulas; None, which is a proof, where none does.

    A run breaks a formula when it is over and the formula does not hold of it. Every run is looked at: the
    product of graph and automata is finite, and all of it is searched.

    Args:
        graph: the graph; its own edges alone are looked at, not what a contract would forbid.
        states: the formulas, as remainders.

    Raises:
        ContractError: the formulas have too many states.
    """
    start = Node(letter=None, states=tuple(states))
    came_from: dict[Node, Node | None] = {start: None}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        if node.letter in graph.ends and not may_end(graph, node):
            return _path(node, came_from)
        for following in next_nodes(graph, node):
            if following not in came_from:
                came_from[following] = node
                queue.append(following)
                if len(came_from) > _MOST_STATES:
                    raise ContractError("the formula has too many states; use a simpler one")
    return None


def _path(node: Node, came_from: Mapping[Node, Node | None]) -> tuple[str, ...]:
    letters: list[str] = []
    here: Node | None = node
    while here is not None and here.letter is not None:
        letters.append(here.letter)
        here = came_from[here]
    return tuple(reversed(letters))
