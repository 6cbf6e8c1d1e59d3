"""Requests in any words, written as model documents by a language model and trusted with nothing.

`ChatClient` asks any LangChain chat model: cached, retried, within a budget, logged, stoppable.
`LanguageModelReader` has it write a document, checks that, has it repaired; `formalize` solves the result as
well. LangChain loads when a model is opened.
"""

from certiplan.formalizers.language_model.cache import AnswerCache
from certiplan.formalizers.language_model.call_log import jsonl_log
from certiplan.formalizers.language_model.client import ChatClient, Spent
from certiplan.formalizers.language_model.conversation import Answer, CallLog, CallUsage, Listeners, Message
from certiplan.formalizers.language_model.drafts import Lint
from certiplan.formalizers.language_model.formalizing import Formalization, formalize
from certiplan.formalizers.language_model.prompting import PROMPT_VERSION, prompt_fingerprint
from certiplan.formalizers.language_model.providers import ModelOptions
from certiplan.formalizers.language_model.reader import LanguageModelReader, Reading
from certiplan.formalizers.language_model.reading_back import read_back
from certiplan.formalizers.language_model.retrying import RetryPolicy
from certiplan.formalizers.language_model.spending import Budget, Price, price_of
from certiplan.formalizers.language_model.structured import Method, ask_for
from certiplan.formalizers.language_model.yaml_writing import yaml_text

__all__ = [
    "PROMPT_VERSION",
    "Answer",
    "AnswerCache",
    "Budget",
    "CallLog",
    "CallUsage",
    "ChatClient",
    "Formalization",
    "LanguageModelReader",
    "Lint",
    "Listeners",
    "Message",
    "Method",
    "ModelOptions",
    "Price",
    "Reading",
    "RetryPolicy",
    "Spent",
    "ask_for",
    "formalize",
    "jsonl_log",
    "price_of",
    "prompt_fingerprint",
    "read_back",
    "yaml_text",
]
