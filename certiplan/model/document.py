"""The model document as data: five elements and the requirements they come from, validated in shape only.

What the expressions mean is not looked at here; `certiplan.model.elements` parses them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from certiplan.model.diagnostics import Diagnostic
from certiplan.model.shape_findings import shape_findings
from certiplan.model.yaml_text import Data

Scalar: TypeAlias = bool | int | Fraction | str


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _any_data(value: object) -> object:
    return value


Ids = Annotated[list[str], BeforeValidator(_as_list)]
AnyData = Annotated[Any, BeforeValidator(_any_data)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class _Element(_Part):
    """What every element may carry: the requirements it serves, and a note."""

    from_: Ids = Field(default=[], alias="from")
    note: str | None = None


class Requirement(_Part):
    """One atomic wish: quoted from the request, or assumed by the author. 9 is never given up."""

    quote: str | None = None
    assume: str | None = None
    priority: int = Field(default=5, ge=1, le=9)
    negotiable: bool = True
    unformalized: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Requirement:
        if (self.quote is None) == (self.assume is None):
            raise ValueError("a requirement has either `quote` or `assume`")
        return self


class TableData(_Part):
    """A table: in a file beside the document, or inline."""

    file: str | None = None
    columns: list[str] | None = None
    rows: list[list[AnyData]] | None = None
    rename: dict[str, str] = {}
    types: dict[str, Literal["number", "text", "bool", "date", "time", "list"]] = {}
    key: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> TableData:
        if (self.file is None) == (self.columns is None):
            raise ValueError("a table has either `file` or `columns` and `rows`")
        if self.file is not None and self.rows is not None:
            raise ValueError("a table with a `file` has no `rows`")
        return self


class SetData(_Element):
    """A set: exactly one of `members`, `span`, `table`, `values`; `for` makes one of the last a family."""

    members: list[AnyData] | None = None
    span: str | None = None
    table: str | None = None
    where: Scalar | None = None
    as_: str = Field(default="row", alias="as")
    values: str | None = None
    for_: str | None = Field(default=None, alias="for")

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: object) -> object:
        if isinstance(data, list):
            return {"members": data}
        if isinstance(data, str):
            return {"span": data}
        return data

    @model_validator(mode="after")
    def _one_form(self) -> SetData:
        forms = [form for form in (self.members, self.span, self.table, self.values) if form is not None]
        if len(forms) != 1:
            raise ValueError('a set is a list, "lo..hi", {table: …} or {values: …}')
        if self.where is not None and self.table is None:
            raise ValueError("`where` goes with `table`; in `values`, filter with `if`")
        return self


class Negotiable(_Part):
    """How far a number may move, and what each unit costs the person."""

    direction: Literal["up", "down", "both"] = "both"
    cost: int | Fraction = 1
    limit: int | Fraction | None = None


class ParameterData(_Element):
    """A parameter: exactly one of `value`, `rows`, `table`, `ask`."""

    over: Ids | None = None
    for_: str | None = Field(default=None, alias="for")
    value: AnyData = None
    rows: list[list[AnyData]] | None = None
    table: str | None = None
    key: Ids | None = None
    column: str | None = None
    sparse: Scalar | None = None
    unit: str | None = None
    negotiable: Negotiable | None = None
    ask: str | None = None
    between: list[Scalar] | None = None
    one_of: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _spell_out(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("negotiable") is True:
            return {**data, "negotiable": {}}
        return data

    @model_validator(mode="after")
    def _one_source(self) -> ParameterData:
        sources = [source for source in (self.value, self.rows, self.table, self.ask) if source is not None]
        if len(sources) != 1:
            raise ValueError("a parameter has exactly one of `value`, `rows`, `table` or `ask`")
        if self.table is not None and (self.key is None or self.column is None):
            raise ValueError("a parameter from a `table` needs `key` and `column`")
        if self.between is not None and len(self.between) != 2:
            raise ValueError("`between` holds two numbers: [lowest, highest]")
        if self.over is not None and self.for_ is not None:
            raise ValueError("write either `over` or `for`")
        return self


class VariableData(_Element):
    """A family of decisions of one type."""

    type: Literal["binary", "integer", "real", "choice", "interval"] = "real"
    over: Ids | None = None
    for_: str | None = Field(default=None, alias="for")
    lower: Scalar | None = None
    upper: Scalar | None = None
    of: str | None = None
    optional: bool = False
    start: Scalar | list[Scalar] | None = None
    end: Scalar | list[Scalar] | None = None
    length: Scalar | list[Scalar] | None = None
    time: Literal["integer", "real"] = "integer"
    unit: str | None = None
    semicontinuous: bool = False

    @model_validator(mode="after")
    def _fits_type(self) -> VariableData:
        if self.over is not None and self.for_ is not None:
            raise ValueError("write either `over` or `for`")
        if (self.type == "choice") != (self.of is not None):
            raise ValueError("a choice needs `of`, the set it takes its value from; other types have none")
        numeric = self.type in ("integer", "real")
        if not numeric and (self.lower is not None or self.upper is not None):
            instead = ": say `start: [lo, hi]` or `end: [lo, hi]`" if self.type == "interval" else ""
            raise ValueError(f"`lower` and `upper` do not go with type {self.type}{instead}")
        if self.type not in ("choice", "interval") and self.optional:
            raise ValueError("`optional` goes with choice and interval")
        timed = [key for key in ("start", "end", "length") if getattr(self, key) is not None]
        if self.type != "interval" and timed:
            raise ValueError(f"`{timed[0]}` goes with type interval")
        if self.type == "interval" and self.length is None:
            raise ValueError("an interval needs `length`")
        if self.semicontinuous and (not numeric or self.upper is None):
            raise ValueError("`semicontinuous` goes with integer or real and needs `upper`")
        return self


class DefinitionData(_Element):
    """A name for an expression over decisions."""

    value: Scalar
    over: Ids | None = None
    for_: str | None = Field(default=None, alias="for")
    unit: str | None = None
    show: bool = False


class SoftData(_Part):
    """A preference: `weight` for each violated constraint, or for each unit of violation."""

    weight: Scalar
    by: Literal["count", "amount"] = "count"


class ConstraintData(_Element):
    """A family of Boolean expressions that must hold, or should."""

    that: Scalar
    over: Ids | None = None
    for_: str | None = Field(default=None, alias="for")
    soft: Scalar | SoftData | None = None


class ObjectiveData(_Element):
    """One stage of the objective."""

    minimize: Scalar | None = None
    maximize: Scalar | None = None
    slack: int | Fraction = 0
    slack_abs: int | Fraction = 0

    @model_validator(mode="after")
    def _one_sense(self) -> ObjectiveData:
        if (self.minimize is None) == (self.maximize is None):
            raise ValueError("an objective has either `minimize` or `maximize`")
        if self.slack < 0 or self.slack_abs < 0:
            raise ValueError("slack cannot be negative")
        return self


class Document(_Part):
    """A whole model document, version 1."""

    certiplan: Literal[1]
    title: str | None = None
    request: Ids = []
    note: str | None = None
    requirements: dict[str, Requirement] = {}
    data: dict[str, TableData] = {}
    sets: dict[str, SetData] = {}
    parameters: dict[str, ParameterData] = {}
    variables: dict[str, VariableData] = {}
    define: dict[str, DefinitionData] = {}
    constraints: dict[str, ConstraintData] = {}
    objective: Annotated[
        list[ObjectiveData], BeforeValidator(lambda value: [value] if isinstance(value, dict) else value)
    ] = []

    @model_validator(mode="before")
    @classmethod
    def _empty_parts(cls, data: object) -> object:
        # In YAML a section with nothing under it is null.
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if value is not None}
        return data


_PARTS: dict[str, type[BaseModel]] = {
    "requirements": Requirement,
    "data": TableData,
    "sets": SetData,
    "parameters": ParameterData,
    "variables": VariableData,
    "define": DefinitionData,
    "constraints": ConstraintData,
    "objective": ObjectiveData,
    "negotiable": Negotiable,
    "soft": SoftData,
}


def read_document(
    data: Data, lines: Mapping[tuple[str, ...], int]
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document, or every fault of its shape.

    Args:
        data: plain data, as `parse_text` gives it.
        lines: where elements begin, for the findings.
    """
    if not isinstance(data, dict):
        finding = Diagnostic(
            severity="error",
            code="syntax",
            element="document",
            message="this is not a model document",
            expected="a mapping that begins with `certiplan: 1`",
        )
        return None, (finding,)
    try:
        return Document.model_validate(data), ()
    except ValidationError as error:
        findings = shape_findings(
            error, data=data, root=Document, parts=_PARTS, line_of=lambda path: line_of(path, lines)
        )
        return None, findings


def line_of(path: tuple[str, ...], lines: Mapping[tuple[str, ...], int]) -> int | None:
    """The line of the innermost enclosing entry whose line is known.

    The stages "objective", "objective.2" … are entries 1, 2 … of a list, if there is one.
    """
    first, _, number = path[0].partition(".")
    if first == "objective":
        rest = path[1:]
        if not number and rest and rest[0].isdecimal():
            number, rest = rest[0], rest[1:]
        if number or path not in lines:
            entry = ("objective", number or "1", *rest)
            path = entry if any(entry[:end] in lines for end in range(2, len(entry) + 1)) else ("objective",)
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return None
