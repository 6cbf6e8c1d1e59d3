"""What a model document comes to as a page: its decisions as they are best looked at, and every requirement.

Intervals become a schedule, families over two sets a matrix, everything else a table.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeAlias

from certiplan.errors import UsageError
from certiplan.model.document import Requirement
from certiplan.model.evaluator.verdict import Violation
from certiplan.model.solution import Decision, IntervalValue
from certiplan.model.values import Rational, Value, show, show_number
from certiplan.pictures import Bar, CalendarEntry, Check, Checks, Gantt, Matrix, Page, Picture, Table, Words
from certiplan.solvers.model import Model, Solved, given_away_by_slack

_WIDEST_MATRIX: Final = 24
_LONGEST_TABLE: Final = 500

Entries: TypeAlias = Mapping[tuple[Value, ...], Decision]


def model_page(model: Model, answer: Solved) -> Page:
    """A solution of a document as a page.

    Args:
        model: the document.
        answer: its rechecked solution.
    """
    pictures: list[Picture] = [*_objectives(model, answer)]
    pictures += _decisions(model, answer.solution)
    pictures += _shown(answer)
    if model.elements.requirements:
        pictures.append(_requirements(model.elements.requirements, answer.verdict.unmet))
    found = f"Found by {answer.solver} in {answer.seconds:.2f} s; rechecked exactly."
    return Page(
        title=model.elements.title or "A plan",
        subtitle="proved best" if answer.optimal else f"not proved best ({answer.reason})",
        pictures=tuple(pictures),
        small_print=(found,),
    )


def _requirements(requirements: Mapping[str, Requirement], unmet: tuple[Violation, ...]) -> Checks:
    """All requirements of a document that has a plan; a preference may be met in part."""
    broken = Counter(name for violation in unmet for name in violation.requirements)
    checks = []
    for name, requirement in requirements.items():
        words = requirement.quote or requirement.assume or name
        if requirement.unformalized is not None:
            said = f"not stated: {requirement.unformalized}"
            checks.append(Check(state="not met", label=words, shown_by=said))
        elif broken[name]:
            times = "once" if broken[name] == 1 else f"{broken[name]} times"
            checks.append(Check(state="not met", label=words, shown_by=f"a preference, given up {times}"))
        else:
            checks.append(Check(state="met" if requirement.quote else "assumed", label=words))
    return Checks(title="What was asked for", checks=tuple(checks))


def _objectives(model: Model, answer: Solved) -> Iterator[Picture]:
    lines = []
    for objective, value, bound in zip(
        model.elements.objectives, answer.objectives, answer.bounds, strict=True
    ):
        direction = "least" if objective.sense == "minimize" else "most"
        proof = "" if answer.optimal else f" (proved bound: {'none' if bound is None else _number(bound)})"
        given_away = given_away_by_slack(objective, value, bound) if answer.optimal else 0
        if given_away and bound is not None:
            lines.append(
                f"{objective.name}: {_number(value)}; the {direction} that can be had is {_number(bound)}, "
                f"of which {_number(given_away)} was given away, as its slack allows"
            )
        else:
            lines.append(f"{objective.name}: {_number(value)}, the {direction} that can be had{proof}")
    if lines:
        yield Words(paragraphs=tuple(lines))


def _shown(answer: Solved) -> Iterator[Picture]:
    """The definitions that the author wants to be seen."""
    rows = []
    for shown in answer.verdict.shown:
        label = f"{shown.name}[{', '.join(shown.indices)}]" if shown.indices else shown.name
        value = _number(shown.value) if isinstance(shown.value, int | Fraction) else str(shown.value)
        rows.append((label, value, shown.unit or ""))
    if rows:
        yield Table(title="Numbers", columns=("", "Value", "Unit"), rows=tuple(rows), numeric=frozenset({1}))


def _decisions(model: Model, solution: Mapping[str, Entries]) -> Iterator[Picture]:
    scalars: list[tuple[str, str]] = []
    for name, entries in solution.items():
        values = list(entries.values())
        if any(isinstance(value, IntervalValue) for value in values):
            yield _schedule(name, entries)
        elif set(entries) == {()}:
            scalars.append((name, _text(values[0])))
        else:
            yield _family(name, entries, is_choice=model.elements.variables[name].kind == "choice")
    if scalars:
        yield Table(title="Decisions", columns=("", "Value"), rows=tuple(scalars), numeric=frozenset({1}))


def _family(name: str, entries: Entries, *, is_choice: bool) -> Picture:
    """The amounts that are not 0 and all choices: as a matrix where it fits a page, else as a table."""
    kept = {key: value for key, value in entries.items() if is_choice or value not in (0, None, False)}
    binary = not is_choice and all(value in (0, 1) for value in entries.values())
    if all(len(key) == 2 for key in entries):
        rows = _distinct(key[0] for key in entries)
        columns = _distinct(key[1] for key in entries)
        if len(rows) <= _LONGEST_TABLE and len(columns) <= _WIDEST_MATRIX:
            cells = {(show(key[0]), show(key[1])): "✓" if binary else _text(kept[key]) for key in kept}
            return Matrix(title=name, rows=rows, columns=columns, cells=cells)
    listed = list(kept.items())[:_LONGEST_TABLE]
    left_out = len(kept) - len(listed)
    lines = [
        (", ".join(show(part) for part in key), *(() if binary else (_text(value),))) for key, value in listed
    ]
    if left_out:
        lines.append((f"… and {left_out} more", *(() if binary else ("",))))
    columns_named = (name,) if binary else (name, "Value")
    return Table(title=name, columns=columns_named, rows=tuple(lines), numeric=frozenset({1}))


def _distinct(members: Iterable[Value]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(show(member) for member in members))


def _schedule(name: str, entries: Entries) -> Gantt:
    present = {
        key: value for key, value in entries.items() if isinstance(value, IntervalValue) and value.present
    }
    position = _lane_position(present)

    def lane(key: tuple[Value, ...]) -> str:
        return show(key if position is None else key[position]) or name

    bars = tuple(
        Bar(
            lane=lane(key),
            label=_rest(key, position) or lane(key),
            start=float(value.start),
            end=float(value.end),
            group=show(key[0]) if key else "",
        )
        for key, value in present.items()
    )
    return Gantt(title=name, lanes=tuple(dict.fromkeys(bar.lane for bar in bars)), bars=bars)


def _rest(key: tuple[Value, ...], position: int | None) -> str:
    return "" if position is None else ", ".join(show(part) for k, part in enumerate(key) if k != position)


def _lane_position(present: Mapping[tuple[Value, ...], IntervalValue]) -> int | None:
    """The index by which no two intervals of a lane overlap, with the fewest lanes; None for a lane each."""
    lengths = {len(key) for key in present}
    if len(lengths) != 1 or lengths == {0} or lengths == {1}:
        return None
    fitting = []
    for position in range(lengths.pop()):
        lanes: dict[Value, list[IntervalValue]] = {}
        for key, value in present.items():
            lanes.setdefault(key[position], []).append(value)
        if all(_apart(values) for values in lanes.values()):
            fitting.append((len(lanes), position))
    return min(fitting)[1] if fitting else None


def _apart(values: list[IntervalValue]) -> bool:
    ordered = sorted(values, key=lambda value: (value.start, value.end))
    return all(here.end <= there.start for here, there in pairwise(ordered))


def _text(value: Decision) -> str:
    if value is None:
        return "–"
    if isinstance(value, IntervalValue):
        return f"{_number(value.start)} to {_number(value.end)}" if value.present else "–"
    return _number(value) if isinstance(value, int | Fraction) else show(value)


def _number(value: Rational) -> str:
    return show_number(value, digits=6, fractions=False)


_UNITS: Final[Mapping[str, dt.timedelta]] = {
    "second": dt.timedelta(seconds=1),
    "minute": dt.timedelta(minutes=1),
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(weeks=1),
}


def model_calendar(model: Model, answer: Solved, *, start: dt.datetime) -> tuple[CalendarEntry, ...]:
    """The intervals of a solution as entries of a calendar, in the order in which they start.

    Args:
        model: the document.
        answer: its rechecked solution.
        start: when time 0 is.

    Raises:
        UsageError: the unit of an interval is not one of time, or missing.
    """
    found = []
    for name, entries in answer.solution.items():
        present = {
            key: value for key, value in entries.items() if isinstance(value, IntervalValue) and value.present
        }
        if present:
            step = _step(name, model.elements.variables[name].unit)
            found += [
                CalendarEntry(
                    title=f"{name} {', '.join(show(part) for part in key)}".rstrip(),
                    start=start + step * float(value.start),
                    end=start + step * float(value.end),
                )
                for key, value in present.items()
            ]
    return tuple(sorted(found, key=lambda entry: (entry.start, entry.title)))


def _step(name: str, unit: str | None) -> dt.timedelta:
    singular = (unit or "").removesuffix("s")
    if singular not in _UNITS:
        raise UsageError(
            f"a calendar needs to know how long a step of {name} is: give the variable `unit: hour` "
            f"(or {', '.join(sorted(set(_UNITS) - {'hour'}))})"
        )
    return _UNITS[singular]
