"""Products and quotients in terms of conditionals, sums and further integer columns.

Accepts: `Product` and `Quotient` nodes over bounded factors of which all but one are integer-valued.
Produces: `Linear`, `IfThenElse`, `And`, and definitions. Exact: a product of Booleans is their
conjunction, of a Boolean and a number a conditional, of an integer and a number a sum of conditionals
over the integer's binary digits (or over the columns of a choice).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from certiplan.model.ir import (
    AllDifferent,
    And,
    ColumnId,
    Comparison,
    Iff,
    Linear,
    Literal,
    Node,
    NodeId,
    Not,
    Or,
    Product,
    Quotient,
    Rational,
    Truth,
)
from certiplan.solvers.lowering.draft import Draft
from certiplan.solvers.lowering.milp import NotSupportedError
from certiplan.solvers.lowering.tables import MOST_ENTRIES, tabulated, values_of

_MOST_DIGITS = 40
_MOST_LOOSE_TERMS = 12
_BOOLEAN = (Truth, Literal, Comparison, And, Or, Not, Iff, AllDifferent)


def is_boolean(node: Node) -> bool:
    """Whether the node is a Boolean one that may stand where a number is wanted."""
    return isinstance(node, _BOOLEAN)


def expand_product(draft: Draft, product: Product) -> NodeId:
    """A node equal to the product that holds one product less; a product of two leaves none."""
    constant: Rational = 1
    conditions: list[NodeId] = []
    numbers: list[NodeId] = []
    for factor in product.factors:
        interval = draft.interval(factor)
        if interval.lower is not None and interval.lower == interval.upper:
            constant *= interval.lower
            continue
        column = _single_binary(draft, factor)
        if column is not None:
            conditions.append(draft.is_one(column))
        elif is_boolean(draft.nodes[factor]):
            conditions.append(factor)
        else:
            numbers.append(factor)
    if constant == 0:
        return draft.constant(0)
    if conditions:
        condition = draft.every(conditions)
        if not numbers:
            return draft.scaled(condition, constant)
        rest = numbers[0] if len(numbers) == 1 else draft.add(Product(tuple(numbers)))
        return draft.scaled(draft.times_boolean(condition, rest), constant)
    if not numbers:
        return draft.constant(constant)
    if len(numbers) == 1:
        return draft.scaled(numbers[0], constant)
    if all(number == numbers[0] for number in numbers):
        power = _whole_power(draft, numbers[0], len(numbers))
        if power is not None:
            return draft.scaled(power, constant)
    numbers.sort(key=lambda number: _width(draft, number))
    pair = _pairwise(draft, numbers[0], numbers[1])
    rest = pair if len(numbers) == 2 else draft.add(Product((pair, *numbers[2:])))
    return draft.scaled(rest, constant)


def _single_binary(draft: Draft, factor: NodeId) -> ColumnId | None:
    """The column that a factor is, when that is all it is and the column is 0 or 1."""
    node = draft.nodes[factor]
    if not isinstance(node, Linear) or node.const or node.atoms or node.coefs != (1,):
        return None
    interval = draft.intervals[node.columns[0]]
    is_binary = draft.whole[node.columns[0]] and interval.lower == 0 and interval.upper == 1
    return node.columns[0] if is_binary else None


def _width(draft: Draft, number: NodeId) -> tuple[bool, Rational]:
    """How hard it is to split a factor into binary columns; reals come last."""
    interval, lattice = draft.interval(number), draft.lattice(number)
    if interval.lower is None or interval.upper is None or lattice is None or lattice.step == 0:
        return (True, 0)
    return (False, Fraction(interval.upper - interval.lower) / lattice.step)


def _whole_power(draft: Draft, base: NodeId, exponent: int) -> NodeId | None:
    """base ** exponent as a table over the values of an integer base, if there are few."""
    values = values_of(draft, base)
    if values is None:
        return None
    return tabulated(draft, base, [(value, value**exponent) for value in values])


def _pairwise(draft: Draft, left: NodeId, right: NodeId) -> NodeId:
    """left * right, where left is integer-valued and narrow."""
    lattice = draft.lattice(left)
    if lattice is None or lattice.step == 0:
        raise NotSupportedError(
            "a product of two real-valued expressions (a solver for nonconvex models is needed)"
        )
    terms = _binary_terms(draft, left)
    if terms is None:
        terms = _digits(draft, left)
    const, conditions = terms
    draft.finite(right, "a product")
    return draft.linear(
        0,
        None,
        [(right, const), *((draft.times_boolean(literal, right), coef) for literal, coef in conditions)],
    )


def _binary_terms(draft: Draft, number: NodeId) -> tuple[Rational, list[tuple[NodeId, Rational]]] | None:
    """The number as const + sum(coef * literal), when it already is that and short."""
    node = draft.nodes[number]
    if not isinstance(node, Linear) or node.atoms:
        return None
    if not all(
        draft.whole[column] and draft.intervals[column].lower == 0 and draft.intervals[column].upper == 1
        for column in node.columns
    ):
        return None
    choices = {id(draft.ranges.choices.get(column)) for column in node.columns}
    is_choice = len(choices) == 1 and draft.ranges.choices.get(node.columns[0]) is not None
    if len(node.columns) > (MOST_ENTRIES if is_choice else _MOST_LOOSE_TERMS):
        return None
    return node.const, [
        (draft.is_one(column), coef) for column, coef in zip(node.columns, node.coefs, strict=True)
    ]


def _digits(draft: Draft, number: NodeId) -> tuple[Rational, list[tuple[NodeId, Rational]]]:
    """The number as const + sum(weight * digit) over further binary columns that reach just its range."""
    lattice = draft.lattice(number)
    assert lattice is not None
    low, high = draft.finite(number, "a product")
    least = lattice.at_least(low)
    most = lattice.at_most(high)
    assert least is not None and most is not None
    steps = int((most - least) // lattice.step)
    weights: list[int] = []
    while steps > 0:
        weight = min(1 << len(weights), steps)
        weights.append(weight)
        steps -= weight
    if len(weights) > _MOST_DIGITS:
        raise NotSupportedError("a product of integers with a very wide range; give tighter bounds")
    digits = [draft.binary() for _ in weights]
    sizes: Sequence[Rational] = [lattice.step * weight for weight in weights]
    value = draft.linear(least, dict(zip(digits, sizes, strict=True)))
    draft.define(draft.equal(number, value))
    return least, [(draft.is_one(digit), size) for digit, size in zip(digits, sizes, strict=True)]


def expand_quotient(draft: Draft, quotient: Quotient) -> NodeId:
    """A further column q with q * denominator == numerator, where the denominator is whole and not 0.

    A denominator of few values may have 0 among them, which is then excluded: the numerator is multiplied by
    a table of reciprocals.
    """
    if not draft.interval(quotient.denominator).excludes_zero():
        values = values_of(draft, quotient.denominator)
        if values is None:
            raise draft.missing_bound([quotient.denominator], "a divisor that cannot be 0")
        reciprocals = [(value, Fraction(1) / value) for value in values if value]
        inverse = tabulated(draft, quotient.denominator, reciprocals)
        return draft.add(Product((quotient.numerator, inverse)))
    interval = draft.ranges.interval(draft.add(quotient))
    column = draft.real(interval)
    result = draft.linear(0, {column: 1})
    product = draft.add(Product((quotient.denominator, result)))
    draft.define(draft.equal(product, quotient.numerator))
    return result


def without_quotients(draft: Draft, comparison: Comparison) -> Comparison:
    """The comparison multiplied by denominators of one sign, as long as one of its terms is a quotient.

    Accepts: `left op 0`. Produces: an equivalent comparison whose left side has no `Quotient` among its atoms
    (those deeper down remain). The sign of a negative denominator is turned into the numerator.
    """
    while True:
        left = draft.nodes[comparison.left]
        if not isinstance(left, Linear):
            return comparison
        found = next((a for a in left.atoms if isinstance(draft.nodes[a], Quotient)), None)
        if found is None:
            return comparison
        quotient = draft.nodes[found]
        assert isinstance(quotient, Quotient)
        interval = draft.interval(quotient.denominator)
        if not interval.excludes_zero():
            return comparison
        sign = 1 if interval.lower is not None and interval.lower > 0 else -1
        denominator = draft.scaled(quotient.denominator, sign)
        coef = left.atom_coefs[left.atoms.index(found)]
        rest = draft.linear(0, None, ((comparison.left, 1), (found, -coef)))
        comparison = Comparison(
            comparison.op,
            draft.linear(0, None, [(quotient.numerator, sign * coef), (_times(draft, rest, denominator), 1)]),
        )


def _times(draft: Draft, left: NodeId, right: NodeId) -> NodeId:
    """left * right, spread over left's terms so that quotients among them stay visible."""
    node = draft.nodes[left]
    assert isinstance(node, Linear)
    terms: list[tuple[NodeId, Rational]] = [(right, node.const)]
    affine = draft.linear(0, dict(zip(node.columns, node.coefs, strict=True)))
    if node.columns:
        terms.append((draft.add(Product((affine, right))), 1))
    for atom, coef in zip(node.atoms, node.atom_coefs, strict=True):
        inner = draft.nodes[atom]
        if isinstance(inner, Quotient):
            numerator = draft.add(Product((inner.numerator, right)))
            terms.append((draft.add(Quotient(numerator, inner.denominator)), coef))
        else:
            terms.append((draft.add(Product((atom, right))), coef))
    return draft.linear(0, None, terms)
