"""A contract for somebody else's agent: which tools it may call next, and when it may answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool
from langgraph.types import Command

from certiplan.agents.contract import Contract, Graph
from certiplan.errors import ContractError

ANSWER: Final = "answer"
_REFUSED: Final = "refused_by_contract"


class ContractMiddleware(AgentMiddleware[Any, Any, Any]):
    """Holds an agent made by `create_agent` to formulas over its tools and its answer.

    The atoms are the names of the tools, and `answer` for a message without tool calls. A tool call counts
    once it came back without an error. The model is offered only the tools after which the contract can still
    be kept; a call that would break it is refused with a message that says so, and an answer that would break
    it is asked for again, and after `patience` times ends the run. What is called in parallel has to be
    allowed both before and after what was called along with it.

        agent = create_agent(model, tools, middleware=[ContractMiddleware(["(not answer) W verify"], tools)])

    Args:
        formulas: in the language of `docs/contract.md`.
        tools: all tools of the agent, or their names; tools that are not among them are never held back.
        patience: how often the model may try to answer too early.
        force: ask the provider for a tool call where no answer is allowed; not all know how.

    Raises:
        ContractError: a formula cannot be read, or no run can keep them all.
    """

    def __init__(
        self,
        formulas: Iterable[str],
        tools: Iterable[BaseTool | Callable[..., Any] | str],
        *,
        patience: int = 2,
        force: bool = True,
    ) -> None:
        super().__init__()
        letters = (*dict.fromkeys(_name(tool) for tool in tools), ANSWER)
        if letters.count(ANSWER) > 1:
            raise ContractError(f"a tool cannot be called {ANSWER!r}: that means the answer of the agent")
        self.contract = Contract(
            formulas,
            Graph(first=letters, following=dict.fromkeys(letters, letters), ends=frozenset({ANSWER})),
        )
        self._letters = frozenset(letters)
        self._patience = patience
        self._force = force

    # ------------------------------------------------------------ the model

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Offer the model what is allowed, and take no answer that is not."""
        allowed = self.contract.allowed(self.trace(request.messages))
        request = self._masked(request, allowed)
        for _ in range(self._patience + 1):
            response = handler(request)
            if not self._too_early(response, allowed):
                return response
            request = self._reminded(request, response, allowed)
        raise ContractError(self._impatience(allowed))

    async def awrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """The same, asynchronously."""
        allowed = self.contract.allowed(self.trace(request.messages))
        request = self._masked(request, allowed)
        for _ in range(self._patience + 1):
            response = await handler(request)
            if not self._too_early(response, allowed):
                return response
            request = self._reminded(request, response, allowed)
        raise ContractError(self._impatience(allowed))

    # ------------------------------------------------------------ the tools

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]],
    ) -> ToolMessage | Command[Any]:
        """Refuse a call that would break the contract."""
        return self._refusal(request) or handler(request)

    async def awrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]],
    ) -> ToolMessage | Command[Any]:
        """The same, asynchronously."""
        return self._refusal(request) or await handler(request)

    # ------------------------------------------------------------ inside

    def trace(self, messages: Sequence[AnyMessage]) -> list[str]:
        """The letters of a conversation: tools that came back well, and answers."""
        letters: list[str] = []
        for message in messages:
            match message:
                case ToolMessage() if message.status != "error" and message.name in self._letters:
                    assert message.name is not None
                    letters.append(message.name)
                case AIMessage() if not message.tool_calls and not message.invalid_tool_calls:
                    letters.append(ANSWER)
                case _:
                    pass
        return letters

    def _masked(self, request: ModelRequest[Any], allowed: Sequence[str]) -> ModelRequest[Any]:
        tools = [tool for tool in request.tools if _name(tool) not in self._letters or _name(tool) in allowed]
        if self._force and ANSWER not in allowed and tools and request.tool_choice is None:
            return request.override(tools=tools, tool_choice="any")
        return request.override(tools=tools)

    def _too_early(self, response: ModelResponse[Any], allowed: Sequence[str]) -> bool:
        if ANSWER in allowed:
            return False
        answers = [message for message in response.result if isinstance(message, AIMessage)]
        return not any(message.tool_calls or message.invalid_tool_calls for message in answers)

    def _reminded(
        self, request: ModelRequest[Any], response: ModelResponse[Any], allowed: Sequence[str]
    ) -> ModelRequest[Any]:
        words = HumanMessage(content=self._impatience(allowed))
        said = [message for message in response.result if isinstance(message, AIMessage)]
        return request.override(messages=[*request.messages, *said, words])

    def _impatience(self, allowed: Sequence[str]) -> str:
        tools = ", ".join(letter for letter in allowed if letter != ANSWER) or "none"
        return (
            f"no answer may be given yet: the contract is {'; '.join(self.contract.formulas)}. "
            f"Call one of these tools first: {tools}."
        )

    def _refusal(self, request: ToolCallRequest) -> ToolMessage | None:
        call = request.tool_call
        name = call["name"]
        if name not in self._letters:
            return None
        messages: Sequence[AnyMessage] = request.state["messages"]
        trace = self.trace(messages)
        along = [other for other in _called_before(messages, call["id"]) if other in self._letters]
        try:
            for before in (trace, [*trace, *along]):
                self.contract.choice(before, name)
        except ContractError as error:
            return ToolMessage(
                content=f"refused: {error}",
                tool_call_id=call["id"] or "",
                name=name,
                status="error",
                additional_kwargs={_REFUSED: True},
            )
        return None


def _name(tool: BaseTool | Callable[..., Any] | dict[str, Any] | str) -> str:
    if isinstance(tool, str):
        return tool
    if isinstance(tool, dict):
        return str(tool.get("name") or tool.get("function", {}).get("name") or tool.get("type", ""))
    return str(getattr(tool, "name", None) or getattr(tool, "__name__", ""))


def _called_before(messages: Sequence[AnyMessage], call_id: str | None) -> list[str]:
    """The names of the calls of the last message that stand before this one."""
    last = next((message for message in reversed(messages) if isinstance(message, AIMessage)), None)
    names: list[str] = []
    for call in () if last is None else last.tool_calls:
        if call["id"] == call_id:
            break
        names.append(call["name"])
    return names
