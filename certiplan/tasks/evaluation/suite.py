"""What a suite is: cases, a way to try one, a judgement of what came of it, and a score of all.

A suite of one's own subclasses `Suite` and gives `cases`, `run` and `judge`; everything else has a default.
Running, recording, resuming, time limits, tokens, intervals and reports are the framework's affair.

A suite is sent to worker processes: it holds plain data only and loads what is large when it is first needed
(a cached function of its module). What `run` gives back is plain data as well: it is written down as it is,
and judged from there, now and whenever the run is scored again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from pydantic import JsonValue

from certiplan.agents.events import Listener

if TYPE_CHECKING:
    from certiplan.tasks.evaluation.records import Record

Reader = Literal["oracle", "offline", "model"]
"""How a request becomes typed: it is given so, rules read its text, or a language model does."""

Outcome = Literal[
    "plan", "conflict", "question", "unbounded", "unknown", "timeout", "limit", "error", "crash"
]
"""What came of one case. A conflict is a proof that there is no plan; a time-out, a limit on tokens or cost,
an error, a worker that died, and an honest unknown are counted apart from it."""

SETTLED: frozenset[Outcome] = frozenset({"plan", "conflict", "question", "unbounded"})
"""Outcomes that say something about the case; the others say something about the run."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case of a suite.

    Attributes:
        id: unique in the suite, the same in every run.
        request: the typed request as data; what the oracle mode starts from.
        text: the request in plain words; "" where the suite has none.
        gold: what is known of the right answer, as data.
        metadata: what scores are broken down by, such as {"level": "easy"}.
        payload: anything else that `run` and `judge` need; it is not recorded.
    """

    id: str
    request: JsonValue = None
    text: str = ""
    gold: JsonValue = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    payload: object = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a suite is run; the same for all its cases.

    Attributes:
        reader: how the request is read.
        model: the language model of the reader "model", such as "openai:gpt-5".
        base_url: where its provider is reached, if not at the usual place.
        data: a directory with the suite's data.
        split: which part of the data.
        options: what only this suite knows, such as {"setting": "database"}.
        seed: of generated cases, and of a model that takes one; epoch k of a run uses `seed + k`.
        samples: how many readings a model gives, compared by the solver.
        solver: "auto" or the name of a backend.
        time_limit_s: for the solver, a case.
        case_limit_s: for everything about one case; its worker is killed then.
        token_limit: tokens of language models, a case.
        cost_limit_usd: for the whole run: once known costs reach it, no further case is begun.
        cache: a file that keeps the answers of language models, to be used again.
        log: a file to which every call of a language model is appended, as it went out and came back.
    """

    reader: Reader = "oracle"
    model: str | None = None
    base_url: str | None = None
    data: Path | None = None
    split: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    samples: int = 1
    solver: str = "auto"
    time_limit_s: float | None = None
    case_limit_s: float | None = None
    token_limit: int | None = None
    cost_limit_usd: float | None = None
    cache: Path | None = None
    log: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What came of one case, as plain data.

    Attributes:
        answer: what is judged, such as a plan in the suite's format or a number.
        value: of the objective; `bound` is what is proved that no plan beats.
        optimal: proved that no plan is better.
        document: the model document that was solved, as YAML text.
        heard: how the text was understood.
        conflict: what clashes, and the ways out.
        diagnostics: what check and lints say of the document, a text each.
        message: what else there is to say, such as the question that was asked.
        details: numbers and texts of the suite's own.
    """

    outcome: Outcome
    answer: JsonValue = None
    value: float | None = None
    bound: float | None = None
    optimal: bool = False
    solver: str = ""
    document: str | None = None
    heard: JsonValue = None
    conflict: JsonValue = None
    diagnostics: tuple[str, ...] = ()
    message: str = ""
    details: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The judgement on an attempt.

    Attributes:
        passed: whether the case counts as solved.
        verdicts: by metric, whether it holds; None where it does not apply.
        why: for what failed, the reason.
        details: what the suite's score needs besides.
    """

    passed: bool
    verdicts: Mapping[str, bool | None] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, JsonValue] = field(default_factory=dict)


Metrics: TypeAlias = Mapping[str, str]
"""The metrics of a suite: a sentence for each name. A verdict of this name gives the rate NAME_rate."""


class Suite(Protocol):
    """A suite of cases.

    Attributes:
        name: how it is called on the command line.
        description: a sentence.
        licence: of the data.
        metrics: what its judgements give verdicts on.
        readers: what it can be run with; the first is the default.
        needs_data: whether it has no cases without a directory of data.
        options: the suite's own options, a sentence for each.
    """

    name: str
    description: str
    licence: str
    metrics: Metrics
    readers: tuple[Reader, ...] = ("oracle",)
    needs_data: bool = False
    options: Mapping[str, str] = {}

    def cases(self, settings: Settings) -> Iterable[Case]:
        """The cases, always in the same order; they may be made as they are asked for.

        Raises:
            UsageError: the settings name something that is not there.
            DataError: the data cannot be read.
        """
        ...

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        """Try one case, in a worker process.

        Whatever it raises makes the case an "error", never the run. Events that the listener is told are
        recorded: steps with their seconds, and the tokens that language models used.
        """
        ...

    def judge(self, case: Case, attempt: Attempt) -> Judgement:
        """Judge an attempt from its data alone, so that a recorded one can be judged again."""
        ...

    def score(self, records: Sequence[Record]) -> Mapping[str, object]:
        """The suite's metrics over all records, as JSON data: by default a rate for each metric."""
        from certiplan.tasks.evaluation.summary import rates  # it knows records, which know suites

        return rates(records, self.metrics)

    def case_count(self, settings: Settings) -> int | None:
        """How many cases there are; None where that takes long to know."""
        return sum(1 for _ in self.cases(settings))

    def data_files(self, settings: Settings) -> Iterable[Path]:
        """The files whose checksums a run keeps: by default those in the directory of the data."""
        return () if settings.data is None else (path for path in settings.data.iterdir() if path.is_file())
