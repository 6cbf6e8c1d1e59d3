"""The loop: an explicit state machine from what a person said to an outcome.

Its state is one immutable record, handed to a listener after every step, so that a killed process loses
nothing: `run` goes on from any such state. `GRAPH` says which step may follow which; what is known says which
of them is wanted; the contract says which of them are allowed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias, assert_never, cast, get_args

from certiplan.agents.contract import Contract, Graph
from certiplan.agents.events import (
    Answered,
    Asked,
    ConflictFound,
    Diagnosed,
    ModelDrafted,
    PlanFound,
    RequestRead,
    Step,
    StepEnded,
    StepStarted,
    Verified,
    WayOutFound,
)
from certiplan.agents.memory import Memory
from certiplan.agents.outcomes import Conflict, Plan, Unknown
from certiplan.agents.steps import Steps, Tools
from certiplan.errors import CancelledError, InternalError, UsageError

Fact = Literal["reply", "consent", "stop"]
"""What happens beside the steps: a reply, the acceptance of a way out, a turn that ends without an answer."""
Letter: TypeAlias = Step | Fact
LETTERS: Final = cast(tuple[Letter, ...], (*get_args(Step), *get_args(Fact)))

_NEW_TURN: Final[tuple[Letter, ...]] = ("read", "formalize", "consent", "stop")
_FOLLOWING: Final[Mapping[Letter, tuple[Letter, ...]]] = {
    "read": ("ask", "formalize", "stop"),
    "ask": ("reply", "stop"),
    "reply": ("read", "stop"),
    "formalize": ("check", "stop"),
    "check": ("solve", "formalize", "ask", "stop"),
    "solve": ("verify", "explain", "stop"),
    "explain": ("verify", "stop"),
    "consent": ("relax", "stop"),
    "relax": ("verify", "stop"),
    "verify": ("answer", "stop"),
    "answer": _NEW_TURN,
    "stop": _NEW_TURN,
}
GRAPH: Final = Graph(
    first=_NEW_TURN,
    following=cast(Mapping[str, tuple[str, ...]], _FOLLOWING),
    ends=frozenset({"answer", "stop"}),
)
"""Which letter may follow which. After a question the run is not over: it waits for the reply."""
# Once something was found, what remains is quick and worth having.
_CANCELLABLE: Final = ((), ("reply",), ("read",), ("formalize",), ("check",), ("consent",))
LAST: Final[frozenset[Letter]] = frozenset({"answer", "ask", "stop"})


@dataclass(frozen=True, kw_only=True)
class LoopState:
    """Where a turn is.

    Attributes:
        trace: the letters of the conversation before this turn.
        done: the letters of this turn.
        before: what was known before this turn; None at the beginning.
        memory: what is known now.
    """

    trace: tuple[Letter, ...] = ()
    done: tuple[Letter, ...] = ()
    before: Memory | None = field(default=None, repr=False)
    memory: Memory

    @property
    def over(self) -> bool:
        """Whether the turn has ended."""
        return bool(self.done) and self.done[-1] in LAST


Recorder: TypeAlias = Callable[[LoopState], None]


def run(
    state: LoopState,
    steps: Steps,
    tools: Tools,
    *,
    contract: Contract,
    record: Recorder,
    clock: Callable[[], float] = time.perf_counter,
) -> LoopState:
    """Take steps until the turn is over.

    Args:
        state: where to begin, or to go on.
        steps: the domain's part.
        tools: what the steps may use.
        contract: what is allowed.
        record: called with the state after every step, before its events are told.
        clock: tells seconds.

    Raises:
        CertiplanError: what a step raises; the last recorded state then ends with "stop".
        ContractError: the contract does not allow what is wanted.
    """
    while not state.over:
        if tools.cancelled and state.done[-1:] in _CANCELLABLE:
            record(replace(state, done=(*state.done, "stop")))
            raise CancelledError("the work was cancelled")
        try:
            letter = _wanted(state)
            contract.choice((*state.trace, *state.done), letter)
            memory = _taken(letter, state, steps, tools, clock)
        except Exception:
            record(replace(state, done=(*state.done, "stop")))
            raise
        old, state = state, replace(state, done=(*state.done, letter), memory=memory)
        record(state)
        _tell(letter, old.memory, state.memory, tools)
    return state


def _wanted(state: LoopState) -> Letter:
    """What is wanted next."""
    memory = state.memory
    if not state.done:
        match memory.intent:
            case "reply":
                return "reply"
            case "accept":
                return "consent"
            case "document":
                return "formalize"
            case _:
                return "read"
    match state.done[-1]:
        case "reply":
            return "read"
        case "read":
            return "ask" if memory.question is not None else "formalize"
        case "formalize":
            return "check"
        case "check":
            if memory.question is not None:
                return "ask"
            return "formalize" if memory.repair else "solve"
        case "solve":
            match memory.finding:
                case "plan":
                    return "verify"
                case "conflict":
                    return "explain"
                case "unknown" | None:
                    return "stop"
                case _:
                    assert_never(memory.finding)
        case "explain" | "relax":
            return "verify"
        case "consent":
            return "relax"
        case "verify":
            return "answer"
        case "ask" | "answer" | "stop":
            raise AssertionError("the turn is over")
        case _:
            assert_never(state.done[-1])


def _taken(
    letter: Letter, state: LoopState, steps: Steps, tools: Tools, clock: Callable[[], float]
) -> Memory:
    """The memory after a letter."""
    memory = state.memory
    match letter:
        case "reply" | "consent":
            return memory
        case "stop":
            assert isinstance(memory.outcome, Unknown)
            return memory
        case _:
            started = clock()
            tools.emit(StepStarted(step=letter))
            memory = _step(letter, state, steps, tools)
            tools.emit(StepEnded(step=letter, seconds=clock() - started))
            return memory


def _step(step: Step, state: LoopState, steps: Steps, tools: Tools) -> Memory:
    memory, before = state.memory, state.before
    match step:
        case "read":
            return steps.read(memory, before, tools)
        case "ask":
            assert memory.question is not None
            return replace(memory, outcome=memory.question)
        case "formalize":
            return steps.formalize(memory, tools)
        case "check":
            return steps.check(memory, tools)
        case "solve":
            return steps.solve(memory, tools)
        case "explain":
            return steps.explain(memory, tools)
        case "relax":
            if before is None:
                raise UsageError("there is nothing to accept yet")
            return steps.relax(memory, before, tools)
        case "verify":
            memory = steps.verify(memory, tools)
            if not memory.verified:
                raise InternalError(f"an outcome was not verified: {memory.verdict}")
            return memory
        case "answer":
            assert memory.verified
            if memory.hypothetical and before is not None:
                return replace(memory, effect=steps.compare(before, memory))
            return memory
        case _:
            assert_never(step)


def _tell(letter: Letter, old: Memory, new: Memory, tools: Tools) -> None:
    """What happened in a step, as events."""
    emit = tools.emit
    if letter == "read" and new.heard is not None and new.question is None:
        emit(RequestRead(heard=new.heard))
    if new.document is not None and new.document != old.document:
        emit(ModelDrafted(document=new.document, round=new.round))
    if letter == "check":
        emit(Diagnosed(diagnostics=new.diagnostics))
    if letter == "ask" and new.question is not None:
        emit(Asked(question=new.question))
    if letter in ("solve", "relax") and isinstance(new.outcome, Plan):
        emit(PlanFound(plan=new.outcome))
    if letter == "explain" and isinstance(new.outcome, Conflict):
        emit(ConflictFound(conflict=new.outcome))
        for way in new.outcome.ways_out:
            emit(WayOutFound(way=way))
    if letter == "verify":
        emit(Verified(accepted=new.verified, words=new.verdict))
    if letter in LAST and new.outcome is not None:
        emit(Answered(outcome=new.outcome))
