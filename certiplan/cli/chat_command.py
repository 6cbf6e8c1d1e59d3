"""`certiplan chat`."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from certiplan.cli.model_options import positive_seconds
from certiplan.errors import SessionError, SessionInUseError, UsageError
from certiplan.locking import FileInUseError, lock_file

if TYPE_CHECKING:
    from certiplan.tui.first_picture import FirstPicture

LATEST = Path()


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("request", nargs="?", help="a request to begin with")
    parser.add_argument(
        "--model", metavar="NAME", help="the language model that reads, such as openai:… (default: offline)"
    )
    parser.add_argument("--base-url", metavar="URL", help="a server that speaks the provider's protocol")
    parser.add_argument(
        "--task", metavar="NAME", help="the planning domain (default: what the request is about)"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="plan on the data in this directory")
    parser.add_argument("--solver", default="auto", help="auto (default), highs, z3, …")
    parser.add_argument(
        "--budget-s",
        type=positive_seconds,
        metavar="S",
        help="stop each turn after so many seconds, with the best so far",
    )
    parser.add_argument("--session", type=Path, metavar="FILE", help="keep the conversation in this file")
    parser.add_argument(
        "--resume",
        nargs="?",
        type=Path,
        const=LATEST,
        metavar="FILE",
        help="go on with the conversation in FILE, or with the latest one",
    )
    parser.add_argument("--theme", metavar="NAME", help="the colours; /theme in the conversation lists them")
    parser.add_argument(
        "--web", action="store_true", help="serve the conversation to a browser on this machine"
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="for --web (default: 8000)")


def run(options: argparse.Namespace) -> int:
    """Talk until the person leaves."""
    if options.web:
        return _serve(options)
    served = "TEXTUAL_DRIVER" in os.environ  # by --web, which talks to us through pipes
    if not served:
        _check_terminal()
    session = _session(options)
    if served:
        return _talk(options, session, None)
    from certiplan.tui.first_picture import FirstPicture

    with FirstPicture(options.theme, os.environ) as picture:
        return _talk(options, session, picture)


def _check_terminal() -> None:
    """Raise a `UsageError` where nothing can be drawn."""
    from certiplan.tui.first_picture import is_dumb

    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError('certiplan chat needs a terminal; without one, use certiplan plan "…"')
    if is_dumb(os.environ):
        raise UsageError(
            "certiplan chat draws on the whole screen, which this terminal cannot "
            f'(TERM={os.environ.get("TERM", "")!r}); use certiplan plan "…"'
        )


def _session(options: argparse.Namespace) -> Path | None:
    """The file that the options name; None for a new one.

    Raises:
        UsageError: it cannot be used as they say; this is found before anything is drawn.
    """
    if options.resume is None:
        if options.session is not None and options.session.exists():
            raise SessionError(f"{options.session} exists already: go on with it by --resume, not --session")
        session: Path | None = options.session
        return session
    if options.session is not None:
        raise UsageError("--session begins a conversation and --resume goes on with one: give one of them")
    path: Path = _latest() if options.resume == LATEST else options.resume
    try:
        lock_file(path)
    except FileInUseError as error:
        raise SessionInUseError(path) from error
    except FileNotFoundError as error:
        raise SessionError(f"there is no session {path}") from error
    except OSError as error:
        raise SessionError(f"{path}: the session cannot be read: {error.strerror}") from error
    return path


def _latest() -> Path:
    from certiplan.tui.desk.sessions import latest_session, sessions_directory

    path = latest_session(sessions_directory())
    if path is None:
        raise SessionError(
            f"there is no conversation in {sessions_directory()} yet: begin one with certiplan chat"
        )
    return path


def _talk(options: argparse.Namespace, session: Path | None, picture: FirstPicture | None) -> int:
    """Load the real screen and leave it to the person."""
    from certiplan.tui import run_chat
    from certiplan.tui.desk.sessions import sessions_directory
    from certiplan.tui.desk.settings import ChatSettings

    settings = ChatSettings(
        sessions=sessions_directory(),
        task=options.task,
        model=options.model,
        base_url=options.base_url,
        data=options.data,
        solver=options.solver,
        budget_s=options.budget_s,
        session=session,
        resume=options.resume is not None,
        first=options.request,
        theme=options.theme,
    )
    return run_chat(settings, picture)


def web_command(options: argparse.Namespace) -> str:
    """The command line that serves one browser: the same, without what is for the server."""
    words = [sys.executable, "-m", "certiplan", "chat"]
    for name in ("model", "base_url", "task", "data", "solver", "budget_s", "theme"):
        value = getattr(options, name)
        if value is not None:
            words += [f"--{name.replace('_', '-')}", str(value)]
    if options.request is not None:
        words += ["--", options.request]
    return shlex.join(words)


def _serve(options: argparse.Namespace) -> int:
    try:
        from textual_serve.server import Server
    except ImportError as error:
        raise UsageError("--web needs textual-serve: pip install 'certiplan[web]'") from error
    Server(web_command(options), port=options.port, title="Certiplan").serve()
    return 0
