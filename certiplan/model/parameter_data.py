"""From a parameter's data to its values: mappings by member, lists in order, rows, columns of tables.

The index of the parameter must have been enumerated; who does that also computes what begins with `=`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from certiplan.model import syntax as s
from certiplan.model.dependencies import computes, strip_equals
from certiplan.model.diagnostics import Diagnostic, ExpressionError, nearest
from certiplan.model.document import line_of
from certiplan.model.elements import ColumnValue, GivenValue, ListedValue, Parameter
from certiplan.model.key_tree import Key, KeyNode, key_tree, labels_of, labels_of_data
from certiplan.model.parser import parse_expression
from certiplan.model.scalars import scalar_value
from certiplan.model.values import Missing, Table, Value, show
from certiplan.model.yaml_text import Data

Path: TypeAlias = tuple[str, ...]
Compute: TypeAlias = Callable[[s.Expr, Key], Value]
"""The value of an expression at one index tuple; raises ExpressionError."""

MAX_FINDINGS = 5


def parameter_values(
    parameter: Parameter,
    keys: Sequence[Key],
    tables: Mapping[str, Table],
    *,
    levels: Sequence[Sequence[Value] | None] = (),
    compute: Compute | None = None,
    lines: Mapping[tuple[str, ...], int] | None = None,
) -> tuple[dict[Key, Value], tuple[Diagnostic, ...]]:
    """A value for every key, from a parameter's `GivenValue`, `ListedValue` or `ColumnValue`.

    Args:
        parameter: whose `value` is one of these three.
        keys: the enumerated index in order, its condition applied; `[()]` for a scalar. A key has one entry
            for each range, or its tuples may be flattened: `(i, j)` of Arc counts as `((i, j),)` too.
        tables: those of the document, for a `ColumnValue`.
        levels: for each range all members in order, None where they depend on earlier indices. With these
            a list may also cover the whole set where a condition left out some of its members.
        compute: evaluates texts that begin with `=`; without it they are an error.
        lines: where the document's entries begin, for the findings.

    Returns:
        The values by the keys as given, complete if there is no error among the findings: `missing-key`,
        `extra-key`, `duplicate-key`, `type-mismatch`, `bad-row`, `unknown-name`, `missing-field`.
    """
    reader = _Reader(parameter, keys, levels, compute, lines or {})
    match parameter.value:
        case GivenValue(data=data):
            reader.read_given(data)
        case ListedValue(rows=rows):
            reader.read_rows(rows)
        case ColumnValue() as source:
            reader.read_column(source, tables)
        case _:
            raise AssertionError(f"{parameter.name} has no data")
    return reader.finish()


class _Reader:
    """Collects the values of one parameter, and what is wrong with them."""

    def __init__(
        self,
        parameter: Parameter,
        keys: Sequence[Key],
        levels: Sequence[Sequence[Value] | None],
        compute: Compute | None,
        lines: Mapping[tuple[str, ...], int],
    ) -> None:
        self._parameter = parameter
        self._keys = keys
        self._levels = levels
        self._compute = compute
        self._lines = lines
        self._values: dict[Key, Value] = {}
        self._findings: list[Diagnostic] = []
        self._excused: set[Key] = set()
        self._extra: list[str] = []

    def _report(
        self,
        path: Path,
        message: str,
        code: str,
        *,
        expected: str | None = None,
        did_you_mean: str | None = None,
    ) -> None:
        full = ("parameters", self._parameter.name, *path)
        fault = ExpressionError(message, code=code, expected=expected, did_you_mean=did_you_mean)
        self._findings.append(fault.at(".".join(full), line=line_of(full, self._lines)))

    # -- mappings and lists --------------------------------------------------------------------------

    def read_given(self, data: Data) -> None:
        """Plain data: a scalar, or mappings and lists by level."""
        self._read(data, key_tree(self._keys, self._parameter.index), ("value",), 0)

    def _read(self, data: Data, node: KeyNode, path: Path, level: int) -> None:
        if isinstance(data, dict):
            if node.key is None:
                self._read_mapping(data, node, path, level)
            else:
                self._misplaced(node, path, "a mapping stands where one value is expected", self._single())
        elif isinstance(data, list):
            if node.key is None:
                self._read_list(data, node, path, level)
            else:
                self._misplaced(node, path, "a list stands where one value is expected", self._single())
        elif node.key is None:
            what = f"one value stands where there are {sum(1 for _ in node.keys_below()):,} keys"
            hint = data if isinstance(data, str) else show(data) if data is not None else "…"
            self._misplaced(node, path, what, f"a mapping by member, or '= {hint}' for all")
        else:
            self._enter(node.key, data, path)

    def _single(self) -> str:
        return (
            "a single value"
            if self._parameter.index
            else "a single value, or `over` with the set of its keys"
        )

    def _read_mapping(self, data: Mapping[str, Data], node: KeyNode, path: Path, level: int) -> None:
        for key, value in data.items():
            child = node.child(key)
            if child is not None:
                self._read(value, child, (*path, key), level + 1)
            elif not (self._is_member(key, level) and value in ({}, [])):
                # An empty branch of a member that a condition left out holds no keys at all.
                self._extra.append(key)
                self._report(
                    (*path, key),
                    f"there is no key {key!r} here",
                    "extra-key",
                    expected=_some(node.labels()),
                    did_you_mean=nearest(key, node.labels()),
                )

    def _is_member(self, key: str, level: int) -> bool:
        members = self._levels[level] if level < len(self._levels) else None
        return members is not None and key in (show(member) for member in members)

    def _read_list(self, data: Sequence[Data], node: KeyNode, path: Path, level: int) -> None:
        places: list[KeyNode | None] = [*node.children.values()]
        members = self._levels[level] if level < len(self._levels) else None
        if len(data) != len(places) and members is not None and len(data) == len(members):
            places = [node.children.get(labels_of(member)) for member in members]
        for position, value in enumerate(data):
            here = (*path, str(position + 1))
            place = places[position] if position < len(places) else None
            if place is not None:
                self._read(value, place, here, level + 1)
            elif position >= len(places):
                self._report(
                    here,
                    f"the list has {len(data)} entries for {len(places)} members",
                    "extra-key",
                    expected=_some(node.labels()),
                )
                break

    def _misplaced(self, node: KeyNode, path: Path, message: str, expected: str) -> None:
        self._excused.update(node.keys_below())
        self._report(path, message, "type-mismatch", expected=expected)

    # -- rows and columns ----------------------------------------------------------------------------

    def read_rows(self, rows: Sequence[Sequence[Data]]) -> None:
        """Rows of [key, …, value]."""
        known = {labels_of(key): key for key in self._keys}
        by_text = {",".join(labels): key for labels, key in known.items()}
        for position, row in enumerate(rows, 1):
            here = ("rows", str(position))
            labels = labels_of_data(row[:-1])
            key = known.get(labels, by_text.get(",".join(labels)))
            if len(row) < 2 or (key is None and known and len(labels) != len(next(iter(known)))):
                width = len(next(iter(known), ())) + 1
                self._report(
                    here,
                    f"the row has {len(row)} entries",
                    "bad-row",
                    expected=f"{width}: the key, then the value",
                )
            elif key is None:
                shown = ",".join(labels)
                self._extra.append(shown)
                self._report(
                    here,
                    f"there is no key {shown!r}",
                    "extra-key",
                    expected=_some(by_text),
                    did_you_mean=nearest(shown, by_text),
                )
            else:
                self._enter(key, row[-1], here)

    def read_column(self, source: ColumnValue, tables: Mapping[str, Table]) -> None:
        """A table's column; rows whose key is not in the index belong to other models."""
        table = tables.get(source.table)
        if table is None:
            self._excused.update(self._keys)
            self._report(("table",), f"the table {source.table!r} was not loaded", "unknown-name")
            return
        unknown = [name for name in (*source.key, source.column) if name not in table.columns]
        for name in unknown:
            self._report(
                ("column" if name == source.column else "key",),
                f"the table {source.table} has no column {name!r}",
                "unknown-name",
                expected=_some(table.columns),
                did_you_mean=nearest(name, table.columns),
            )
        known = {labels_of(key): key for key in self._keys}
        width = len(next(iter(known), ()))
        if not unknown and known and width != len(source.key):
            message = f"the key has {len(source.key)} columns, the index {width} parts"
            self._report(("key",), message, "bad-index", expected=f"{width} columns")
            unknown = [""]
        if unknown:
            self._excused.update(self._keys)
            return
        columns = [[show(field) for field in table.columns[name]] for name in source.key]
        for position, labels in enumerate(zip(*columns, strict=True)):
            key = known.get(labels)
            value = table.columns[source.column][position]
            if key is not None and not isinstance(value, Missing):
                self._put(key, value, ("table",))

    # -- values --------------------------------------------------------------------------------------

    def _enter(self, key: Key, data: Data, path: Path) -> None:
        if data is None or isinstance(data, list | dict):
            self._excused.add(key)
            message = "the value is empty" if data is None else "this is not a single value"
            self._report(path, message, "type-mismatch", expected="a number, a text, a date or a time")
        elif isinstance(data, str) and computes(data):
            self._enter_computed(key, data, path)
        else:
            self._put(key, scalar_value(data), path)

    def _enter_computed(self, key: Key, text: str, path: Path) -> None:
        try:
            if self._compute is None:
                raise ExpressionError(
                    "an expression cannot stand here", code="type-mismatch", expected="a plain value"
                )
            self._put(key, self._compute(parse_expression(strip_equals(text)), key), path)
        except ExpressionError as fault:
            self._excused.add(key)
            full = ("parameters", self._parameter.name, *path)
            self._findings.append(fault.at(".".join(full), line=line_of(full, self._lines)))

    def _put(self, key: Key, value: Value, path: Path) -> None:
        if self._values.setdefault(key, value) != value:
            shown = ",".join(labels_of(key))
            message = f"the key {shown!r} has two values, {show(self._values[key])} and {show(value)}"
            self._report(path, message, "duplicate-key", expected="one value for each key")

    def finish(self) -> tuple[dict[Key, Value], tuple[Diagnostic, ...]]:
        """The values in the order of the keys, and every finding; many of one kind are summed up."""
        sparse = self._parameter.sparse
        missing = [key for key in self._keys if key not in self._values and key not in self._excused]
        if sparse is not None:
            self._values.update(dict.fromkeys(missing, sparse))
            missing = []
        part = {GivenValue: "value", ListedValue: "rows"}.get(type(self._parameter.value), "table")
        for key in missing:
            shown = ",".join(labels_of(key))
            if nearest(shown.rsplit(",", 1)[-1], self._extra) or nearest(shown, self._extra):
                continue  # it is there, misspelt: that has been told
            self._report(
                (part,),
                f"the key {shown!r} has no value",
                "missing-key",
                expected="a value for every key, or `sparse` with the value of missing ones",
            )
        values = {key: self._values[key] for key in self._keys if key in self._values}
        return values, tuple(_shortened(self._findings))


def _some(names: Iterable[str]) -> str | None:
    shown = list(names)
    if not shown:
        return "no key at all: the index is empty"
    return "one of " + ", ".join(shown[:8]) + (", …" if len(shown) > 8 else "")


def _shortened(findings: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """The first findings of each code, the last of them telling how many more there are."""
    counts = Counter(finding.code for finding in findings)
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.code] += 1
        more = counts[finding.code] - MAX_FINDINGS
        if seen[finding.code] < MAX_FINDINGS or (seen[finding.code] == MAX_FINDINGS and more <= 0):
            yield finding
        elif seen[finding.code] == MAX_FINDINGS:
            yield replace(finding, message=f"{finding.message} (and {more:,} more like this)")
