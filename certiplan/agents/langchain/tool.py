"""Planning as a LangChain tool."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Final

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field

from certiplan.errors import CertiplanError

if TYPE_CHECKING:
    from certiplan.agents.planner import Planner

_DESCRIPTION: Final = (
    "Plan something, such as a trip, with a solver. Give the whole request in plain words. The result is "
    "JSON: a plan that was proved and rechecked; a conflict, with the requirements that clash and numbered "
    "ways out; a question that has to be answered first (call again with the same request and the reply); or "
    "unknown. Only report as the plan what the result says. Accept a way out only when the person has agreed "
    "to it."
)


class _Arguments(BaseModel):
    request: str = Field(description="the whole request in plain words, as the person said it")
    replies: list[str] = Field(
        default_factory=list, description="replies to the questions of earlier results, in order"
    )
    accept: list[int] = Field(
        default_factory=list, description="numbers of the ways out that the person agreed to, in order"
    )


def planner_tool(planner: Planner, *, name: str = "plan", description: str | None = None) -> BaseTool:
    """A tool that plans a request; it holds no state, so that agents can call it again.

    Args:
        planner: how to plan; a session of its is not written.
        name: what the model calls.
        description: what the model is told; a default says how to use the result.
    """

    def plan(request: str, replies: list[str] | None = None, accept: list[int] | None = None) -> str:
        fresh = planner.fresh()
        try:
            outcome = fresh.plan(request)
            for reply in replies or ():
                outcome = fresh.reply(reply)
            for number in accept or ():
                outcome = fresh.accept(number)
        except CertiplanError as error:
            # A model can mend what it said, and what it is told is data like any other result.
            return json.dumps({"outcome": "error", "message": str(error)}, ensure_ascii=False)
        return json.dumps(dict(fresh.to_json(outcome)), ensure_ascii=False, default=str)

    async def aplan(request: str, replies: list[str] | None = None, accept: list[int] | None = None) -> str:
        return await asyncio.to_thread(plan, request, replies, accept)

    return StructuredTool.from_function(
        func=plan,
        coroutine=aplan,
        name=name,
        description=description or _DESCRIPTION,
        args_schema=_Arguments,
    )
