"""Run scripts one after the other in this process and write what they print as JSON: `… OUT SCRIPT…`."""

import contextlib
import io
import json
import runpy
import sys
from pathlib import Path


def main() -> None:
    out, *scripts = sys.argv[1:]
    found = {}
    sys.argv = ["script"]
    for script in scripts:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            runpy.run_path(script, run_name="__main__")
        found[script] = printed.getvalue()
    Path(out).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
