"""What a planning request comes to: a domain and a problem in PDDL, and what is to be least."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from certiplan.tasks.multistep.pddl import Domain, Literal, Problem, read_domain, read_problem
from certiplan.tasks.multistep.search import Measure, default_measure


@dataclass(frozen=True, kw_only=True)
class PlanningRequest:
    """A planning problem.

    Attributes:
        domain_text: the domain's PDDL.
        problem_text: the problem's PDDL.
        measure: what is to be least; None for what the problem's metric says, else the number of actions.
        text: the request in words, if it was one.
        quotes: the goals' words in it.
        assumptions: what was presumed, a sentence each.
        unused_words: words that carry meaning and changed nothing.
    """

    domain_text: str = field(repr=False)
    problem_text: str = field(repr=False)
    measure: Measure | None = None
    text: str = ""
    quotes: Mapping[Literal, str] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    unused_words: tuple[str, ...] = ()

    @cached_property
    def domain(self) -> Domain:
        """The domain, read.

        Raises:
            DataError: with the line and what was expected there.
        """
        return read_domain(self.domain_text)

    @cached_property
    def problem(self) -> Problem:
        """The problem, read.

        Raises:
            DataError: with the line and what was expected there.
        """
        return read_problem(self.problem_text, self.domain)

    @property
    def least(self) -> Measure:
        """What is to be least."""
        return self.measure or default_measure(self.problem)
