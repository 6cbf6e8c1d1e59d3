"""Numbers as affine expressions over columns, from the side that matters.

Accepts: any numeric node; kinds without a direct form are expanded on the way.
Produces: rows, and an affine expression that is at least the node (`above`), at most the node (`below`), or
both. The convex side of an extreme needs no binary column.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise

from certiplan.model.ir import (
    ColumnId,
    Extreme,
    FloorDivide,
    Function,
    IfThenElse,
    Linear,
    Modulo,
    NodeId,
    Piecewise,
    Power,
    Product,
    Quotient,
    Rational,
)
from certiplan.solvers.bounds import Interval
from certiplan.solvers.lowering.affine import Affine, combined
from certiplan.solvers.lowering.draft import Draft
from certiplan.solvers.lowering.functions import (
    expand_floor_divide,
    expand_function,
    expand_modulo,
    expand_piecewise,
    expand_power,
)
from certiplan.solvers.lowering.milp import AUXILIARY, NotSupportedError
from certiplan.solvers.lowering.plain import RowBlock
from certiplan.solvers.lowering.products import expand_product, expand_quotient, is_boolean


@dataclass
class Definition:
    """A further column that stands for a node, and which of its two directions are in the rows."""

    column: ColumnId
    above: bool = False
    below: bool = False


class Estimator(ABC):
    """The numeric half of the lowering; the other half supplies literals of Boolean nodes."""

    def __init__(self, draft: Draft, block: RowBlock) -> None:
        self._draft = draft
        self._block = block
        self._position = AUXILIARY
        self._numbers: dict[NodeId, Definition] = {}
        self._expanded: dict[NodeId, NodeId] = {}

    @abstractmethod
    def _light(self, number: NodeId) -> Affine | None:
        """The truth value as an affine expression without further columns, where that is possible."""

    @abstractmethod
    def _literal(self, number: NodeId, *, if_true: bool, if_false: bool) -> Affine:
        """An expression that is 0 or 1 and implies the node where 1, or its negation where 0, as asked."""

    # ------------------------------------------------------------ rows

    def _row(self, left: Affine, *, equation: bool = False) -> None:
        """left <= 0, or left == 0."""
        if left.is_constant and (left.const == 0 if equation else left.const <= 0):
            return
        block = self._block
        block.columns.extend(left.terms.keys())
        block.coefs.extend(left.terms.values())
        block.lengths.append(len(left.terms))
        block.rhs.append(-left.const)
        block.equation.append(equation)
        block.constraint.append(self._position)

    def _at_least_one(self, literals: Affine) -> None:
        self._row(literals.complement())

    # ------------------------------------------------------------ numeric nodes

    def _estimate(self, number: NodeId, *, above: bool, below: bool) -> Affine:
        """An expression that may equal the node, and is at least it (`above`), at most it (`below`)."""
        node = self._draft.nodes[number]
        if isinstance(node, Linear):
            own = Affine(node.const, dict(zip(node.columns, node.coefs, strict=True)))
            if not node.atoms:
                return own
            parts: list[tuple[Affine, Rational]] = [(own, 1)]
            for atom, coef in zip(node.atoms, node.atom_coefs, strict=True):
                sides = (above, below) if coef > 0 else (below, above)
                parts.append((self._estimate(atom, above=sides[0], below=sides[1]), coef))
            return combined(parts)
        if is_boolean(node):
            return self._literal(number, if_true=below, if_false=above)
        interval = self._draft.interval(number)
        if interval.lower is not None and interval.lower == interval.upper:
            return Affine(interval.lower)
        if isinstance(node, Extreme):
            return self._extreme(number, node, above=above, below=below)
        if isinstance(node, IfThenElse):
            return self._conditional(number, node, above=above, below=below)
        return self._estimate(self._expand(number), above=above, below=below)

    def _expand(self, number: NodeId) -> NodeId:
        found = self._expanded.get(number)
        if found is None:
            found = self._expanded[number] = self._expansion(number)
        return found

    def _expansion(self, number: NodeId) -> NodeId:
        draft = self._draft
        node = draft.nodes[number]
        match node:
            case Product():
                return expand_product(draft, node)
            case Quotient():
                return expand_quotient(draft, node)
            case Power():
                return expand_power(draft, node)
            case Function():
                return expand_function(draft, node)
            case FloorDivide():
                return expand_floor_divide(draft, node)
            case Modulo():
                return expand_modulo(draft, node)
            case Piecewise():
                return expand_piecewise(draft, node)
            case _:
                raise NotSupportedError(f"{type(node).__name__} where a number is expected")

    def _number_column(self, number: NodeId) -> Definition:
        known = self._numbers.get(number)
        if known is None:
            known = self._numbers[number] = Definition(self._draft.real(self._draft.interval(number)))
        return known

    def _extreme(self, number: NodeId, node: Extreme, *, above: bool, below: bool) -> Affine:
        """A column z; for a maximum, z >= every argument, and z <= the one that a binary column picks."""
        sign = 1 if node.kind == "max" else -1
        intervals = {a: self._draft.interval(a).scaled(sign) for a in dict.fromkeys(node.arguments)}
        floors = [interval.lower for interval in intervals.values() if interval.lower is not None]
        floor = max(floors) if floors else None
        open_ = [a for a, i in intervals.items() if floor is None or i.upper is None or i.upper > floor]
        # One of the arguments that reach the floor stands for all that cannot rise above it.
        reaching = [a for a, i in intervals.items() if i.lower == floor and floor is not None]
        if not any(argument in open_ for argument in reaching):
            open_ = reaching[:1] + open_
        if len(open_) == 1:
            return self._estimate(open_[0], above=above, below=below)
        known = self._number_column(number)
        z = Affine.column(known.column)
        position, self._position = self._position, AUXILIARY
        convex, picked = (above, below) if sign > 0 else (below, above)
        if convex and not known.above:
            known.above = True
            for argument in open_:
                estimate = self._estimate(argument, above=sign > 0, below=sign < 0)
                self._row(estimate.plus(z, -1).scaled(sign))
        if picked and not known.below:
            known.below = True
            self._pick(z, open_, intervals, sign, number)
        self._position = position
        return z

    def _pick(
        self, z: Affine, arguments: list[NodeId], intervals: dict[NodeId, Interval], sign: int, number: NodeId
    ) -> None:
        """sign * z <= sign * argument for the argument that is picked."""
        draft = self._draft
        if len(arguments) == 2:
            first = Affine.column(draft.binary())
            picks = [first, first.complement()]
        else:
            picks = [Affine.column(draft.binary()) for _ in arguments]
            total = Affine(-1)
            for pick in picks:
                total = total.plus(pick)
            self._row(total, equation=True)
        for argument, pick in zip(arguments, picks, strict=True):
            others = [intervals[a].upper for a in arguments if a != argument]
            lower = intervals[argument].lower
            if lower is None or any(upper is None for upper in others):
                raise draft.missing_bound(
                    [number], f"a {'maximum' if sign > 0 else 'minimum'} from this side"
                )
            most = max(upper for upper in others if upper is not None) - lower
            estimate = self._estimate(argument, above=sign < 0, below=sign > 0)
            self._row(z.plus(estimate, -1).scaled(sign).plus(pick.complement(), -max(most, 0)))

    def _conditional(self, number: NodeId, node: IfThenElse, *, above: bool, below: bool) -> Affine:
        """otherwise + (then - otherwise) * literal for constants; else a column tied to the right branch."""
        draft = self._draft
        light = self._light(node.condition)
        if light is not None and light.is_constant:
            return self._estimate(node.then if light.const else node.otherwise, above=above, below=below)
        then, otherwise = draft.interval(node.then), draft.interval(node.otherwise)
        if (
            then.lower is not None
            and otherwise.lower is not None
            and then.lower == then.upper
            and otherwise.lower == otherwise.upper
        ):
            gap = then.lower - otherwise.lower
            sides = (below, above) if gap > 0 else (above, below)
            literal = self._literal(node.condition, if_true=sides[0], if_false=sides[1])
            return Affine(otherwise.lower).plus(literal, gap)
        known = self._number_column(number)
        z = Affine.column(known.column)
        position, self._position = self._position, AUXILIARY
        condition = self._literal(node.condition, if_true=True, if_false=True)
        branches = [(node.then, condition.complement()), (node.otherwise, condition)]
        for done, sign in ((known.above or not above, 1), (known.below or not below, -1)):
            if done:
                continue
            for (branch, off), (other, _) in pairwise([*branches, branches[0]]):
                estimate = self._estimate(branch, above=sign > 0, below=sign < 0)
                most = draft.interval(branch).scaled(sign).upper
                least = draft.interval(other).scaled(sign).lower
                if most is None or least is None:
                    raise draft.missing_bound([branch, other], "a choice between two expressions")
                self._row(estimate.plus(z, -1).scaled(sign).plus(off, -max(most - least, 0)))
        known.above = known.above or above
        known.below = known.below or below
        self._position = position
        return z
