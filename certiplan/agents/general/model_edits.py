"""Edits of a model document that a language model writes as a patch; checked and repaired like any draft."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias

from certiplan.errors import RequestError
from certiplan.formalizers.language_model import LanguageModelReader, Message
from certiplan.formalizers.language_model.drafts import GivenTables, draft_of
from certiplan.formalizers.language_model.extracting import document_text
from certiplan.formalizers.language_model.prompting import chosen_examples, first_messages
from certiplan.formalizers.language_model.reader import Dialogue
from certiplan.model.patches import PATCH_KEYS, patched_data
from certiplan.model.yaml_text import Data, TextError, parse_text

EditIntent: TypeAlias = Literal["edit", "what if", "why not", "request"]
_BLOCK: Final = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
_INTENTS: Final[dict[str, EditIntent]] = {
    "edit": "edit",
    "what if": "what if",
    "why not": "why not",
    "request": "request",
}


@dataclass(frozen=True, kw_only=True)
class ModelEdit:
    """What a language model made of what a person said.

    Attributes:
        document: after the edit, as YAML text; as it was for a new request.
        words: what it understood.
    """

    intent: EditIntent
    document: str
    words: str


def model_edit(
    reader: LanguageModelReader,
    said: str,
    document: str,
    texts: tuple[str, ...],
    *,
    stop: threading.Event,
) -> ModelEdit:
    """Have a language model edit a document.

    Args:
        reader: what asks it, and repairs what it writes.
        said: what the person says.
        document: as it is.
        texts: what they said before; quotes are from these.
        stop: ends the waiting.

    Raises:
        RequestError: it cannot be told what the person means.
        FormalizationError: the edit still has errors after the last repair.
        LanguageModelError, LanguageModelUnavailableError, BudgetSpentError, CancelledError: from asking.
    """
    data = parse_text(document).data
    assert isinstance(data, dict)
    request = "\n".join((*texts, said))
    messages = (
        *first_messages("\n".join(texts), examples=chosen_examples(request, with_tables=False)),
        Message(role="assistant", content=f"```yaml\n{document}```"),
        Message(role="user", content=_asking(said)),
    )
    answer = reader.client.ask(messages, stop=stop)
    found = _mapping(answer.text)
    intent = _INTENTS.get(str(found.get("intent")))
    words = str(found.get("words", "")) or said
    if intent is None:
        question = found.get("question")
        raise RequestError(str(question) if question else f"it cannot be told what “{said}” changes")
    if intent == "request":
        return ModelEdit(intent=intent, document=document, words=words)
    patch: dict[str, Data] = {key: value for key, value in found.items() if key in PATCH_KEYS}
    patched, findings = patched_data(data, patch)
    given = GivenTables()
    assert isinstance(patched, dict)
    draft = draft_of(data if findings else patched, request, given, None)
    if findings:
        draft = type(draft)(data=draft.data, text=draft.text, model=draft.model, findings=tuple(findings))
    dialogue = Dialogue(
        reader=reader, request=request, given=given, messages=messages, draft=draft, rounds=0, calls=1
    ).repaired(stop)
    return ModelEdit(intent=intent, document=dialogue.reading.document, words=words)


@cache
def _template() -> str:
    return files(__package__).joinpath("edit.md").read_text(encoding="utf-8")


def _asking(said: str) -> str:
    mark = "said"
    while f"</{mark}" in said:
        mark += "_"
    before, after = _template().replace("{mark}", mark).split("{said}")
    return f"{before}{said}{after}".strip()


def _mapping(answer: str) -> dict[str, Data]:
    """The mapping in an answer; an empty one where there is none."""
    blocks = _BLOCK.findall(answer)
    extracted = document_text(answer)
    for text in (*reversed(blocks), *([extracted.text] if extracted is not None else []), answer):
        try:
            data = parse_text(text).data
        except TextError:
            continue
        if isinstance(data, dict) and "intent" in data:
            return data
    return {}
