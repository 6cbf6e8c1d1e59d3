"""Expressions without decisions over all rounds of a frame at once.

What has no form for arrays here is evaluated by the usual code, once for each combination of the indices
that it reads, if these are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from certiplan.model import syntax as s
from certiplan.model.elements import Definition, Elements
from certiplan.model.grounding.arrays.frames import Frame
from certiplan.model.grounding.arrays.numbers import NotAnArrayError, Numbers, exactly, from_values
from certiplan.model.grounding.arrays.pools import KeyIndex, Points, Pool
from certiplan.model.grounding.builder import Builder
from certiplan.model.grounding.code import Constant
from certiplan.model.grounding.compiler import Compiler, Scope
from certiplan.model.grounding.constants import compile_family
from certiplan.model.grounding.symbols import Symbol, Symbols
from certiplan.model.values import MISSING

Truths: TypeAlias = NDArray[np.bool_]
Values: TypeAlias = Points | Numbers | Truths

_MOST_SINGLE = 20_000
_ONE_PLACE = np.zeros((), dtype=np.intp)


class Context:
    """Evaluates constant expressions; what it learns about elements is kept.

    Attributes:
        compiler: makes code for what is evaluated combination by combination.
    """

    def __init__(self, builder: Builder, symbols: Symbols, elements: Elements) -> None:
        self.builder = builder
        self.symbols = symbols
        self.elements = elements
        self.compiler = Compiler(builder, symbols)
        self.indices: dict[str, KeyIndex] = {}
        self.parameters: dict[str, Numbers | Pool] = {}
        self.first_columns: dict[str, int] = {}
        self._columns: dict[str, NDArray[np.int64]] = {}
        self._families: dict[str, tuple[Scope, tuple[tuple[str, Pool], ...]]] = {}
        self._pools: dict[int, Pool] = {}
        self._decisions = frozenset({*elements.variables, *elements.definitions, "penalty"})

    # ------------------------------------------------------------ what is known

    def pool_of(self, values: Sequence[Any]) -> Pool:
        """The pool of these values, the same one for the same sequence."""
        found = self._pools.get(id(values))
        if found is None:
            found = self._pools[id(values)] = Pool(values)
        return found

    def reads_decisions(self, expr: s.Expr) -> bool:
        """Whether an expression reads a variable or a definition."""
        return not self._decisions.isdisjoint(s.free_names(expr))

    def constant(self, expr: s.Expr, scope: Scope) -> Constant:
        """The code of a constant expression.

        Raises:
            NotAnArrayError: it has decisions, or faults.
        """
        code = self.compiler.compile(expr, scope)
        if self.compiler.faults or not isinstance(code, Constant):
            self.compiler.faults.clear()
            raise NotAnArrayError
        return code

    def symbol(self, name: str) -> Symbol:
        """The element of this name.

        Raises:
            NotAnArrayError: there is none without faults.
        """
        symbol = self.symbols.get(name)
        if symbol is None or symbol.faulty:
            raise NotAnArrayError
        return symbol

    def index_of(self, symbol: Symbol) -> KeyIndex:
        """Where the entries of a family stand."""
        if symbol.name not in self.indices:
            keys = list(symbol.entries)
            self.indices[symbol.name] = KeyIndex.of_keys(keys, len(symbol.index_types))
        return self.indices[symbol.name]

    def columns_of(self, symbol: Symbol, places: NDArray[np.intp]) -> NDArray[np.int64]:
        """The columns of a variable's entries."""
        first = self.first_columns.get(symbol.name)
        if first is not None:
            return places + first
        known = self._columns.get(symbol.name)
        if known is None:
            known = self._columns[symbol.name] = np.array(list(symbol.entries.values()), dtype=np.int64)
        return np.asarray(known[places])

    def inside(self, definition: Definition) -> tuple[Scope, tuple[tuple[str, Pool], ...]]:
        """The scope of a definition's expression, and for each index its value in every entry.

        Raises:
            NotAnArrayError: the index has faults.
        """
        if definition.name not in self._families:
            family = compile_family(self.compiler, definition)
            if family is None or self.compiler.faults:
                self.compiler.faults.clear()
                raise NotAnArrayError
            entries = self.symbol(definition.name).entries
            columns = list(zip(*entries.values(), strict=True))
            pools = tuple((name, Pool(column)) for name, column in zip(family.names, columns, strict=False))
            self._families[definition.name] = (family.scope, pools)
        return self._families[definition.name]

    # ------------------------------------------------------------ expressions

    def numbers(self, expr: s.Expr, frame: Frame) -> Numbers:
        """An expression as numbers; truth values count 0 or 1."""
        found = self.values(expr, frame)
        if isinstance(found, Numbers):
            return found
        if isinstance(found, Points):
            return found.numbers()
        return Numbers(found.astype(np.int64))

    def truths(self, expr: s.Expr, frame: Frame) -> Truths:
        """An expression as truth values.

        Raises:
            NotAnArrayError: it is something else.
        """
        found = self.values(expr, frame)
        if isinstance(found, Numbers):
            raise NotAnArrayError
        if isinstance(found, Points):
            if not all(type(value) is bool for value in found.pool.values):
                raise NotAnArrayError
            return np.asarray(np.array(found.pool.values, dtype=np.bool_)[found.places])
        return found

    def values(self, expr: s.Expr, frame: Frame) -> Values:
        """An expression without decisions in every round."""
        match expr:
            case s.Number(value=number):
                return exactly(number)
            case s.Truth(value=truth):
                return np.array(truth)
            case s.Name(name=name) if name in frame.axes:
                return frame.axes[name]
            case s.Name(name=name) if self.symbols.get(name) is not None:
                return self._scalar(self.symbol(name))
            case s.Index(base=s.Name(name=name)) if self._is_parameter(name):
                return self._entry(expr, self.symbol(name), frame)
            case s.Field(base=base, name=name):
                return self._field(self.values(base, frame), name)
            case s.Sum() if self._is_numeric(expr, frame):
                return self._sum(expr, frame)
            case s.Binary(operator="*" | "/" | "//" | "%") if self._is_numeric(expr, frame):
                return self._binary(expr, frame)
            case s.Compare():
                return self._compare(expr, frame)
            case s.And(items=items):
                return self._connected(items, frame, stop=False)
            case s.Or(items=items):
                return self._connected(items, frame, stop=True)
            case s.Not(item=item):
                return ~self.truths(item, frame)
            case _:
                return self._one_by_one(expr, frame)

    def _is_numeric(self, expr: s.Expr, frame: Frame) -> bool:
        return self.constant(expr, frame.scope).type.kind == "number"

    def _scalar(self, symbol: Symbol) -> Values:
        if symbol.kind not in ("parameter", "set") or symbol.is_family:
            raise NotAnArrayError
        value = symbol.entries[()]
        number = from_values([value]) if type(value) is not bool else None
        if number is not None:
            return Numbers(number.values[0], number.denominator)
        return Points(self.pool_of((value,)) if symbol.kind == "parameter" else Pool((value,)), _ONE_PLACE)

    def _is_parameter(self, name: str) -> bool:
        symbol = self.symbols.get(name)
        return symbol is not None and symbol.kind == "parameter" and symbol.is_family

    def _entry(self, expr: s.Index, symbol: Symbol, frame: Frame) -> Values:
        known = self.parameters.get(symbol.name)
        if known is None:
            values = list(symbol.entries.values())
            known = from_values(values) if symbol.type.kind == "number" else None
            known = self.parameters[symbol.name] = Pool(values) if known is None else known
        places = self.index_of(symbol).find(self.keys(expr.keys, frame))
        if isinstance(known, Numbers):
            return Numbers(known.values[places], known.denominator)
        return Points(known, places)

    def keys(self, exprs: tuple[s.Expr, ...], frame: Frame) -> list[Points | Numbers]:
        """The parts of a key in every round."""
        atoms: list[Points | Numbers] = []
        for expr in exprs:
            found = self.values(expr, frame)
            if isinstance(found, Points):
                atoms.extend(found.atoms())
            elif isinstance(found, Numbers):
                atoms.append(found)
            else:
                raise NotAnArrayError
        return atoms

    def _field(self, base: Values, name: str) -> Values:
        if not isinstance(base, Points):
            raise NotAnArrayError
        pool = base.pool.field(name)
        if pool.missing is not None:
            if np.any(pool.missing[base.places]):
                raise NotAnArrayError
            pool = pool.filled()
        return Points(pool, base.places)

    def _sum(self, expr: s.Sum, frame: Frame) -> Numbers:
        total: Numbers | None = None
        for sign, term in expr.terms:
            number = self.numbers(term, frame)
            number = number if sign > 0 else -number
            total = number if total is None else total + number
        assert total is not None
        return total

    def _binary(self, expr: s.Binary, frame: Frame) -> Numbers:
        one, two = self.numbers(expr.left, frame), self.numbers(expr.right, frame)
        match expr.operator:
            case "*":
                return one * two
            case "/":
                return one * two.inverse()
            case "//":
                return one.floor_divided(two)
            case _:
                return one.remainder(two)

    def _compare(self, expr: s.Compare, frame: Frame) -> Values:
        if not all(relation in _ORDERED or relation in _EQUAL for relation in expr.relations):
            return self._one_by_one(expr, frame)
        operands = [self.values(operand, frame) for operand in expr.operands]
        result: Truths | None = None
        for relation, left, right in zip(expr.relations, operands, operands[1:], strict=False):
            link = _link(relation, left, right)
            if link is None:
                return self._one_by_one(expr, frame)
            result = link if result is None else result & link
        assert result is not None
        return result

    def _connected(self, items: tuple[s.Expr, ...], frame: Frame, *, stop: bool) -> Truths:
        """Each item is only evaluated in the rounds that the items before it do not decide."""
        result = np.full(frame.size, not stop)
        open_rounds = np.arange(frame.size)
        inside = frame
        for item in items:
            found = np.broadcast_to(self.truths(item, inside), inside.size)
            decided = found == stop
            result[open_rounds[decided]] = stop
            inside, kept = inside.where(~decided)
            open_rounds = open_rounds[kept]
        return result

    # ------------------------------------------------------------ one by one

    def _one_by_one(self, expr: s.Expr, frame: Frame) -> Values:
        """By the usual code, for each combination of the indices that the expression reads.

        Raises:
            NotAnArrayError: there are many combinations.
        """
        names = sorted(s.free_names(expr) & frame.axes.keys())
        read = self.constant(expr, frame.scope).value
        env = self.compiler.environment()
        if not names or frame.size == 0:
            if frame.size == 0:
                raise NotAnArrayError
            return self._scalar_value(read(env))
        points = [frame.axes[name] for name in names]
        codes = np.zeros((), dtype=np.int64)
        total = 1
        for each in points:
            total *= max(1, len(each.pool.values))
            if total > 2**62:
                raise NotAnArrayError
            codes = codes * len(each.pool.values) + each.places
        codes = np.atleast_1d(codes)
        distinct, inverse = _distinct(codes, total)
        if len(distinct) > max(_MOST_SINGLE, frame.size // 8):
            raise NotAnArrayError
        slots = [frame.scope.slots[name][0] for name in names]
        found: list[Any] = []
        for code in distinct.tolist():
            rest = code
            for each, slot in zip(reversed(points), reversed(slots), strict=True):
                rest, place = divmod(rest, len(each.pool.values))
                env[slot] = each.pool.values[place]
            found.append(read(env))
        pool = Pool(found)
        return Points(pool, inverse if codes.size > 1 or frame.size == 1 else inverse[0])

    def _scalar_value(self, value: Any) -> Values:
        return Points(Pool((value,)), _ONE_PLACE)


def _distinct(codes: NDArray[np.int64], total: int) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """The distinct codes in order and the place of each among them."""
    if total > 4 * len(codes) + 1000:
        distinct, inverse = np.unique(codes, return_inverse=True)
        return distinct, inverse
    present = np.zeros(total, dtype=np.bool_)
    present[codes] = True
    distinct = np.flatnonzero(present)
    places = np.cumsum(present) - 1
    return distinct, places[codes]


_ORDERED = frozenset({"<", "<=", ">", ">="})
_EQUAL = frozenset({"==", "!="})


def _link(relation: str, left: Values, right: Values) -> Truths | None:
    """One comparison; None where it is not between numbers or between members."""
    one, two = _as_numbers(left), _as_numbers(right)
    if one is not None and two is not None:
        return one.compared(relation, two)
    if relation in _ORDERED or not isinstance(left, Points) or not isinstance(right, Points):
        return None
    if any(value is MISSING for points in (left, right) for value in points.pool.values):
        return None
    own: dict[Any, int] = {}
    for value in left.pool.values:
        own.setdefault(value, len(own))
    lefts, rights = left.pool.codes(own), right.pool.codes(own)
    one_code = left.places if lefts is None else lefts[left.places]
    two_code = right.places if rights is None else rights[right.places]
    equal = np.asarray(one_code == two_code)
    return equal if relation == "==" else ~equal


def _as_numbers(values: Values) -> Numbers | None:
    if isinstance(values, Numbers):
        return values
    if isinstance(values, Points):
        if any(type(value) is bool for value in values.pool.values[:1]):
            return None
        number = values.pool.numbers
        return None if number is None else values.numbers()
    return None
