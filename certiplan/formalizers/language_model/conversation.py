"""What goes to a language model and what comes back, as plain data that can be written as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from certiplan.model.diagnostics import Diagnostic

Role = Literal["system", "user", "assistant"]
Finish = Literal["complete", "length", "refused", "unknown"]
"""Why an answer ended: it was complete, a limit on its length was reached, the model refused, nobody said."""

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of a conversation with a language model."""

    role: Role
    content: str

    def to_json(self) -> dict[str, Json]:
        """The message as JSON data."""
        return {"role": self.role, "content": self.content}


@dataclass(frozen=True, kw_only=True)
class CallUsage:
    """What one call used.

    Attributes:
        model: as `provider:name`.
        cached: the answer came from the cache: nothing was sent, no tokens count.
        estimated: the provider did not say; a token was taken for four characters.
        cost_usd: None where the price of the model is not known.
        seconds: wall-clock time, with retries.
    """

    model: str
    input_tokens: int
    output_tokens: int
    cached: bool
    estimated: bool
    cost_usd: float | None
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a language model answered.

    Attributes:
        text: the text; where a tool was called, its arguments as JSON.
        attempts: how often the request was sent; 0 from the cache.
    """

    text: str
    finish: Finish
    usage: CallUsage
    attempts: int


@dataclass(frozen=True, kw_only=True)
class Listeners:
    """Plain callables that are told what happens; each may be left out.

    Attributes:
        text: pieces of an answer while it is written; asking for them makes the client stream.
        usage: what a call used.
        asking: the name of the model that is being asked from now on; not told of answers from a cache.
        notice: something that a person should know and that changes nothing, such as a retry.
        draft: a document as YAML text with the number of its round, 0 for the first.
        findings: what is to be said about that document.
    """

    text: Callable[[str], None] | None = None
    usage: Callable[[CallUsage], None] | None = None
    asking: Callable[[str], None] | None = None
    notice: Callable[[str], None] | None = None
    draft: Callable[[str, int], None] | None = None
    findings: Callable[[tuple[Diagnostic, ...]], None] | None = None


CallLog: TypeAlias = Callable[[dict[str, Json]], None]
"""Takes one record for each thing sent to a model; it never holds a key."""
