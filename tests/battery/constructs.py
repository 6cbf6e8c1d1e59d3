"""One tiny document for each construct of the language, with what brute force says about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from certiplan.model import syntax as s
from certiplan.model.elements import Elements
from certiplan.model.loading import load_elements
from certiplan.model.values import Rational
from tests.battery.constructs_of_data import DATA
from tests.battery.constructs_of_decisions import DECISIONS
from tests.battery.constructs_of_structure import STRUCTURE
from tests.model.brute_force import BruteForce, solve_brute_force

_QUARTERS: Final = tuple(Fraction(k, 4) for k in range(-8, 21))


@dataclass(frozen=True, kw_only=True)
class Construct:
    """A document for one construct.

    Attributes:
        has_reals: its real decisions are tried on a grid that holds an optimum, so that only status and
            optimum can be compared, not the set of all solutions.
    """

    name: str
    text: str
    has_reals: bool


def _constructs() -> Iterator[Construct]:
    for name, body in {**DATA, **DECISIONS, **STRUCTURE}.items():
        text = f"certiplan: 1\ntitle: {name.replace(': ', ' ')}\n{body.lstrip()}"
        yield Construct(name=name, text=text, has_reals=bool(real_variables(load_elements(text).elements)))


def real_variables(elements: Elements) -> tuple[str, ...]:
    """The variables that take other than whole values."""
    return tuple(v.name for v in elements.variables.values() if v.kind == "real" or v.real_time)


def functions_used(value: object) -> Iterator[str]:
    """The functions of the language that the elements' expressions call."""
    if isinstance(value, s.Call):
        yield value.function
    if is_dataclass(value):
        for each in fields(value):
            yield from functions_used(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from functions_used(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from functions_used(item)


@cache
def truth_about(text: str) -> BruteForce:
    """What trying everything finds, real decisions in steps of a quarter."""
    loaded = load_elements(text)
    grid: dict[str, tuple[Rational, ...]] = dict.fromkeys(real_variables(loaded.elements), _QUARTERS)
    return solve_brute_force(loaded.elements, loaded.tables, grid=grid)


CONSTRUCTS: Final = tuple(_constructs())
