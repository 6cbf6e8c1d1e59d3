"""Suites of domains with typed requests: requests, what is known of the best plans, the domain's checker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from certiplan.agents.events import Listener
from certiplan.tasks.evaluation import Attempt, Case, Judgement, Settings, Suite
from certiplan.tasks.typed.domain import Domain

METRICS: Final[Mapping[str, str]] = {
    "settled": "there is a plan or a proof that there is none, as is known of the case",
    "valid": "the domain's checker accepts the plan",
    "best": "the plan is as good as the best that is known, or better",
}


@dataclass(frozen=True, kw_only=True)
class TypedCase:
    """A request and what is known of it.

    Attributes:
        best: the best value that is known; None where none is.
        feasible: whether there is a plan; None where that is not known.
    """

    id: str
    request: BaseModel
    text: str = ""
    best: float | None = None
    feasible: bool | None = True
    metadata: Mapping[str, str] = field(default_factory=dict)


class TypedSuite(Suite):
    """Cases of one domain, in the oracle mode: typed request, plan, checker.

    Args:
        name: how it is called.
        description: a sentence.
        domain: whose requests they are.
        make: the cases under some settings.
        licence: of the data.
        needs_data: whether there are none without a directory of data.
        options: the suite's own options.
        tolerance: by how much a value may miss the best that is known, relative to it.
    """

    metrics = METRICS

    def __init__(
        self,
        name: str,
        description: str,
        domain: Domain[Any, Any],
        make: Callable[[Settings], Iterable[TypedCase]],
        *,
        licence: str = "Apache-2.0 (of this project)",
        needs_data: bool = False,
        options: Mapping[str, str] | None = None,
        tolerance: float = 1e-5,
    ) -> None:
        self.name = name
        self.description = description
        self.licence = licence
        self.needs_data = needs_data
        self.options = options or {}
        self._domain = domain
        self._make = make
        self._tolerance = tolerance

    def cases(self, settings: Settings) -> Iterable[Case]:
        """The cases."""
        for case in self._make(settings):
            yield Case(
                id=case.id,
                request=case.request.model_dump(mode="json", exclude_defaults=True),
                text=case.text,
                gold={"feasible": case.feasible, "value": case.best},
                metadata=case.metadata,
            )

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        """Plan a request and judge what comes of it."""
        from certiplan.tasks.typed.attempts import attempt  # loads solvers; judging plans does not

        return attempt(self._domain, case.request, settings)

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        """Whether the outcome is the right one, the plan valid, and its value the best that is known."""
        gold = case.gold
        assert isinstance(gold, dict)
        feasible, best = gold["feasible"], gold["value"]
        if attempt.outcome == "conflict":
            settled = feasible is not True
            why = {} if settled else {"settled": "there is a plan"}
            verdicts = {"settled": settled, "valid": None, "best": None}
            return Judgement(passed=settled, verdicts=verdicts, why=why)
        if attempt.outcome != "plan":
            why = {"settled": attempt.message or attempt.outcome}
            return Judgement(passed=False, verdicts={"settled": False, "valid": None, "best": None}, why=why)
        domain = self._domain
        request = domain.request_type.model_validate(case.request)
        verdict = domain.check(request, domain.plan_type.model_validate(attempt.answer))
        assert best is None or isinstance(best, int | float)
        reached = None if best is None or not verdict.passes else self._reached(request, verdict.value, best)
        why = {}
        if feasible is False:
            why["settled"] = "there is no plan"
        if not verdict.passes:
            why["valid"] = "; ".join(verdict.faults)
        if reached is False:
            why["best"] = f"{verdict.value:.6g}, where {best:.6g} is known"
        return Judgement(
            passed=not why,
            verdicts={"settled": feasible is not False, "valid": verdict.passes, "best": reached},
            why=why,
            details={"value": verdict.value},
        )

    def _reached(self, request: BaseModel, value: float, best: float) -> bool:
        slack = self._tolerance * max(1.0, abs(best))
        return value >= best - slack if self._domain.is_maximized(request) else value <= best + slack
