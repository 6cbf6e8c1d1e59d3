"""What the server offers: stateless functions from texts to JSON data.

A document comes as text and never names a file: a client far away must not make this machine read what lies
beside it. Everything that a call needs is in the call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from certiplan.errors import DocumentError, UsageError
from certiplan.model.diagnostics import has_errors
from certiplan.model.reference import language_section, language_sections
from certiplan.model.solution_text import number_to_json, solution_from_json
from certiplan.model.yaml_text import TextError, parse_text
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain import (
    Explainer,
    ExplainOptions,
    Limits,
    blame_to_json,
    explanation_to_json,
    way_out_to_json,
)
from certiplan.solvers.model import Answer, Model, NoSolution
from certiplan.solvers.questions import QuestionOptions, inquire, inquiry_to_json, not_asked_to_json
from certiplan.solvers.shapes import answer_to_json

_DEFAULT_LIMIT_S = 30.0
_MOST_S = 600.0

Document: TypeAlias = Annotated[
    str, Field(description="The whole model document, as YAML or JSON text. Tables are inline in `data`.")
]
Seconds: TypeAlias = Annotated[
    float,
    Field(gt=0, le=_MOST_S, description="The wall-clock limit. What is not settled by then is unknown."),
]
SetValues: TypeAlias = dict[str, str | int | float] | None
Values: TypeAlias = Annotated[
    SetValues, Field(description="New values of scalar parameters by name, such as {'oven': 12}.")
]


@dataclass(frozen=True, kw_only=True)
class Verb:
    """A function under the name that clients see; `run`'s docstring is what a language model reads."""

    name: str
    title: str
    run: Callable[..., dict[str, Any]]


def language_help(
    section: Annotated[
        str,
        Field(description="A section's title, such as 'Tours'. Empty: the list of sections and the start."),
    ] = "",
) -> dict[str, Any]:
    """Explain the model language: how to write a document of sets, parameters, variables, constraints and an
    objective. Read 'A first document' first, then the sections that the problem needs."""
    if not section.strip():
        return {
            "sections": list(language_sections()),
            "section": "A first document",
            "text": language_section("A first document"),
        }
    return {"section": section, "text": language_section(section)}


def check_model(model: Document) -> dict[str, Any]:
    """Check a model document: every mistake at once, each with where it is, what was expected and the nearest
    known name. Nothing is solved. Mend the errors and check again until `sound` is true."""
    try:
        diagnostics = _loaded(model, None).diagnostics()
    except DocumentError as error:
        diagnostics = error.diagnostics
    return {
        "sound": not has_errors(diagnostics),
        "diagnostics": [dict(diagnostic.to_json()) for diagnostic in diagnostics],
    }


def solve_model(
    model: Document,
    set_values: Values = None,
    solver: Annotated[str, Field(description="auto, highs, z3, cpsat or scip")] = "auto",
    time_limit_s: Seconds = _DEFAULT_LIMIT_S,
) -> dict[str, Any]:
    """Solve a model document. The status is optimal, feasible, infeasible, unbounded, unknown, failed or
    question. Only values with `verified: true` are a plan: they were rechecked exactly. On infeasible,
    `requirements` are those proved to clash (all of them if `minimal`); call explain_conflict and ways_out.
    A question comes with what its answers lead to; ask the person the first, and call again with
    `set_values`. `not_asked` names unknown parameters that provably do not matter."""
    loaded = _loaded(model, set_values)
    options = SolveOptions(time_limit_s=time_limit_s)
    if not loaded.questions():
        return _answered(loaded, loaded.solve(solver=solver, options=options), solver, time_limit_s)
    limits = Limits(time_limit_s=time_limit_s, check_limit_s=min(5.0, time_limit_s))
    inquiry = inquire(loaded.document, QuestionOptions(limits=limits, solver=solver))
    if inquiry.questions:
        return inquiry_to_json(inquiry)
    settled = Model(inquiry.document)
    answer = settled.solve(solver=solver, options=options)
    return {
        **_answered(settled, answer, solver, time_limit_s),
        "not_asked": not_asked_to_json(inquiry),
    }


