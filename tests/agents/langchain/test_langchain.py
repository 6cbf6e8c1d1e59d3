"""Certiplan inside a LangChain agent: planning as a tool, and the contract over somebody else's tools."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool

from certiplan.agents.langchain import ContractMiddleware
from certiplan.agents.planner import Planner
from certiplan.errors import ContractError
from certiplan.formalizers.language_model.scripted import ScriptedChatModel, tool_call
from tests.agents.trips import CLASH, OPEN, SETTINGS, TRIP

CALLED: list[str] = []


@tool
def draft() -> str:
    """Write something."""
    CALLED.append("draft")
    return "drafted"


@tool
def verify() -> str:
    """Check it."""
    CALLED.append("verify")
    return "fine"


@tool
def publish() -> str:
    """Send it to everybody."""
    CALLED.append("publish")
    return "sent"


TOOLS = [draft, verify, publish]
FORMULAS = ["(not answer) W verify", "(not publish) W verify", "G(draft -> WX((not publish) W verify))"]


def calls(*names: str) -> AIMessage:
    made = [
        {"name": name, "args": {}, "id": f"{name}-{k}", "type": "tool_call"} for k, name in enumerate(names)
    ]
    return AIMessage(content="", tool_calls=made)


def refusals(messages: list[Any]) -> list[ToolMessage]:
    return [message for message in messages if isinstance(message, ToolMessage) and message.status == "error"]


def run(script: list[Any], **more: Any) -> tuple[list[Any], ScriptedChatModel]:
    CALLED.clear()
    model = ScriptedChatModel(script=script)
    agent: Any = create_agent(model, TOOLS, middleware=[ContractMiddleware(FORMULAS, TOOLS, **more)])
    return agent.invoke({"messages": [HumanMessage("go")]})["messages"], model


def test_only_what_is_allowed_is_offered() -> None:
    messages, model = run([tool_call("draft", {}), tool_call("verify", {}), tool_call("publish", {}), "done"])
    assert [call.tools for call in model.calls] == [
        ["draft", "verify"],
        ["draft", "verify"],
        ["draft", "verify", "publish"],
        ["draft", "verify", "publish"],
    ]
    assert CALLED == ["draft", "verify", "publish"]
    assert messages[-1].content == "done"


def test_a_call_that_would_break_the_contract_is_refused() -> None:
    messages, _ = run([tool_call("publish", {}), tool_call("verify", {}), "done"])
    (refused,) = (
        message for message in messages if isinstance(message, ToolMessage) and message.status == "error"
    )
    assert refused.name == "publish" and "(not publish) W verify" in str(refused.content)
    assert CALLED == ["verify"]


def test_parallel_calls_do_not_lean_on_each_other() -> None:
    messages, _ = run([calls("verify", "publish"), calls("publish"), calls("draft", "publish"), "done"])
    refused = [message.name for message in refusals(messages)]
    # The first publish would rest on a verification whose result nobody knew; the last follows a new draft.
    assert refused == ["publish", "publish"]
    assert CALLED == ["verify", "publish", "draft"]


def test_no_answer_before_verification() -> None:
    messages, model = run(["it is fine", tool_call("verify", {}), "now it is"])
    assert messages[-1].content == "now it is" and CALLED == ["verify"]
    assert "(not answer) W verify" in str(model.calls[1].messages[-1].content)
    assert not any(message.content == "it is fine" for message in messages)
    with pytest.raises(ContractError, match="no answer may be given yet"):
        run(["a", "b", "c"], patience=2)


def test_a_verification_that_failed_does_not_count() -> None:
    @tool("verify")
    def failing() -> str:
        """Check it."""
        return "fine"

    middleware = ContractMiddleware(FORMULAS, TOOLS)
    failed = ToolMessage(content="no", tool_call_id="1", name="verify", status="error")
    assert middleware.trace([failed]) == []
    assert failing.name == "verify"


def test_asynchronously() -> None:
    CALLED.clear()
    model = ScriptedChatModel(script=["early", tool_call("publish", {}), tool_call("verify", {}), "done"])
    agent: Any = create_agent(model, TOOLS, middleware=[ContractMiddleware(FORMULAS, TOOLS)])
    result = asyncio.run(agent.ainvoke({"messages": [HumanMessage("go")]}))
    assert result["messages"][-1].content == "done" and CALLED == ["verify"]


def test_formulas_that_cannot_be_kept_or_read() -> None:
    with pytest.raises(ContractError, match="did you mean 'verify'"):
        ContractMiddleware(["G verifi"], TOOLS)
    with pytest.raises(ContractError, match="no run can keep"):
        ContractMiddleware(["G not answer"], TOOLS)
    with pytest.raises(ContractError, match="cannot be called 'answer'"):
        ContractMiddleware([], ["answer"])


# ---------------------------------------------------------------- planning as a tool


def test_planning_as_a_tool() -> None:
    plan = Planner(settings=SETTINGS).as_tool()
    assert plan.name == "plan"
    assert json.loads(plan.invoke({"request": TRIP}))["outcome"] == "plan"
    assert json.loads(plan.invoke({"request": OPEN}))["outcome"] == "question"
    answered = plan.invoke({"request": OPEN, "replies": ["on April 5 2027"]})
    assert json.loads(answered)["outcome"] == "plan"
    clash = json.loads(plan.invoke({"request": CLASH}))
    assert clash["outcome"] == "conflict" and clash["ways_out"]
    assert json.loads(plan.invoke({"request": CLASH, "accept": [1]}))["changes"]
    wrong = json.loads(plan.invoke({"request": CLASH, "accept": [99]}))
    assert wrong["outcome"] == "error" and "no way out 99" in wrong["message"]
    assert json.loads(asyncio.run(plan.ainvoke({"request": TRIP})))["outcome"] == "plan"


def test_an_agent_that_plans() -> None:
    plan = Planner(settings=SETTINGS).as_tool(name="plan_trip", description="Plans a trip.")
    model = ScriptedChatModel(script=[tool_call("plan_trip", {"request": TRIP}), "Here it is."])
    agent: Any = create_agent(model, [plan])
    messages = agent.invoke({"messages": [HumanMessage("plan it")]})["messages"]
    (result,) = (message for message in messages if isinstance(message, ToolMessage))
    assert json.loads(str(result.content))["verified"] is True
