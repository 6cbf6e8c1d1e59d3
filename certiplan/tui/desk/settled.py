"""An outcome as the panes show it: where each requirement stands, the plan, the conflict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from certiplan.agents.outcomes import Conflict, Numbers, Outcome, Plan, Question, Unknown, WayOut
from certiplan.tui.desk.board import (
    ConflictView,
    NumbersRow,
    PartRow,
    PlanView,
    RequirementRow,
    Sign,
    WayRow,
)
from certiplan.tui.desk.wording import amount, headline_of, proof_of, way_cost, way_gives

Draw = Callable[[Outcome], object]
Preview = Callable[[WayOut], object | None]


def words_of(outcome: Outcome | None) -> dict[str, str]:
    """A few words for the requirements that an outcome names."""
    match outcome:
        case Plan() | Conflict():
            return {wish.name: wish.words for wish in outcome.wishes}
        case Question() | Unknown() | None:
            return {}
        case _:
            assert_never(outcome)


def with_signs(rows: tuple[RequirementRow, ...], outcome: Outcome | None) -> tuple[RequirementRow, ...]:
    """The requirements with where the outcome leaves them; wishes that the document lacks are added."""
    match outcome:
        case Plan():
            changed = {change.requirement: change.words for change in outcome.changes}
            return tuple(_in_plan(row, changed) for row in _completed(rows, outcome))
        case Conflict():
            clash = {wish.name for wish in outcome.wishes}
            return tuple(
                replace(row, sign="conflict") if row.name in clash else row
                for row in _completed(rows, outcome)
            )
        case Question() | Unknown() | None:
            return rows
        case _:
            assert_never(outcome)


def _in_plan(row: RequirementRow, changed: Mapping[str, str]) -> RequirementRow:
    if row.name in changed:
        return replace(row, sign="changed", remark=changed[row.name])
    sign: Sign = "unformalized" if row.sign == "unformalized" else "met"
    return replace(row, sign=sign)


def _completed(rows: tuple[RequirementRow, ...], outcome: Plan | Conflict) -> tuple[RequirementRow, ...]:
    known = {row.name for row in rows}
    missing = tuple(
        RequirementRow(name=wish.name, words=wish.words, quote=wish.quote)
        for wish in outcome.wishes
        if wish.name not in known
    )
    return (*missing, *rows)


def plan_view(plan: Plan, unit: str | None, draw: Draw) -> PlanView:
    """A plan for the pane that shows plans."""
    return PlanView(headline=headline_of(plan, unit), proof=proof_of(plan, unit), drawing=draw(plan))


def conflict_view(conflict: Conflict, unit: str | None, preview: Preview, *, standing: bool) -> ConflictView:
    """A conflict for the pane that shows conflicts.

    Args:
        conflict: the conflict.
        unit: of the objective and of what changes cost.
        preview: draws the plan of a way out, where that can be done before it is accepted.
        standing: it is the current outcome.
    """
    again = f", and again by {conflict.confirmed_by}" if conflict.confirmed_by else ""
    minimal = "; each of them is needed for the clash" if conflict.minimal else "; perhaps not all are needed"
    return ConflictView(
        words=conflict.words,
        wishes=tuple((wish.words, wish.quote) for wish in conflict.wishes),
        numbers=tuple(_numbers(numbers) for numbers in conflict.numbers),
        ways=tuple(
            WayRow(
                number=way.number,
                words=way.words.rstrip("."),
                cost=way_cost(way, conflict, unit),
                gives=way_gives(way, unit),
                least=way.proved_least,
                drawing=preview(way),
            )
            for way in conflict.ways_out
        ),
        unsettled=conflict.unsettled,
        proof=f"Proved by {conflict.solver}{again}{minimal if conflict.wishes else ''}.",
        standing=standing,
    )


def _numbers(numbers: Numbers) -> NumbersRow:
    return NumbersRow(
        parts=tuple(
            PartRow(words=part.words, least=float(part.least), shown=amount(part.least, numbers.unit))
            for part in numbers.parts
        ),
        together=float(numbers.together),
        limit=float(numbers.limit),
        together_shown=amount(numbers.together, numbers.unit),
        limit_shown=amount(numbers.limit, numbers.unit),
        words=numbers.words,
    )
