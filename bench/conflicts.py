"""Minimal conflicts of travel requests whose budget is too small: ours, plain deletion, CPMpy, side by side.

    python bench/conflicts.py --data ../shared/data --every 5 --cpmpy /path/to/python-with-cpmpy

Each request of a split gets a budget of 90% of its cheapest plan. Times are wall-clock seconds; grounding
is not counted for anyone. Plain deletion asks HiGHS about the whole rest each time, without the linear
relaxation, without refinement by proofs and without memory.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor, lcm
from pathlib import Path
from typing import Any

from certiplan.model.ir import GroundModel
from certiplan.solvers.explain import Conflict, Explainer, ExplainOptions, Subject
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.engines import BackendEngine
from certiplan.solvers.lowering import lower
from certiplan.solvers.model import Model, Solved
from certiplan.solvers.registry import backend
from certiplan.solvers.results import Infeasible
from certiplan.tasks.travel.planning import state_trip
from certiplan.tasks.travel.travelplanner import Case, load_split

TIGHTER = 0.9


@dataclass
class Series:
    """Seconds by method."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, method: str, value: float) -> float:
        self.seconds.setdefault(method, []).append(value)
        return value


def too_tight(case: Case) -> Model | None:
    """The case with 90% of what its cheapest plan costs, ground."""
    facts = case.reference_world()
    answer = Model(state_trip(case.request, facts).document).solve(solver="highs")
    if not isinstance(answer, Solved):
        return None
    budget = int(answer.objectives[0] * TIGHTER)
    model = Model(state_trip(case.request.model_copy(update={"budget_usd": budget}), facts).document)
    model.ground  # noqa: B018  # not counted
    return model


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def plain_deletion(model: Model) -> frozenset[str]:
    """One minimal conflict by leaving out one requirement after another."""
    subject = Subject(model.document, model.ground)
    engine, clock = BackendEngine(subject, backend("highs")), Clock()
    core = list(subject.groups)
    for name in subject.groups:
        rest = frozenset(core) - {name}
        if isinstance(engine.check(rest, clock.options()), Infeasible):
            core.remove(name)
    return frozenset(core)


def instance(model: GroundModel) -> dict[str, Any] | None:
    """The lowered rows of a model over integers as plain data; None where a column is real."""
    milp = lower(model)
    if not milp.integer.all() or milp.circuits:
        return None
    rows: list[dict[str, Any]] = []
    for row in range(milp.row_count):
        entries = slice(int(milp.starts[row]), int(milp.starts[row + 1]))
        factor = lcm(*(Fraction(coef).denominator for coef in milp.coefs[entries].tolist()))
        terms = [
            (int(column), int(coef * factor))
            for column, coef in zip(milp.indices[entries], milp.coefs[entries].tolist(), strict=True)
        ]
        position = int(milp.row_constraint[row])
        requirements = model.constraints[position].origin.requirements if position >= 0 else ()
        limit = floor(Fraction(float(milp.row_upper[row])) * factor)
        equation = bool(milp.row_lower[row] == milp.row_upper[row])
        rows.append(
            {"terms": terms, "limit": limit, "equation": equation, "requirements": list(requirements)}
        )
    names = dict.fromkeys(name for row in rows for name in row["requirements"])
    columns = [(int(low), int(high)) for low, high in zip(milp.lower, milp.upper, strict=True)]
    return {"columns": columns, "rows": rows, "requirements": list(names)}


def with_cpmpy(python: str, model: GroundModel, *, everything: bool, limit_s: float) -> dict[str, Any]:
    """What CPMpy takes; a method that did not end is left out."""
    script = Path(__file__).with_name("conflicts_cpmpy.py")
    given = instance(model)
    if given is None:
        return {}
    request = json.dumps({"instance": given, "all": everything})
    try:
        done = subprocess.run(
            [python, str(script)], input=request, capture_output=True, text=True, timeout=limit_s, check=True
        )
        lines = done.stdout.splitlines()
    except subprocess.TimeoutExpired as error:
        lines = (error.stdout or b"").decode().splitlines()
    found: dict[str, Any] = {}
    for line in lines:
        found.update(json.loads(line))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each request and the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", default="train_45")
    parser.add_argument("--every", type=int, default=5, metavar="N")
    parser.add_argument("--cpmpy", metavar="PYTHON", help="an interpreter with cpmpy; left out unless given")
    parser.add_argument("--all", action="store_true", help="all conflicts, not only one")
    parser.add_argument("--limit-s", type=float, default=60.0, help="for CPMpy, a request")
    options = parser.parse_args(arguments)
    series = Series()
    quiet = ExplainOptions(confirm=False, max_conflicts=None, max_drops=None)
    for case in load_split(options.data, options.split)[:: options.every]:
        model = too_tight(case)
        if model is None:
            continue
        columns, groups = len(model.ground.model.columns), len(Subject(model.document, model.ground).groups)
        conflict, ours_s = timed(Explainer(model.document, grounded=model.ground, options=quiet).conflict)
        assert isinstance(conflict, Conflict) and conflict.minimal
        line = [f"{case.id:16} {case.request.day_count}d {columns:5} columns {groups:3} requirements"]
        line.append(f"one {series.add('ours, one', ours_s):6.2f}")
        _, plain_s = timed(lambda model=model: plain_deletion(model))
        line.append(f"plain deletion {series.add('plain deletion, one', plain_s):6.2f}")
        if options.all:
            explainer = Explainer(model.document, grounded=model.ground, options=quiet)
            search, all_s = timed(lambda explainer=explainer: list(explainer.enumeration()))
            line.append(f"all {series.add('ours, all', all_s):6.2f} ({len(search)} found)")
        if options.cpmpy:
            other = with_cpmpy(
                options.cpmpy, model.ground.model, everything=options.all, limit_s=options.limit_s
            )
            for key, title in (("one_s", "CPMpy mus"), ("all_s", "CPMpy marco")):
                if key in other:
                    line.append(f"{title} {series.add(title, other[key]):6.2f}")
                elif key == "one_s" or options.all:
                    line.append(f"{title} over {series.add(title, options.limit_s):.0f}")
        print("  ".join(line), flush=True)
    for method, seconds in series.seconds.items():
        print(f"{method:22} median {statistics.median(seconds):6.2f} s, worst {max(seconds):6.2f} s")


if __name__ == "__main__":
    sys.exit(main())
