"""The same instances for CPMpy: reads them as JSON on standard input, prints seconds as JSON.

Run by `conflicts.py` in a process of its own: OR-Tools and highspy do not load together. Needs `cpmpy`.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def read(instance: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """(soft, hard): one Boolean per requirement, and rows that hold when all of theirs do."""
    import cpmpy as cp

    columns = [
        cp.boolvar() if low == 0 and high == 1 else cp.intvar(low, high) for low, high in instance["columns"]
    ]
    wishes = {name: cp.boolvar(name=name) for name in instance["requirements"]}
    hard: list[Any] = []
    for row in instance["rows"]:
        total = cp.sum([coef * columns[k] for k, coef in row["terms"]])
        holds = total == row["limit"] if row["equation"] else total <= row["limit"]
        for_all = [wishes[name] for name in row["requirements"]]
        hard.append(cp.all(for_all).implies(holds) if for_all else holds)
    return list(wishes.values()), hard


def main() -> None:
    """Time one minimal conflict, then all of them, on the instance."""
    from cpmpy.tools.explain import marco, mus

    request = json.load(sys.stdin)
    soft, hard = read(request["instance"])
    began = time.perf_counter()
    core = [str(wish) for wish in mus(soft, hard, solver="ortools")]
    one_s = time.perf_counter() - began
    print(json.dumps({"one": core, "one_s": one_s}), flush=True)
    if not request["all"]:
        return
    soft, hard = read(request["instance"])
    began = time.perf_counter()
    found = [kind for kind, _ in marco(soft, hard, solver="ortools")]
    print(json.dumps({"all": found.count("MUS"), "all_s": time.perf_counter() - began}), flush=True)


if __name__ == "__main__":
    main()
