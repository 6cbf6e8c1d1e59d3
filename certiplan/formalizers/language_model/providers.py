"""From `provider:name`, or any LangChain chat model, to a model that can be asked."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from certiplan.errors import LanguageModelUnavailableError
from certiplan.formalizers.language_model.spending import Price, price_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_KNOWN_TO_SAY_WHY_THEY_END = ("langchain_openai", "langchain_anthropic", "langchain_ollama")
_OLLAMA_CONTEXT_TOKENS = 16_384
_NO_KEY = "none-needed"


@dataclass(frozen=True, kw_only=True)
class ModelOptions:
    """How a model is asked; None leaves a choice to the provider.

    Attributes:
        timeout_s: for one attempt, wall-clock.
        max_output_tokens: the longest answer.
    """

    temperature: float | None = None
    max_output_tokens: int | None = None
    timeout_s: float = 300.0


@dataclass(frozen=True, kw_only=True)
class OpenedModel:
    """A chat model and what the client has to know of it.

    Attributes:
        name: `provider:name`, or the class of an object that was passed in.
        address: where it is asked, if not at the provider's own address.
        provider: "openai", "anthropic", "ollama", …; "object" for an object.
        says_why_it_ends: a stream without a reason at its end was cut.
        keys: to be blanked out of every text.
    """

    name: str
    provider: str
    model: BaseChatModel
    address: str | None
    says_why_it_ends: bool
    price: Price | None
    keys: tuple[str, ...] = field(default=(), repr=False)


def open_model(
    model: str | BaseChatModel,
    *,
    base_url: str | None = None,
    options: ModelOptions | None = None,
    price: Price | None = None,
) -> OpenedModel:
    """A model that can be asked.

    Args:
        model: `openai:NAME`, `anthropic:NAME`, `ollama:NAME`, `PROVIDER:NAME` for whatever else LangChain
            knows, or a LangChain chat model.
        base_url: the address of an OpenAI-compatible server, or of an Ollama server.
        options: settings of the calls; those of an object are its own.
        price: instead of the list price.

    Raises:
        LanguageModelUnavailableError: for an unknown provider, a package that is not installed or a key that
            is not set, with what to do about it.
    """
    chosen = options or ModelOptions()
    if not isinstance(model, str):
        return _opened_object(model, price)
    provider, colon, name = model.partition(":")
    if not colon or not provider or not name:
        raise LanguageModelUnavailableError(
            f"{model!r} is not a language model: write PROVIDER:NAME, such as openai:gpt-5 or ollama:qwen3"
        )
    openers = {"openai": _openai, "anthropic": _anthropic, "ollama": _ollama}
    opener = openers.get(provider)
    if opener is None:
        chat_model, keys = _whatever_langchain_knows(provider, name, base_url, chosen)
    else:
        chat_model, keys = opener(name, base_url, chosen)
    return OpenedModel(
        name=model,
        provider=provider,
        model=chat_model,
        address=None if base_url is None else _without_user(base_url),
        says_why_it_ends=opener is not None,
        # Another server may charge what it likes.
        price=price or (price_of(model) if base_url is None else None),
        keys=keys,
    )


def _opened_object(model: BaseChatModel, price: Price | None) -> OpenedModel:
    if not callable(getattr(model, "invoke", None)):
        raise LanguageModelUnavailableError(
            f"a {type(model).__name__} is not a language model: pass PROVIDER:NAME or a LangChain chat model"
        )
    named = getattr(model, "model_name", None) or getattr(model, "model", None)
    kind = type(model)
    return OpenedModel(
        name=f"{kind.__name__}:{named}" if isinstance(named, str) else kind.__name__,
        provider="object",
        model=model,
        address=None,
        says_why_it_ends=kind.__module__.startswith(_KNOWN_TO_SAY_WHY_THEY_END),
        price=price,
    )


_Made = tuple["BaseChatModel", tuple[str, ...]]


def _openai(name: str, base_url: str | None, options: ModelOptions) -> _Made:
    _need_package("langchain_openai", extra="openai")
    key = os.environ.get("OPENAI_API_KEY", "")
    if not key and base_url is None:
        raise _no_key("OPENAI_API_KEY", "openai", "or --base-url for a server of your own")
    from langchain_openai import ChatOpenAI

    settings = _given(
        temperature=options.temperature, max_tokens=options.max_output_tokens, base_url=base_url
    )
    if base_url is not None:
        settings["use_responses_api"] = False  # what compatible servers have is chat completions
    return (
        ChatOpenAI(
            model=name,
            api_key=lambda: key or _NO_KEY,
            timeout=options.timeout_s,
            max_retries=0,
            stream_usage=True,
            **settings,
        ),
        (key,),
    )


def _anthropic(name: str, base_url: str | None, options: ModelOptions) -> _Made:
    _need_package("langchain_anthropic", extra="anthropic")
    key = os.environ.get("ANTHROPIC_API_KEY", "")
    if not key:
        raise _no_key("ANTHROPIC_API_KEY", "anthropic", "")
    from langchain_anthropic import ChatAnthropic

    settings = _given(
        temperature=options.temperature, max_tokens=options.max_output_tokens, base_url=base_url
    )
    make: Callable[..., BaseChatModel] = ChatAnthropic
    return make(model_name=name, timeout=options.timeout_s, max_retries=0, **settings), (key,)


def _ollama(name: str, base_url: str | None, options: ModelOptions) -> _Made:
    _need_package("langchain_ollama", extra="ollama")
    from langchain_ollama import ChatOllama

    settings = _given(
        temperature=options.temperature, num_predict=options.max_output_tokens, base_url=base_url
    )
    # Ollama's own default cuts long prompts off without a word.
    return (
        ChatOllama(
            model=name,
            num_ctx=_OLLAMA_CONTEXT_TOKENS,
            client_kwargs={"timeout": options.timeout_s},
            **settings,
        ),
        (),
    )


def _whatever_langchain_knows(provider: str, name: str, base_url: str | None, options: ModelOptions) -> _Made:
    from langchain.chat_models import init_chat_model

    settings = _given(
        temperature=options.temperature, max_tokens=options.max_output_tokens, base_url=base_url
    )
    try:
        return init_chat_model(name, model_provider=provider, **settings), ()
    except ImportError as error:
        raise LanguageModelUnavailableError(
            f"{provider}:{name} needs a package that is not installed: {error}"
        ) from error
    except Exception as error:  # each provider's package refuses in its own way
        raise LanguageModelUnavailableError(
            f"{provider}:{name} cannot be used: {type(error).__name__}; "
            f"the providers with an extra of their own are openai, anthropic and ollama"
        ) from error


def _given(**settings: Any) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if value is not None}


def _need_package(package: str, *, extra: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise LanguageModelUnavailableError(
            f"{extra} models need a package that is not installed: pip install 'certiplan[{extra}]'"
        )


def _no_key(variable: str, provider: str, otherwise: str) -> LanguageModelUnavailableError:
    return LanguageModelUnavailableError(
        f"{provider} models need a key: set the environment variable {variable}"
        f"{', ' if otherwise else ''}{otherwise}"
    )


def _without_user(url: str) -> str:
    """An address as it may be logged: a name and a password in it are nobody's business."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
