"""Small suites to run: sums that are right, wrong, failing, deadly or endless, as their case says."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from certiplan.agents.events import Listener, Usage
from certiplan.errors import UsageError
from certiplan.tasks.evaluation import Attempt, Case, Judgement, Reader, Settings, Suite, timed


@dataclass
class Sums(Suite):
    """One case for each word of `kinds`; `run` says which cases it was called for.

    Kinds: right, wrong (the answer), raises, dies, hangs, unset (a fault of the settings), even (right in
    epochs with an even seed), costs (a dollar and 100 tokens), dies_once (until the file of the option
    "marker" is there).
    """

    kinds: tuple[str, ...] = ("right", "wrong", "right")
    heartbeat: bool = False
    seen: list[tuple[str, int]] = field(default_factory=list)
    name: str = "sums"
    description: str = "sums of a number and itself"
    licence: str = "none"
    metrics: Mapping[str, str] = field(default_factory=lambda: {"sum": "the sum is right"})
    readers: tuple[Reader, ...] = ("oracle", "offline", "model")
    options: Mapping[str, str] = field(default_factory=lambda: {"style": "of the text", "marker": "a file"})

    def cases(self, settings: Settings) -> Iterable[Case]:
        for number, kind in enumerate(self.kinds):
            yield Case(
                id=f"sum/{number}",
                request=number,
                text=f"How much is {number} and {number}?",
                gold=2 * number,
                metadata={"kind": kind, "parity": "odd" if number % 2 else "even"},
            )

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        self.seen.append((case.id, settings.seed))
        assert isinstance(case.request, int)
        kind = case.metadata["kind"]
        with timed(listener, "solve"):
            if kind == "raises":
                raise ArithmeticError("no sum <b>today</b>")
            if kind == "dies":
                os.kill(os.getpid(), signal.SIGKILL)
            if kind == "dies_once" and not Path(settings.options["marker"]).exists():
                Path(settings.options["marker"]).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if kind == "hangs":
                threading.Event().wait()
            if kind == "unset":
                raise UsageError("there is no key: set SUMS_KEY")
            if kind == "costs":
                listener(
                    Usage(
                        model="m", input_tokens=80, output_tokens=20, cached=False, cost_usd=1.0, seconds=0.0
                    )
                )
            if self.heartbeat:
                sys.stderr.write("." * 5)
                sys.stderr.flush()
        wrong = kind == "wrong" or (kind == "even" and settings.seed % 2 == 1)
        return Attempt(
            outcome="plan",
            answer=2 * case.request + wrong,
            value=2 * case.request + wrong,
            optimal=not wrong,
            document="certiplan: 1\n",
        )

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        right = attempt.answer == case.gold
        return Judgement(
            passed=right,
            verdicts={"sum": right, "odd": right if case.metadata["parity"] == "odd" else None},
            why={} if right else {"sum": f"expected {case.gold}, found {attempt.answer}"},
        )


SUMS = Sums()
MORTAL = Sums(kinds=("right", "wrong", "even", "right", "raises") * 8 + ("dies_once",) + ("right",) * 19)
BEATING = Sums(kinds=("right", "wrong", "right", "raises", "even") * 6, heartbeat=True, name="beating")
