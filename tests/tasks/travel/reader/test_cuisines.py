from __future__ import annotations

from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Read

WISHES = (
    ("Italian and French food", ("Italian", "French")),
    ("I am fond of Chinese and American cuisine", ("Chinese", "American")),
    ("I would like to taste Indian", ("Indian",)),
    ("Mexican cuisine is my preferred choice", ("Mexican",)),
    ("Cuisine: Mediterranean", ("Mediterranean",)),
    ("I enjoy both Chinese and Mexican meals", ("Chinese", "Mexican")),
    (
        "a blend of American, Mediterranean, French, and Chinese cuisines",
        ("American", "Mediterranean", "French", "Chinese"),
    ),
    ("Itallian and Mexcian food", ("Italian", "Mexican")),
    ("italian & french restaurants", ("Italian", "French")),
    ("some seafood and pizza", ("Seafood", "Pizza")),
    ("dinners: French / Indian", ("French", "Indian")),
    ("I have no preference for Italian or French food", ()),
    ("no Indian food", ()),
    ("anything except Chinese food", ()),
    ("Indian food is not my thing", ()),
    ("I will see the French Quarter", ()),
    ("I fly American Airlines", ()),
    ("I want to see the American museum", ()),
    ("I travel with my Chinese friends", ()),
)


@pytest.mark.parametrize(("wish", "expected"), WISHES)
def test_the_cuisines(wish: str, expected: tuple[str, ...], read: Callable[[str], Read]) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, one person, $1,900. {wish}.")
    assert result.request.cuisines == expected


def test_a_misspelt_cuisine_is_said(read: Callable[[str], Read]) -> None:
    result = read("Trip from Boston to Denver, March 13-15, 2022, one person. Itallian food.")
    assert "Read 'Itallian' as Italian." in result.assumptions


@pytest.mark.parametrize("wish", ["Thai food", "vegetarian meals", "no Indian food"])
def test_food_that_cannot_be_wished_for_is_reported(wish: str, read: Callable[[str], Read]) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, one person. {wish}.")
    assert set(result.unused_words) & {"Thai", "vegetarian", "Indian"}
