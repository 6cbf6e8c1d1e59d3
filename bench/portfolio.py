"""What racing costs and saves: examples with the first choice alone and with the race, side by side.

    python bench/portfolio.py --runs 3 --limit-s 60 timetable nurse_roster cvrp

Without names, all examples that the router is not sure about. Every run is a call of `auto`'s solver on a
ground model; grounding is not counted. The first run of each starts the worker processes, as a user's does.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import Backend, SolveOptions
from certiplan.solvers.model import Model
from certiplan.solvers.process import close_idle_workers
from certiplan.solvers.results import Feasible, Optimal, SolverResult
from certiplan.solvers.router import RoutedBackend, route

_EXAMPLES = Path(__file__).parents[1] / "examples"


def main() -> None:
    """Print one line an example."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="examples or paths; all that would race unless given")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit-s", type=float, default=60.0)
    options = parser.parse_args()
    print(f"{'model':<22}{'columns':>8}  {'route':<14}{'alone':>9}{'race':>9}{'ratio':>7}  settled by")
    ratios = []
    for path in _paths(options.names):
        model = Model.load(path)
        if model.questions():
            continue
        ground = model.ground.model
        found = route(ground)
        if found.rival is None and not options.names:
            continue
        alone, before = _median(RoutedBackend(cores=1), ground, options)
        raced, after = _median(RoutedBackend(cores=2), ground, options)
        ratios.append(raced / alone)
        names = found.candidates[0].solver + (f"+{found.rival.solver}" if found.rival else "")
        print(
            f"{path.stem:<22}{len(ground.columns):>8}  {names:<14}{alone:>8.2f}s{raced:>8.2f}s"
            f"{raced / alone:>7.2f}  {_shown(before)} | {_shown(after)}",
            flush=True,
        )
    if ratios:
        print(
            f"median ratio {statistics.median(ratios):.2f}, geometric {statistics.geometric_mean(ratios):.2f}"
        )


def _paths(names: Sequence[str]) -> list[Path]:
    if not names:
        return [path for path in sorted(_EXAMPLES.glob("*.yaml")) if path.stem != "expected"]
    return [Path(name) if Path(name).exists() else _EXAMPLES / f"{name}.yaml" for name in names]


def _median(solver: Backend, model: GroundModel, options: argparse.Namespace) -> tuple[float, SolverResult]:
    times = []
    close_idle_workers()
    for _ in range(options.runs):
        began = time.perf_counter()
        result = solver.solve(model, SolveOptions(time_limit_s=options.limit_s))
        times.append(time.perf_counter() - began)
    return statistics.median(times), result


def _shown(result: SolverResult) -> str:
    value = ""
    if isinstance(result, Optimal | Feasible):
        value = " " + ", ".join(f"{float(value):g}" for value in result.objectives)
    return f"{type(result).__name__}{value} by {result.solver}"


if __name__ == "__main__":
    main()
