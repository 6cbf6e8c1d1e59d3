"""Numbers and outcomes in words."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from certiplan.agents.outcomes import Conflict, Heard, Outcome, Plan, Question, Unknown, WayOut
from certiplan.model.values import Rational

_REASONS = {
    "time limit": "the time was up",
    "cancelled": "it was cancelled",
}


def amount(value: Rational | float | None, unit: str | None) -> str:
    """A number with its unit, such as "$1,310", "7.5 hour" or "13"; a dash where there is none."""
    if value is None:
        return "–"
    exact = Fraction(value)
    if exact.denominator == 1:
        number = f"{int(exact):,}"
    elif unit == "USD":
        number = f"{float(exact):,.2f}"
    else:
        number = f"{float(exact):,.6g}"
    if unit == "USD":
        return f"-${number[1:]}" if number.startswith("-") else f"${number}"
    return f"{number} {unit}" if unit else number


def proof_of(plan: Plan, unit: str | None) -> str:
    """How far a plan is proved to be the best."""
    if plan.optimal:
        return "proved best"
    why = _REASONS.get(plan.reason or "", plan.reason or "")
    ended = f"the search ended because {why}" if why else "the search ended early"
    if plan.value is None or plan.bound is None:
        return f"not proved best; {ended}"
    gap = abs(Fraction(plan.value) - Fraction(plan.bound)) / max(Fraction(1), abs(Fraction(plan.value)))
    bound = amount(plan.bound, unit)
    return f"at most {float(gap):.1%} from the best, which is not beyond {bound}; {ended}"


def headline_of(plan: Plan, unit: str | None) -> str:
    """A plan in a few words."""
    return "Plan" if plan.value is None else f"Plan: {amount(plan.value, unit)}"


def way_cost(way: WayOut, conflict: Conflict, unit: str | None) -> str:
    """What a way out weighs; in the unit of the objective where the numbers that clash have it too."""
    same = all(numbers.unit == unit for numbers in conflict.numbers)
    return f"weighs {amount(way.cost, unit if same else None)}"


def way_gives(way: WayOut, unit: str | None) -> str:
    """What the plan of a way out is worth."""
    if way.value is None:
        return "gives a plan"
    return f"{'best plan' if way.optimal else 'a plan'} then: {amount(way.value, unit)}"


def markdown_of(outcome: Outcome, unit: str | None, *, title: str = "", read_as: str = "") -> str:
    """An outcome as the conversation tells it.

    Args:
        outcome: what a turn came to.
        unit: of the objective.
        title: what the domain calls its plan.
        read_as: what the person's words were taken to mean, where that is worth saying.
    """
    match outcome:
        case Plan():
            return "\n".join(_plan(outcome, unit, title, read_as))
        case Conflict():
            return "\n".join(_conflict(outcome, unit, read_as))
        case Question():
            return escaped(outcome.question)
        case Unknown():
            lines = [
                "### Not settled",
                f"No plan was found, and none was ruled out: {escaped(outcome.reason)}"
                + (f" ({escaped(outcome.detail)})." if outcome.detail else "."),
                *_remarks(outcome.heard),
            ]
            return "\n".join(lines)
        case _:
            assert_never(outcome)


def escaped(text: str) -> str:
    """A text of unknown origin as Markdown that shows it and does nothing else."""
    marks = "\\`*_[]<>#|~"
    return "".join(f"\\{c}" if c in marks else c for c in " ".join(text.split()))


def _plan(plan: Plan, unit: str | None, title: str, read_as: str) -> list[str]:
    worth = "" if plan.value is None else f"**{amount(plan.value, unit)}**, "
    lines = [f"*{escaped(read_as)}*", ""] if read_as else []
    lines += [f"**{escaped(title) or 'A plan'}**", "", f"{worth}{proof_of(plan, unit)}, rechecked exactly."]
    if not read_as:
        lines += ["", *(f"- Changed as you accepted: {escaped(change.words)}" for change in plan.changes)]
    said = [wish for wish in plan.wishes if wish.quote is not None]
    if said:
        rest = len(plan.wishes) - len(said)
        more = f" · and {rest} that every plan keeps to" if rest else ""
        lines += ["", " · ".join(f"✓ {escaped(wish.words)}" for wish in said) + more]
    return [*lines, *_remarks(plan.heard)]


def _conflict(conflict: Conflict, unit: str | None, read_as: str) -> list[str]:
    lines = [f"*{escaped(read_as)}*", ""] if read_as else []
    lines += ["### These cannot all be had together" if conflict.wishes else "### There is no plan"]
    for wish in conflict.wishes:
        quote = f" — *“{escaped(wish.quote)}”*" if wish.quote and wish.quote != wish.words else ""
        lines.append(f"- {escaped(wish.words)}{quote}")
    if not conflict.wishes:
        lines.append(escaped(conflict.words))
    for numbers in conflict.numbers:
        lines += ["", f"> {escaped(numbers.words)}"]
    if conflict.ways_out:
        lines += ["", "**Ways out**, the least change first:", ""]
        for way in conflict.ways_out:
            about = f"{way_cost(way, conflict, unit)}; {way_gives(way, unit)}"
            lines.append(f"{way.number}. {escaped(way.words)} *{about}*")
        first = conflict.ways_out[0].number
        lines += ["", f"Take one with `/accept {first}`, or say what to change."]
    elif not conflict.unsettled:
        lines += ["", "No change that could be offered leads to a plan. Say what to change."]
    if conflict.unsettled:
        lines += ["", f"Not settled in the time: {escaped('; '.join(conflict.unsettled))}."]
    return [*lines, *_remarks(conflict.heard)]


def _remarks(heard: Heard) -> list[str]:
    lines = [f"- Assumed: {escaped(assumption)}" for assumption in heard.assumptions]
    if heard.unused_words:
        lines.append(f"- Not taken into account: *{escaped(', '.join(heard.unused_words))}*")
    return ["", *lines] if lines else []
