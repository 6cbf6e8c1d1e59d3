"""Tours, sequences and time: the constraints that relate many decisions at once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.grounding.builder import Accumulator, negative
from certiplan.model.grounding.code import (
    FAULTY,
    Cases,
    Code,
    Env,
    Faulty,
    GroundSpan,
    Logical,
    Selection,
    Timed,
)
from certiplan.model.grounding.items import collected, compile_items, numeric_nodes
from certiplan.model.grounding.loops import compile_loop
from certiplan.model.grounding.members import flat
from certiplan.model.values import Rational, show

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler, Scope

NAMES = (
    "all_different",
    "lex_less",
    "circuit",
    "subcircuit",
    "path",
    "no_overlap",
    "cumulative",
    "precedes",
)


def compile_global(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    """The code of a global constraint."""
    match expr.function:
        case "all_different":
            return _all_different(compiler, expr, scope)
        case "lex_less":
            return _lex_less(compiler, expr, scope)
        case "circuit" | "subcircuit" | "path":
            return _tour(compiler, expr, scope)
        case "precedes":
            return _precedes(compiler, expr, scope)
        case "no_overlap":
            return _no_overlap(compiler, expr, scope)
        case _:
            return _cumulative(compiler, expr, scope)


# ---------------------------------------------------------------- values


def _all_different(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    items = compile_items(compiler, expr.arguments, scope)
    if items is None:
        return FAULTY
    choices = [code.cases for code, _ in items.codes if isinstance(code, Selection)]
    if len(choices) == len(items.codes):
        collect = collected(items, choices)
        return Logical(node=lambda env: _at_most_once(compiler, collect(env)))
    numbers = numeric_nodes(compiler, items)
    if numbers is None:
        return FAULTY
    builder, at = compiler.builder, expr.column

    def make(env: Env) -> ir.NodeId:
        nodes = numbers(env)
        if not all(builder.is_whole(node) for node in nodes):
            raise ExpressionError(
                "all_different takes whole numbers or choices",
                code="type-mismatch",
                column=at,
                expected="integers",
            )
        if len(set(nodes)) < len(nodes):
            return builder.false
        if len(nodes) < 2 or all(builder.constant_of(node) is not None for node in nodes):
            return builder.true
        return builder.nodes.add(ir.AllDifferent(tuple(nodes)))

    return Logical(node=make)


def _at_most_once(compiler: Compiler, choices: list[Cases]) -> ir.NodeId:
    """Every value is selected by at most one of the choices; absent choices differ from everything."""
    builder = compiler.builder
    groups: dict[Any, Accumulator] = {}
    for choice in choices:
        for value, column in choice.pairs:
            groups.setdefault(value, Accumulator()).add_column(column, 1)
    parts = []
    for accumulator in groups.values():
        if len(accumulator.columns) > 1 or any(count > 1 for count in accumulator.columns.values()):
            accumulator.const = -1
            parts.append(builder.at_most_zero(accumulator.finish()))
    return builder.conjunction(parts)


def _lex_less(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    """The first sequence comes strictly before the second: at the first difference it is the smaller."""
    sides = [compile_items(compiler, (argument,), scope) for argument in expr.arguments]
    makers = [None if side is None else numeric_nodes(compiler, side) for side in sides]
    if makers[0] is None or makers[1] is None:
        return FAULTY
    first, second = makers[0], makers[1]
    builder, at = compiler.builder, expr.column

    def make(env: Env) -> ir.NodeId:
        left, right = first(env), second(env)
        if len(left) != len(right):
            raise ExpressionError(
                f"lex_less compares {len(left)} with {len(right)} numbers",
                code="bad-call",
                column=at,
                expected="sequences of equal length",
            )
        result = builder.false
        for one, two in reversed(list(zip(left, right, strict=True))):
            accumulator = Accumulator()
            builder.add_node(accumulator, one, 1)
            builder.add_node(accumulator, two, -1)
            linear = accumulator.finish()
            less, equal = builder.below_zero(linear), builder.equals_zero(linear)
            result = builder.disjunction((less, builder.conjunction((equal, result))))
        return result

    return Logical(node=make)


# ---------------------------------------------------------------- tours


def _tour(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    """A tour over the members of the set that the comprehension ranges over."""
    argument, at = expr.arguments[0], expr.column
    if not isinstance(argument, s.Comprehension) or len(argument.ranges) != 1:
        return compiler.fault(
            f"{expr.function} takes one comprehension over its nodes",
            "bad-call",
            at,
            expected=f"`{expr.function}(after[i] for i in S)`",
        )
    made = compile_loop(compiler, argument.ranges, scope)
    if made is None:
        return FAULTY
    run, inner = made
    code = compiler.compile(argument.element, inner)
    target = argument.ranges[0].target
    node_code = compiler.constant(_target_expr(target, argument.column), inner)
    ends = [compiler.constant(value, scope) for _, value in sorted(expr.keywords, reverse=True)]
    if isinstance(code, Faulty) or node_code is None or any(end is None for end in ends):
        return FAULTY
    if not isinstance(code, Selection):
        return compiler.misfit(code, argument.element.column, "a choice")
    cases, value = code.cases, node_code.value
    end_values = [end.value for end in ends if end is not None]

    def make(env: Env) -> ir.NodeId:
        followers: list[tuple[Any, Cases]] = []
        run(env, lambda inside: followers.append((value(inside), cases(inside))))
        number = {node: k for k, (node, _) in enumerate(followers)}
        named = {name: end(env) for name, end in zip(("start", "end"), end_values, strict=False)}
        for end in named.values():
            if end not in number:
                raise ExpressionError(f"{show(end)} is not one of the nodes", code="bad-index", column=at)
        if named and named["start"] == named["end"] and len(number) > 1:
            return compiler.builder.false
        return _circuit(compiler, expr.function, followers, number, named, at)

    return Logical(node=make)


def _target_expr(target: s.Target, column: int) -> s.Expr:
    if isinstance(target, str):
        return s.Name(target, column)
    return s.TupleOf(tuple(_target_expr(part, column) for part in target), column)


def _circuit(
    compiler: Compiler,
    kind: str,
    followers: list[tuple[Any, Cases]],
    number: dict[Any, int],
    ends: dict[str, Any],
    at: int,
) -> ir.NodeId:
    """The circuit over the arcs that the choices offer, with what else `kind` asks for."""
    builder = compiler.builder
    arcs: list[tuple[int, int, ir.ColumnId]] = []
    refused: list[ir.NodeId] = []
    for node, choice in followers:
        if choice.present is not None:
            raise ExpressionError(
                "the nodes of a tour must choose a successor",
                code="type-mismatch",
                column=at,
                expected="a choice that is not optional; what stays out of a subcircuit follows itself",
            )
        for value, column in choice.pairs:
            arc = _arc(kind, node, value, number, ends)
            if arc is None:
                refused.append(builder.negate(builder.literal(column)))
            else:
                arcs.append((*arc, column))
    circuit = builder.nodes.add(ir.Circuit(len(followers), tuple(arcs), kind == "subcircuit"))
    return builder.conjunction([*refused, circuit])


def _arc(
    kind: str, node: Any, value: Any, number: dict[Any, int], ends: dict[str, Any]
) -> tuple[int, int] | None:
    """The arc of the circuit that `after[node] == value` uses, or None where that is not allowed.

    The last node of a path follows itself; that arc closes the circuit from the end to the start.
    """
    if value not in number:
        return None
    tail, head = number[node], number[value]
    if kind == "path" and node == ends["end"]:
        return (tail, number[ends["start"]]) if head == tail else None
    alone = len(number) == 1
    loops = head == tail and kind != "subcircuit"
    returns = kind == "path" and value == ends["start"]
    return None if (loops or returns) and not alone else (tail, head)


# ---------------------------------------------------------------- time


def _spans(compiler: Compiler, code: Code, expr: s.Expr, column: int) -> Callable[[Env], GroundSpan] | None:
    if isinstance(code, Timed):
        return code.span
    compiler.misfit(code, column, _interval_like(expr))
    return None


def _interval_like(expr: s.Expr) -> str:
    """The interval that was meant: itself, where one of its times stands in its place."""
    if isinstance(expr, s.Field) and expr.name in ("start", "end", "length"):
        match expr.base:
            case s.Name(name=name):
                return f"the interval itself: `{name}`"
            case s.Index(base=s.Name(name=name)):
                return f"the interval itself: `{name}[…]`"
    return "an interval"


def to_span(span: GroundSpan) -> ir.Span:
    """The same interval as it stands in a global constraint."""
    return ir.Span(span.start, span.length, span.end, span.present)


def _precedes(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    """a.end + gap <= b.start if both are present."""
    first, second = expr.arguments
    spans = [_spans(compiler, compiler.compile(part, scope), part, part.column) for part in (first, second)]
    gap = dict(expr.keywords).get("gap")
    emit_gap = None if gap is None else compiler.number(gap, scope)
    if spans[0] is None or spans[1] is None or (gap is not None and emit_gap is None):
        return FAULTY
    before, after = spans[0], spans[1]
    builder = compiler.builder

    def make(env: Env) -> ir.NodeId:
        one, two = before(env), after(env)
        accumulator = Accumulator()
        builder.add_node(accumulator, one.end, 1)
        builder.add_node(accumulator, two.start, -1)
        if emit_gap is not None:
            emit_gap(env, accumulator, 1)
        ordered = builder.at_most_zero(accumulator.finish())
        absent = [builder.negate(span.present) for span in (one, two) if span.present is not None]
        return builder.disjunction([*absent, ordered])

    return Logical(node=make)


def _no_overlap(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    items = compile_items(compiler, expr.arguments, scope)
    if items is None:
        return FAULTY
    argument = expr.arguments[0]
    element = argument.element if isinstance(argument, s.Comprehension) else argument
    makers = [_spans(compiler, code, element, at) for code, at in items.codes]
    setup = dict(expr.keywords).get("setup")
    gap = None if setup is None else _gap(compiler, setup, expr)
    if any(maker is None for maker in makers) or (setup is not None and gap is None):
        return FAULTY
    spans_of = collected(items, [maker for maker in makers if maker is not None])
    slots = [slot for name, (slot, _) in items.scope.slots.items() if name not in scope.slots]
    places = collected(items, [lambda env: tuple(env[slot] for slot in slots)])
    builder = compiler.builder

    def make(env: Env) -> ir.NodeId:
        spans = tuple(to_span(span) for span in spans_of(env))
        if len(spans) < 2:
            return builder.true
        if gap is None:
            return builder.nodes.add(ir.NoOverlap(spans))
        keys = places(env)
        return builder.conjunction(
            _apart(compiler, (spans[k], spans[m]), gap(keys[k], keys[m]), gap(keys[m], keys[k]))
            for k, m in combinations(range(len(spans)), 2)
        )

    return Logical(node=make)


def _apart(
    compiler: Compiler, pair: tuple[ir.Span, ir.Span], gap_after: Rational, gap_before: Rational
) -> ir.NodeId:
    """One of two spans comes before the other, with the gap between them, unless one is absent.

    With set-up times spans of length 0 have an order too: they may stand for visits without service time.
    """
    builder = compiler.builder
    one, two = pair
    options = [builder.negate(span.present) for span in pair if span.present is not None]
    for first, second, gap in ((one, two, gap_after), (two, one, gap_before)):
        accumulator = Accumulator()
        builder.add_node(accumulator, first.end, 1)
        builder.add_node(accumulator, second.start, -1)
        accumulator.const += gap
        options.append(builder.at_most_zero(accumulator.finish()))
    return builder.disjunction(options)


def _gap(compiler: Compiler, setup: s.Expr, expr: s.Call) -> Callable[[Any, Any], Rational] | None:
    """How to read the gap between two intervals: `setup` names a parameter over pairs of their indices."""
    symbol = compiler.symbols.get(setup.name) if isinstance(setup, s.Name) else None
    if symbol is None or symbol.kind != "parameter" or not isinstance(expr.arguments[0], s.Comprehension):
        compiler.fault(
            "setup names a parameter over pairs of the intervals' indices",
            "bad-call",
            setup.column,
            expected="`no_overlap((t[i] for i in S), setup=gap)`",
        )
        return None
    entries, at = symbol.entries, setup.column

    def gap(one: Any, two: Any) -> Rational:
        found = entries.get(flat((one, two)))
        if not isinstance(found, int | Fraction):
            raise ExpressionError(
                f"there is no set-up time from {show(one)} to {show(two)}", code="missing-key", column=at
            )
        return found

    return gap


def _cumulative(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    argument = expr.arguments[0]
    pairs: list[tuple[s.Expr, s.Expr]] = []
    run: Callable[..., None] | None = None
    inner = scope
    if isinstance(argument, s.Comprehension):
        made = compile_loop(compiler, argument.ranges, scope)
        if made is None:
            return FAULTY
        run, inner = made
        elements: tuple[s.Expr, ...] = (argument.element,)
    elif isinstance(argument, s.ListOf | s.TupleOf):
        elements = argument.items
    else:
        elements = (argument,)
    for element in elements:
        if not isinstance(element, s.TupleOf) or len(element.items) != 2:
            return compiler.fault(
                "cumulative takes pairs of an interval and its need",
                "bad-call",
                element.column,
                expected="`cumulative(((t[i], need[i]) for i in S), capacity=c)`",
            )
        pairs.append((element.items[0], element.items[1]))
    spans = [_spans(compiler, compiler.compile(span, inner), span, span.column) for span, _ in pairs]
    needs = [compiler.number(need, inner) for _, need in pairs]
    capacity = compiler.number(dict(expr.keywords)["capacity"], scope)
    if capacity is None or any(span is None for span in spans) or any(need is None for need in needs):
        return FAULTY
    makers = [
        (span, compiler.node_of(need))
        for span, need in zip(spans, needs, strict=True)
        if span is not None and need is not None
    ]
    make_capacity, builder = compiler.node_of(capacity), compiler.builder

    def make(env: Env) -> ir.NodeId:
        found: list[tuple[ir.Span, ir.NodeId]] = []

        def visit(inside: Env) -> None:
            for span, need in makers:
                found.append((to_span(span(inside)), need(inside)))

        if run is None:
            visit(env)
        else:
            run(env, visit)
        if not found:
            accumulator = Accumulator()
            capacity(env, accumulator, 1)
            return builder.at_most_zero(negative(accumulator.finish()))
        return builder.nodes.add(
            ir.Cumulative(
                tuple(span for span, _ in found), tuple(need for _, need in found), make_capacity(env)
            )
        )

    return Logical(node=make)
