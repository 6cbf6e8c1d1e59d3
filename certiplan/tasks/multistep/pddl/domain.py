"""What a domain and a problem in PDDL say, as data. All names are in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

OBJECT = "object"
"""The type of everything."""


@dataclass(frozen=True)
class Atom:
    """A predicate of objects; a term that begins with "?" is a parameter of the action around it."""

    predicate: str
    terms: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"({' '.join((self.predicate, *self.terms))})"

    def under(self, binding: Mapping[str, str]) -> Atom:
        """The atom with its parameters replaced."""
        return Atom(self.predicate, tuple(binding.get(term, term) for term in self.terms))


@dataclass(frozen=True)
class Literal:
    """An atom, or its denial. The predicate "=" compares two objects."""

    atom: Atom
    positive: bool = True

    def __str__(self) -> str:
        return str(self.atom) if self.positive else f"(not {self.atom})"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A name with the types that it may be of: any one of them."""

    name: str
    types: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Action:
    """An action schema.

    Attributes:
        cost: what it adds to the total cost: numbers and functions of its parameters, which are summed.
    """

    name: str
    parameters: tuple[Typed, ...]
    preconditions: tuple[Literal, ...]
    effects: tuple[Literal, ...]
    cost: tuple[Fraction | Atom, ...]


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A domain.

    Attributes:
        parents: the type above each type.
        predicates: the types of each predicate's arguments.
        functions: the same for the functions with values, without `total-cost`.
        costs: some action says what it adds to the total cost.
    """

    name: str
    parents: Mapping[str, str]
    constants: tuple[Typed, ...]
    predicates: Mapping[str, tuple[tuple[str, ...], ...]]
    functions: Mapping[str, tuple[tuple[str, ...], ...]]
    actions: tuple[Action, ...]
    costs: bool

    def ancestors(self, kind: str) -> tuple[str, ...]:
        """A type and all the types above it, nearest first."""
        found = [kind]
        while found[-1] in self.parents and self.parents[found[-1]] not in found:
            found.append(self.parents[found[-1]])
        return tuple(found) if OBJECT in found else (*found, OBJECT)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A problem of a domain.

    Attributes:
        objects: with the constants of the domain.
        initially: the atoms that hold at the start; all others do not.
        values: what the functions are.
        goals: what must hold in the end.
        minimizes_cost: the metric is the total cost.
    """

    name: str
    domain: Domain = field(repr=False)
    objects: tuple[Typed, ...]
    initially: frozenset[Atom]
    values: Mapping[Atom, Fraction]
    goals: tuple[Literal, ...]
    minimizes_cost: bool
