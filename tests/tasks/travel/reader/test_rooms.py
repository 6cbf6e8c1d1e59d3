from __future__ import annotations

from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Read

WISHES = (
    ("I'd like a room of my own", "private room"),
    ("lodging that isn't shared", "not shared room"),
    ("no dorms", "not shared room"),
    ("the place all to myself", "entire room"),
    ("an entire unit", "entire room"),
    ("I won't share a room", "not shared room"),
    ("a private bedroom", "private room"),
    ("private accommodations", "private room"),
    ("accommodations should be private and not shared", "private room"),
    ("entire rooms are preferred for our stay", "entire room"),
    ("Accommodation: entire home/apt", "entire room"),
    ("Room: shared", "shared room"),
    ("I'm fine with a shared room", None),
    ("a shared room is okay", None),
    ("I'd like to stay in a shared room", "shared room"),
    ("not necessarily a private room", None),
    ("a whole house", "entire room"),
    ("private rooms, not shared ones", "private room"),
    ("I don't want shared accommodation", "not shared room"),
    ("I require non-shared rooms", "not shared room"),
    ("rooms not to be shared with others", "not shared room"),
    ("avoid shared rooms", "not shared room"),
    ("I prefer my own room", "private room"),
    ("full apartment", "entire room"),
    ("rent the entire place", "entire room"),
    ("I want an entire room", "entire room"),
    ("sharing a room is out of the question", "not shared room"),
    ("unshared rooms", "not shared room"),
    ("anything but a shared room", "not shared room"),
    ("I'd prefer if rooms are not shared", "not shared room"),
    ("no specific room type", None),
    ("a private car", None),
    ("share the costs", None),
)


@pytest.mark.parametrize(("wish", "expected"), WISHES)
def test_the_kind_of_room(wish: str, expected: str | None, read: Callable[[str], Read]) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, one person, $1,900. {wish}.")
    assert result.request.room == expected


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("Either a private room or an entire apartment", "not shared room"),
        ("Rooms that are neither shared nor noisy, and private rooms at that", "private room"),
        ("Not shared: an entire home", "entire room"),
    ],
)
def test_wishes_that_hold_together_are_combined(
    wish: str, expected: str, read: Callable[[str], Read]
) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, one person, $1,900. {wish}.")
    assert result.request.room == expected
