"""From expressions to code: names, arithmetic, comparisons, logic and comprehensions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import Diagnostic, ExpressionError, nearest
from certiplan.model.functions import CONSTANTS
from certiplan.model.grounding import arithmetic, comparisons, logic, lookups, loops
from certiplan.model.grounding import functions as calls
from certiplan.model.grounding.builder import Accumulator, Builder
from certiplan.model.grounding.code import (
    FAULTY,
    Code,
    Constant,
    Emit,
    Env,
    Family,
    Faulty,
    Logical,
    Numeric,
    Selection,
    known,
)
from certiplan.model.grounding.irrational import constant_named
from certiplan.model.grounding.selections import selected_number
from certiplan.model.grounding.symbols import Symbols
from certiplan.model.grounding.types import (
    BOOLEAN,
    NUMBER,
    TEXT,
    Type,
    common,
    tuple_of,
)
from certiplan.model.values import Rational


@dataclass(frozen=True, slots=True)
class Scope:
    """The indices in scope: their slots in the environment and their types."""

    slots: Mapping[str, tuple[int, Type]]
    rounds: int = 1
    """How many combinations of the indices there are, about."""

    def bind(self, names: Mapping[str, tuple[int, Type]]) -> Scope:
        """The scope with more indices."""
        return Scope({**self.slots, **names}, self.rounds)


EMPTY_SCOPE = Scope({})


class Compiler:
    """Compiles the expressions of one element; collects its faults instead of stopping at the first.

    Attributes:
        faults: what was found so far.
        findings: what was found about data, already in full.
        remarks: what is no fault, but hardly meant.
        slot_count: how long an environment must be.
    """

    def __init__(self, builder: Builder, symbols: Symbols) -> None:
        self.builder = builder
        self.symbols = symbols
        self.faults: list[ExpressionError] = []
        self.findings: list[Diagnostic] = []
        self.remarks: list[ExpressionError] = []
        self.slot_count = 0

    # ------------------------------------------------------------ entry points

    def environment(self) -> Env:
        """A fresh environment for the code compiled so far."""
        return [None] * self.slot_count

    def fault(self, message: str, code: str, column: int, **more: str | None) -> Faulty:
        """Record a fault and go on."""
        self.faults.append(ExpressionError(message, code=code, column=column, **more))
        return FAULTY

    def misfit(self, code: Code, column: int, expected: str) -> Faulty:
        """Record that code is not what is needed here, unless it is faulty already, and go on."""
        match code:
            case Faulty():
                return FAULTY
            case Family():
                self._bare_family(code, column)
                return FAULTY
            case _:
                return self.fault(f"this is {code.type}", "type-mismatch", column, expected=expected)

    def constant(
        self, expr: s.Expr, scope: Scope, what: str = "a constant is needed here"
    ) -> Constant | None:
        """The code of an expression without decisions, or None after a fault."""
        return self.as_constant(self.compile(expr, scope), expr.column, what)

    def as_constant(
        self,
        code: Code,
        column: int,
        what: str = "a constant is needed here",
        *,
        expected: str = "an expression without decisions",
    ) -> Constant | None:
        """Code that holds no decisions, or None after a fault."""
        match code:
            case Constant():
                return code
            case Faulty():
                return None
            case Family():
                self._bare_family(code, column)
            case _:
                self.fault(what, "decision-in-constant", column, expected=expected)
        return None

    def number(self, expr: s.Expr, scope: Scope) -> Emit | None:
        """The emitter of a numeric expression, or None after a fault."""
        return self.numeric(self.compile(expr, scope), expr.column)

    def truth(self, expr: s.Expr, scope: Scope) -> Callable[[Env], ir.NodeId] | None:
        """The node maker of a Boolean expression, or None after a fault."""
        return self.logical(self.compile(expr, scope), expr.column)

    def numeric(self, code: Code, column: int) -> Emit | None:
        """Code as a number: truth values count 0 or 1, selections their chosen number."""
        match code:
            case Numeric(emit=emit):
                return emit
            case Logical(node=node, emit=direct):
                return direct or self._counted(node)
            case Constant() if code.type.kind in ("number", "boolean", "any", "unknown"):
                return _constant_emit(code, column)
            case Selection() if code.type.kind in ("number", "boolean", "any", "unknown"):
                return selected_number(code)
            case _:
                self.misfit(code, column, "a number")
        return None

    def logical(self, code: Code, column: int) -> Callable[[Env], ir.NodeId] | None:
        """Code as a truth value."""
        builder = self.builder
        match code:
            case Logical(node=node):
                return node
            case Constant() if code.type.kind in ("boolean", "any", "unknown"):
                value = code.value

                def truth(env: Env) -> ir.NodeId:
                    found = value(env)
                    if not isinstance(found, bool):
                        raise ExpressionError(
                            "this is not a truth value",
                            code="type-mismatch",
                            column=column,
                            expected="a comparison",
                        )
                    return builder.true if found else builder.false

                return truth
            case Selection() if code.type.kind == "boolean":
                return comparisons.selected_truth(self, code)
            case _:
                self.misfit(code, column, "true or false, such as a comparison")
        return None

    def node_of(self, emit: Emit) -> Callable[[Env], ir.NodeId]:
        """The maker of a numeric node from an emitter."""
        builder = self.builder

        def make(env: Env) -> ir.NodeId:
            accumulator = Accumulator()
            emit(env, accumulator, 1)
            return builder.number(accumulator)

        return make

    def emit_node(self, make: Callable[[Env], ir.NodeId]) -> Emit:
        """The emitter of a node that is made at run time."""
        builder = self.builder

        def emit(env: Env, accumulator: Accumulator, scale: Rational) -> None:
            builder.add_node(accumulator, make(env), scale)

        return emit

    _counted = emit_node

    def _bare_family(self, code: Family, column: int) -> None:
        symbol = self.symbols.get(code.name)
        expected = self.symbols.usage(code.name)
        parts = symbol.usage.removesuffix("]").partition("[")[2].split(", ") if symbol else []
        if len(parts) == 1 and self.symbols.is_set(parts[0]):
            letter = self.symbols.free_letter(parts[0])
            expected = f"`{code.name}[{letter}]`, in a sum or the like with `for {letter} in {parts[0]}`"
        self.fault(f"{code.name} needs its indices", "bad-index", column, expected=expected)

    # ------------------------------------------------------------ expressions

    def compile(self, expr: s.Expr, scope: Scope, *, must: bool | None = None) -> Code:
        """The code of an expression.

        Args:
            must: whether a constraint says that it must hold (True) or must not (False); None where that
                depends on something else.
        """
        match expr:
            case s.Number(value=number):
                return known(NUMBER, number)
            case s.Text(value=text):
                return known(TEXT, text)
            case s.Truth(value=truth):
                return known(BOOLEAN, truth)
            case s.Name():
                return self._name(expr, scope)
            case s.Field():
                return lookups.compile_field(self, expr, scope)
            case s.Index():
                return lookups.compile_index(self, expr, scope)
            case s.TupleOf(items=items) | s.ListOf(items=items):
                return self._tuple(expr, items, scope)
            case s.Sum():
                return arithmetic.compile_sum(self, expr, scope)
            case s.Binary():
                return arithmetic.compile_binary(self, expr, scope)
            case s.Compare():
                return comparisons.compile_compare(self, expr, scope, must=must)
            case s.And(items=items):
                return logic.compile_connective(self, items, scope, stop=False, must=must)
            case s.Or(items=items):
                return logic.compile_connective(self, items, scope, stop=True, must=must)
            case s.Not(item=item):
                return logic.compile_not(self, item, scope, must=must)
            case s.Conditional():
                return logic.compile_conditional(self, expr, scope)
            case s.Call():
                return calls.compile_call(self, expr, scope, must=must)
            case s.Comprehension():
                return loops.compile_collection(self, expr, scope)

    def _name(self, expr: s.Name, scope: Scope) -> Code:
        if expr.name in scope.slots:
            slot, type_ = scope.slots[expr.name]
            return Constant(type=type_, value=lambda env: env[slot], slot=slot)
        code = self.symbols.resolve(expr.name, self)
        if code is not None:
            return code
        if expr.name in CONSTANTS:
            return known(NUMBER, constant_named(expr.name))
        names = {*scope.slots, *self.symbols.names()}
        return self.fault(
            f"there is nothing called {expr.name!r}",
            "unknown-name",
            expr.column,
            expected="an index in scope or an element of the document",
            did_you_mean=nearest(expr.name, names),
        )

    def _tuple(self, expr: s.TupleOf | s.ListOf, items: tuple[s.Expr, ...], scope: Scope) -> Code:
        parts = [self.constant(item, scope, "a tuple holds constants") for item in items]
        if any(part is None for part in parts):
            return FAULTY
        codes = [part for part in parts if part is not None]
        values = [code.value for code in codes]
        types = [code.type for code in codes]
        type_ = tuple_of(types) if isinstance(expr, s.TupleOf) else Type("list", member=common(types))
        all_known = all(code.known for code in codes)
        return Constant(
            type=type_, value=lambda env: tuple([value(env) for value in values]), known=all_known
        )

    def constant_number(self, code: Constant, column: int) -> Callable[[Env], Rational] | None:
        """A constant as a number, checked at compile time where its type is known, else at run time."""
        value = code.value
        match code.type.kind:
            case "number":
                return value
            case "boolean":
                return lambda env: int(value(env))
            case "any" | "unknown":

                def checked(env: Env) -> Rational:
                    found = value(env)
                    if not isinstance(found, int | Fraction):
                        raise ExpressionError(
                            "this is not a number", code="type-mismatch", column=column, expected="a number"
                        )
                    return found

                return checked
            case _:
                self.misfit(code, column, "a number")
                return None


def _constant_emit(code: Constant, column: int) -> Emit:
    value = code.value

    def emit(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        found = value(env)
        if not isinstance(found, int | Fraction):
            raise ExpressionError(
                "this is not a number", code="type-mismatch", column=column, expected="a number"
            )
        accumulator.const += scale * found

    return emit
