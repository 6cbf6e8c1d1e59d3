"""How a conversation is kept in the lines of its session file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, cast

from certiplan.agents import outcomes
from certiplan.agents.codec import Codec
from certiplan.agents.events import Failure
from certiplan.agents.loop import LETTERS, Letter, LoopState
from certiplan.agents.memory import Effect, Memory
from certiplan.agents.task import PlanSettings
from certiplan.agents.turns import ConversationState, Turn
from certiplan.errors import SessionError
from certiplan.model.diagnostics import Diagnostic
from certiplan.solvers.backend import SolveOptions

_KINDS = (
    Memory,
    Effect,
    Diagnostic,
    outcomes.Wish,
    outcomes.Heard,
    outcomes.Change,
    outcomes.WayOut,
    outcomes.Part,
    outcomes.Numbers,
    outcomes.Plan,
    outcomes.Conflict,
    outcomes.Question,
    outcomes.Unknown,
)


def kept_codec(domain: Codec) -> Codec:
    """A codec for memories, with a domain's own classes."""
    return domain.extended(_KINDS)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The first line of a session."""

    task: str
    settings: Mapping[str, object]

    def line(self) -> dict[str, object]:
        """As it is written."""
        return {"task": self.task, "settings": dict(self.settings)}

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> Self:
        """As it was written.

        Raises:
            SessionError: the line says something else.
        """
        try:
            return cls(task=str(line["task"]), settings=dict(line["settings"]))
        except (KeyError, TypeError, ValueError) as error:
            raise SessionError(f"the first line of the session is damaged: {error}") from error


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The last line of a turn."""

    failure: Failure | None

    def line(self) -> dict[str, object]:
        """As it is written."""
        if self.failure is None:
            return {"kind": "ended"}
        return {
            "kind": "ended",
            "failure": {"words": self.failure.words, "exit_code": self.failure.exit_code},
        }


_PLAIN_OPTIONS = ("time_limit_s", "relative_gap", "threads", "seed")


def settings_to(settings: PlanSettings) -> dict[str, object]:
    """Settings as JSON data; listeners are not kept."""
    return {
        "today": settings.today.isoformat(),
        "data": None if settings.data is None else str(settings.data),
        "solver": settings.solver,
        "options": {name: getattr(settings.options, name) for name in _PLAIN_OPTIONS},
        "never": list(settings.never),
        "contract": list(settings.contract),
        "model": settings.model,
        "base_url": settings.base_url,
        "samples": settings.samples,
    }


def settings_from(data: Mapping[str, Any]) -> PlanSettings:
    """Settings from JSON data.

    Raises:
        SessionError: they are none.
    """
    try:
        options = {name: data["options"][name] for name in _PLAIN_OPTIONS}
        return PlanSettings(
            today=dt.date.fromisoformat(data["today"]),
            data=None if data["data"] is None else Path(data["data"]),
            solver=str(data["solver"]),
            options=SolveOptions(**options),
            never=tuple(data["never"]),
            contract=tuple(data["contract"]),
            model=data["model"],
            base_url=data["base_url"],
            samples=int(data["samples"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SessionError(f"the settings of the session are damaged: {error}") from error


def states_of(
    lines: Iterable[Mapping[str, Any]], task: str, codec: Codec
) -> tuple[ConversationState, LoopState | None]:
    """(the conversation that the lines of a session tell of, the turn that was not finished).

    Raises:
        SessionError: they do not.
    """
    state = ConversationState(task=task)
    open_turn: LoopState | None = None
    for number, line in enumerate(lines, start=2):
        try:
            match line["kind"]:
                case "turn":
                    lead = _letters(line["lead"])
                    state = replace(state, turns=state.turns[: state.position], trace=(*state.trace, *lead))
                    memory = _memory(line["memory"], codec)
                    open_turn = LoopState(trace=state.trace, before=state.memory, memory=memory)
                case "state":
                    memory = _memory(line["memory"], codec)
                    open_turn = replace(_open(open_turn), done=_letters(line["done"]), memory=memory)
                case "ended":
                    state, open_turn = _ended(state, _open(open_turn), line.get("failure")), None
                case "position":
                    position = line["position"]
                    if not 0 <= position <= len(state.turns):
                        raise SessionError(f"there is no turn {position}")
                    state = replace(state, position=position)
                case _:
                    pass
        except (KeyError, TypeError, ValueError, SessionError) as error:
            raise SessionError(f"line {number} of the session does not fit: {error}") from error
    return state, open_turn


def _open(turn: LoopState | None) -> LoopState:
    if turn is None:
        raise SessionError("no turn has begun")
    return turn


def _memory(data: object, codec: Codec) -> Memory:
    memory = codec.decode(data)
    if not isinstance(memory, Memory):
        raise SessionError("this is no state")
    return memory


def _letters(data: Iterable[str]) -> tuple[Letter, ...]:
    letters = tuple(data)
    if not all(letter in LETTERS for letter in letters):
        raise SessionError(f"{letters} are no steps")
    return cast(tuple[Letter, ...], letters)


def _ended(state: ConversationState, turn: LoopState, failure: Mapping[str, Any] | None) -> ConversationState:
    ended = Turn(
        number=len(state.turns) + 1,
        said=turn.memory.said,
        intent=turn.memory.intent,
        memory=turn.memory,
        letters=turn.done,
        failure=None if failure is None else Failure(words=failure["words"], exit_code=failure["exit_code"]),
    )
    turns = (*state.turns, ended)
    return replace(state, turns=turns, position=len(turns), trace=(*state.trace, *ended.letters))
