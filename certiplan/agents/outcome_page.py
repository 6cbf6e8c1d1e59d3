"""What outcomes of every domain have in common as pages; each domain adds its plan and its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from certiplan.agents.outcomes import Conflict, Heard, Plan, Question, Unknown, WayOut
from certiplan.pictures import Check, Checks, CheckState, Choice, Choices, Page, Picture, Words


def question_page(question: Question) -> Page:
    """A question, which is all that there is to say."""
    return Page(title=question.question, verdict="question")


def unknown_page(unknown: Unknown, *, sought: str = "plan") -> Page:
    """What was not settled, and why."""
    limit = f"No {sought} was found and none was ruled out ({unknown.reason}: {unknown.detail})."
    return Page(
        title="Not settled",
        pictures=(Words(paragraphs=(limit,)),),
        small_print=remarks(unknown.heard),
        verdict="unknown",
    )


def conflict_page(
    conflict: Conflict,
    *,
    title: str,
    subtitle: str = "",
    clash: str = "These cannot all be had together",
    no_way_out: str = "No change that could be offered leads to a plan.",
    notes: Callable[[WayOut], tuple[str, ...]],
) -> Page:
    """The wishes that clash, the numbers that meet in them, and the ways out.

    Args:
        title: of the page.
        subtitle: under it.
        clash: stands above the wishes.
        no_way_out: said where there is none.
        notes: what is said about a way out beside its words.
    """
    return Page(
        title=title,
        subtitle=subtitle,
        pictures=tuple(_clash(conflict, clash, no_way_out, notes)),
        small_print=(proof(conflict), *remarks(conflict.heard)),
        verdict="conflict",
    )


def _clash(
    conflict: Conflict, title: str, no_way_out: str, notes: Callable[[WayOut], tuple[str, ...]]
) -> Iterator[Picture]:
    if conflict.wishes:
        checks = (Check(state="clash", label=wish.words, quote=wish.quote or "") for wish in conflict.wishes)
        yield Checks(title=title, checks=tuple(checks))
    if conflict.numbers:
        said = tuple(numbers.words for numbers in conflict.numbers)
        yield Words(title="The numbers that meet", paragraphs=said)
    if conflict.ways_out:
        choices = tuple(
            Choice(number=way.number, text=way.words.rstrip("."), notes=notes(way))
            for way in conflict.ways_out
        )
        note = "Each was planned and rechecked."
        yield Choices(title="Ways out, the least change first", choices=choices, note=note)
    elif not conflict.unsettled:
        yield Words(paragraphs=(no_way_out,))
    if conflict.unsettled:
        yield Words(paragraphs=(f"Not settled in the time: {'; '.join(conflict.unsettled)}.",))


def proof(conflict: Conflict) -> str:
    """Who proved a conflict, and whether it is the smallest."""
    again = f", and again by {conflict.confirmed_by}" if conflict.confirmed_by else ""
    minimal = "" if conflict.minimal else " Perhaps not all of them are needed for the clash."
    return f"Proved by {conflict.solver}{again}.{minimal}"


def changes(plan: Plan) -> tuple[Picture, ...]:
    """What was changed about the request before there was a plan."""
    said = tuple(f"Changed as you accepted: {change.words}" for change in plan.changes)
    return (Words(paragraphs=said),) if said else ()


def wishes_met(plan: Plan, *, state: CheckState = "met") -> tuple[Picture, ...]:
    """What was asked for, all of which a plan meets."""
    checks = tuple(Check(state=state, label=wish.words, quote=wish.quote or "") for wish in plan.wishes)
    return (Checks(title="What was asked for", checks=checks),) if checks else ()


def found(plan: Plan, *, checked: str = "rechecked exactly, and by the rules of the domain") -> str:
    """Who found a plan, how fast, and how it was judged."""
    return f"Found by {plan.solver} in {plan.seconds:.2f} s; {checked}."


def remarks(
    heard: Heard, *, unused: str = "Not understood, and so not taken into account"
) -> tuple[str, ...]:
    """What was presumed, and which words changed nothing."""
    said = [f"Assumed: {assumption}" for assumption in heard.assumptions]
    if heard.unused_words:
        said.append(f"{unused}: {'; '.join(heard.unused_words)}")
    return tuple(said)
