"""What if, why not, why: change the document or force the opposite, solve, compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from certiplan.errors import UsageError
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.elements import Constraint, Variable, indices_of
from certiplan.model.ir import Rational
from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.parser import parse_expression
from certiplan.model.patches import apply_patch
from certiplan.model.yaml_text import Data
from certiplan.solvers.explain.conflict import Conflict
from certiplan.solvers.explain.explainer import Explainer, ExplainOptions
from certiplan.solvers.explain.subject import Plan, Subject
from certiplan.solvers.explain.words import Terms, listed
from certiplan.solvers.results import Infeasible, SolverResult, Unbounded

Value: TypeAlias = str | int | Fraction | bool
Status: TypeAlias = Literal["optimal", "feasible", "infeasible", "unbounded", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Side:
    """A document before or after a change.

    Attributes:
        plan: the best plan found, if any.
        conflict: why there is none, where that is proved.
        reason: what kept it from being settled.
    """

    status: Status
    plan: Plan | None
    conflict: Conflict | None
    reason: str = ""

    @property
    def objectives(self) -> tuple[Rational, ...]:
        """The value of each stage; empty without a plan."""
        return () if self.plan is None else self.plan.objectives


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a change does.

    Attributes:
        differences: by stage, how much larger the objective is afterwards; empty unless both sides have it.
        document: the changed document.
        words: the effect as a sentence.
    """

    before: Side
    after: Side
    differences: tuple[Rational, ...]
    document: LoadedDocument
    words: str


def what_if(document: LoadedDocument, patch: object, options: ExplainOptions | None = None) -> Effect:
    """What a patch of the document does to its best plan.

    Args:
        document: without errors.
        patch: as `apply_patch` takes it.
        options: limits and preferences.

    Raises:
        DocumentError: for a patch that does not fit, or that leaves a document with errors.
    """
    return _effect(document, patched(document, patch), options or ExplainOptions(), asked="what if")


def why_not(document: LoadedDocument, expression: str, options: ExplainOptions | None = None) -> Effect:
    """What it would cost if a Boolean expression of the document's language held, or what forbids it.

    Raises:
        DocumentError: for an expression that is not a Boolean of this document.
    """
    name = _free_name(document, "wanted")
    after = patched(document, {"set": {f"constraints.{name}": {"that": expression}}})
    return _effect(document, after, options or ExplainOptions(), asked="why not")


def why(
    document: LoadedDocument, variable: str, value: Value, options: ExplainOptions | None = None
) -> Effect:
    """What it would cost if a decision did not have a value, or what forces it to.

    Args:
        document: without errors.
        variable: a decision such as `hotel` or `make['bread', 'sat']`; a family without indices means that
            any of its elements has the value.
        value: a number, a member of a choice's set, or the key of a row.
        options: limits and preferences.

    Raises:
        UsageError: there is no such decision, or it takes values of a continuum.
        DocumentError: for indices or a value that do not fit.
    """
    element, read = _decision(document, variable)
    if element.kind in ("real", "interval"):
        raise UsageError(
            f"{element.name} can take any value of a range: ask why not with an expression, for instance "
            f"why_not('{variable} <= 0')"
        )
    ranges: tuple[s.Range, ...] = ()
    if isinstance(read, s.Name) and element.index:
        ranges = element.index
        read = s.Index(read, tuple(s.Name(name) for name in indices_of(ranges)))
    has_value: s.Expr = s.Compare((read, _literal(value)), ("==",))
    if ranges:
        has_value = s.Call("any", (s.Comprehension(has_value, ranges),))
    name = _free_name(document, "otherwise")
    constraints = {
        **document.elements.constraints,
        name: Constraint(name=name, that=s.Not(has_value)),
    }
    after = replace(document, elements=replace(document.elements, constraints=constraints))
    return _effect(document, after, options or ExplainOptions(), asked="why")


def patched(document: LoadedDocument, patch: object) -> LoadedDocument:
    """The document with a patch applied; tables that the patch does not touch are not read again."""
    data = apply_patch(document.data, patch)
    old, new = _tables_of(document.data), _tables_of(data)
    kept = {name: table for name, table in document.tables.items() if old.get(name) == new.get(name)}
    assert isinstance(data, dict)
    return replace(load_elements(data, tables=kept), path=document.path)


def _tables_of(data: Data) -> Mapping[str, Data]:
    tables = data.get("data") if isinstance(data, dict) else None
    return tables if isinstance(tables, dict) else {}


