"""Documents and JSON are found in whatever stands around them; what is cut is told from what is whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certiplan.formalizers.language_model.extracting import Extracted, document_text, json_value

DOCUMENT = "certiplan: 1\nvariables:\n  x: {type: binary}\n"


@pytest.mark.parametrize(
    "answer",
    [
        DOCUMENT,
        f"```yaml\n{DOCUMENT}```",
        f"Thoughts.\n\n```yaml\n{DOCUMENT}```\nThat is all.",
        f"```\n{DOCUMENT}```",
        f"~~~yml\n{DOCUMENT}~~~",
        f"````yaml\n{DOCUMENT}````",
        f"  ```yaml\n{DOCUMENT}  ```",
        f"Here it is:\n{DOCUMENT}",
        f"```yaml\r\n{DOCUMENT}```".replace("\n", "\r\n").replace("\r\r", "\r"),
        f"<think>```yaml\ncertiplan: 1\n```</think>\n```yaml\n{DOCUMENT}```",
        f"A first try:\n```yaml\ncertiplan: 1\ntitle: old\n```\nBetter:\n```yaml\n{DOCUMENT}```",
        f"```yaml\n{DOCUMENT}```\nSolve it with\n```bash\ncertiplan solve\n```",
    ],
)
def test_a_whole_document_is_found(answer: str) -> None:
    assert document_text(answer) == Extracted(text=DOCUMENT, whole=True)


def test_a_fence_that_is_not_closed_is_told() -> None:
    assert document_text(f"```yaml\n{DOCUMENT}") == Extracted(text=DOCUMENT, whole=False)


@pytest.mark.parametrize(
    "answer", ["", "I cannot help with that.", "```python\nprint(1)\n```", "<think>certiplan: 1"]
)
def test_an_answer_without_a_document_holds_none(answer: str) -> None:
    assert document_text(answer) is None


def test_a_patch_is_found_too() -> None:
    found = document_text("```yaml\nset:\n  constraints.c.that: 'x <= 3'\n```")

    assert found is not None and found.text.startswith("set:")


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('```json\n{"a": [1, 2]}\n```', {"a": [1, 2]}),
        ('Sure! {"a": 1} Anything else?', {"a": 1}),
        ('{"a": 1,}', {"a": 1}),
        ('{"a": {"b": "c"', {"a": {"b": "c"}}),
        ('[{"a": 1}]', [{"a": 1}]),
        ('<think>{"a": 2}</think>{"a": 1}', {"a": 1}),
    ],
)
def test_json_is_found(answer: str, value: object) -> None:
    assert json_value(answer) == value


@pytest.mark.parametrize(
    "answer", ['{"a": "half of a te', '{"a": [1, 2', '{"a": ', '{"a": "b",', "no JSON", "{", "}{"]
)
def test_json_that_broke_off_is_not_guessed(answer: str) -> None:
    assert json_value(answer) is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.text(), _JSON, min_size=1), st.integers(min_value=0))
def test_a_beginning_of_json_is_nothing_or_what_only_lacks_brackets(
    value: dict[str, object], cut: int
) -> None:
    text = json.dumps(value)
    beginning = text[: cut % (len(text) + 1)]

    found = json_value(beginning)

    if found is not None:
        closed = json.dumps(found)
        assert closed.startswith(beginning.rstrip("}]\n ")) or beginning == text
