"""The verbs by themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from certiplan.errors import CertiplanError, DocumentError, UsageError
from certiplan.mcp_server.verbs import (
    VERBS,
    check_model,
    explain_conflict,
    language_help,
    solve_model,
    verify_plan,
    ways_out,
)
from certiplan.model.reference import language_sections
from tests.mcp_server.documents import BAKERY, OVERBOOKED


def test_from_a_mistake_to_a_verified_plan() -> None:
    wrong = check_model(BAKERY.replace("make['cake'] >= 8", "mak['cake'] >= 8"))
    assert not wrong["sound"]
    assert any(finding["did_you_mean"] == "make" for finding in wrong["diagnostics"])
    assert check_model(BAKERY)["sound"]
    answer = solve_model(BAKERY)
    assert (answer["status"], answer["objective"], answer["verified"]) == ("optimal", 51, True)
    verdict = verify_plan(BAKERY, json.dumps(answer["values"]))
    assert verdict == {"verified": True, "faults": [], "objective": [51]}


def test_a_wrong_plan_is_told_what_is_wrong() -> None:
    verdict = verify_plan(BAKERY, '{"make": {"bread": 3, "cake": 10}}')
    assert not verdict["verified"]
    assert "fits" in verdict["faults"][0]


def test_a_conflict_and_its_ways_out() -> None:
    assert solve_model(OVERBOOKED)["status"] == "infeasible"
    explained = explain_conflict(OVERBOOKED, how_many="all")
    assert [conflict["requirements"] for conflict in explained["conflicts"]] == [["oven", "cakes", "bread"]]
    assert explained["conflicts"][0]["minimal"]
    ways = ways_out(OVERBOOKED)["ways_out"]
    assert ways[0]["change"][0]["after"] == 11
    # Whoever takes it sets the number, and there is a plan.
    assert solve_model(OVERBOOKED, set_values={"room": 11})["verified"]
    json.dumps([explained, ways])


def test_the_language_is_explained_by_section() -> None:
    start = language_help()
    assert start["sections"] == list(language_sections())
    assert "Weekend bakery" in start["text"]
    assert "circuit" in language_help("tours")["text"]
    with pytest.raises(UsageError, match="did you mean 'Tours'"):
        language_help("Touring")


def test_a_question_is_asked() -> None:
    asked = solve_model(BAKERY.replace("room:  {value: 12", 'room: {ask: "How many hours?"'))
    assert asked["status"] == "question"
    assert asked["questions"][0]["parameter"] == "room"


def test_a_question_that_does_not_matter_is_not_asked() -> None:
    text = BAKERY.replace("parameters:", 'parameters:\n  tip: {ask: "Which tip?", between: [1, 2]}')
    solved = solve_model(text)
    assert (solved["status"], solved["verified"]) == ("optimal", True)
    assert [each["parameter"] for each in solved["not_asked"]] == ["tip"]


def test_nothing_on_this_machine_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("word\nsesame\n", encoding="utf-8")
    for document in (
        str(secret),
        f"base: {secret}",
        f"certiplan: 1\ndata: {{t: {{file: {secret}}}}}\nsets: {{R: {{table: t}}}}",
        "certiplan: 1\ndata: {t: {file: README.md}}\nsets: {R: {table: t}}",
    ):
        with pytest.raises(DocumentError) as caught:
            solve_model(document)
        assert "sesame" not in str(caught.value)


def test_a_limit_gives_unknown_never_infeasible() -> None:
    answer = solve_model(OVERBOOKED, time_limit_s=1e-9)
    assert answer["status"] in ("unknown", "infeasible")
    if answer["status"] == "infeasible":
        pytest.fail("nothing can be proved in no time")


@pytest.mark.parametrize("text", ["", "{", "- a\n- b", "certiplan: 1\nsets: 3", "\x00", "a: &x [*x]"])
def test_no_text_breaks_it(text: str) -> None:
    checked = check_model(text)
    assert not checked["sound"]
    with pytest.raises(CertiplanError):
        solve_model(text)


def test_every_verb_says_what_it_is_for() -> None:
    assert len(VERBS) == 6
    assert all(len(verb.run.__doc__ or "") > 80 for verb in VERBS)
