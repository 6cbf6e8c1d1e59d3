"""Standard output of a real process holds the answer and nothing else: what native code prints counts too."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BAKERY = Path(__file__).parents[2] / "examples" / "bakery.yaml"


@pytest.mark.parametrize("solver", ["highs", "z3"])
def test_only_json(solver: str) -> None:
    command = [sys.executable, "-m", "certiplan", "solve", str(BAKERY), "--json", "--solver", solver]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["solver"] == solver
    assert done.stderr == ""
