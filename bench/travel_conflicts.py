"""How long a minimal conflict of a trip takes, against plain deletion on the same requests.

    python bench/travel_conflicts.py [--data DIR] [--days 3 5] [--cases N] [--whole-database] [--cpmpy PYTHON]

The requests are those of the suite `infeasible-travel`, one of each query of the benchmark, or of the
embedded world without --data. Plain deletion starts from all requirements and leaves out one after
another, each time with a mixed-integer solve from scratch: it knows no linear relaxation, keeps of a proof
only that there is one, and asks again what follows from earlier answers. With --cpmpy, an interpreter
that has the extra `bench`, CPMpy's `mus` and `marco` get the lowered rows of the same models (OR-Tools solves
them); neither sums that meet nor a recheck of plans are part of its work.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from conflicts import with_cpmpy

from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain.subject import Subject
from certiplan.solvers.model import Model, NoSolution
from certiplan.solvers.results import Infeasible
from certiplan.solvers.settling import settle
from certiplan.tasks.travel.infeasible import InfeasibleCase, embedded_cases, train_cases
from certiplan.tasks.travel.planning import state_trip
from certiplan.tasks.travel.relaxing import Relaxing, RelaxingOptions
from certiplan.tasks.travel.travelplanner import addressable, load_database, load_split


@dataclass(frozen=True, kw_only=True)
class Times:
    """Seconds for one case."""

    days: int
    requirements: int
    columns: int
    whole: float
    conflict: float
    plain: float
    every: float
    ways: float
    mus: float | None = None
    marco: float | None = None


def timed(
    case: InfeasibleCase, *, solver: str, cpmpy: str | None = None, limit_s: float = 60.0
) -> Times | None:
    """One case; None for one that has a plan in this world."""
    began = time.perf_counter()
    trip = state_trip(case.request, case.world)
    model = Model(trip.document)
    answer = model.solve(solver=solver)
    if not isinstance(answer, NoSolution):
        return None
    options = RelaxingOptions(solver=solver, confirm=False)

    def relaxing() -> Relaxing:
        return Relaxing(trip, answer, case.world, options=options, grounded=model.ground)

    stated = time.perf_counter()
    relaxing().core()
    found = time.perf_counter()
    plain_deletion(Subject(trip.document, model.ground), solver=solver)
    plain = time.perf_counter()
    relaxing().all_conflicts()
    every = time.perf_counter()
    relaxing().ways_out()
    ways = time.perf_counter()
    other: dict[str, Any] = {}
    if cpmpy is not None:
        other = with_cpmpy(cpmpy, model.ground.model, everything=True, limit_s=limit_s)
    return Times(
        days=case.request.day_count,
        requirements=len(Subject(trip.document, model.ground).groups),
        columns=len(model.ground.model.columns),
        whole=found - began,
        conflict=found - stated,
        plain=plain - found,
        every=every - plain,
        ways=ways - every,
        mus=other.get("one_s", limit_s) if cpmpy else None,
        marco=other.get("all_s", limit_s) if cpmpy else None,
    )


def plain_deletion(subject: Subject, *, solver: str) -> frozenset[str]:
    """A minimal conflict by deletion and nothing else."""
    core = frozenset(subject.groups)
    for name in reversed(subject.groups):
        model = replace(subject.model.restricted(core - {name}), objectives=())
        if isinstance(settle(model, solver=solver, options=SolveOptions()), Infeasible):
            core -= {name}
    return core


def report(times: Sequence[Times]) -> None:
    """Medians by length of the trip."""
    print(
        "days cases requirements columns | from the request  conflict  plain deletion  ratio | all  ways out"
    )
    for days in sorted({each.days for each in times}):
        own = [each for each in times if each.days == days]
        print(
            f"{days:4} {len(own):5} {median(each.requirements for each in own):12g} "
            f"{median(each.columns for each in own):7g} | {median(each.whole for each in own):14.3f} s "
            f"{median(each.conflict for each in own):7.3f} s {median(each.plain for each in own):13.3f} s "
            f"{median(each.plain / each.conflict for each in own):6.1f} | "
            f"{median(each.every for each in own):.2f} s {median(each.ways for each in own):.2f} s"
        )
        if all(each.mus is not None for each in own):
            print(
                f"     CPMpy: mus {median(each.mus or 0 for each in own):.2f} s "
                f"({median((each.mus or 0) / each.conflict for each in own):.1f} times ours), "
                f"marco {median(each.marco or 0 for each in own):.2f} s "
                f"({median((each.marco or 0) / each.every for each in own):.1f} times ours)"
            )


def main() -> None:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    parser.add_argument("--days", type=int, nargs="*", default=[3, 5, 7])
    parser.add_argument("--cases", type=int, default=15, help="how many of each length at most")
    parser.add_argument(
        "--whole-database", action="store_true", help="plan from the whole database of --data"
    )
    parser.add_argument("--solver", default="auto")
    parser.add_argument("--cpmpy", metavar="PYTHON", help="an interpreter with cpmpy; left out unless given")
    parser.add_argument("--limit-s", type=float, default=60.0, help="for CPMpy, a case")
    options = parser.parse_args()
    times: list[Times] = []
    for days in options.days:
        cases = (case for case in _cases(options.data) if case.request.day_count == days)
        for case in islice(cases, options.cases):
            if options.whole_database:
                case = replace(case, world=addressable(load_database(options.data)))
            found = timed(case, solver=options.solver, cpmpy=options.cpmpy, limit_s=options.limit_s)
            if found is not None:
                times.append(found)
    report(times)


def _cases(data: Path | None) -> Iterable[InfeasibleCase]:
    if data is None:
        return embedded_cases(60)
    return train_cases(load_split(data, "train_45"), variants=1)


if __name__ == "__main__":
    main()
