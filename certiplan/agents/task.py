"""What a planning domain is to the rest of the house, and how it is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from certiplan.agents.outcomes import Outcome, Question
from certiplan.errors import UsageError
from certiplan.model.diagnostics import nearest
from certiplan.solvers.backend import SolveOptions

if TYPE_CHECKING:
    from certiplan.pictures import CalendarEntry, Page

GROUP = "certiplan.tasks"


@dataclass(frozen=True, kw_only=True)
class PlanSettings:
    """How to plan.

    Attributes:
        today: what dates without a year are after.
        data: a directory with the domain's data; None for what the domain brings along.
        solver: "auto" or the name of a backend.
        options: the solver's limits and listeners; the time limit is for everything together.
        accept: the numbers of the ways out to take, for the first conflict, the next, and so on.
        accept_cheapest: take the cheapest way out of each further conflict.
        never: the kinds of change that the person refuses; each domain has its own.
        contract: formulas that the loop keeps to, besides its own (`docs/contract.md`).
        model: the language model that reads, as `provider:name`; None for none.
        base_url: the address of an OpenAI-compatible server.
        samples: how many readings of a request a language model makes, which are then compared by solving.
    """

    today: dt.date
    data: Path | None = None
    solver: str = "auto"
    options: SolveOptions = field(default_factory=SolveOptions)
    accept: tuple[int, ...] = ()
    accept_cheapest: bool = False
    never: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    model: str | None = None
    base_url: str | None = None
    samples: int = 1


class Task(Protocol):
    """A planning domain."""

    @property
    def name(self) -> str:
        """How it is called on the command line."""

    def plan(self, text: str, settings: PlanSettings, *, previous: Question | None = None) -> Outcome:
        """Plan a request in plain words, or go on after a question with `text` as the reply.

        Raises:
            UsageError: for a number in `accept` that no way out has, or for more of them than conflicts.
            RequestError: the request is impossible as such.
            DataError: the data cannot be read.
            InternalError: a plan failed its recheck; it is not returned.
        """

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """The outcome as JSON data, with at least the key "outcome"."""

    def show(self, outcome: Outcome) -> object:
        """The outcome for people: anything that Rich can print."""

    def page(self, outcome: Outcome) -> Page:
        """The outcome as a page."""

    def calendar(self, outcome: Outcome) -> tuple[CalendarEntry, ...]:
        """What of the outcome has a date; empty where nothing has."""


def find_task(name: str) -> Task:
    """The domain of this name, among all that installed distributions offer.

    Raises:
        UsageError: there is none.
    """
    found = {point.name: point for point in entry_points(group=GROUP)}
    if name not in found:
        hint = nearest(name, found)
        raise UsageError(
            f"there is no planning domain {name!r}"
            + (f"; did you mean {hint!r}?" if hint else f" (known: {', '.join(sorted(found))})")
        )
    return cast(Task, found[name].load())
