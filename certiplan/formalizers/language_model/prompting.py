"""The prompts, put together from the files beside this module: rules, the language, fitting examples."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from certiplan.formalizers.language_model.conversation import Message
from certiplan.model.diagnostics import Diagnostic

PROMPT_VERSION = 5
"""Goes up when a prompt's text changes; docs/prompts.md keeps the scores of each version."""

_EXAMPLES = 3
_FEW_NUMBERS = 3
_MOST_FINDINGS = 12
_SECTION = re.compile(r"^## (?P<title>[^\n]+)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class WorkedExample:
    """A request with the answer that is wanted.

    Attributes:
        kind: of problem, such as "routing"; the file's name.
        words: lower-case words and phrases of requests that the example helps with.
        tables: CSV texts of tables that go with the request, by name.
        result: what the answer's document comes to: a number, "feasible", or "asks …".
    """

    kind: str
    words: tuple[str, ...]
    tables: Mapping[str, str]
    request: str
    answer: str
    result: str


@cache
def prompt_text(name: str) -> str:
    """The text of one prompt file."""
    return files(__package__).joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")


@cache
def prompt_fingerprint() -> str:
    """Eight hexadecimal digits that change with any character of any prompt file."""
    folder = files(__package__).joinpath("prompts")
    texts = sorted(
        (entry.name, entry.read_bytes())
        for place in (folder, folder.joinpath("examples"))
        for entry in place.iterdir()
        if entry.name.endswith(".md")
    )
    return hashlib.sha256(
        b"\0".join(part for name, text in texts for part in (name.encode(), text))
    ).hexdigest()[:8]


@cache
def worked_examples() -> tuple[WorkedExample, ...]:
    """All examples, in the order of their kinds' names."""
    folder = files(__package__).joinpath("prompts", "examples")
    texts = sorted(
        (entry.name, entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".md")
    )
    return tuple(_example(text) for _, text in texts)


def _example(text: str) -> WorkedExample:
    head, _, _ = text.partition("\n## ")
    keys = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    sections = {match["title"]: match["text"].strip() for match in _SECTION.finditer(text)}
    return WorkedExample(
        kind=keys["kind"],
        words=tuple(word.strip() for word in keys["words"].split(",")),
        tables={
            title.removeprefix("Table "): body.removeprefix("```csv\n").removesuffix("```")
            for title, body in sections.items()
            if title.startswith("Table ")
        },
        request=sections["Request"],
        answer=sections["Answer"],
        result=sections["Optimum"],
    )


def chosen_examples(request: str, *, with_tables: bool, count: int = _EXAMPLES) -> tuple[WorkedExample, ...]:
    """The examples whose words the request uses most, best last; nothing is sent anywhere for it.

    A table that is given brings the example with a table; what to do about a missing number is only shown for
    requests with hardly any numbers.
    """
    padded = f" {_stems(request)} "
    examples = worked_examples()

    def score(example: WorkedExample) -> float:
        # The square root keeps long lists of words from winning by their length.
        found = sum(f" {_stems(word)} " in padded for word in example.words)
        return found / math.sqrt(len(example.words))

    few_numbers = len(re.findall(r"\d+", request)) < _FEW_NUMBERS
    forced = [example for example in examples if example.kind == "tables" and with_tables]
    others = [e for e in examples if e.kind != "tables" and (e.kind != "missing" or few_numbers)]
    fitting = sorted((e for e in others if score(e) > 0), key=lambda e: (-score(e), e.kind))
    usual = [e for e in others if e.kind == "production" and e not in fitting]
    return tuple(reversed((*forced, *fitting, *usual)[:count]))


def _stems(text: str) -> str:
    """The words of a text without the endings that make a plural."""
    return " ".join(re.sub(r"(?<=\w\w)e?s$", "", word) for word in re.findall(r"\w+", text.lower()))


def system_prompt(examples: Sequence[WorkedExample]) -> str:
    """The rules, the language and the examples, in this order: providers cache what always begins alike."""
    shown = "\n\n".join(
        f"## Example: {example.kind}\n\n{_tables_text(example.tables)}"
        f"<request>\n{example.request}\n</request>\n\n"
        f"The answer:\n\n{example.answer}"
        for example in examples
    )
    return f"{prompt_text('rules')}\n# The language\n\n{_sheet()}\n# Examples\n\n{shown}\n"


def _sheet() -> str:
    # What the sheet's example comes to is for the tests.
    return re.sub(r"^# optimum: .*\n", "", prompt_text("language"), flags=re.MULTILINE)


def _tables_text(tables: Mapping[str, str]) -> str:
    return "".join(table_text(name, f"{name}.csv", text) for name, text in tables.items())


def table_text(name: str, file: str, csv_text: str, rows: int | None = None) -> str:
    """How a table is shown: a header and a few rows, as data between marks."""
    mark = _mark("table", csv_text)
    count = "" if rows is None else f' rows="{rows}"'
    return f'<{mark} name="{name}" file="{file}"{count}>\n{csv_text.strip()}\n</{mark}>\n\n'


def first_messages(
    request: str, *, tables: str = "", examples: Sequence[WorkedExample]
) -> tuple[Message, ...]:
    """What asks for the first draft."""
    task = prompt_text("task").replace("{tables}", tables).replace("{mark}", _mark("request", request))
    # The request goes in last: nothing in it can be taken for a place of the template.
    before, after = task.split("{request}")
    return (
        Message(role="system", content=system_prompt(examples)),
        Message(role="user", content=f"{before}{request.strip()}{after}".strip()),
    )


def _mark(word: str, text: str) -> str:
    """A mark that the text itself does not hold, so that it cannot end early."""
    mark = word
    while f"</{mark}" in text:
        mark += "_"
    return mark


def repair_message(findings: Sequence[Diagnostic], *, rewrite: bool) -> Message:
    """What asks for a patch, or for the whole document again."""
    shown = "\n".join(f"- {finding}" for finding in findings[:_MOST_FINDINGS])
    if len(findings) > _MOST_FINDINGS:
        shown += f"\n- and {len(findings) - _MOST_FINDINGS} more of these kinds"
    before, after = prompt_text("rewrite" if rewrite else "repair").split("{findings}")
    return Message(role="user", content=f"{before}{shown}{after}".strip())


def second_look_message(verdict: str, details: str) -> Message:
    """What asks whether a conflict is the person's or the document's."""
    before, rest = prompt_text("second_look").split("{verdict}")
    between, after = rest.split("{details}")
    return Message(role="user", content=f"{before}{verdict}{between}{details}{after}".strip())
