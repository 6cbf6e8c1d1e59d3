"""One request through the loop, without a conversation around it."""

from __future__ import annotations

from certiplan.agents.accepting import nothing_to_accept
from certiplan.agents.events import Event
from certiplan.agents.loop import LoopState, run
from certiplan.agents.memory import Memory
from certiplan.agents.outcomes import Conflict, Outcome, Question
from certiplan.agents.promises import loop_contract
from certiplan.agents.steps import Steps, Tools, limits_of
from certiplan.agents.task import PlanSettings
from certiplan.solvers.explain.clock import Clock


def settle_request(
    steps: Steps, text: str, settings: PlanSettings, *, previous: Question | None = None
) -> Outcome:
    """Settle a request, and take the ways out that the settings accept.

    Args:
        steps: the domain's part.
        text: the request, or the reply to a question.
        settings: how to plan.
        previous: the question that `text` replies to.

    Raises:
        UsageError: for a number in `accept` that no way out has, or for more of them than conflicts.
        CertiplanError: what the domain raises.
    """
    tools = Tools(settings=settings, emit=_ignored, clock=Clock(limits_of(settings)))
    contract = loop_contract(settings.contract)

    def settled(state: LoopState) -> LoopState:
        return run(state, steps, tools, contract=contract, record=_ignored)

    def accepted(state: LoopState, number: int) -> LoopState:
        before = state.memory
        memory = Memory(
            said=f"accept {number}",
            intent="accept",
            accepted=number,
            heard=before.heard,
            document=before.document,
            round=before.round,
            work=before.work,
        )
        return settled(LoopState(trace=(*state.trace, *state.done), before=before, memory=memory))

    memory = Memory(said=text, intent="request" if previous is None else "reply", question=previous)
    state = settled(LoopState(trace=() if previous is None else ("read", "ask"), memory=memory))
    if isinstance(state.memory.outcome, Question):
        return state.memory.outcome
    for number in settings.accept:
        if not isinstance(state.memory.outcome, Conflict):
            raise nothing_to_accept(number)
        state = accepted(state, number)
    while (
        settings.accept_cheapest
        and isinstance(state.memory.outcome, Conflict)
        and state.memory.outcome.ways_out
    ):
        state = accepted(state, state.memory.outcome.ways_out[0].number)
    assert state.memory.outcome is not None
    return state.memory.outcome


def _ignored(what: Event | LoopState) -> None:
    """Nobody listens, and nothing is kept."""
