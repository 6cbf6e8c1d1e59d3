"""How soon `certiplan chat` shows something and takes keys, in a real pseudo-terminal.

    python bench/first_paint.py [--runs 15] [--size 100x30] [--json]

Each round starts, one after the other and in this order, Python with nothing to do, Python that imports
Textual's application class and nothing else, and the installed program; so that what is told in ratios was
measured on the same machine at the same time. For the program two moments count, from just before its start:

- *first picture*: the bytes that arrived so far hold the product's name. Nothing has been typed by then.
- *takes keys*: at the first picture a word is typed; this is when the program has drawn it in its input.

Where the two are apart the word waited in the terminal and was not lost.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("certiplan"))
WORD = b"zebra"
GIVE_UP_S = 60.0
YARDSTICKS = {"python -c pass": "pass", 'python -c "import textual.app"': "import textual.app"}
_CONTROLS = re.compile(rb"\x1b(?:\[[0-9;?<>=$]*[ -/]*[@-~]|[@-Z\\-_])")


def started(command: list[str], size: tuple[int, int]) -> tuple[int, int, float]:
    """Start a program in a terminal of so many columns and rows: (its id, the terminal, when)."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")},
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    before = time.perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        os.execve(command[0], command, environment)
    return process, terminal, before


def seconds_to_run(code: str, size: tuple[int, int]) -> float:
    """How long Python takes for a statement, from its start to its end."""
    process, terminal, before = started([sys.executable, "-c", code], size)
    os.waitpid(process, 0)
    seconds = time.perf_counter() - before
    os.close(terminal)
    return seconds


def seconds_to_paint(size: tuple[int, int]) -> tuple[float, float]:
    """(seconds to the first picture, seconds until the word that is typed then stands there)."""
    process, terminal, before = started([PROGRAM, "chat"], size)
    seen, first = b"", None
    try:
        while True:
            ready, _, _ = select.select([terminal], [], [], GIVE_UP_S)
            if not ready:
                raise SystemExit(f"nothing within {GIVE_UP_S} s after {seen[-200:]!r}")
            try:
                seen += os.read(terminal, 1 << 16)
            except OSError as error:
                raise SystemExit(f"the program ended: {seen.decode(errors='replace')}") from error
            now = time.perf_counter() - before
            shown = _CONTROLS.sub(b"", seen)
            if first is None and b"Certiplan" in shown:
                first = now
                os.write(terminal, WORD)
            elif first is not None and WORD in shown:
                return first, now
    finally:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--size", default="100x30", metavar="COLUMNSxROWS")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    seconds: dict[str, list[float]] = {name: [] for name in (*YARDSTICKS, "first picture", "takes keys")}
    with tempfile.TemporaryDirectory() as sessions:
        os.environ["CERTIPLAN_SESSIONS"] = sessions
        for round_ in range(options.runs + 1):
            measured = {name: seconds_to_run(code, (width, height)) for name, code in YARDSTICKS.items()}
            measured["first picture"], measured["takes keys"] = seconds_to_paint((width, height))
            if round_:  # the first round warms the disk and writes byte code
                for name, value in measured.items():
                    seconds[name].append(value)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    if options.json:
        print(
            json.dumps({"runs": options.runs, "size": options.size, "medians_s": medians, "seconds": seconds})
        )
        return
    empty, textual = (medians[name] for name in YARDSTICKS)
    print(f"{options.runs} rounds, {options.size}, seconds from start")
    print(f"{'':32}{'median':>8}{'least':>8}{'most':>8}{'÷ pass':>8}{'÷ textual':>11}")
    for name, values in seconds.items():
        median = medians[name]
        spread = f"{median:8.3f}{min(values):8.3f}{max(values):8.3f}"
        print(f"{name:32}{spread}{median / empty:8.1f}{median / textual:11.2f}")


if __name__ == "__main__":
    main()
