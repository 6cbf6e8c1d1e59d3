"""Options of commands that ask a language model."""

from __future__ import annotations

import argparse
from pathlib import Path

from certiplan.cli.model_options import positive_seconds
from certiplan.formalizers.language_model import (
    AnswerCache,
    Budget,
    ChatClient,
    Listeners,
    ModelOptions,
    jsonl_log,
)


def add_language_model(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Which model, where, and what it may cost."""
    group = parser.add_argument_group("language model")
    group.add_argument(
        "--model",
        required=required,
        metavar="PROVIDER:NAME",
        help="openai:NAME, anthropic:NAME, ollama:NAME, …",
    )
    group.add_argument("--base-url", metavar="URL", help="the address of an OpenAI-compatible server")
    group.add_argument("--temperature", type=float, metavar="T", help="default: the provider's")
    group.add_argument("--max-output-tokens", type=int, metavar="N", help="the longest answer")
    group.add_argument(
        "--model-timeout-s",
        type=positive_seconds,
        default=300.0,
        metavar="S",
        help="for one answer (default 300)",
    )
    group.add_argument(
        "--max-tokens", type=int, metavar="N", help="all calls together may use so many tokens"
    )
    group.add_argument(
        "--max-cost-usd", type=float, metavar="USD", help="all calls together may cost so much"
    )
    group.add_argument("--cache", type=Path, metavar="FILE", help="keep answers there and use them again")
    group.add_argument("--log", type=Path, metavar="FILE", help="append every call to this JSON lines file")


def client_from(options: argparse.Namespace, listeners: Listeners) -> ChatClient:
    """The client that the options describe.

    Raises:
        LanguageModelUnavailableError, UsageError: see `ChatClient`.
    """
    return ChatClient(
        options.model,
        base_url=options.base_url,
        options=ModelOptions(
            temperature=options.temperature,
            max_output_tokens=options.max_output_tokens,
            timeout_s=options.model_timeout_s,
        ),
        budget=Budget(tokens=options.max_tokens, cost_usd=options.max_cost_usd),
        cache=None if options.cache is None else AnswerCache(options.cache),
        log=None if options.log is None else jsonl_log(options.log),
        listeners=listeners,
    )
