"""A whole document, type checked and ground."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from certiplan.errors import DocumentError
from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.collector import collector_paused
from certiplan.model.dependencies import evaluation_order, written_expressions
from certiplan.model.diagnostics import Diagnostic, ExpressionError, has_errors
from certiplan.model.elements import (
    Constraint,
    Definition,
    Elements,
    Indexed,
    Objective,
    TableSet,
    UnknownValue,
    Variable,
)
from certiplan.model.grounding.builder import Builder
from certiplan.model.grounding.code import (
    Env,
)
from certiplan.model.grounding.compiler import EMPTY_SCOPE, Compiler
from certiplan.model.grounding.constants import (
    compile_family,
    parameter_symbol,
    set_symbol,
    unknown_parameter,
    usage,
)
from certiplan.model.grounding.decisions import Entry, EntryBlock, Values, compile_variable
from certiplan.model.grounding.definitions import DefinitionReader
from certiplan.model.grounding.findings import Findings
from certiplan.model.grounding.horizon import default_horizon, forced_late, horizon_error
from certiplan.model.grounding.member_remarks import MemberRemarks
from certiplan.model.grounding.preferences import Preferences
from certiplan.model.grounding.strictness import refuse_strict
from certiplan.model.grounding.symbols import FamilyKind, Key, Symbol, Symbols
from certiplan.model.grounding.types import INTERVAL, NUMBER, Type
from certiplan.model.grounding.volume import ARRAYS_FROM, ARRAYS_FROM_IN_CHECKS, volume
from certiplan.model.solution import Decision, Solution
from certiplan.model.units import check_units, declared_units
from certiplan.model.values import Rational, Table, Value, show

if TYPE_CHECKING:
    from certiplan.model.grounding.arrays import Families


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A ground model and the way back to the document.

    Attributes:
        model: what solvers read.
        diagnostics: warnings and notes.
        entries: by variable and indices, how to read a decision from the values of the columns.
    """

    model: ir.GroundModel
    diagnostics: tuple[Diagnostic, ...]
    entries: Mapping[str, Mapping[tuple[Value, ...], Entry]] = field(repr=False)

    def solution(self, values: Values) -> Solution:
        """The solution that column values stand for."""
        return {name: _read(entries, values) for name, entries in self.entries.items()}


def _read(entries: Mapping[tuple[Value, ...], Entry], values: Values) -> Mapping[tuple[Value, ...], Decision]:
    if isinstance(entries, EntryBlock):
        return entries.read(values)
    return {key: entry.read(values) for key, entry in entries.items()}


def ground(elements: Elements, tables: Mapping[str, Table], *, arrays_from: int = ARRAYS_FROM) -> Ground:
    """Type check and instantiate a document.

    Args:
        arrays_from: families of so many terms are entered as arrays.

    Raises:
        DocumentError: with every diagnostic, if any is an error.
    """
    grounder = _Grounder(elements, tables, arrays_from=arrays_from)
    with collector_paused():
        result, diagnostics = grounder.run()
    if has_errors(diagnostics):
        raise DocumentError(diagnostics)
    return Ground(model=result, diagnostics=diagnostics, entries=grounder.entries)


def check(
    elements: Elements, tables: Mapping[str, Table], *, lost: Iterable[str] = ()
) -> tuple[Diagnostic, ...]:
    """Every finding about a document's meaning, without raising.

    A parameter that is still to be asked for is a note; the rest is checked with a value that it could have.

    Args:
        lost: names that the document has and that could not be read; nothing is said about what uses them.
    """
    return _Grounder(elements, tables, stand_in=True, arrays_from=ARRAYS_FROM_IN_CHECKS, lost=lost).run()[1]


