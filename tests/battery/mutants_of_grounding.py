"""Deliberate faults in the grounder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from certiplan.model import ir
from certiplan.model.grounding import (
    compiler,
    decisions,
    definitions,
    functions,
    global_constraints,
    lookups,
    selections,
)
from certiplan.model.grounding.builder import Builder
from certiplan.model.grounding.code import Selection
from certiplan.model.grounding.preferences import Preferences
from tests.battery.mutation import Mutant, Replacement, around, together


def _strict(original: Replacement, builder: Builder, linear: ir.Linear) -> ir.NodeId:
    found: ir.NodeId = original(builder, replace(linear, const=linear.const + 1))
    return found


def _one_as_at_most_one(original: Replacement, builder: Builder, linear: ir.Linear) -> ir.NodeId:
    is_choice = linear.const == -1 and set(linear.coefs) == {1} and len(linear.coefs) > 1
    return builder.at_most_zero(linear) if is_choice else original(builder, linear)


def _turned_round(original: Replacement, the_compiler: Any, expr: Any, scope: Any, **options: Any) -> Any:
    if expr.function == "implies":
        expr = replace(expr, arguments=expr.arguments[::-1])
    return original(the_compiler, expr, scope, **options)


def _end_moved(by: int) -> Replacement:
    def enter(original: Replacement, *arguments: Any, **options: Any) -> Any:
        *others, end = arguments
        return original(*others, (end[0], end[1] + by), **options)

    return enter


def _absent_counts_one(original: Replacement, code: Any) -> Any:
    emit = original(code)

    def emit_and_more(env: Any, accumulator: Any, scale: Any) -> None:
        emit(env, accumulator, scale)
        cases = code.cases(env)
        if cases.present is not None:
            accumulator.const += scale
            for _, column in cases.pairs:
                accumulator.add_column(column, -scale)

    return emit_and_more


def _not_derived(original: Replacement, reader: Any, key: Any) -> Any:
    code = original(reader, key)
    return replace(code, derived=False) if isinstance(code, Selection) else code


def _without_keywords(original: Replacement, the_compiler: Any, expr: Any, scope: Any) -> Any:
    return original(the_compiler, replace(expr, keywords=()), scope)


def _no_setup(_original: Replacement, *_: Any) -> Any:
    return lambda one, two: 0


def _setup_turned_round(original: Replacement, *arguments: Any) -> Any:
    gap = original(*arguments)
    return lambda one, two: gap(two, one)


def _path_that_may_return(
    original: Replacement, kind: str, node: Any, value: Any, number: Any, ends: Any
) -> Any:
    is_end = kind == "path" and node == ends["end"]
    return (number[node], number[value]) if is_end else original(kind, node, value, number, ends)


def _no_exclusion(_original: Replacement, _compiler: Any, _column: int) -> None:
    return


GROUNDING: Final = (
    Mutant(name="< for <=", killed_by="integer", apply=around(Builder, "at_most_zero", _strict)),
    Mutant(
        name="<= for <",
        killed_by="integer",
        apply=around(Builder, "below_zero", lambda _, builder, linear: builder.at_most_zero(linear)),
    ),
    Mutant(
        name="exactly one of a choice as at most one",
        killed_by="exactly one is chosen",
        apply=around(Builder, "equals_zero", _one_as_at_most_one),
    ),
    Mutant(
        name="implies turned round",
        killed_by="implies, iff, xor",
        apply=around(functions, "_logic", _turned_round),
    ),
    Mutant(
        name="an interval's end one too early",
        killed_by="intervals of fixed length",
        apply=around(decisions, "_enter_interval", _end_moved(-1)),
    ),
    Mutant(
        name="an interval's end one too late",
        killed_by="intervals whose length is decided",
        apply=around(decisions, "_enter_interval", _end_moved(1)),
    ),
    Mutant(
        name="a soft weight dropped",
        killed_by="preferences by count",
        apply=around(Preferences, "prefer", lambda original, this, node, _, by: original(this, node, 1, by)),
    ),
    Mutant(
        name="an amount of violation taken for a count",
        killed_by="preferences by amount",
        apply=around(Preferences, "_violation", lambda _, this, node: this._builder.negate(node)),
    ),
    Mutant(
        name="a look-up without an entry does not exclude",
        killed_by="a missing key excludes",
        apply=together(
            around(selections, "exclude", _no_exclusion), around(lookups, "exclude", _no_exclusion)
        ),
    ),
    Mutant(
        name="one decision in two places taken for two",
        killed_by="one decision in two places of a look-up",
        apply=around(
            selections, "_on_same_columns", lambda original, choices: [[k] for k in range(len(choices))]
        ),
    ),
    Mutant(
        name="a definition forgets that a look-up of nothing is 0",
        killed_by="a definition over an absent choice's look-up",
        apply=around(definitions.DefinitionReader, "code", _not_derived),
    ),
    Mutant(
        name="a field that is missing does not exclude",
        killed_by="a field of the chosen row; a missing one excludes",
        apply=around(lookups, "exclude", _no_exclusion),
    ),
    Mutant(
        name="the look-up of an absent choice is not 0",
        killed_by="an absent choice's look-up is 0",
        apply=around(compiler, "selected_number", _absent_counts_one),
    ),
    Mutant(
        name="precedes without its gap",
        killed_by="precedes",
        apply=around(global_constraints, "_precedes", _without_keywords),
    ),
    Mutant(
        name="set-up times ignored",
        killed_by="no_overlap with set-up times",
        apply=around(global_constraints, "_gap", _no_setup),
    ),
    Mutant(
        name="set-up times the wrong way round",
        killed_by="no_overlap with set-up times",
        apply=around(global_constraints, "_gap", _setup_turned_round),
    ),
    Mutant(
        name="a path that may go on from its end",
        killed_by="path",
        apply=around(global_constraints, "_arc", _path_that_may_return),
    ),
)
