"""What an aggregate or a global constraint ranges over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.grounding.code import Code, Constant, Env, Faulty
from certiplan.model.grounding.loops import compile_loop

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler, Scope


@dataclass(frozen=True, kw_only=True, slots=True)
class Items:
    """A loop and what it yields.

    Attributes:
        run: run(env, visit, *rest) calls visit(env, *rest) with the indices set.
        codes: the elements, each with its column: one for a comprehension, several for a list.
        scope: the indices in scope inside the loop.
    """

    run: Callable[..., None]
    codes: list[tuple[Code, int]]
    scope: Scope


def compile_items(compiler: Compiler, arguments: tuple[s.Expr, ...], scope: Scope) -> Items | None:
    """The items of a call's arguments: a comprehension, a list, a constant set, or the arguments themselves.

    Returns:
        None after a fault.
    """
    if len(arguments) == 1:
        argument = arguments[0]
        if isinstance(argument, s.Comprehension):
            return _looped(compiler, argument.ranges, argument.element, scope)
        if isinstance(argument, s.ListOf | s.TupleOf):
            arguments = argument.items
        else:
            code = compiler.compile(argument, scope)
            if isinstance(code, Constant) and code.type.kind in ("set", "list", "any"):
                member = s.Range("#item", argument, (), argument.column)
                return _looped(compiler, (member,), s.Name("#item", argument.column), scope)
            return _sound([(code, argument.column)], _once, scope)
    codes = [(compiler.compile(argument, scope), argument.column) for argument in arguments]
    return _sound(codes, _once, scope)


def _looped(compiler: Compiler, ranges: tuple[s.Range, ...], element: s.Expr, scope: Scope) -> Items | None:
    made = compile_loop(compiler, ranges, scope)
    if made is None:
        return None
    run, inner = made
    return _sound([(compiler.compile(element, inner), element.column)], run, inner)


def _sound(codes: list[tuple[Code, int]], run: Callable[..., None], scope: Scope) -> Items | None:
    if any(isinstance(code, Faulty) for code, _ in codes):
        return None
    return Items(run=run, codes=codes, scope=scope)


def _once(env: Env, visit: Callable[..., None], *rest: Any) -> None:
    visit(env, *rest)


def collected(items: Items, makers: list[Callable[[Env], Any]]) -> Callable[[Env], list[Any]]:
    """What each maker yields, in every round of the loop."""
    run = items.run

    def collect(env: Env) -> list[Any]:
        found: list[Any] = []
        for maker in makers:
            run(env, lambda inside, maker=maker: found.append(maker(inside)))
        return found

    return collect


def numeric_nodes(compiler: Compiler, items: Items) -> Callable[[Env], list[ir.NodeId]] | None:
    """The maker of the numeric nodes of all elements, or None after a fault."""
    emits = [compiler.numeric(code, at) for code, at in items.codes]
    if any(emit is None for emit in emits):
        return None
    return collected(items, [compiler.node_of(emit) for emit in emits if emit is not None])
