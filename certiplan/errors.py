"""Every error that Certiplan raises on purpose.

    CertiplanError                 what a caller may catch
    ├── UsageError                 a request, an option or a file that cannot be used        exit 2
    │   ├── RequestError           a request that contradicts itself or names nothing known
    │   ├── DataError              a table that cannot be read: file, line, column
    │   ├── SessionError           a session file that cannot be gone on with
    │   │   └── SessionInUseError  another program has the session open
    │   ├── ContractError          a formula of a contract that cannot be read, or that a step would break
    │   ├── DocumentError          a model document with errors: holds every diagnostic
    │   └── LanguageModelUnavailableError   a language model that cannot be asked: no package, no key
    ├── SolverUnavailableError     a solver that is not installed or does not support the model   exit 2
    ├── CancelledError             somebody wanted the work to end before anything was found   exit 130
    ├── LanguageModelError         a language model that gave no usable answer       exit 1
    ├── BudgetSpentError           the budget of tokens or dollars is used up        exit 5
    ├── FormalizationError         drafts that kept their mistakes: holds the last   exit 5
    └── InternalError              a fault of ours: a plan that failed its recheck             exit 1

Messages say where, what was expected, and what to do next.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

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


class SessionInUseError(SessionError):
    """A session that another program has open.

    Attributes:
        path: its file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is open in another program: leave the conversation there (Ctrl+Q) and try again, "
            "or begin another one with certiplan chat"
        )
        self.path = path


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


class LanguageModelUnavailableError(UsageError):
    """A language model that cannot be asked: its package, its key or the model itself is missing."""


LanguageModelFault = Literal[
    "rate limit", "time-out", "connection", "server", "refused request", "empty answer", "bad answer"
]


class LanguageModelError(CertiplanError):
    """A language model that gave no usable answer, after every retry.

    Attributes:
        fault: what kind of failure it was.
        attempts: how often the request was sent.
    """

    def __init__(self, message: str, *, fault: LanguageModelFault, attempts: int = 1) -> None:
        super().__init__(message)
        self.fault: LanguageModelFault = fault
        self.attempts = attempts


class BudgetSpentError(CertiplanError):
    """The budget of tokens or dollars that the caller set is used up."""

    exit_code = 5


class FormalizationError(CertiplanError):
    """A language model's drafts that still had mistakes after the last repair.

    Attributes:
        document: the last draft as text; data, never to be executed.
        diagnostics: what is wrong with it.
    """

    exit_code = 5

    def __init__(self, message: str, *, document: str, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join((message, *(str(diagnostic) for diagnostic in diagnostics))))
        self.document = document
        self.diagnostics = diagnostics


class InternalError(CertiplanError):
    """A fault of Certiplan itself, such as a plan that failed its recheck."""
