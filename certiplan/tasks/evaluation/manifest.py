"""What a run was made with: enough to say whether two runs can be compared, and to go on with one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

import certiplan
from certiplan.errors import DataError, UsageError
from certiplan.tasks.evaluation.plain_data import plain
from certiplan.tasks.evaluation.suite import Settings, Suite

_PACKAGES = (
    "highspy", "z3-solver", "ortools", "pyomo", "pyscipopt", "pydantic", "numpy",
    "langchain", "langchain-core", "langchain-openai", "langchain-anthropic",
    "langchain-ollama", "distributed",
)  # fmt: skip


class Code(BaseModel):
    """Which Certiplan ran: `commit` is None outside a checkout, `dirty` whether it had changes."""

    model_config = ConfigDict(frozen=True)

    version: str
    commit: str | None = None
    dirty: bool | None = None


class Session(BaseModel):
    """One time that the run was begun, gone on with, or scored again."""

    model_config = ConfigDict(frozen=True)

    began: dt.datetime
    what: str
    code: Code
    python: str
    platform: str
    packages: dict[str, str]


class Manifest(BaseModel):
    """What a run was made with.

    Attributes:
        suite: the name of the suite, or the place it was loaded from.
        settings: the `Settings`; they hold no keys.
        data: the checksum of each file of the data, by its name.
        prompts: the checksum of each file of prompts.
        epochs: how often each case is run.
        selection: which cases were asked for.
    """

    model_config = ConfigDict(frozen=True)

    format: int = 1
    suite: str
    settings: dict[str, JsonValue]
    data: dict[str, str] = Field(default_factory=dict)
    prompts: dict[str, str] = Field(default_factory=dict)
    epochs: int = 1
    selection: dict[str, JsonValue] = Field(default_factory=dict)
    sessions: tuple[Session, ...] = ()

    def differences(self, other: Manifest) -> tuple[str, ...]:
        """Why the records of a run made with `other` cannot stand beside those of this one."""
        found = [] if self.suite == other.suite else [f"the suite is {other.suite}, and was {self.suite}"]
        for name in sorted({*self.settings, *other.settings}):
            before, now = self.settings.get(name), other.settings.get(name)
            if before != now and name not in ("data", "cache", "log", "cost_limit_usd"):
                found.append(f"{name} is {json.dumps(now)}, and was {json.dumps(before)}")
        found += [f"{name} has changed" for name in _changed(self.data, other.data)]
        found += [f"the prompt {name} has changed" for name in _changed(self.prompts, other.prompts)]
        return tuple(found)

    @classmethod
    def load(cls, directory: Path) -> Manifest:
        """The manifest of the run in a directory.

        Raises:
            DataError: there is none, or it cannot be read.
        """
        path = directory / "manifest.json"
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise DataError(f"there is no run here: {error.strerror}", path=path) from error
        except ValidationError as error:
            first = error.errors()[0]
            raise DataError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", path=path) from error

    def save(self, directory: Path) -> None:
        """Write the manifest, all of it or nothing.

        Raises:
            UsageError: it cannot be written.
        """
        write_whole(directory / "manifest.json", self.model_dump_json(indent=2) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that no one ever sees a part of it.

    Raises:
        UsageError: it cannot be written.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def make_manifest(
    suite: Suite, name: str, settings: Settings, *, epochs: int, selection: Mapping[str, object]
) -> Manifest:
    """What a run that begins now is made with."""
    data = settings_data(settings)
    return Manifest(
        suite=name,
        settings=data,
        data=checksums(suite.data_files(settings)),
        prompts=prompt_checksums() if settings.reader == "model" else {},
        epochs=epochs,
        selection={key: plain(value) for key, value in selection.items()},
    )


def settings_data(settings: Settings) -> dict[str, JsonValue]:
    """The settings as data."""
    data = plain(settings)
    assert isinstance(data, dict)
    return data


def settings_from(data: Mapping[str, JsonValue]) -> Settings:
    """The settings that a manifest holds."""
    fields = dict(data)
    for name in ("data", "cache", "log"):
        value = fields.get(name)
        fields[name] = None if value is None else Path(str(value))  # type: ignore[assignment]  # as Settings has it
    return Settings(**fields)  # type: ignore[arg-type]  # written from Settings


def new_session(what: str) -> Session:
    """What runs now."""
    return Session(
        began=dt.datetime.now(dt.UTC).replace(microsecond=0),
        what=what,
        code=_code(),
        python=sys.version.split()[0],
        platform=platform.platform(),
        packages=dict(_versions(_PACKAGES)),
    )


def checksums(paths: Iterable[Path]) -> dict[str, str]:
    """The SHA-256 of each file, by its name."""
    found = {}
    for path in sorted(paths):
        with path.open("rb") as file:
            found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def prompt_checksums() -> dict[str, str]:
    """The SHA-256 of each file of prompts that Certiplan comes with: those in folders of that name."""
    root = Path(str(files("certiplan")))
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("prompts/**/*"))
        if path.is_file() and path.suffix != ".pyc"
    }


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def _versions(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _code() -> Code:
    root = Path(certiplan.__file__).resolve().parents[1]
    commit = _git(root, "rev-parse", "HEAD") if (root / ".git").exists() else None
    changes = None if commit is None else _git(root, "status", "--porcelain", "--untracked-files=no")
    return Code(
        version=certiplan.__version__,
        commit=commit,
        dirty=None if changes is None else bool(changes),
    )


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603  # fixed words
            ["git", "-C", str(root), *words],  # noqa: S607  # whichever git the person uses
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
