"""Every error that Certiplan raises on purpose.

    CertiplanError                 what a caller may catch
    ├── UsageError                 a request, an option or a file that cannot be used        exit 2
    │   ├── RequestError           a request that contradicts itself or names nothing known
    │   ├── DataError              a table that cannot be read: file, line, column
    │   ├── SessionError           a session file that cannot be gone on with
    │   ├── ContractError          a formula of a contract that cannot be read, or that a step would break
    │   └── DocumentError          a model document with errors: holds every diagnostic
    ├── SolverUnavailableError     a solver that is not installed or does not support the model   exit 2
    ├── CancelledError             somebody wanted the work to end before anything was found   exit 130
    └── InternalError              a fault of ours: a plan that failed its recheck             exit 1

Messages say where, what was expected, and what to do next.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certiplan.model.diagnostics import Diagnostic


class CertiplanError(Exception):
    """The root of all errors raised on purpose; `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(CertiplanError):
    """Input that cannot be used as it is."""

    exit_code = 2


class RequestError(UsageError):
    """A request that contradicts itself or names something unknown."""


class DataError(UsageError):
    """A table that cannot be read.

    Attributes:
        path: the file, if it came from one.
        line: the line in it, counted from 1, if one line is to blame.
    """

    def __init__(self, message: str, *, path: Path | None = None, line: int | None = None) -> None:
        where = "" if path is None else f"{path}{'' if line is None else f', line {line}'}: "
        super().__init__(where + message)
        self.path = path
        self.line = line


class SessionError(UsageError):
    """A session file that cannot be read, or does not fit what it is used with."""


class ContractError(UsageError):
    """A formula of a contract that cannot be read, or a step that would break the contract."""


class DocumentError(UsageError):
    """A model document with errors.

    Attributes:
        diagnostics: everything found, errors first.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(str(diagnostic) for diagnostic in diagnostics))


class SolverUnavailableError(CertiplanError):
    """A solver that is not installed, or that does not support what the model needs."""

    exit_code = 2


class CancelledError(CertiplanError):
    """The work was cancelled before anything was found."""

    exit_code = 130


class InternalError(CertiplanError):
    """A fault of Certiplan itself, such as a plan that failed its recheck."""