def _free_name(document: LoadedDocument, name: str) -> str:
    while name in document.elements.constraints:
        name += "_"
    return name


def _decision(document: LoadedDocument, text: str) -> tuple[Variable, s.Expr]:
    try:
        read = parse_expression(text)
    except ExpressionError as error:
        raise UsageError(f"{text}: {error.message}; expected a decision such as hotel[1]") from error
    base = read.base if isinstance(read, s.Index) else read
    variables = document.elements.variables
    if not isinstance(base, s.Name) or base.name not in variables:
        hint = nearest(base.name, variables) if isinstance(base, s.Name) else None
        raise UsageError(
            f"there is no decision {text!r}"
            + (f"; did you mean {hint!r}?" if hint else f"; there are {', '.join(variables)}")
        )
    return variables[base.name], read


def _literal(value: Value) -> s.Expr:
    if isinstance(value, bool):
        return s.Number(int(value))
    return s.Text(value) if isinstance(value, str) else s.Number(value)


# ---------------------------------------------------------------- comparing


def _effect(before: LoadedDocument, after: LoadedDocument, options: ExplainOptions, *, asked: str) -> Effect:
    first, second = side(before, options), side(after, options)
    differences: tuple[Rational, ...] = ()
    if len(first.objectives) == len(second.objectives):
        pairs = zip(first.objectives, second.objectives, strict=True)
        differences = tuple(new - old for old, new in pairs)
    return Effect(
        before=first,
        after=second,
        differences=differences,
        document=after,
        words=_words(before, first, second, options.terms, asked=asked),
    )


def side(document: LoadedDocument, options: ExplainOptions) -> Side:
    """What a document has: its best plan, or why it has none."""
    explainer = Explainer(document, options=options)
    subject, clock = explainer.subject, explainer.clock
    result: Plan | SolverResult = subject.best(solver=options.solver, options=clock.options())
    if isinstance(result, Plan):
        return Side(status="optimal" if result.optimal else "feasible", plan=result, conflict=None)
    if isinstance(result, Infeasible):
        conflict = explainer.conflict()
        found = conflict if isinstance(conflict, Conflict) else None
        return Side(status="infeasible", plan=None, conflict=found)
    if isinstance(result, Unbounded):
        return Side(status="unbounded", plan=None, conflict=None)
    reason = getattr(result, "reason", None) or getattr(result, "error", "")
    return Side(status="unknown", plan=None, conflict=None, reason=str(reason))


def _words(document: LoadedDocument, before: Side, after: Side, terms: Terms, *, asked: str) -> str:
    if after.status == "infeasible":
        lead = {"why": "It is forced", "why not": "It is impossible"}.get(asked, "Then there is no plan")
        if after.conflict is None:
            return f"{lead}."
        names = after.conflict.requirements
        if not names:
            return f"{lead}, whatever is given up."
        requirements = document.elements.requirements
        said = listed(terms.requirement(name, requirements.get(name)) for name in names)
        return f"{lead}: {said} {'stands' if len(names) == 1 else 'stand'} against it."
    if after.plan is None:
        return f"Whether there is a plan then is not known ({after.reason or after.status})."
    if before.plan is None:
        return "Then there is a plan."
    objectives = document.elements.objectives
    for objective, old, new in zip(objectives, before.objectives, after.objectives, strict=False):
        if old != new:
            unit = unit_of(Subject(document), objective.value)
            worse = (new > old) == (objective.sense == "minimize")
            size = terms.amount(new - old if new > old else old - new, unit)
            sides = f"{terms.amount(new, unit)} instead of {terms.amount(old, unit)}"
            best = (
                "The best plan is" if before.plan.optimal and after.plan.optimal else "The best plan found is"
            )
            return f"{best} then worth {sides}, {size} {'worse' if worse else 'better'}."
    return "That changes nothing: there is a plan that is as good."


def unit_of(subject: Subject, expr: s.Expr) -> str | None:
    """The declared unit of an expression that is a name, or a sum of names of one unit; else None."""
    elements = subject.elements
    match expr:
        case s.Name(name=name) | s.Index(base=s.Name(name=name)):
            for section in (elements.definitions, elements.parameters, elements.variables):
                if name in section:
                    return section[name].unit
            return None
        case s.Sum(terms=terms):
            units = {unit_of(subject, term) for _, term in terms}
            return units.pop() if len(units) == 1 else None
        case s.Call(function="sum" | "min" | "max", arguments=(s.Comprehension(element=inner),)):
            return unit_of(subject, inner)
        case _:
            return None