def explain_conflict(
    model: Document,
    set_values: Values = None,
    how_many: Annotated[Literal["one", "all"], Field(description="Minimal conflicts to find.")] = "one",
    time_limit_s: Seconds = _DEFAULT_LIMIT_S,
) -> dict[str, Any]:
    """Say why a document has no plan: the smallest sets of its requirements that clash, the numbers that
    meet in them, and who proved it. Status feasible means that there is a plan; unknown, that it was not
    settled."""
    explanation = _explainer(model, set_values, time_limit_s, every=how_many == "all").explain()
    shape = explanation_to_json(explanation)
    for conflict in _listed(shape["conflicts"]):
        conflict.pop("witnesses", None)
    shape.pop("ways_out", None)
    return dict(shape)


def ways_out(
    model: Document, set_values: Values = None, time_limit_s: Seconds = _DEFAULT_LIMIT_S
) -> dict[str, Any]:
    """Find the cheapest changes after which a document has a plan: numbers to move, requirements to give up,
    or both, each with the plan that proves it and a patch. Never apply one without asking the person."""
    found = _explainer(model, set_values, time_limit_s, every=False).ways_out()
    return {
        "ways_out": [way_out_to_json(way) for way in found.ways],
        "unsettled": list(found.unsettled),
    }


def verify_plan(
    model: Document,
    values: Annotated[
        str, Field(description='A solution as JSON text: {"make": {"bread,sat": 3}, "open": 1}.')
    ],
    set_values: Values = None,
) -> dict[str, Any]:
    """Judge a solution exactly, whoever found it: whether every constraint holds, what is violated and by how
    much, and what the objective is worth. No solver is asked."""
    loaded = _loaded(model, set_values)
    try:
        data = parse_text(values).data
    except TextError as error:
        raise UsageError(f"the values are not JSON: {error.diagnostic}") from error
    verdict = loaded.judge(solution_from_json(data, loaded.ground))
    faults = (*verdict.domain_faults, *verdict.violations, *verdict.diagnostics)
    return {
        "verified": verdict.satisfied,
        "faults": [str(fault) for fault in faults],
        "objective": [
            None if stage.value is None else number_to_json(stage.value) for stage in verdict.objectives
        ],
    }


VERBS: tuple[Verb, ...] = (
    Verb(name="language_help", title="The model language", run=language_help),
    Verb(name="check_model", title="Check a model document", run=check_model),
    Verb(name="solve_model", title="Solve and recheck", run=solve_model),
    Verb(name="explain_conflict", title="Why there is no plan", run=explain_conflict),
    Verb(name="ways_out", title="The cheapest ways out", run=ways_out),
    Verb(name="verify_plan", title="Judge a solution exactly", run=verify_plan),
)


def _loaded(document: str, set_values: SetValues) -> Model:
    # A text of one line would be taken for the name of a file.
    return Model.load(f"{document}\n", set_values=set_values or {})


def _answered(model: Model, answer: Answer, solver: str, time_limit_s: float) -> dict[str, Any]:
    """The answer; where there is no plan, with those requirements only that were proved to take part."""
    shape = dict(answer_to_json(answer))
    if isinstance(answer, NoSolution):
        shape |= blame_to_json(model.blame(answer, solver=solver, time_limit_s=time_limit_s))
    return shape


def _explainer(document: str, set_values: SetValues, time_limit_s: float, *, every: bool) -> Explainer:
    options = ExplainOptions(
        limits=Limits(time_limit_s=time_limit_s),
        max_conflicts=None if every else 1,
        max_drops=None if every else ExplainOptions.max_drops,
    )
    return _loaded(document, set_values).explainer(options)


def _listed(value: object) -> list[dict[str, Any]]:
    assert isinstance(value, list)
    return value
