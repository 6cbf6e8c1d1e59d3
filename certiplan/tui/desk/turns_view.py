"""A conversation as blocks that people read, and what of it is in effect as a board."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from certiplan.agents.outcomes import Conflict, Outcome, Plan, WayOut
from certiplan.agents.turns import ConversationState, Turn
from certiplan.errors import CancelledError
from certiplan.model.document import Document
from certiplan.tui.desk.board import Board, ConflictView, Entry, EntryKind, ModelView, RequirementRow
from certiplan.tui.desk.elements import model_view, read_model, requirement_rows
from certiplan.tui.desk.running import shown_findings
from certiplan.tui.desk.settled import Draw, Preview, conflict_view, plan_view, with_signs, words_of
from certiplan.tui.desk.wording import escaped, markdown_of

Notes = Mapping[int, Sequence[str]]
"""What the application itself had to say, as Markdown, by the number of turns after which it said it."""

Title = Callable[[Plan], str]


def board_of(state: ConversationState, *, draw: Draw, title: Title, preview: Preview, notes: Notes) -> Board:
    """The board of a conversation at rest; what belongs to a run is left empty.

    Args:
        state: the conversation.
        draw: how the domain draws an outcome.
        title: what the domain calls a plan.
        preview: draws the plan of a way out before it is accepted, where that is possible.
        notes: what the application said in between.
    """
    current = state.current
    outcome, document = state.outcome, state.document
    unit = unit_of(document)
    shown = state.turns[: state.position]
    return Board(
        title=_title(document, shown),
        task=state.task,
        entries=_entries(shown, notes, title),
        requirements=with_signs(_requirements(document, words_of(outcome)), outcome),
        model=None if document is None else _model(document),
        plan=plan_view(outcome, unit, draw) if isinstance(outcome, Plan) else None,
        conflict=_conflict(state, outcome, unit, preview),
        question=outcome.question if outcome is not None and outcome.kind == "question" else None,
        findings=() if current is None else shown_findings(current.memory.diagnostics),
        can_undo=state.undone_to is not None,
        can_redo=state.redone_to is not None,
        turn=state.position,
        turns=len(state.turns),
    )


def unit_of(document: str | None) -> str | None:
    """The unit of the objective, where the document says it plainly."""
    found = None if document is None else read_model(document)
    return None if found is None else _objective_unit(found)


def _objective_unit(document: Document) -> str | None:
    if not document.objective:
        return None
    stage = document.objective[0]
    name = str(stage.minimize if stage.minimize is not None else stage.maximize).strip()
    if name in document.define:
        return document.define[name].unit
    return document.variables[name].unit if name in document.variables else None


@lru_cache(maxsize=8)
def _model(document: str) -> ModelView:
    return model_view(document)


def _requirements(document: str | None, words: Mapping[str, str]) -> tuple[RequirementRow, ...]:
    return () if document is None else requirement_rows(document, words)


def _title(document: str | None, turns: Sequence[Turn]) -> str:
    if turns:
        first = " ".join(turns[0].said.split())
        return first if len(first) <= 60 else f"{first[:59].rstrip()}…"
    return ""


def _conflict(
    state: ConversationState, outcome: Outcome | None, unit: str | None, preview: Preview
) -> ConflictView | None:
    """The current conflict, or the last one that was settled since, so that it can still be read."""
    if isinstance(outcome, Conflict):
        return conflict_view(outcome, unit, preview, standing=True)
    for turn in reversed(state.turns[: state.position]):
        if isinstance(turn.outcome, Conflict):
            return conflict_view(turn.outcome, unit_of(turn.document), _no_preview, standing=False)
        if turn.changes and turn.intent in ("request", "document"):
            return None
    return None


def _no_preview(way: WayOut) -> None:
    return None


def _entries(turns: Sequence[Turn], notes: Notes, title: Title) -> tuple[Entry, ...]:
    found: list[tuple[EntryKind, str]] = [("notice", text) for text in notes.get(0, ())]
    for place, turn in enumerate(turns, start=1):
        found.append(("request", turn.said))
        found.append(_answer(turn, title))
        found += [("notice", text) for text in notes.get(place, ())]
    return tuple(Entry(number=number, kind=kind, markdown=text) for number, (kind, text) in enumerate(found))


def _answer(turn: Turn, title: Title) -> tuple[EntryKind, str]:
    if turn.failure is not None:
        cancelled = turn.failure.exit_code == CancelledError.exit_code
        return "stopped" if cancelled else "failure", escaped(turn.failure.words)
    if turn.effect is not None:
        return "effect", f"{escaped(turn.effect.words)}\n\n*Only supposed: nothing has been changed.*"
    outcome = turn.outcome
    if outcome is None:
        return "notice", escaped(turn.words) or "Done."
    text = markdown_of(
        outcome,
        unit_of(turn.document),
        title=title(outcome) if isinstance(outcome, Plan) else "",
        read_as=turn.memory.read_as,
    )
    return outcome.kind, text


def with_reader(board: Board, reader: str, session: str) -> Board:
    """The board with who reads requests, and where the conversation is kept."""
    return replace(board, reader=reader, session=session)
