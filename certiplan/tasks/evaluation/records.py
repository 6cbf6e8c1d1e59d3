"""What is written down of each case: one line of JSON, appended as soon as the case is done.

A file of records survives everything that a run may die of: a line that was torn by the end of the process
is cut off before the next one is written, and the last record of a case counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from certiplan.errors import DataError, UsageError
from certiplan.locking import FileInUseError, take_lock
from certiplan.tasks.evaluation.suite import Attempt, Judgement, Outcome

Key: TypeAlias = tuple[str, int]
"""A case and the epoch that it is run in."""


class Tokens(BaseModel):
    """What language models used for a case; `cost_usd` is None where a price is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: int = 0
    cached: int = 0
    input: int = 0
    output: int = 0
    cost_usd: float | None = 0.0

    @property
    def total(self) -> int:
        """Read and written."""
        return self.input + self.output


class Record(BaseModel):
    """One case in one epoch: what was asked, what came of it, how it was judged, what it took.

    The fields are those of the case, the `Attempt` and the `Judgement`; `error` holds the kind of an
    exception, `trace` where it came from; `steps` the seconds of each step of the work.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str
    epoch: int = 0
    seed: int = 0
    text: str = ""
    request: JsonValue = None
    gold: JsonValue = None
    metadata: dict[str, str] = Field(default_factory=dict)
    outcome: Outcome
    passed: bool
    verdicts: dict[str, bool | None] = Field(default_factory=dict)
    why: dict[str, str] = Field(default_factory=dict)
    judged: dict[str, JsonValue] = Field(default_factory=dict)
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
    details: dict[str, JsonValue] = Field(default_factory=dict)
    error: str = ""
    trace: str = ""
    events: tuple[dict[str, JsonValue], ...] = ()
    tokens: Tokens = Field(default_factory=Tokens)
    seconds: float = 0.0
    steps: dict[str, float] = Field(default_factory=dict)

    @property
    def key(self) -> Key:
        """What the record is of."""
        return self.case, self.epoch

    @property
    def attempt(self) -> Attempt:
        """What came of the case, to be judged again."""
        return Attempt(
            outcome=self.outcome,
            answer=self.answer,
            value=self.value,
            bound=self.bound,
            optimal=self.optimal,
            solver=self.solver,
            document=self.document,
            heard=self.heard,
            conflict=self.conflict,
            diagnostics=self.diagnostics,
            message=self.message,
            details=self.details,
        )

    def judged_as(self, judgement: Judgement) -> Record:
        """The record with another judgement."""
        return self.model_copy(
            update={
                "passed": judgement.passed,
                "verdicts": dict(judgement.verdicts),
                "why": dict(judgement.why),
                "judged": dict(judgement.details),
            }
        )

    def line(self) -> str:
        """The record as one line of JSON."""
        return self.model_dump_json(exclude_defaults=True) + "\n"


def read_records(path: Path) -> tuple[Record, ...]:
    """The records in a file, the last of each case and epoch, in the order in which these first appear.

    A last line that was torn is left out.

    Raises:
        DataError: there is no such file, or a line in it is no record.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"the records cannot be read: {error.strerror}", path=path) from error
    found: dict[Key, Record] = {}
    for number, line in enumerate(data[: _whole(data)].split(b"\n"), start=1):
        if line.strip():
            try:
                record = Record.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join(map(str, first["loc"])) or "the line"
                raise DataError(f"{place}: {first['msg']}", path=path, line=number) from error
            found[record.key] = record
    return tuple(found.values())


def _whole(data: bytes) -> int:
    """How many bytes at the start are whole lines: a line is written with its end, or it is torn."""
    return data.rfind(b"\n") + 1


class Journal:
    """A file that records are appended to, each on disk before the next.

    Args:
        path: the file; its directory is made. A torn last line is cut off.
        fresh: begin with an empty file.

    Raises:
        UsageError: the file cannot be written, or another run is writing it.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab+")
            take_lock(self._file.fileno())
            self._file.seek(0)
            self._file.truncate(0 if fresh else _whole(self._file.read()))
        except FileInUseError as error:
            self._file.close()
            raise UsageError(f"{path}: another run is writing these records") from error
        except OSError as error:
            raise UsageError(f"{path}: the records cannot be written: {error.strerror}") from error

    def append(self, record: Record) -> None:
        """Write one record."""
        self._file.write(record.line().encode())
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def in_order(records: Iterable[Record], keys: Sequence[Key]) -> tuple[Record, ...]:
    """The records in the order of these keys; those of other keys are left out."""
    by_key = {record.key: record for record in records}
    return tuple(by_key[key] for key in keys if key in by_key)
