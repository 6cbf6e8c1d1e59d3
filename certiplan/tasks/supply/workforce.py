"""Workforce: who works on which days, at the least pay; a problem of OptiGuide and of LLMFP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from certiplan.model.solution import Solution
from certiplan.pictures import Matrix, Picture, Table
from certiplan.solvers.explain.changes import ChangeNumber
from certiplan.tasks.supply.documents import filled
from certiplan.tasks.typed import Domain, Stated, Verdict
from certiplan.tasks.typed.items import Entries, names_of

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Worker(BaseModel):
    """What a day of a worker costs, when there is one, and how many days at least and at most."""

    model_config = _FROZEN

    pay: float = Field(ge=0)
    days: tuple[str, ...]
    least_days: int = Field(default=0, ge=0)
    most_days: int | None = Field(default=None, ge=0)


class WorkforceRequest(BaseModel):
    """Days with how many workers each needs exactly; workers; and pairs that do not work on one day.

    A day with null takes any number of workers.
    """

    model_config = _FROZEN

    text: str = ""
    days: Mapping[str, int | None] = Field(min_length=1)
    workers: Mapping[str, Worker] = Field(min_length=1)
    apart: tuple[tuple[str, str], ...] = ()
    quotes: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> WorkforceRequest:
        for name, worker in self.workers.items():
            for day in worker.days:
                if day not in self.days:
                    raise ValueError(f"{name} works on {day!r}, which is no day ({', '.join(self.days)})")
        for name in (name for pair in self.apart for name in pair):
            if name not in self.workers:
                raise ValueError(f"{name!r} is no worker (known: {', '.join(self.workers)})")
        return self


class Roster(BaseModel):
    """Who works on each day."""

    model_config = _FROZEN

    days: Mapping[str, tuple[str, ...]]


class WorkforceDomain(Domain[WorkforceRequest, Roster]):
    """Workforce assignment."""

    name = "workforce"
    value_name = "pay"
    request_type = WorkforceRequest
    plan_type = Roster

    def state(self, request: WorkforceRequest) -> Stated[WorkforceRequest]:
        """Who works when."""
        needed = {day: need for day, need in request.days.items() if need is not None}
        staff = names_of("staff", needed)
        words = {staff[day]: f"{day} has {need} workers" for day, need in needed.items()}
        more: Entries = {}
        for name, sentence, text in _limits(request):
            words[name] = sentence
            more[name] = {"that": text, "from": name}
        available = [[name, day] for name, worker in request.workers.items() for day in worker.days]
        document = filled(
            "workforce",
            sets={
                "Worker": list(request.workers),
                "Day": list(request.days),
                "Available": [list(pair) for pair in available],
            },
            values={
                "need": {day: need or 0 for day, need in request.days.items()},
                "pay": {name: Fraction(str(worker.pay)) for name, worker in request.workers.items()},
            },
            each={"staffed": ("Day", staff)},
            negotiable={"need": ("down", staff)},
            words=words,
            more=more,
            quotes=request.quotes,
            text=request.text,
        )
        return Stated(request=request, document=document, words=words)

    def read(self, stated: Stated[WorkforceRequest], solution: Solution) -> Roster:
        """Who works on each day."""
        days: dict[str, list[str]] = {day: [] for day in stated.request.days}
        for (worker, day), works in solution["works"].items():
            if works:
                days[str(day)].append(str(worker))
        return Roster(days={day: tuple(workers) for day, workers in days.items()})

    def check(self, request: WorkforceRequest, plan: Roster) -> Verdict:
        """Days have whom they need, workers work when they can; and the pay anew."""
        known = all(name in request.workers for names in plan.days.values() for name in names)
        if not known or plan.days.keys() != request.days.keys():
            return Verdict(faults=("the roster names days or workers that are not there",), value=0)
        pay = sum(request.workers[name].pay for names in plan.days.values() for name in names)
        return Verdict(faults=tuple(_faults(request, plan)), value=pay)

    def without(
        self, request: WorkforceRequest, requirement: str, named: WorkforceRequest
    ) -> WorkforceRequest:
        """A day takes any number, a worker has no limit, a pair may meet."""
        needed = [day for day, need in named.days.items() if need is not None]
        for day, name in names_of("staff", needed).items():
            if name == requirement:
                return request.model_copy(update={"days": {**request.days, day: None}})
        for kind, field, free in (("least", "least_days", 0), ("most", "most_days", None)):
            for worker, name in names_of(kind, named.workers).items():
                if name == requirement:
                    workers = dict(request.workers)
                    workers[worker] = workers[worker].model_copy(update={field: free})
                    return request.model_copy(update={"workers": workers})
        gone = {pair for pair, name in _apart_names(named).items() if name == requirement}
        kept = tuple(pair for pair in request.apart if pair not in gone)
        return request.model_copy(update={"apart": kept})

    def with_number(self, request: WorkforceRequest, change: ChangeNumber, unit: int) -> WorkforceRequest:
        """A day needs fewer."""
        (day,) = change.indices
        return request.model_copy(update={"days": {**request.days, str(day): int(change.after)}})

    def number_words(self, change: ChangeNumber) -> str:
        """Which day needs another number."""
        return f"the number of workers on {change.indices[0]}"

    def pictures(self, request: WorkforceRequest, plan: Roster) -> tuple[Picture, ...]:
        """A roster by worker and day, and what each worker comes to."""
        cells = {(name, day): "●" for day, names in plan.days.items() for name in names}
        worked = {name: sum(name in names for names in plan.days.values()) for name in request.workers}
        rows = tuple(
            (name, str(worked[name]), f"{worked[name] * worker.pay:g}")
            for name, worker in request.workers.items()
        )
        return (
            Matrix(title="Roster", rows=tuple(request.workers), columns=tuple(request.days), cells=cells),
            Table(title="By worker", columns=("worker", "days", "pay"), rows=rows, numeric=frozenset({1, 2})),
        )


def _apart_names(request: WorkforceRequest) -> dict[tuple[str, str], str]:
    return {pair: f"apart_{number}" for number, pair in enumerate(request.apart, start=1)}


def _limits(request: WorkforceRequest) -> Iterator[tuple[str, str, str]]:
    """Name, sentence and expression of each wish about workers."""
    least, most = names_of("least", request.workers), names_of("most", request.workers)
    for name, worker in request.workers.items():
        if worker.least_days:
            sentence = f"{name} works at least {worker.least_days} days"
            yield least[name], sentence, f"shifts[{name!r}] >= {worker.least_days}"
        if worker.most_days is not None:
            sentence = f"{name} works at most {worker.most_days} days"
            yield most[name], sentence, f"shifts[{name!r}] <= {worker.most_days}"
    for (one, other), name in _apart_names(request).items():
        both = [day for day in request.workers[one].days if day in request.workers[other].days]
        text = " and ".join(f"works[{one!r}, {day!r}] + works[{other!r}, {day!r}] <= 1" for day in both)
        if text:
            yield name, f"{one} and {other} do not work on one day", text


def _faults(request: WorkforceRequest, plan: Roster) -> Iterator[str]:
    for day, names in plan.days.items():
        if len(set(names)) < len(names):
            yield f"somebody works twice on {day}"
        need = request.days[day]
        if need is not None and len(names) != need:
            yield f"{day} has {len(names)} workers, not {need}"
        for name in names:
            if day not in request.workers[name].days:
                yield f"{name} is not there on {day}"
        for one, other in request.apart:
            if one in names and other in names:
                yield f"{one} and {other} both work on {day}"
    for name, worker in request.workers.items():
        days = sum(name in names for names in plan.days.values())
        if days < worker.least_days:
            yield f"{name} works on {days} days, fewer than {worker.least_days}"
        if worker.most_days is not None and days > worker.most_days:
            yield f"{name} works on {days} days, more than {worker.most_days}"


DOMAIN: Final = WorkforceDomain()
