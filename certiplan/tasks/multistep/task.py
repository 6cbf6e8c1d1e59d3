"""The planning domains as tasks: requests in the phrases of a domain, or any problem in PDDL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from certiplan.agents import Outcome, PlanSettings, Question
from certiplan.errors import DataError, RequestError, UsageError
from certiplan.pictures import CalendarEntry, Page, to_terminal
from certiplan.tasks.multistep.domains import DomainName
from certiplan.tasks.multistep.outcome import plan_outcome
from certiplan.tasks.multistep.outcome_json import outcome_to_json
from certiplan.tasks.multistep.outcome_page import outcome_page
from certiplan.tasks.multistep.request import PlanningRequest
from certiplan.tasks.multistep.words import PHRASEBOOKS, read_words


@dataclass(frozen=True)
class MultistepTask:
    """A planning domain.

    Attributes:
        domain: the domain whose phrases are read; None for problems in PDDL.
    """

    name: str
    domain: DomainName | None = None

    def plan(self, text: str, settings: PlanSettings, *, previous: Question | None = None) -> Outcome:
        """Plan a request; see `certiplan.agents.task.Task.plan`."""
        if previous is not None:
            raise UsageError("a planning domain asks no questions")
        return plan_outcome(self.name, self.read(text, settings.data), settings)

    def read(self, text: str, data: Path | None = None) -> PlanningRequest:
        """The request that a text makes.

        Args:
            text: sentences in the domain's phrases; or a domain and a problem in PDDL, or a problem alone.
            data: the domain's file, or a directory with `domain.pddl`, for a problem alone.

        Raises:
            RequestError: the text states no problem.
            DataError: the domain cannot be read.
        """
        if self.domain is not None and not _DEFINITION.search(text):
            return read_words(text, PHRASEBOOKS[self.domain])
        return read_pddl(text, data)

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """The outcome as JSON data."""
        return outcome_to_json(outcome)

    def show(self, outcome: Outcome) -> object:
        """The outcome as Rich prints it."""
        return to_terminal(self.page(outcome))

    def page(self, outcome: Outcome) -> Page:
        """The outcome as a page."""
        return outcome_page(outcome)

    def calendar(self, outcome: Outcome) -> tuple[CalendarEntry, ...]:
        """Nothing: steps have no dates."""
        return ()


_DEFINITION = re.compile(r"\(\s*define\s*\(\s*(domain|problem)\b", re.IGNORECASE)


def read_pddl(text: str, data: Path | None = None) -> PlanningRequest:
    """A request from PDDL text: a domain and a problem in any order, or a problem alone.

    Args:
        text: the PDDL.
        data: the domain's file, or a directory with `domain.pddl`, for a problem alone.

    Raises:
        RequestError: a part is missing, or there are several of one.
        DataError: the domain cannot be read.
    """
    starts = list(_DEFINITION.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    parts = [(start[1].lower(), text[start.start() : end]) for start, end in zip(starts, ends, strict=True)]
    domains = [part for kind, part in parts if kind == "domain"]
    problems = [part for kind, part in parts if kind == "problem"]
    if not domains and data is not None:
        domains = [_domain_file(data)]
    if len(domains) != 1 or len(problems) != 1:
        raise RequestError(
            f"expected one (define (domain …)) and one (define (problem …)), found {len(domains)} and "
            f"{len(problems)}; the domain may also be given with --data"
        )
    request = PlanningRequest(domain_text=domains[0], problem_text=problems[0])
    assert request.problem is not None  # read now, so that faults show here
    return request


def _domain_file(data: Path) -> str:
    path = data / "domain.pddl" if data.is_dir() else data
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the domain cannot be read: {error}", path=path) from error


PDDL = MultistepTask("pddl")
BLOCKSWORLD = MultistepTask("blocksworld", "blocksworld")
MYSTERY = MultistepTask("mystery-blocksworld", "mystery")
GRIPPER = MultistepTask("gripper", "gripper")
MOVIE = MultistepTask("movie", "movie")
