"""A contract: formulas that every run keeps, and the letters that they allow next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from certiplan.agents.contract.graph import Graph, Node, Product, counterexample, stepped_to
from certiplan.agents.contract.parsing import parse_formula
from certiplan.agents.contract.progression import holds_at_end, obligations, progressed
from certiplan.errors import ContractError


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a formula says of a recorded trace.

    Attributes:
        formula: as it was written.
        holds: of the trace as it is.
        broken_at: the position, from 0, after which nothing could keep it any more; None where something can.
    """

    formula: str
    holds: bool
    broken_at: int | None


class Contract:
    """Formulas over the letters of a graph.

    Args:
        formulas: as people write them (`docs/contract.md`).
        graph: which letter may follow which.

    Raises:
        ContractError: a formula cannot be read, or no run keeps them all.
    """

    def __init__(self, formulas: Iterable[str], graph: Graph) -> None:
        self.formulas = tuple(formulas)
        self.graph = graph
        self._parsed = tuple(parse_formula(text, graph.letters) for text in self.formulas)
        self._product = Product(graph)
        self._start = Node(letter=None, states=tuple(map(obligations, self._parsed)))
        if not self._product.alive(self._start):
            raise ContractError(f"no run can keep the contract: {self._culprits(self._start)}")

    def allowed(self, trace: Sequence[str]) -> tuple[str, ...]:
        """The letters after which the contract can still be kept, in the order of the graph.

        Args:
            trace: the letters so far.

        Raises:
            ContractError: the trace is none of the graph.
        """
        node = self._at(trace)
        return tuple(
            letter
            for letter in self.graph.after(node.letter)
            if self._product.alive(stepped_to(node, letter))
        )

    def choice(self, trace: Sequence[str], wanted: str) -> str:
        """The wanted letter, if it is allowed after a trace.

        Raises:
            ContractError: it is not; the message names the formulas that forbid it.
        """
        node = self._at(trace)
        if wanted not in self.graph.after(node.letter):
            raise ContractError(f"{wanted!r} cannot follow {node.letter or 'the beginning'!r}")
        then = stepped_to(node, wanted)
        if not self._product.alive(then):
            raise ContractError(f"the contract does not allow {wanted!r} here: {self._culprits(then)}")
        return wanted

    def may_end(self, trace: Sequence[str]) -> bool:
        """Whether every formula holds of a trace as it is."""
        return all(verdict.holds for verdict in self.judge(trace))

    def judge(self, trace: Iterable[str]) -> tuple[Verdict, ...]:
        """What each formula says of a recorded trace, whether or not the graph has such a path."""
        positions = [frozenset({letter}) for letter in trace]
        verdicts = []
        for text, formula in zip(self.formulas, self._parsed, strict=True):
            state = obligations(formula)
            broken_at = None
            for number, position in enumerate(positions):
                state = progressed(state, position)
                if not state and broken_at is None:
                    broken_at = number
            verdicts.append(Verdict(formula=text, holds=holds_at_end(state), broken_at=broken_at))
        return tuple(verdicts)

    def counterexample(self, formula: str) -> tuple[str, ...] | None:
        """A shortest run of the graph that breaks a formula, whatever this contract says.

        None is a proof that the graph alone keeps it: the whole product of the graph and the formula's
        automaton was searched.

        Raises:
            ContractError: the formula cannot be read.
        """
        return counterexample(self.graph, (obligations(parse_formula(formula, self.graph.letters)),))

    def _at(self, trace: Sequence[str]) -> Node:
        node = self._start
        for letter in trace:
            if letter not in self.graph.following:
                raise ContractError(f"there is no step {letter!r}")
            node = stepped_to(node, letter)
        return node

    def _culprits(self, node: Node) -> str:
        """The formulas that nothing can keep from here: one of them alone, or else all together."""
        alone = [
            text
            for text, state in zip(self.formulas, node.states, strict=True)
            if not Product(self.graph).alive(Node(letter=node.letter, states=(state,)))
        ]
        return "; ".join(alone or self.formulas)
