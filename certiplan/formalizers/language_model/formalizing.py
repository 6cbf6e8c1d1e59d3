"""The whole way from a request to an answer: read, solve, and look twice at what cannot be solved."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from certiplan.errors import DocumentError, SolverUnavailableError
from certiplan.formalizers.language_model.prompting import second_look_message
from certiplan.formalizers.language_model.reader import Dialogue, LanguageModelReader, Reading
from certiplan.model.diagnostics import has_errors
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.solvers.results import Unbounded

_CONFLICT_TIME_LIMIT_S = 10.0
_MOST_RAY_NAMES = 6


@dataclass(frozen=True, kw_only=True)
class Formalization:
    """A reading with what the solver says of it.

    Attributes:
        answer: rechecked by the exact evaluator; None while a question is open.
        second_look: whether the model was asked again because of what the solver said.
    """

    reading: Reading
    answer: Answer | None
    second_look: bool


def formalize(
    reader: LanguageModelReader,
    request: str,
    *,
    tables: Mapping[str, Path] | None = None,
    solve_options: SolveOptions | None = None,
    solver: str = "auto",
    stop: threading.Event | None = None,
) -> Formalization:
    """Read a request, solve what was written, and have what is probably not meant looked at once more.

    That is a conflict, an objective without limit, and a best plan in which every decision is zero.

    Raises:
        FormalizationError: when the last draft still has errors.
        LanguageModelError, LanguageModelUnavailableError, BudgetSpentError, CancelledError: from asking.
        SolverUnavailableError: for a solver that is not installed.
    """
    options = solve_options or SolveOptions()
    if stop is not None:
        options = replace(options, stop=stop)
    dialogue = reader.start(request, tables=tables, stop=stop)
    reading = dialogue.reading
    if reading.questions:
        return Formalization(reading=reading, answer=None, second_look=False)
    answer = reading.model.solve(solver=solver, options=options)
    if not (
        isinstance(answer, NoSolution | Unbounded) or (isinstance(answer, Solved) and does_nothing(answer))
    ):
        return Formalization(reading=reading, answer=answer, second_look=False)
    again = _looked_at_again(dialogue, answer, stop)
    if again is None:
        return Formalization(reading=reading, answer=answer, second_look=True)
    reading = again.reading
    if reading.questions:
        return Formalization(reading=reading, answer=None, second_look=True)
    return Formalization(
        reading=reading, answer=reading.model.solve(solver=solver, options=options), second_look=True
    )


def _looked_at_again(
    dialogue: Dialogue, answer: NoSolution | Unbounded | Solved, stop: threading.Event | None
) -> Dialogue | None:
    """The dialogue after the model was told what the solver says; None if it stays with its document."""
    model = dialogue.reading.model
    if isinstance(answer, NoSolution):
        message = second_look_message("it has no solution, which is proved.", conflict_words(model, answer))
    elif isinstance(answer, Solved):
        message = second_look_message(
            "its best plan is to do nothing: every decision is zero.",
            "A demand, a minimum, or what a decision brings may be missing.",
        )
    else:
        message = second_look_message(
            "its objective can be improved without limit: a bound or a constraint is missing.",
            unbounded_words(model, answer),
        )
    after = dialogue.asked(message, stop)
    if after is None:
        return None
    if has_errors(after.draft.findings):
        after = after.repaired(stop)
    return after if after.draft.model is not None else None


def does_nothing(answer: Solved) -> bool:
    """Whether a best plan is to do nothing: every decision is a number and zero."""
    values = [value for entries in answer.solution.values() for value in entries.values()]
    return bool(answer.objectives and values) and all(
        isinstance(value, int | Fraction) and value == 0 for value in values
    )


def conflict_words(model: Model, answer: NoSolution) -> str:
    """What cannot hold together, as small as could be found in a few seconds."""
    from certiplan.solvers.explain import Conflict, ExplainOptions, Limits

    names: tuple[str, ...] = ()
    try:
        limits = Limits(time_limit_s=_CONFLICT_TIME_LIMIT_S)
        found = model.conflict(ExplainOptions(limits=limits, confirm=False))
    except (DocumentError, SolverUnavailableError):
        found = None
    requirements = answer.requirements
    lead = "Something clashes; these requirements may take part in it:"
    if isinstance(found, Conflict):
        requirements = found.requirements
        names = tuple(dict.fromkeys(constraint for constraint, _ in found.constraints))
        lead = "These requirements clash:" if found.minimal else lead
    lines = [lead] if requirements else ["The clash needs no requirement at all."]
    for name in requirements:
        requirement = model.elements.requirements[name]
        lines.append(f"- {name}: {requirement.quote or requirement.assume}")
    if names:
        lines.append(f"by way of the constraints {', '.join(names[:20])}")
    return "\n".join(lines)


def unbounded_words(model: Model, answer: Unbounded) -> str:
    """Which variables can grow or fall without limit, where the solver tells."""
    columns = model.ground.model.columns
    names = sorted({columns[column].name for column, _ in answer.ray if column < len(columns)})
    shown = ", ".join(names[:_MOST_RAY_NAMES])
    return f"These can move without limit: {shown}." if shown else "Which variables can move is not known."
