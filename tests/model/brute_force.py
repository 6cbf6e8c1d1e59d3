"""All solutions of small documents, by trying every value: the oracle for type check, grounding and solvers.

It walks the document with the exact evaluator. Constraints are evaluated as soon as the decisions that
they read are there, which prunes the search.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Literal, NamedTuple, TypeAlias

from certiplan.model.elements import Elements
from certiplan.model.evaluator import Domain, Evaluator
from certiplan.model.evaluator.constraints import ConstraintFamily
from certiplan.model.evaluator.runtime import Frame, Key, Truth, UnassignedError, UndefinedError
from certiplan.model.solution import Decision, IntervalValue, Solution
from certiplan.model.values import Rational, Table, Value

FrozenSolution: TypeAlias = frozenset[tuple[str, tuple[Value, ...], Decision]]
Grid: TypeAlias = Mapping[str, Sequence[Rational]]
Slot: TypeAlias = tuple[str, Key]

MAX_NODES = 2_000_000


class BruteForce(NamedTuple):
    """What trying everything finds.

    Attributes:
        status: `optimal` also without an objective, as long as there is a solution.
        objectives: the best value of each stage, given the ones before it within their slack.
        solutions: all of them.
        optima: those that no other beats.
    """

    status: Literal["optimal", "infeasible"]
    objectives: tuple[Rational, ...]
    solutions: frozenset[FrozenSolution]
    optima: frozenset[FrozenSolution]


def freeze(solution: Solution) -> FrozenSolution:
    """A solution that can be a member of a set."""
    return frozenset(
        (name, key, decision) for name, values in solution.items() for key, decision in values.items()
    )


def solve_brute_force(
    elements: Elements, tables: Mapping[str, Table], *, grid: Grid | None = None, limit: int = MAX_NODES
) -> BruteForce:
    """The best of all solutions.

    Args:
        grid: the values to try for real variables, by name; else the whole numbers in their bounds.
        limit: how many values may be tried before giving up with a ValueError.
    """
    evaluator = Evaluator(elements, tables)
    found: dict[FrozenSolution, tuple[Rational, ...]] = {}
    for solution in enumerate_solutions(elements, tables, grid=grid, limit=limit):
        verdict = evaluator.judge(solution)
        assert not verdict.diagnostics, verdict
        if verdict.satisfied:  # an objective without a value excludes a solution too
            values = [objective.value for objective in verdict.objectives]
            found[freeze(solution)] = tuple(value for value in values if value is not None)
    if not found:
        return BruteForce("infeasible", (), frozenset(), frozenset())
    best: list[Rational] = []
    optima = dict(found)
    for stage, objective in enumerate(elements.objectives):
        sign = 1 if objective.sense == "minimize" else -1
        optimum = min(sign * values[stage] for values in optima.values())
        size = -optimum if optimum < 0 else optimum
        last = stage == len(elements.objectives) - 1
        worst = optimum if last else optimum + objective.slack * size + objective.slack_abs
        optima = {frozen: values for frozen, values in optima.items() if sign * values[stage] <= worst}
        best.append(sign * optimum)
    return BruteForce("optimal", tuple(best), frozenset(found), frozenset(optima))


def enumerate_solutions(
    elements: Elements, tables: Mapping[str, Table], *, grid: Grid | None = None, limit: int = MAX_NODES
) -> Iterator[Solution]:
    """Every assignment of values in their domains that satisfies all constraints.

    Raises:
        ValueError: for a domain that is not finite, or after `limit` values were tried.
    """
    return _Search(elements, tables, grid or {}, limit).run()


class _Search:
    def __init__(self, elements: Elements, tables: Mapping[str, Table], grid: Grid, limit: int) -> None:
        self._elements = elements
        self._world = Evaluator(elements, tables).world
        self._world.forget()
        self._grid = grid
        self._left = limit
        self._slots: list[Slot] = []
        self._choices: list[list[Decision]] = []
        self._domains: list[Domain] = []
        for name in elements.variables:
            domains = self._world.domains(name)
            for key in domains:
                self._slots.append((name, key))
                self._domains.append(domains.of(key))
                self._choices.append(list(_values(name, self._domains[-1], grid)))
        self._assigned: dict[Slot, Decision] = {}
        self._watch: dict[Slot, list[tuple[ConstraintFamily, Frame]]] = {slot: [] for slot in self._slots}

    def run(self) -> Iterator[Solution]:
        for constraint in self._elements.constraints.values():
            if constraint.soft is None:
                family = self._world.constraint(constraint)
                for key in [family.key(frame) for frame in family.frames()]:
                    if not self._settle(family, family.frame(key)):
                        return
        yield from self._extend(0)

    def _settle(self, family: ConstraintFamily, frame: Frame) -> bool:
        """Whether the constraint may still hold; it watches the first decision that it misses."""
        self._world.forget()
        try:
            truth: Truth = family.holds(frame)
        except UnassignedError as missing:
            self._watch[missing.variable, missing.key].append((family, frame))
            return True
        except UndefinedError:
            return False
        return truth is not False

    def _extend(self, depth: int) -> Iterator[Solution]:
        if depth == len(self._slots):
            yield self._solution()
            return
        slot = self._slots[depth]
        values = self._world.values(slot[0])
        for decision in self._choices[depth]:
            self._left -= 1
            if self._left < 0:
                raise ValueError("there are too many assignments to try them all")
            seen, complaint = self._domains[depth].admit(decision)
            assert seen is not None and complaint is None
            values[slot[1]] = seen
            self._assigned[slot] = decision
            lengths = {other: len(self._watch[other]) for other in self._slots[depth + 1 :]}
            if all(self._settle(family, frame) for family, frame in list(self._watch[slot])):
                yield from self._extend(depth + 1)
            for other, length in lengths.items():
                del self._watch[other][length:]
            del values[slot[1]]
            del self._assigned[slot]

    def _solution(self) -> Solution:
        solution: dict[str, dict[tuple[Value, ...], Decision]] = {
            name: {} for name in self._elements.variables
        }
        for (name, key), decision in self._assigned.items():
            solution[name][key] = decision  # type: ignore[index]  # indices are constants
        return solution


def _values(name: str, domain: Domain, grid: Grid) -> Iterator[Decision]:
    """Every value of a domain."""
    match domain.kind:
        case "binary":
            yield from (0, 1)
        case "choice":
            assert domain.members is not None
            yield from domain.members.items
            if domain.optional:
                yield None
        case "interval":
            for start, length in product(_whole(name, domain.start), _whole(name, domain.length)):
                low, high = domain.end
                if (low is None or low <= start + length) and (high is None or start + length <= high):
                    yield IntervalValue(start=start, length=length, end=start + length)
            if domain.optional:
                yield IntervalValue(start=0, length=0, end=0, present=False)
        case _:
            numbers: list[Rational] = list(_whole(name, domain.bounds))
            if domain.kind == "real":
                low, high = domain.bounds
                numbers += [end for end in domain.bounds if end is not None]
                numbers = [
                    value
                    for value in grid.get(name, numbers)
                    if (low is None or value >= low) and (high is None or value <= high)
                ]
            if domain.semicontinuous:
                numbers.append(0)
            yield from dict.fromkeys(numbers)


def _whole(name: str, bounds: tuple[Rational | None, Rational | None]) -> range:
    low, high = bounds
    if low is None or high is None:
        raise ValueError(f"{name} has no finite bounds")
    return range(math.ceil(low), math.floor(high) + 1)
