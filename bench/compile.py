"""How fast a document becomes a HiGHS model, beside hand-written code and other modelling tools.

    python bench/compile.py [--sizes 1000 10000 100000 1000000] [--repeat 3] [--memory]

The model is a transport problem: n suppliers, n customers, a real decision for each pair, so 2 n² nonzeros.
Each time is the median over the repeats, from data in memory to the finished model; nothing is solved. Ratios
are to the hand-written highspy model of the same run: absolute times drift from machine to machine. With
`--memory` a process of its own for each tool measures the most that Python and NumPy held at once, beside
the size of the matrix and the bounds themselves (what HiGHS copies is the same for all and not counted).
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from math import isqrt

import highspy
import numpy as np

DOCUMENT = """
certiplan: 1
sets: {{I: "1..{n}", J: "1..{n}"}}
data: {{}}
parameters:
  supply: {{value: 10}}
  demand: {{value: 5}}
  cost: {{for: "i in I, j in J", value: "= (i * j) % 7 + 1"}}
variables:
  x: {{over: [I, J], lower: 0}}
constraints:
  supplied: {{for: "i in I", that: "sum(x[i, j] for j in J) <= supply"}}
  served:   {{for: "j in J", that: "sum(x[i, j] for i in I) >= demand"}}
objective: {{minimize: "sum(cost[i, j] * x[i, j] for i in I for j in J)"}}
"""


def costs(n: int) -> np.ndarray:
    """The cost of each pair."""
    index = np.arange(1, n + 1)
    return (np.outer(index, index) % 7 + 1).astype(float)


def by_hand(n: int) -> object:
    """NumPy arrays and one passModel."""
    count = n * n
    columns = np.arange(count, dtype=np.int32)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, 2 * n
    lp.col_cost_ = costs(n).ravel()
    lp.col_lower_, lp.col_upper_ = np.zeros(count), np.full(count, highspy.kHighsInf)
    lp.row_lower_ = np.concatenate([np.full(n, -highspy.kHighsInf), np.full(n, 5.0)])
    lp.row_upper_ = np.concatenate([np.full(n, 10.0), np.full(n, highspy.kHighsInf)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.arange(0, 2 * count + 1, n, dtype=np.int32)
    lp.a_matrix_.index_ = np.concatenate([columns, columns.reshape(n, n).T.ravel()])
    lp.a_matrix_.value_ = np.ones(2 * count)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003
    solver.passModel(lp)
    return solver


def certiplan_document(n: int) -> object:
    """The document: parsed, type checked, ground, lowered, handed to HiGHS."""
    from certiplan.model.grounding import ground
    from certiplan.model.loading import load_elements
    from certiplan.solvers.highs import loaded_solver
    from certiplan.solvers.lowering import lower

    loaded = load_elements(DOCUMENT.format(n=n))
    return loaded_solver(lower(ground(loaded.elements, loaded.tables).model))


def highspy_expressions(n: int) -> object:
    """highspy's own expressions."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003
    x = [[solver.addVariable(lb=0) for _ in range(n)] for _ in range(n)]
    for i in range(n):
        solver.addConstr(solver.qsum(x[i]) <= 10)
    for j in range(n):
        solver.addConstr(solver.qsum(x[i][j] for i in range(n)) >= 5)
    cost = costs(n)
    solver.setObjective(solver.qsum(float(cost[i, j]) * x[i][j] for i in range(n) for j in range(n)))
    return solver


def pyomo_model(n: int) -> object:
    """Pyomo, handed to HiGHS through its direct interface without solving."""
    import pyomo.environ as pyo

    model = pyo.ConcreteModel()
    index = range(1, n + 1)
    model.x = pyo.Var(index, index, within=pyo.NonNegativeReals)
    model.supplied = pyo.Constraint(index, rule=lambda m, i: sum(m.x[i, j] for j in index) <= 10)
    model.served = pyo.Constraint(index, rule=lambda m, j: sum(m.x[i, j] for i in index) >= 5)
    model.cost = pyo.Objective(expr=sum(((i * j) % 7 + 1) * model.x[i, j] for i in index for j in index))
    model.write("/dev/null", format="lp")
    return model


