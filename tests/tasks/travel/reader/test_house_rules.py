from __future__ import annotations

from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Read

WISHES = (
    ("kids under 10 are welcome there", ("children under 10",)),
    ("I'll have guests dropping by", ("visitors",)),
    ("so people can visit us", ("visitors",)),
    ("must be OK with cigarettes", ("smoking",)),
    ("The house must allow me to smoke", ("smoking",)),
    ("I'm a smoker", ("smoking",)),
    ("I don't smoke", ()),
    ("bringing my four-legged friend", ("pets",)),
    ("traveling with a furry companion", ()),
    ("I have a 5-year-old son", ("children under 10",)),
    ("my 12-year-old comes along", ()),
    ("with my toddler", ("children under 10",)),
    ("The accommodations should permit hosting parties", ("parties",)),
    ("I'd like to host a small party", ("parties",)),
    ("allow parties and pets", ("parties", "pets")),
    ("house rules: smoking allowed, pets allowed", ("smoking", "pets")),
    ("House rule: visitors", ("visitors",)),
    ("House rules: children under 10", ("children under 10",)),
    ("lenient towards smoking", ("smoking",)),
    ("without a no-pets policy", ("pets",)),
    ("does not ban smoking", ("smoking",)),
    ("no problem with kids", ("children under 10",)),
    ("smoke-free room", ()),
    ("no pets please", ()),
    ("No parties allowed", ()),
    ("I am travelling with my pets", ("pets",)),
    ("The place must not forbid visitors", ("visitors",)),
    ("adult children only", ()),
    ("I enjoy hot dogs", ()),
    ("visit the cat museum", ()),
    ("family-friendly", ("children under 10",)),
    ("pet friendly", ("pets",)),
    ("party friendly rental", ("parties",)),
    ("smoking-friendly rooms", ("smoking",)),
    ("accommodation where having visitors over is allowed", ("visitors",)),
    ("I expect visitors during my stay", ("visitors",)),
    ("accommodates children below the age of ten", ("children under 10",)),
    ("we need a place that accepts dogs", ("pets",)),
    ("where children younger than 10 may stay", ("children under 10",)),
    ("kid-friendly", ("children under 10",)),
    ("with under-10s", ("children under 10",)),
    ("no house rules needed", ()),
)


@pytest.mark.parametrize(("wish", "expected"), WISHES)
def test_what_must_be_allowed(wish: str, expected: tuple[str, ...], read: Callable[[str], Read]) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, 4 people, $1,900. {wish}.")
    assert result.request.house_rules == expected


@pytest.mark.parametrize("wish", ["Non-smoking rooms", "No pets allowed", "A place without parties"])
def test_a_wish_to_forbid_cannot_be_held_and_is_reported(wish: str, read: Callable[[str], Read]) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, one person, $1,900. {wish}.")
    assert result.request.house_rules == ()
    assert set(result.unused_words) & {"smoking", "pets", "parties"}


@pytest.mark.parametrize("statement", ["We have no pets", "We don't smoke", "We travel without kids"])
def test_a_statement_of_absence_needs_no_rule(statement: str, read: Callable[[str], Read]) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, 2 people, $1,900. {statement}.")
    assert result.request.house_rules == ()
    assert result.unused_words == ()
