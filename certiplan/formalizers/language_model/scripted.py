"""A chat model that says what a script says, for tests of whatever asks a language model. It never invents.

    model = ScriptedChatModel(script=["certiplan: 1", TimeoutError("slow"), tool_call("Trip", {"days": 3})])
    ChatClient(model)

Importing this module loads LangChain.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.tools import BaseTool
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

__all__ = ["ScriptExhaustedError", "ScriptedCall", "ScriptedChatModel", "tool_call"]

Line = str | AIMessage | Exception | Callable[[list[BaseMessage]], "str | AIMessage"]
"""What the model does once: say a text or a message, raise, or answer what it is asked."""


class ScriptExhaustedError(AssertionError):
    """The model was asked more often than its script has lines."""


def tool_call(name: str, arguments: Mapping[str, Any]) -> AIMessage:
    """A line in which the model calls a tool."""
    call = {"name": name, "args": dict(arguments), "id": f"call-{name}", "type": "tool_call"}
    return AIMessage(content="", tool_calls=[call])


class ScriptedCall(BaseModel):
    """What the model was asked: the messages, and the names of the tools it was offered."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    messages: list[BaseMessage]
    tools: list[str] = Field(default_factory=list)


class ScriptedChatModel(BaseChatModel):
    """A LangChain chat model with a script.

    Attributes:
        script: its lines, said one a call, in order.
        piece: how many characters a piece has when it streams.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    script: list[Any] = Field(default_factory=list)
    piece: int = 16
    _calls: list[ScriptedCall] = PrivateAttr(default_factory=list)

    def __init__(self, *, script: Sequence[Line] = (), **settings: Any) -> None:
        super().__init__(script=list(script), **settings)

    @property
    def calls(self) -> list[ScriptedCall]:
        """Every call so far, also through `bind_tools` and `with_structured_output`."""
        return self._calls

    @property
    def left(self) -> int:
        """Lines that were not said yet."""
        return len(self.script) - len(self._calls)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _line(self, messages: list[BaseMessage], tools: Sequence[str]) -> AIMessage:
        position = len(self._calls)
        self._calls.append(ScriptedCall(messages=list(messages), tools=list(tools)))
        if position >= len(self.script):
            raise ScriptExhaustedError(
                f"the script has {len(self.script)} lines and this is call {position + 1}"
            )
        line = self.script[position]
        if isinstance(line, Exception):
            raise line
        said = line(messages) if callable(line) else line
        return AIMessage(content=said) if isinstance(said, str) else said

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = self._line(messages, kwargs.get("tool_names", ()))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        message = self._line(messages, kwargs.get("tool_names", ()))
        text = message.content if isinstance(message.content, str) else json.dumps(message.content)
        for start in range(0, len(text), self.piece):
            yield ChatGenerationChunk(message=AIMessageChunk(content=text[start : start + self.piece]))
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                content="",
                tool_call_chunks=[
                    {"name": call["name"], "args": json.dumps(call["args"]), "id": call["id"], "index": place}
                    for place, call in enumerate(message.tool_calls)
                ],
                response_metadata=message.response_metadata,
                usage_metadata=message.usage_metadata,
            )
        )

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The same model; its calls record which tools it was offered."""
        return self.bind(tool_names=[_tool_name(tool) for tool in tools])

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, dict[str, Any] | BaseModel]:
        """What the next line holds, as the schema: a tool call's arguments, or a text that is JSON."""

        def parsed(message: BaseMessage) -> dict[str, Any] | BaseModel:
            value, error = None, None
            try:
                value = _structured(message, schema)
            except ValueError as fault:
                if not include_raw:
                    raise
                error = fault
            if include_raw:
                return {"raw": message, "parsed": value, "parsing_error": error}
            assert value is not None
            return value

        return self.bind_tools([schema]) | RunnableLambda(parsed)


def _tool_name(tool: object) -> str:
    if isinstance(tool, dict):
        inner = tool.get("function", tool)
        return str(inner.get("name") or inner.get("title"))
    return str(getattr(tool, "name", None) or getattr(tool, "__name__", tool))


def _structured(message: BaseMessage, schema: dict[str, Any] | type) -> dict[str, Any] | BaseModel:
    calls = getattr(message, "tool_calls", None)
    value = calls[0]["args"] if calls else json.loads(str(message.content))
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        return schema.model_validate(value)
    if not isinstance(value, dict):
        raise ValueError("the line is not an object")  # noqa: TRY004  # a fault of the text, as in json
    return value
