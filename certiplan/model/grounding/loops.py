"""Comprehensions and ranges to loops that set the indices of an environment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.grounding.builder import MAX_ROUNDS, too_large
from certiplan.model.grounding.code import FAULTY, Code, Constant, Env, Faulty
from certiplan.model.grounding.members import Members
from certiplan.model.grounding.types import ANY, Type, common, set_of

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler, Scope

Loop = Callable[..., None]
"""loop(env, visit, *rest): sets the indices and calls visit(env, *rest) for every combination."""


def compile_loop(compiler: Compiler, ranges: tuple[s.Range, ...], scope: Scope) -> tuple[Loop, Scope] | None:
    """The loop over ranges and the scope inside it, or None after a fault."""
    levels: list[tuple[Any, Any, list[Callable[[Env], Any]]]] = []
    sound = True
    for part in ranges:
        source = compiler.constant(part.source, scope, "a range over a set that decisions choose")
        if source is not None and source.type.kind not in ("set", "list", "tuple", "any", "unknown"):
            compiler.misfit(source, part.source.column, "a set")
            source = None
        member = (source.type.member if source else None) or ANY
        if source is not None and source.type.kind == "tuple":
            member = common(source.type.items)
        names = bind(compiler, part.target, member, part.column)
        scope = scope.bind(names)
        conditions = []
        for condition in part.conditions:
            code = compiler.compile(condition, scope)
            if not isinstance(code, Constant | Faulty):
                compiler.fault(
                    "a filter cannot read decisions",
                    "decision-in-filter",
                    condition.column,
                    expected="a product with the decision, or implies(condition, …)",
                )
                code = FAULTY
            maker = compiler.logical(code, condition.column)
            sound = sound and maker is not None
            if maker is not None:
                conditions.append(maker)
        sound = sound and source is not None
        if source is not None:
            scope = _counted(compiler, source, scope, part)
            levels.append((_setter(part.target, scope), _metered(compiler, source.value), conditions))
    if not sound:
        return None
    run: Loop = _visit
    for setter, source_value, tests in reversed(levels):
        run = _level(setter, source_value, tests, compiler.builder.true, run)
    return run, scope


def _counted(compiler: Compiler, source: Constant, scope: Scope, part: s.Range) -> Scope:
    """The scope with its rounds multiplied by the size of a range, refused when that is too much."""
    size = source.size or 1
    if source.known:
        try:
            size = len(source.value([]))
        except ExpressionError as error:
            error.column = error.column or part.column
            compiler.faults.append(error)
    rounds = scope.rounds * size
    if rounds > MAX_ROUNDS:
        refusal = too_large(rounds)
        refusal.column = part.column
        compiler.faults.append(refusal)
        rounds = 1
    return replace(scope, rounds=rounds)


def _metered(compiler: Compiler, source: Callable[[Env], Any]) -> Callable[[Env], Any]:
    """The source of a loop, whose members are counted before they are visited."""
    builder = compiler.builder

    def read(env: Env) -> Any:
        members = source(env)
        builder.spend(len(members))
        return members

    return read


def bind(compiler: Compiler, target: s.Target, member: Type, column: int) -> dict[str, tuple[int, Type]]:
    """Fresh slots for the names of a target whose values have the type `member`."""
    if isinstance(target, str):
        if compiler.symbols.has(target):
            compiler.fault(
                f"the index {target!r} bears the name of an element",
                "bad-name",
                column,
                expected="another name",
            )
        compiler.slot_count += 1
        return {target: (compiler.slot_count - 1, member)}
    parts: tuple[Type, ...] = member.items
    if member.kind != "tuple":
        parts = (ANY,) * len(target)
        if member.kind not in ("any", "unknown"):
            compiler.fault(f"members are {member}, not tuples", "type-mismatch", column, expected="one name")
    elif len(parts) != len(target):
        compiler.fault(
            f"members have {len(parts)} parts", "type-mismatch", column, expected=f"{len(parts)} names"
        )
        parts = (ANY,) * len(target)
    names: dict[str, tuple[int, Type]] = {}
    for name, type_ in zip(target, parts, strict=True):
        names.update(bind(compiler, name, type_, column))
    return names


def compile_collection(compiler: Compiler, expr: s.Comprehension, scope: Scope) -> Code:
    """A comprehension as a value: the distinct values of its element, in order."""
    made = compile_loop(compiler, expr.ranges, scope)
    inner = scope if made is None else made[1]
    element = None if made is None else compiler.constant(expr.element, inner, "a set holds constants")
    if made is None or element is None:
        return FAULTY
    run, value = made[0], element.value

    def collect(env: Env) -> Members:
        found: list[Any] = []
        run(env, lambda inside: found.append(value(inside)))
        return Members(found)

    return Constant(type=set_of(element.type), value=collect)


def _visit(env: Env, visit: Callable[..., None], *rest: Any) -> None:
    visit(env, *rest)


def _level(
    setter: int | Callable[[Env, Any], None],
    source: Callable[[Env], Any],
    tests: list[Callable[[Env], Any]],
    true: ir.NodeId,
    inner: Loop,
) -> Loop:
    """One range around a loop; `setter` is a slot, or a function that unpacks a tuple."""
    if isinstance(setter, int) and not tests and inner is _visit:

        def run_plain(env: Env, visit: Callable[..., None], *rest: Any) -> None:
            for value in source(env):
                env[setter] = value
                visit(env, *rest)

        return run_plain

    assign = setter if callable(setter) else (lambda env, value: env.__setitem__(setter, value))

    def run(env: Env, visit: Callable[..., None], *rest: Any) -> None:
        for value in source(env):
            assign(env, value)
            if all(test(env) == true for test in tests):
                inner(env, visit, *rest)

    return run


def _setter(target: s.Target, scope: Scope) -> int | Callable[[Env, Any], None]:
    if isinstance(target, str):
        return scope.slots[target][0]
    parts = [_setter(part, scope) for part in target]

    def assign(env: Env, value: Any) -> None:
        if not isinstance(value, tuple) or len(value) != len(parts):
            raise ExpressionError(f"this member is not a tuple of {len(parts)}", code="type-mismatch")
        for part, item in zip(parts, value, strict=True):
            if callable(part):
                part(env, item)
            else:
                env[part] = item

    return assign
