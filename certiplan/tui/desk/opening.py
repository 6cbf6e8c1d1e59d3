"""Opening a desk: a new conversation, or one that is gone on with. Loads everything heavy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from certiplan.agents.conversation import Conversation
from certiplan.agents.outcomes import Outcome, WayOut
from certiplan.agents.steps import Tools, limits_of
from certiplan.agents.task import PlanSettings
from certiplan.agents.turns import ConversationState
from certiplan.agents.whole_task import WholeTask
from certiplan.errors import CertiplanError, UsageError
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain.clock import Clock
from certiplan.tui.desk.desk import Desk, Preview
from certiplan.tui.desk.first_request import FirstRequest
from certiplan.tui.desk.sessions import latest_session, new_session
from certiplan.tui.desk.settings import ChatSettings


def open_desk(settings: ChatSettings) -> Desk:
    """The desk that the settings ask for.

    Raises:
        CertiplanError: there is no such session, domain or model, and what to do.
    """
    now = dt.datetime.now().astimezone()
    path = _path(settings, now)
    if settings.resume:
        talk = Conversation.resume(path)
        reader = talk.settings.model or "offline"
        return Desk(talk, preview=_previewing(lambda: talk), reader=reader, session=path)
    plan = PlanSettings(
        today=now.date(),
        data=settings.data,
        solver=settings.solver,
        options=SolveOptions(time_limit_s=settings.budget_s),
        model=settings.model,
        base_url=settings.base_url,
    )
    another = None if settings.session is not None else lambda: new_session(settings.sessions, now=now)
    first = FirstRequest(plan, task=settings.task, session=path, another=another)
    preview = _previewing(lambda: first.conversation)
    return Desk(first, preview=preview, reader=settings.model or "offline", session=path)


def _previewing(conversation: Callable[[], Conversation | None]) -> Preview:
    """Makes the plan that a way out holds into an outcome; None for domains that keep no such plans."""

    def preview(state: ConversationState, way: WayOut) -> Outcome | None:
        talk, before = conversation(), state.memory
        if talk is None or before is None or isinstance(talk.task, WholeTask):
            return None
        clock = Clock(limits_of(talk.settings))
        tools = Tools(settings=talk.settings, emit=lambda event: None, clock=clock)
        try:
            steps = talk.task.steps(talk.settings)
            return steps.relax(replace(before, intent="accept", accepted=way.number), before, tools).outcome
        except CertiplanError:
            return None

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
