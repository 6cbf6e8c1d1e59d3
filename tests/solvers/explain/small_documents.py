"""Small documents with requirements, drawn at random, and what is true of them by trying every point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product

from hypothesis import strategies as st

from certiplan.solvers.explain.changes import DROP_COSTS

TOP = 3
NAMES = ("x", "y", "z")


@dataclass(frozen=True, kw_only=True)
class Row:
    """coefs . (x, y, z) relation limit; the limit is a parameter if `cost` is given."""

    coefs: tuple[int, ...]
    relation: str
    limit: int
    sources: tuple[str, ...]
    cost: int | None = None
    furthest: int | None = None

    def value(self, point: tuple[int, ...]) -> int:
        return sum(a * b for a, b in zip(self.coefs, point, strict=True))

    def excess(self, point: tuple[int, ...]) -> int:
        """By how much the limit would have to move."""
        value = self.value(point)
        return max(0, value - self.limit if self.relation == "<=" else self.limit - value)

    def needed_cost(self, point: tuple[int, ...]) -> int | None:
        """What moving the limit to admit the point costs; None where it may not move that far."""
        excess = self.excess(point)
        if excess == 0:
            return 0
        if self.cost is None or (self.furthest is not None and excess > abs(self.furthest - self.limit)):
            return None
        return excess * self.cost


@dataclass(frozen=True, kw_only=True)
class Small:
    """A document over three integers from 0 to TOP.

    Attributes:
        firm: requirements that are never given up.
        priorities: of the others.
    """

    rows: tuple[Row, ...]
    requirements: tuple[str, ...]
    priorities: Mapping[str, int]
    firm: frozenset[str]

    def data(self) -> dict[str, object]:
        """The document."""
        parameters: dict[str, object] = {}
        constraints: dict[str, object] = {}
        for k, row in enumerate(self.rows):
            limit = str(row.limit)
            if row.cost is not None:
                limit = f"limit_{k}"
                negotiable: dict[str, object] = {
                    "direction": "up" if row.relation == "<=" else "down",
                    "cost": row.cost,
                }
                if row.furthest is not None:
                    negotiable["limit"] = row.furthest
                parameters[limit] = {
                    "value": row.limit,
                    "negotiable": negotiable,
                    **({"from": list(row.sources)} if row.sources else {}),
                }
            left = " + ".join(f"({a}) * {name}" for a, name in zip(row.coefs, NAMES, strict=True))
            constraints[f"row_{k}"] = {
                "that": f"{left} {row.relation} {limit}",
                **({"from": list(row.sources)} if row.sources else {}),
            }
        return {
            "certiplan": 1,
            "requirements": {
                name: {
                    "assume": f"Wish {name}.",
                    "priority": self.priorities[name],
                    "negotiable": name not in self.firm,
                }
                for name in self.requirements
            },
            "parameters": parameters,
            "variables": {name: {"type": "integer", "lower": 0, "upper": TOP} for name in NAMES},
            "constraints": constraints,
            "objective": {"maximize": "x + 2 * y + z"},
        }

    # ------------------------------------------------------------ the truth

    def points(self) -> list[tuple[int, ...]]:
        return list(product(range(TOP + 1), repeat=len(NAMES)))

    def possible(self, kept: frozenset[str]) -> bool:
        rows = [row for row in self.rows if kept.issuperset(row.sources)]
        return any(all(row.excess(point) == 0 for row in rows) for point in self.points())

    def groups(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(row.sources for row in self.rows))

    def subsets(self) -> list[frozenset[str]]:
        groups = sorted(self.groups())
        sizes = (combinations(groups, size) for size in range(len(groups) + 1))
        return [frozenset(chosen) for chosen in chain.from_iterable(sizes)]

    def conflicts(self) -> set[frozenset[str]]:
        clashing = [subset for subset in self.subsets() if not self.possible(subset)]
        return {a for a in clashing if not any(b < a for b in clashing)}

    def corrections(self) -> set[frozenset[str]]:
        groups = self.groups()
        helping = [subset for subset in self.subsets() if self.possible(groups - subset)]
        return {a for a in helping if not any(b < a for b in helping)}

    def cost(self, dropped: frozenset[str]) -> int:
        return sum(DROP_COSTS[min(self.priorities[name], 8)] for name in dropped)

    def may_go(self, names: tuple[str, ...] | frozenset[str]) -> bool:
        return all(name not in self.firm and self.priorities[name] < 9 for name in names)

    def may_be_dropped(self, names: frozenset[str]) -> bool:
        """Whether all of them may be given up whole: none is firm, and none has a number with a limit."""
        limited = {name for row in self.rows if row.furthest is not None for name in row.sources}
        return self.may_go(names) and limited.isdisjoint(names)

    def least_change(self, k: int) -> int | None:
        """The least change of one limit after which there is a plan."""
        row = self.rows[k]
        if row.cost is None or not self.may_go(row.sources):
            return None
        found = [
            row.excess(point)
            for point in self.points()
            if row.needed_cost(point) is not None
            and all(other.excess(point) == 0 for other in self.rows if other is not row)
        ]
        return min(found, default=None)

    def cost_of_moving(self, numbers: frozenset[int], dropped: frozenset[str]) -> int | None:
        """The least cost after which there is a plan, where only these limits and requirements change."""
        rows = [(k, row) for k, row in enumerate(self.rows) if dropped.isdisjoint(row.sources)]
        costs: list[int] = []
        for point in self.points():
            each = [
                row.needed_cost(point) if k in numbers or not row.excess(point) else None for k, row in rows
            ]
            if None not in each:
                costs.append(sum(cost for cost in each if cost is not None))
        return None if not costs else min(costs) + self.cost(dropped)

    def ways(self) -> dict[tuple[frozenset[int], frozenset[str]], int]:
        """All sets of limits and requirements whose change leads to a plan and of which all must change."""
        numbers = [k for k, row in enumerate(self.rows) if row.cost is not None and self.may_go(row.sources)]
        drops = [name for name in sorted(self.groups()) if self.may_be_dropped(frozenset({name}))]
        levers: list[int | str] = [*numbers, *drops]
        found: dict[frozenset[int | str], int] = {}
        for size in range(1, len(levers) + 1):
            for chosen in map(frozenset, combinations(levers, size)):
                if any(smaller <= chosen for smaller in found):
                    continue
                cost = self.cost_of_moving(*_apart(chosen))
                if cost is not None:
                    found[chosen] = cost
        return {_apart(chosen): cost for chosen, cost in found.items()}

    def cheapest(self) -> int | None:
        """The least cost of any changes after which there is a plan."""
        costs: list[int] = []
        for dropped in self.subsets():
            if not self.may_be_dropped(dropped):
                continue
            rows = [row for row in self.rows if dropped.isdisjoint(row.sources)]
            for point in self.points():
                each = [
                    row.needed_cost(point) if self.may_go(row.sources) or not row.excess(point) else None
                    for row in rows
                ]
                if None not in each:
                    costs.append(self.cost(dropped) + sum(cost for cost in each if cost is not None))
        return min(costs, default=None)


def _apart(levers: frozenset[int | str]) -> tuple[frozenset[int], frozenset[str]]:
    return (
        frozenset(lever for lever in levers if isinstance(lever, int)),
        frozenset(lever for lever in levers if isinstance(lever, str)),
    )


@st.composite
def two_conflicts(draw: st.DrawFn) -> Small:
    """Two pairs of requirements that clash, one over x and one over y."""
    rows: list[Row] = []
    for k, coefs in enumerate(((1, 0, 0), (0, 1, draw(st.integers(0, 1))))):
        low = draw(st.integers(1, TOP))
        high = draw(st.integers(-1, low - 1))
        for name, relation, limit in ((f"r{2 * k + 1}", ">=", low), (f"r{2 * k + 2}", "<=", high)):
            cost = draw(st.sampled_from((None, 1, 7, 60)))
            room = draw(st.one_of(st.none(), st.integers(0, 4)))
            furthest = None if room is None or cost is None else limit + (room if relation == "<=" else -room)
            rows.append(
                Row(
                    coefs=coefs, relation=relation, limit=limit, sources=(name,), cost=cost, furthest=furthest
                )
            )
    requirements = ("r1", "r2", "r3", "r4")
    return Small(
        rows=tuple(rows),
        requirements=requirements,
        priorities={name: draw(st.integers(1, 9)) for name in requirements},
        firm=frozenset(name for name in requirements if draw(st.integers(0, 6)) == 0),
    )


@st.composite
def small_documents(draw: st.DrawFn) -> Small:
    """Three to six requirements, each with one to two rows; some rows serve two, some limits may move."""
    count = draw(st.integers(3, 6))
    requirements = tuple(f"r{k}" for k in range(1, count + 1))
    rows: list[Row] = []
    for name in requirements:
        for _ in range(draw(st.integers(1, 2))):
            also = draw(st.sampled_from(requirements)) if draw(st.integers(0, 4)) == 0 else name
            relation = draw(st.sampled_from(("<=", ">=")))
            limit = draw(st.integers(-2, 5) if relation == "<=" else st.integers(0, 8))
            moves = draw(st.booleans())
            room = draw(st.integers(0, 4))
            furthest = None if draw(st.booleans()) else limit + (room if relation == "<=" else -room)
            rows.append(
                Row(
                    coefs=tuple(draw(st.tuples(*[st.integers(-1, 2)] * len(NAMES)))),
                    relation=relation,
                    limit=limit,
                    sources=tuple(dict.fromkeys((name, also))),
                    cost=draw(st.sampled_from((1, 7, 60))) if moves else None,
                    furthest=furthest if moves else None,
                )
            )
    if draw(st.integers(0, 5)) == 0:
        rows.append(Row(coefs=(1, 1, 1), relation=">=", limit=draw(st.integers(0, 10)), sources=()))
    return Small(
        rows=tuple(rows),
        requirements=requirements,
        priorities={name: draw(st.integers(1, 9)) for name in requirements},
        firm=frozenset(name for name in requirements if draw(st.integers(0, 6)) == 0),
    )