def linopy_model(n: int) -> object:
    """linopy, handed to HiGHS."""
    import linopy
    import pandas as pd

    model = linopy.Model()
    rows, columns = pd.RangeIndex(n, name="i"), pd.RangeIndex(n, name="j")
    x = model.add_variables(lower=0, coords=[rows, columns], name="x")
    model.add_constraints(x.sum("j") <= 10)
    model.add_constraints(x.sum("i") >= 5)
    model.add_objective((x * costs(n)).sum())
    return model.to_highspy()


def cpmpy_model(n: int) -> object:
    """CPMpy over integers (it has no reals), flattened; it has no interface to HiGHS in every release."""
    import cpmpy as cp
    from cpmpy.transformations.flatten_model import flatten_constraint

    x = cp.intvar(0, 10, shape=(n, n))
    constraints = [cp.sum(x[i, :]) <= 10 for i in range(n)] + [cp.sum(x[:, j]) >= 5 for j in range(n)]
    return flatten_constraint(constraints)


TOOLS: dict[str, tuple[str, Callable[[int], object], int]] = {
    "highspy by hand": ("highspy", by_hand, 10**7),
    "certiplan": ("certiplan", certiplan_document, 10**7),
    "highspy expressions": ("highspy", highspy_expressions, 10**5),
    "pyomo": ("pyomo", pyomo_model, 10**6),
    "linopy": ("linopy", linopy_model, 10**7),
    "cpmpy": ("cpmpy", cpmpy_model, 10**6),
}


def own_megabytes(n: int) -> float:
    """The matrix by rows, the costs and the bounds: 4 bytes an index and a start, 8 a number."""
    columns, rows, entries = n * n, 2 * n, 2 * n * n
    return (12 * entries + 4 * (rows + 1) + 24 * columns + 16 * rows) / 1e6


def peak_megabytes(build: Callable[[int], object], n: int) -> float:
    """The most memory that Python and NumPy hold while a tool builds the model."""
    build(2)  # what is loaded once does not count
    tracemalloc.start()
    kept = build(n)
    _, peak = tracemalloc.get_traced_memory()
    del kept
    return peak / 1e6


def measured_apart(name: str, n: int) -> float:
    """The peak of one tool, in a process of its own."""
    command = [sys.executable, __file__, "--peak-of", name, str(n)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--peak-of", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak_of:
        print(peak_megabytes(TOOLS[options.peak_of[0]][1], int(options.peak_of[1])))
        return
    unit = "peak MB" if options.memory else "median s"
    print(f"{'nonzeros':>10}  {'tool':<20} {unit:>9} {'ratio':>8}")
    for size in options.sizes:
        n = isqrt(size // 2)
        base: float | None = own_megabytes(n) if options.memory else None
        if options.memory:
            print(f"{2 * n * n:>10,}  {'(the matrix itself)':<20} {base:>9.1f}")
        for name, (module, build, most) in TOOLS.items():
            if importlib.util.find_spec(module) is None or size > most:
                continue
            if options.memory:
                peak = measured_apart(name, n)
                print(f"{2 * n * n:>10,}  {name:<20} {peak:>9.1f} {peak / (base or 1):>7.1f}x", flush=True)
                continue
            seconds = []
            for _ in range(options.repeat):
                started = time.perf_counter()
                build(n)
                seconds.append(time.perf_counter() - started)
            middle = statistics.median(seconds)
            base = base or middle
            print(f"{2 * n * n:>10,}  {name:<20} {middle:>9.4f} {middle / base:>7.1f}x", flush=True)


if __name__ == "__main__":
    main()
