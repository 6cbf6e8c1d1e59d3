"""A model document as rows that people read: its requirements and its five elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from certiplan.model.document import (
    ConstraintData,
    DefinitionData,
    Document,
    ObjectiveData,
    ParameterData,
    SetData,
    VariableData,
    read_document,
)
from certiplan.model.yaml_text import Data, TextError, parse_text
from certiplan.tui.desk.board import ElementKind, ElementRow, ModelView, RequirementRow

MAX_TEXT = 240


def model_view(document: str) -> ModelView:
    """A document as its elements; with a remark instead of rows where the text is not one."""
    found = read_model(document)
    if found is None:
        return ModelView(document=document, remark="This text is not a model document yet.")
    return ModelView(document=document, title=found.title or "", rows=tuple(_rows(found)))


def requirement_rows(document: str, words: Mapping[str, str]) -> tuple[RequirementRow, ...]:
    """The requirements of a document, the person's own first, each with what is stated for it.

    Args:
        document: the text of the document.
        words: a few words for a requirement by its name, where the domain has them.
    """
    found = read_model(document)
    if found is None:
        return ()
    elements = tuple(_rows(found))
    rows = [
        RequirementRow(
            name=name,
            words=words.get(name) or _one_line(wish.quote or wish.assume or name),
            quote=wish.quote,
            sign="unformalized" if wish.unformalized is not None else "open",
            priority=wish.priority,
            negotiable=wish.negotiable,
            remark=_one_line(wish.unformalized or wish.note or ""),
            elements=tuple(row for row in elements if name in row.requirements),
        )
        for name, wish in found.requirements.items()
    ]
    return tuple(sorted(rows, key=lambda row: row.assumed))


@lru_cache(maxsize=8)
def read_model(document: str) -> Document | None:
    """The document of a text; None where it is not one."""
    try:
        parsed = parse_text(document)
    except TextError:
        return None
    found, _ = read_document(parsed.data, parsed.lines)
    return found


def _rows(document: Document) -> Iterator[ElementRow]:
    for name, entry in document.sets.items():
        yield _row(name, "set", _set_text(entry), entry)
    for name, parameter in document.parameters.items():
        yield _row(name, "parameter", _parameter_text(parameter), parameter)
    for name, variable in document.variables.items():
        yield _row(name, "variable", _variable_text(variable), variable)
    for name, definition in document.define.items():
        yield _row(name, "definition", _expression(definition.value), definition)
    for name, constraint in document.constraints.items():
        soft = " — wished, not required" if constraint.soft is not None else ""
        yield _row(name, "constraint", _expression(constraint.that) + soft, constraint)
    for position, stage in enumerate(document.objective, start=1):
        sense = "minimize" if stage.minimize is not None else "maximize"
        value = stage.minimize if stage.minimize is not None else stage.maximize
        name = sense if len(document.objective) == 1 else f"{position}. {sense}"
        yield _row(name, "objective", _expression(value), stage)


_AnyElement = SetData | ParameterData | VariableData | DefinitionData | ConstraintData | ObjectiveData


def _row(name: str, kind: ElementKind, text: str, element: _AnyElement) -> ElementRow:
    ranges = getattr(element, "for_", None) or ", ".join(getattr(element, "over", None) or ())
    return ElementRow(
        name=name,
        kind=kind,
        text=_shortened(text),
        range=_one_line(ranges),
        unit=getattr(element, "unit", None) or "",
        note=_one_line(element.note or ""),
        requirements=tuple(element.from_),
    )


def _set_text(entry: SetData) -> str:
    if entry.members is not None:
        return _listed(entry.members)
    if entry.span is not None:
        return entry.span
    if entry.table is not None:
        where = "" if entry.where is None else f" where {_expression(entry.where)}"
        return f"rows of the table {entry.table}{where}"
    return _expression(entry.values)


def _parameter_text(entry: ParameterData) -> str:
    if entry.ask is not None:
        between = "" if entry.between is None else f" (between {' and '.join(map(_plain, entry.between))})"
        return f"? {entry.ask}{between}"
    if entry.table is not None:
        return f"{entry.column} of the table {entry.table} by {', '.join(entry.key or ())}"
    if entry.rows is not None:
        return f"{len(entry.rows)} rows"
    value = _plain(entry.value)
    if entry.negotiable is None:
        return value
    arrow = {"up": "↑", "down": "↓", "both": "↕"}[entry.negotiable.direction]
    return f"{value}  {arrow} may change, {_plain(entry.negotiable.cost)} a unit"


def _variable_text(entry: VariableData) -> str:
    text: str = entry.type
    if entry.of is not None:
        text += f" of {entry.of}"
    bounds = [
        f"{sign} {_expression(bound)}"
        for sign, bound in ((">=", entry.lower), ("<=", entry.upper))
        if bound is not None
    ]
    for name in ("start", "length", "end"):
        value = getattr(entry, name)
        if value is not None:
            bounds.append(f"{name} {_plain(value)}")
    if entry.optional:
        bounds.append("optional")
    return ", ".join((text, *bounds))


def _expression(value: object) -> str:
    text = _plain(value)
    return text.removeprefix("=").strip()


def _plain(value: object) -> str:
    """A value on one line, as a person would write it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Fraction():
            return f"{float(value):g}"
        case list():
            return _listed(value)
        case dict():
            return ", ".join(f"{key} {_plain(entry)}" for key, entry in value.items())
        case None:
            return "–"
        case _:
            return _one_line(str(value))


def _listed(values: Iterable[Data]) -> str:
    items = [f"({_listed(value)})" if isinstance(value, list) else _plain(value) for value in values]
    return ", ".join(items) or "(empty)"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1].rstrip()}…"
