"""Importing the package and asking for help load no solver, no pydantic and no screen library."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("highspy", "z3", "ortools", "pyomo", "numpy", "pydantic", "rich", "textual", "langchain_core")


@pytest.mark.parametrize(
    "statement",
    [
        "import certiplan",
        "from certiplan.cli import main; main([])",
        "from certiplan.cli import main; main(['--help'])",
    ],
)
def test_nothing_heavy_is_loaded(statement: str) -> None:
    program = (
        "import sys\n"
        "try:\n"
        f"    {statement}\n"
        "except SystemExit:\n"
        "    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
