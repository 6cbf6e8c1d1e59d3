"""The prompt files say what the language is: every document in them is solved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from certiplan.formalizers.language_model.drafts import GivenTables, draft_of, first_draft, tables_from_files
from certiplan.formalizers.language_model.prompting import (
    WorkedExample,
    chosen_examples,
    prompt_text,
    system_prompt,
    worked_examples,
)
from certiplan.formalizers.lints import lint
from certiplan.model.document import Document, ParameterData, VariableData
from certiplan.model.functions import FUNCTIONS
from certiplan.model.yaml_text import parse_text
from certiplan.solvers.model import Solved

REFERENCE = (Path(__file__).parents[3] / "docs" / "language.md").read_text(encoding="utf-8")
# Rare in requests; the reference has them, and a finding names them when they are needed.
LEFT_OUT_FUNCTIONS = {"lex_less", "is_missing", "matches", "lower", "to", "tan"}
LEFT_OUT_KEYS = {"column", "negotiable", "note", "one_of"}


@pytest.mark.parametrize("example", worked_examples(), ids=lambda example: example.kind)
def test_the_answers_of_the_examples_come_to_what_they_claim(example: WorkedExample, tmp_path: Path) -> None:
    draft = first_draft(example.answer, example.request, _tables(example.tables, tmp_path), lint)

    assert [str(finding) for finding in draft.to_repair] == []
    assert draft.model is not None
    if example.result.startswith("asks "):
        assert ", ".join(name for name, _ in draft.model.questions()) == example.result.removeprefix("asks ")
        return
    answer = draft.model.solve()
    assert isinstance(answer, Solved) and answer.optimal
    if example.result == "feasible":
        assert answer.objectives == ()
    else:
        assert float(answer.objectives[0]) == pytest.approx(float(example.result), rel=1e-6)


@pytest.mark.parametrize("example", worked_examples(), ids=lambda example: example.kind)
def test_quotes_of_the_examples_are_exact(example: WorkedExample) -> None:
    quotes = re.findall(r'quote: "([^"]*)"', example.answer)

    assert quotes
    assert [quote for quote in quotes if quote not in example.request] == []


def _tables(texts: Mapping[str, str], folder: Path) -> GivenTables:
    paths = {name: folder / f"{name}.csv" for name in texts}
    for name, path in paths.items():
        path.write_text(texts[name], encoding="utf-8")
    return tables_from_files(paths)


def test_the_document_of_the_sheet_comes_to_what_it_claims() -> None:
    block = re.search(r"```yaml\n(.*?)# optimum: (\S+)\n```", prompt_text("language"), re.DOTALL)
    assert block is not None
    data = parse_text(block[1]).data
    assert isinstance(data, dict)

    draft = draft_of(data, "", GivenTables(), None)

    assert draft.model is not None
    answer = draft.model.solve()
    assert isinstance(answer, Solved)
    assert answer.objectives == (int(block[2]),)


def test_the_sheet_names_every_function_but_the_rare_ones() -> None:
    sheet = prompt_text("language")

    missing = {name for name in FUNCTIONS if not re.search(rf"\b{name}\b", sheet)}

    assert missing == LEFT_OUT_FUNCTIONS - {"to", "lower"}  # words of English, too


def test_the_sheet_names_every_key_but_the_rare_ones() -> None:
    sheet = prompt_text("language")
    parts = (Document, ParameterData, VariableData)
    keys = {field.alias or name for part in parts for name, field in part.model_fields.items()}

    missing = {key for key in keys if not re.search(rf"\b{key}\b", sheet)}

    assert missing == LEFT_OUT_KEYS


def test_what_the_sheet_leaves_out_is_in_the_reference() -> None:
    for word in sorted(LEFT_OUT_FUNCTIONS | LEFT_OUT_KEYS):
        assert re.search(rf"\b{word}\b", REFERENCE), word


def test_the_expressions_of_the_table_of_the_sheet_are_in_the_reference() -> None:
    rows = re.findall(r"^\| [^|]+ \| (.+) \|$", prompt_text("language"), re.MULTILINE)
    calls = {name for row in rows for name in re.findall(r"\b([a-z_]+)\(", row)}

    assert calls <= set(FUNCTIONS)
    assert {name for name in calls if f"{name}(" not in REFERENCE} == set()


def test_examples_are_chosen_by_the_words_of_the_request() -> None:
    tour = "Visit all cities from the depot with two vehicles on the shortest routes, 10, 12 and 9 km."

    kinds = [example.kind for example in chosen_examples(tour, with_tables=False)]

    assert kinds[-1] == "routing"
    assert len(kinds) == len(set(kinds)) == 3


def test_a_table_brings_the_example_with_a_table() -> None:
    assert "tables" in [example.kind for example in chosen_examples("cheapest of 3", with_tables=True)]
    assert "tables" not in [example.kind for example in chosen_examples("rows of a table", with_tables=False)]


def test_the_beginning_of_the_prompt_is_the_same_for_all_requests() -> None:
    first, second = (
        system_prompt(chosen_examples(words, with_tables=False)) for words in ("a tour", "mix 3 feeds")
    )
    shared = len(prompt_text("rules")) + 0.9 * len(prompt_text("language"))

    assert first != second
    assert first[: int(shared)] == second[: int(shared)]
