"""The first request that comes to something decides the domain."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from certiplan.tui.desk.commands import Accept, Say
from certiplan.tui.desk.opening import open_desk
from certiplan.tui.desk.settings import ChatSettings


def test_a_request_that_cannot_be_read_does_not_bind_the_conversation(tmp_path: Path) -> None:
    session = tmp_path / "s.jsonl"
    desk = open_desk(ChatSettings(sessions=tmp_path, session=session))
    assert not session.exists()
    assert "no conflict" in (desk.do(Accept(number=1), lambda board: None, Event()) or "")
    problem = desk.do(Say(text="pack my knapsack with three books"), lambda board: None, Event())
    assert problem is not None and "language model" in problem
    trip = "4 days from Denver in Oregon, 2 cities, May 3 to 6, 2027, for 3 people, $4000, no flights"
    assert desk.do(Say(text=trip), lambda board: None, Event()) is None
    assert desk.board.task == "travel" and desk.board.plan is not None
    assert session.exists()


def test_two_conversations_that_begin_in_the_same_second_do_not_meet(tmp_path: Path) -> None:
    two = open_desk(ChatSettings(sessions=tmp_path))
    trip = "3 days from Denver to Chicago for two, April 10 to 12, 2027, 1,500 dollars"
    # Another program took the name between the opening and the first request.
    Path(two.board.session).write_text("taken")
    assert two.do(Say(text=trip), lambda board: None, Event()) is None
    assert two.board.plan is not None
    assert Path(two.board.session).read_text() == "taken"
    assert len(list(tmp_path.glob("*.jsonl"))) == 2
    two.close()
