"""Problems in the phrases of their domains."""

from __future__ import annotations

import pytest

from certiplan.errors import RequestError
from certiplan.tasks.multistep.pddl import Atom, Literal
from certiplan.tasks.multistep.words import PHRASEBOOKS, read_words

BLOCKS = PHRASEBOOKS["blocksworld"]


def test_people_leave_out_what_is_plain() -> None:
    request = read_words(
        "The red block is on top of the blue block, and the green block is on the table. "
        "Your goal is to have that the blue block is on top of the red block.",
        BLOCKS,
    )
    assert request.problem.initially == {
        Atom("on", ("red", "blue")),
        Atom("ontable", ("green",)),
        Atom("ontable", ("blue",)),
        Atom("clear", ("red",)),
        Atom("clear", ("green",)),
        Atom("handempty"),
    }
    assert request.problem.goals == (Literal(Atom("on", ("blue", "red"))),)
    assert len(request.assumptions) == 3
    assert not request.unused_words


def test_a_goal_has_its_words() -> None:
    text = "a is on b. b is on the table. b should be on a."
    request = read_words(text, BLOCKS)
    (quote,) = request.quotes.values()
    assert quote == "b should be on a"
    assert quote in text


def test_what_is_not_understood_is_told() -> None:
    request = read_words("a is on b. Mind the gap. b should be on a.", BLOCKS)
    assert request.unused_words == ("Mind the gap",)


def test_without_a_goal_there_is_no_problem() -> None:
    with pytest.raises(RequestError, match=r"no goal was understood; .*\(not understood: b below a\)"):
        read_words("a is on b. b below a.", BLOCKS)


def test_the_robots_of_llmfp() -> None:
    request = read_words(
        "You have 1 robot. The robots' grippers are free.\nYou have 3 rooms.\nYou have 2 balls.\n"
        "robot1 is at room1.\nball1 is at room1.\nball2 is at room2.\n"
        "Your goal is to achieve:\nball1 should be at room3.\n",
        PHRASEBOOKS["gripper"],
    )
    kinds = {item.name: item.types[0] for item in request.problem.objects}
    assert sorted(name for name, kind in kinds.items() if kind == "room") == ["room1", "room2", "room3"]
    assert sorted(name for name, kind in kinds.items() if kind == "gripper") == [
        "left-of-robot1",
        "right-of-robot1",
    ]
    assert not request.unused_words


def test_a_ball_must_be_somewhere() -> None:
    with pytest.raises(RequestError, match="where these are at the start: ball2"):
        read_words(
            "You have 2 balls. robot1 is in hall. ball1 is in hall. ball1 should be in attic.",
            PHRASEBOOKS["gripper"],
        )


def test_the_film_of_llmfp() -> None:
    request = read_words(
        "You have 2 objects.\nobject_0 is chips.\nobject_1 is dip.\ncounter-at-zero is true.\n"
        "Your goal is to achieve:\nmovie-rewound\ncounter-at-zero\nhave-chips\n",
        PHRASEBOOKS["movie"],
    )
    assert [str(goal) for goal in request.problem.goals] == [
        "(movie-rewound)",
        "(counter-at-zero)",
        "(have-chips)",
    ]
    assert Atom("dip", ("object_1",)) in request.problem.initially


def test_one_name_for_two_kinds_is_refused() -> None:
    with pytest.raises(RequestError, match="'hall' is used for a room and for a ball"):
        read_words("robot1 is in hall. hall is in attic. hall should be in attic.", PHRASEBOOKS["gripper"])
