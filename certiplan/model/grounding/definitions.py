"""Definitions to code: compiled once, each entry evaluated once, wherever it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from certiplan.model import ir
from certiplan.model.elements import Definition
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.code import (
    FAULTY,
    Cases,
    Code,
    Constant,
    Env,
    Faulty,
    Logical,
    Numeric,
    Selection,
)
from certiplan.model.grounding.compiler import EMPTY_SCOPE, Compiler
from certiplan.model.grounding.constants import Family
from certiplan.model.grounding.lookups import no_entry
from certiplan.model.grounding.symbols import Key
from certiplan.model.values import Rational


class DefinitionReader:
    """Compiles a definition once and evaluates each of its entries once."""

    def __init__(
        self, definition: Definition, compiler: Compiler, family: Family | None, entries: Mapping[Key, Any]
    ) -> None:
        self.definition = definition
        self.compiler = compiler
        self.family = family
        self.entries = entries
        self._body: Code | None = None
        self._memo: dict[Key, Any] = {}

    def _compiled(self) -> Code:
        if self._body is None:
            scope = self.family.scope if self.family else EMPTY_SCOPE
            self._body = FAULTY
            self._body = self.compiler.compile(self.definition.value, scope)
        return self._body

    def _entry(self, key: Key, make: Callable[[Env], Any], column: int = 1) -> Any:
        if key not in self._memo:
            env = self.compiler.environment()
            if self.family is not None and self.definition.index:
                values = self.entries.get(key)
                if values is None:
                    symbol = self.compiler.symbols.get(self.definition.name)
                    assert symbol is not None
                    raise no_entry(symbol, key, column)
                self.family.place(env, values)
            self._memo[key] = make(env)
        return self._memo[key]

    def code(self, key: Callable[[Env], Key]) -> Code:
        """The code that reads the entry whose key is computed by `key`."""
        body = self._compiled()
        match body:
            case Faulty():
                return FAULTY
            case Constant(value=value):
                return Constant(type=body.type, value=lambda env: self._entry(key(env), value))
            case Logical(node=node):
                return Logical(node=lambda env: self._entry(key(env), node))
            case Selection(cases=cases):

                def select(env: Env) -> Cases:
                    found: Cases = self._entry(key(env), cases)
                    return found

                return replace(body, cases=select)
            case Numeric(emit=emit):

                def total(env: Env) -> ir.Linear:
                    accumulator = Accumulator()
                    emit(env, accumulator, 1)
                    return accumulator.finish()

                def add(env: Env, accumulator: Accumulator, scale: Rational) -> None:
                    accumulator.add_linear(self._entry(key(env), total), scale)

                return Numeric(emit=add)
            case _:
                return self.compiler.fault(
                    f"this is {body.type}",
                    "type-mismatch",
                    self.definition.value.column,
                    expected="a number or a truth",
                )
