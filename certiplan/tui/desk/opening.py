"""Opening a desk: a new conversation, or one that is gone on with. Loads everything heavy."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from certiplan.agents.conversation import Conversation
from certiplan.agents.outcomes import Outcome, WayOut
from certiplan.agents.steps import Tools, limits_of
from certiplan.agents.task import PlanSettings, find_task
from certiplan.agents.turns import ConversationState
from certiplan.agents.whole_task import WholeTask
from certiplan.errors import CertiplanError, UsageError
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain.clock import Clock
from certiplan.tui.desk.desk import Desk, Preview
from certiplan.tui.desk.sessions import latest_session, new_session
from certiplan.tui.desk.settings import ChatSettings


def open_desk(settings: ChatSettings) -> Desk:
    """The desk that the settings ask for.

    Raises:
        CertiplanError: there is no such session, domain or model, and what to do.
    """
    if settings.model is not None:
        raise UsageError("a conversation cannot be read by a language model yet: leave --model out")
    now = dt.datetime.now().astimezone()
    path = _path(settings, now)
    if settings.resume:
        talk = Conversation.resume(path)
    else:
        plan = PlanSettings(
            today=now.date(),
            data=settings.data,
            solver=settings.solver,
            options=SolveOptions(time_limit_s=settings.budget_s),
        )
        talk = Conversation.start(task=settings.task, settings=plan, session=path)
    return Desk(
        talk,
        task=find_task(talk.state.task),
        preview=_previewing(talk),
        reader=settings.model or "offline",
        session=path,
    )


def _previewing(talk: Conversation) -> Preview | None:
    """Makes the plan that a way out holds into an outcome; None for domains that keep no such plans."""
    if isinstance(talk.task, WholeTask):
        return None
    steps = talk.task.steps(talk.settings)
    tools = Tools(settings=talk.settings, emit=lambda event: None, clock=Clock(limits_of(talk.settings)))

    def preview(state: ConversationState, way: WayOut) -> Outcome | None:
        before = state.memory
        if before is None:
            return None
        try:
            after = steps.relax(replace(before, intent="accept", accepted=way.number), before, tools)
        except CertiplanError:
            return None
        return after.outcome

    return preview


def _path(settings: ChatSettings, now: dt.datetime) -> Path:
    """The session's file.

    Raises:
        UsageError: there is none to go on with.
    """
    if settings.session is not None:
        return settings.session
    if not settings.resume:
        return new_session(settings.sessions, now=now)
    latest = latest_session(settings.sessions)
    if latest is None:
        raise UsageError(
            f"there is no conversation in {settings.sessions} yet: begin one with certiplan chat"
        )
    return latest
