"""Parameters computed from numbers that become decisions: they become definitions."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from certiplan.model.dependencies import dependencies
from certiplan.model.elements import ComputedValue, Definition, Elements
from certiplan.solvers.explain.subject import closure


def is_constant_needed(elements: Elements, names: AbstractSet[str]) -> bool:
    """Whether a set, or the bounds or indices of a variable, are made from these parameters."""
    direct = dependencies(elements)
    return any(
        not closure([name], direct).isdisjoint(names) for name in (*elements.sets, *elements.variables)
    )


def dependent_definitions(elements: Elements, names: AbstractSet[str]) -> dict[str, Definition] | None:
    """Definitions for the parameters that are computed from these; None where one is no formula."""
    direct = dependencies(elements)
    found: dict[str, Definition] = {}
    for name, parameter in elements.parameters.items():
        if name not in names and not closure(direct[name], direct).isdisjoint(names):
            if not isinstance(parameter.value, ComputedValue):
                return None
            found[name] = Definition(
                name=name, index=parameter.index, value=parameter.value.expression, unit=parameter.unit
            )
    return found
