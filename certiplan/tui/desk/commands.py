"""What a person types: plain sentences, and commands that begin with a slash."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypeAlias

Bare: TypeAlias = Literal["help", "undo", "redo", "sessions", "new", "copy", "quit"]


@dataclass(frozen=True, kw_only=True)
class Say:
    """A request, a reply, an edit or a question in plain words."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Accept:
    """Take a way out of the conflict."""

    number: int


@dataclass(frozen=True, kw_only=True)
class Simple:
    """A command without an argument."""

    name: Bare


@dataclass(frozen=True, kw_only=True)
class Export:
    """Write the plan, the model or its code to a file, by the file's ending."""

    path: Path


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Change the colours; no name asks which there are."""

    name: str | None


@dataclass(frozen=True, kw_only=True)
class ChooseModel:
    """Read with another language model, or offline; no name asks which one reads now."""

    name: str | None


@dataclass(frozen=True, kw_only=True)
class Misread:
    """A command that cannot be carried out, and what would be right."""

    words: str


Command: TypeAlias = Say | Accept | Simple | Export | Theme | ChooseModel | Misread


@dataclass(frozen=True, kw_only=True)
class Described:
    """How a command is written, and what it does."""

    name: str
    argument: str
    does: str

    @property
    def usage(self) -> str:
        """The command with its argument."""
        return f"/{self.name} {self.argument}".rstrip()


COMMANDS: tuple[Described, ...] = (
    Described(name="help", argument="", does="keys and commands"),
    Described(name="accept", argument="N", does="take way out N of the conflict"),
    Described(name="undo", argument="", does="take the last turn back"),
    Described(name="redo", argument="", does="bring it back again"),
    Described(name="why", argument="WHAT", does="why the plan has it, and what it would cost without"),
    Described(name="whynot", argument="WHAT", does="why the plan does not have it"),
    Described(name="whatif", argument="CHANGE", does="what a change would come to; nothing is changed"),
    Described(
        name="export", argument="FILE", does="write .txt .md .json .html .ics .yaml .smt2 .py .lp .mps"
    ),
    Described(name="sessions", argument="", does="earlier conversations"),
    Described(name="new", argument="", does="begin another conversation"),
    Described(name="model", argument="NAME", does="read with a language model, such as openai:…; or offline"),
    Described(name="theme", argument="NAME", does="change the colours"),
    Described(name="copy", argument="", does="copy the last answer"),
    Described(name="quit", argument="", does="leave; the conversation is kept"),
)
_ALIASES = {
    "why-not": "whynot",
    "what-if": "whatif",
    "exit": "quit",
    "q": "quit",
    "?": "help",
    "resume": "sessions",
}
_QUESTIONS = {"why": "why {}", "whynot": "why not {}", "whatif": "what if {}"}


def read_command(text: str) -> Command:
    """The command that a person means; a text that does not begin with a slash is said as it is."""
    line = text.strip()
    if not line.startswith("/") or line.startswith("//"):
        return Say(text=line.removeprefix("/"))
    word, _, rest = line[1:].partition(" ")
    name = _ALIASES.get(word.lower(), word.lower())
    rest = rest.strip()
    match name:
        case "help" | "undo" | "redo" | "sessions" | "new" | "copy" | "quit":
            return Simple(name=name)
        case "accept":
            return _accept(rest)
        case "why" | "whynot" | "whatif":
            return Say(text=_QUESTIONS[name].format(rest)) if rest else _needs(name)
        case "export":
            return Export(path=Path(rest).expanduser()) if rest else _needs(name)
        case "theme":
            return Theme(name=rest or None)
        case "model":
            return ChooseModel(name=rest or None)
        case _:
            return _unknown(word)


def completions(text: str) -> tuple[Described, ...]:
    """The commands that a beginning such as "/re" may become; none once an argument is being written."""
    if not text.startswith("/") or text.startswith("//") or any(c.isspace() for c in text):
        return ()
    return tuple(known for known in COMMANDS if known.name.startswith(text[1:].lower()))


def _accept(rest: str) -> Accept | Misread:
    if rest.isdecimal() and int(rest) > 0:
        return Accept(number=int(rest))
    return Misread(words="`/accept` needs the number of a way out, such as `/accept 1`.")


def _needs(name: str) -> Misread:
    usage = next(known.usage for known in COMMANDS if known.name == name)
    return Misread(words=f"`/{name}` needs more: `{usage}`.")


def _unknown(word: str) -> Misread:
    names = [known.name for known in COMMANDS]
    near = get_close_matches(word.lower(), names, n=1, cutoff=0.5)
    hint = f"did you mean `/{near[0]}`?" if near else "`/help` lists them."
    return Misread(words=f"There is no command `/{word}`; {hint}")