class _Grounder:
    def __init__(
        self,
        elements: Elements,
        tables: Mapping[str, Table],
        *,
        arrays_from: int,
        stand_in: bool = False,
        lost: Iterable[str] = (),
    ) -> None:
        self.stand_in = stand_in
        self._arrays_from = arrays_from
        self.elements = elements
        self.tables = tables
        self.builder = Builder()
        names = {*elements.sets, *elements.parameters, *elements.variables, *elements.definitions, *lost}
        self.symbols = Symbols(names, declared_units(elements))
        self._findings = Findings(elements)
        self._preferences = Preferences(self.builder)
        self._definitions: list[DefinitionReader] = []
        self.entries: dict[str, Mapping[tuple[Value, ...], Entry]] = {}

    def run(self) -> tuple[ir.GroundModel, tuple[Diagnostic, ...]]:
        """Ground everything; the model is only meaningful without errors."""
        elements = self.elements
        self._findings.add(check_units(elements))
        for name in evaluation_order(elements):
            self._enter_constant(name)
        horizon = default_horizon(elements, self._compiler)
        for variable in elements.variables.values():
            self._enter_variable(variable, horizon)
        for definition in elements.definitions.values():
            self._enter_definition(definition)
        for reader in self._definitions:
            self._check_definition(reader)
        self.symbols.enter(self._preferences.symbol())
        for constraint in elements.constraints.values():
            self._constraint(constraint)
        objectives = [self._objective(objective) for objective in elements.objectives]
        self._remark_members()
        model = ir.GroundModel(
            columns=self.builder.columns.settled(),
            nodes=self.builder.nodes,
            constraints=self.builder.constraints.settled(),
            objectives=tuple(objective for objective in objectives if objective is not None),
        )
        return model, self._findings.ordered

    # ------------------------------------------------------------ reporting

    def _compiler(self) -> Compiler:
        return Compiler(self.builder, self.symbols)

    @cached_property
    def _families(self) -> Families:
        from certiplan.model.grounding.arrays import Context, Families  # only large documents load NumPy

        return Families(Context(self.builder, self.symbols, self.elements))

    def _is_large(self, element: Indexed | Objective, *exprs: s.Expr) -> bool:
        index = element.index if isinstance(element, Indexed) else ()
        return volume(self.symbols, index, *exprs) >= self._arrays_from

    def _remark_members(self) -> None:
        """Warn of texts that can never be what they are compared with."""
        remarks = MemberRemarks(self.symbols)
        for path, ranges, expr in written_expressions(self.elements):
            self._findings.report(path, remarks.of(ranges, expr), severity="warning")
        for name, element in self.elements.sets.items():
            if isinstance(element, TableSet) and element.where is not None and element.table in self.tables:
                rows = {element.alias: self.tables[element.table].rows}
                found = remarks.of(element.index, element.where, rows=rows)
                self._findings.report(("sets", name, "where"), found, severity="warning")

    # ------------------------------------------------------------ constants

    def _enter_constant(self, name: str) -> None:
        compiler = self._compiler()
        path = self._findings.path(name)
        symbol: Symbol | None = None
        try:
            if name in self.elements.sets:
                symbol = set_symbol(compiler, self.elements.sets[name], self.tables)
            elif name in self.elements.parameters:
                parameter = self.elements.parameters[name]
                given = self._families.parameter(parameter) if self._is_large(parameter) else None
                symbol = parameter_symbol(
                    compiler,
                    parameter,
                    self.tables,
                    stand_in=self.stand_in,
                    given=given,
                    lines=self.elements.lines,
                )
                if isinstance(parameter.value, UnknownValue):
                    self._findings.note(
                        path, "note", "unknown-parameter", str(unknown_parameter(name, parameter.value))
                    )
            else:
                return
        except ExpressionError as error:
            compiler.faults.append(error)
            symbol = None
        self._findings.report(path, compiler.faults)
        self._findings.add(compiler.findings)
        self.symbols.enter(symbol or Symbol(name=name, kind="set", type=NUMBER, faulty=True))

    # ------------------------------------------------------------ decisions

    def _enter_variable(self, variable: Variable, horizon: Rational) -> None:
        path = self._findings.path(variable.name)
        compiler = self._compiler()
        family = compile_family(compiler, variable)
        maker = None if family is None else compile_variable(compiler, variable, family.scope, horizon)
        entries: dict[Key, Any] = {}
        made: dict[tuple[Value, ...], Entry] = {}
        block = None
        if family is not None and maker is not None and not compiler.faults and self._is_large(variable):
            block = self._families.variable(variable)
        if block is not None:
            entries = block.columns
        elif family is not None and maker is not None and not compiler.faults:
            try:
                for key, atoms, env in family.rounds():
                    name = f"{variable.name}[{show(atoms)}]" if atoms else variable.name
                    entry = maker(env, name)
                    entries[key] = entry.ground
                    made[atoms] = entry
            except ExpressionError as error:
                compiler.faults.append(error)
        self._findings.report(path, compiler.faults)
        self.entries[variable.name] = made if block is None else block.entries
        self.symbols.enter(
            Symbol(
                name=variable.name,
                kind=_KINDS[variable.kind],
                type=_entry_type(variable, entries),
                index_types=family.types if family else (),
                usage=usage(variable),
                entries=entries,
                faulty=maker is None or bool(compiler.faults),
            )
        )

    # ------------------------------------------------------------ definitions

    def _enter_definition(self, definition: Definition) -> None:
        """Enter a definition; its expression is compiled when it is first read."""
        compiler = self._compiler()
        family = compile_family(compiler, definition)
        entries: dict[Key, Any] = {}
        if family is not None and not compiler.faults:
            try:
                for key, _, env in family.rounds():
                    entries[key] = family.values(env)
            except ExpressionError as error:
                compiler.faults.append(error)
        reader = DefinitionReader(definition, compiler, family, entries)
        self._definitions.append(reader)
        self.symbols.enter(
            Symbol(
                name=definition.name,
                kind="definition",
                type=NUMBER,
                index_types=family.types if family else (),
                usage=usage(definition),
                entries=entries,
                faulty=family is None or bool(compiler.faults),
                compile_entry=reader.code,
            )
        )
        self._findings.report(self._findings.path(definition.name), compiler.faults)
        compiler.faults.clear()

    def _check_definition(self, reader: DefinitionReader) -> None:
        name = reader.definition.name
        symbol = self.symbols.get(name)
        if symbol is not None and not symbol.faulty:
            reader.code(lambda env: ())
            self._findings.report(self._findings.path(name, "value"), reader.compiler.faults)

    # ------------------------------------------------------------ constraints

    def _constraint(self, constraint: Constraint) -> None:
        path = self._findings.path(constraint.name, "that")
        compiler = self._compiler()
        family = compile_family(compiler, constraint)
        for_faults = len(compiler.faults)
        if for_faults:
            self._findings.report(self._findings.path(constraint.name, "for"), compiler.faults)
        scope = family.scope if family else EMPTY_SCOPE
        if family is None:
            return
        code = compiler.compile(constraint.that, scope, must=True)
        maker = compiler.logical(code, constraint.that.column)
        weight: Callable[[Env], Rational] | None = None
        if constraint.soft is not None:
            weighed = compiler.constant(constraint.soft.weight, scope, "a weight is constant")
            weight = (
                None if weighed is None else compiler.constant_number(weighed, constraint.soft.weight.column)
            )
        self._findings.report(path, compiler.faults[for_faults:])
        if compiler.faults or maker is None:
            return
        if self._is_large(constraint, constraint.that) and self._families.constraint(constraint):
            return
        count = 0
        try:
            for _, atoms, env in family.rounds():
                count += 1
                node = maker(env)
                origin = ir.Origin(
                    constraint=constraint.name,
                    indices=tuple([show(atom) for atom in atoms]),
                    requirements=constraint.requirements,
                )
                refuse_strict(self.builder, node, constraint.that.column)
                if constraint.soft is None:
                    self._refuse_late(node)
                    self.builder.require(node, origin)
                elif weight is not None:
                    self._preferences.prefer(node, weight(env), constraint.soft.by)
                self._settle_side(origin)
        except ExpressionError as error:
            self._findings.report(path, [error])
        self._findings.report(path, compiler.remarks, severity="warning")
        if count == 0:
            self._vacuous(constraint, path)

    def _refuse_late(self, node: ir.NodeId) -> None:
        """Refuse what the default horizon of an interval might cut off.

        Raises:
            ExpressionError: code `horizon`.
        """
        builder = self.builder
        if builder.defaulted:
            column = forced_late(builder, node, builder.defaulted)
            if column is not None:
                raise horizon_error(builder.columns[column])

    def _vacuous(self, constraint: Constraint, path: tuple[str, ...]) -> None:
        """A constraint without instances: a note when a set is empty, a warning when a filter emptied it."""
        filtered = any(part.conditions for part in constraint.index)
        empty = [
            part.source.name
            for part in constraint.index
            if isinstance(part.source, s.Name)
            and (symbol := self.symbols.get(part.source.name)) is not None
            and not symbol.is_family
            and len(symbol.entries[()]) == 0
        ]
        if empty or not filtered:
            what = f"the set {empty[0]} is empty" if empty else "its range is empty"
            self._findings.note(path, "note", "vacuous-constraint", f"no constraint arises: {what}")
        else:
            self._findings.note(
                path, "warning", "vacuous-constraint", "no constraint arises: the `if` is never true"
            )

    def _settle_side(self, origin: ir.Origin) -> None:
        for node in self.builder.side:
            self.builder.require(node, origin)
        self.builder.side.clear()

    # ------------------------------------------------------------ objectives

    def _objective(self, objective: Objective) -> ir.GroundObjective | None:
        compiler = self._compiler()
        emit = compiler.number(objective.value, EMPTY_SCOPE)
        path = tuple(objective.name.split("."))
        node = None
        if emit is not None and not compiler.faults:
            if self._is_large(objective, objective.value):
                node = self._families.objective(objective)
            try:
                node = compiler.node_of(emit)(compiler.environment()) if node is None else node
            except ExpressionError as error:
                compiler.faults.append(error)
            self._settle_side(ir.Origin(constraint=objective.name, requirements=objective.requirements))
        self._findings.report((*path, objective.sense), compiler.faults)
        if node is None:
            return None
        return ir.GroundObjective(
            sense=objective.sense, node=node, slack=objective.slack, slack_abs=objective.slack_abs
        )


_KINDS: dict[str, FamilyKind] = {
    "binary": "truth",
    "integer": "number",
    "real": "number",
    "choice": "choice",
    "interval": "interval",
}


def _entry_type(variable: Variable, entries: Mapping[Key, Any]) -> Type:
    if variable.kind == "interval":
        return INTERVAL
    if variable.kind == "choice":
        from certiplan.model.grounding.types import common, type_of

        return common(type_of(value) for cases in entries.values() for value, _ in cases.pairs)
    return NUMBER
