"""Flights kept as a timetable: one row for a service, which flies at the same time on many dates."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from certiplan.tasks.travel.world import Flight, FlightTable, Leg

NOT_FLOWN = "-"
FARES = "abcdefghijklmnop"


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A flight that is repeated: on the k-th date from `first_date` it has the number `first_number + k`.

    `fares` has one character for each date: "-" where the service does not fly, else a letter for the
    price, from "a" for `lowest_usd` in even steps to "p" for `highest_usd`.
    """

    first_number: int
    origin: str
    destination: str
    departs_min: int
    arrives_min: int
    first_date: dt.date
    lowest_usd: int
    highest_usd: int
    fares: str

    def flight(self, day: int) -> Flight | None:
        """The flight on the date `day` days after the first, if there is one."""
        if not 0 <= day < len(self.fares) or self.fares[day] == NOT_FLOWN:
            return None
        steps = FARES.index(self.fares[day])
        return Flight(
            number=f"F{self.first_number + day}",
            origin=self.origin,
            destination=self.destination,
            date=self.first_date + dt.timedelta(days=day),
            price_usd=self.lowest_usd + (self.highest_usd - self.lowest_usd) * steps // (len(FARES) - 1),
            departs_min=self.departs_min,
            arrives_min=self.arrives_min,
        )

    def flights(self) -> Iterator[Flight]:
        """The flights on all dates."""
        for day in range(len(self.fares)):
            if (flight := self.flight(day)) is not None:
                yield flight

    def days(self) -> list[int]:
        """The days after the first date on which it flies."""
        return [day for day, fare in enumerate(self.fares) if fare != NOT_FLOWN]


class Timetable(FlightTable):
    """All flights of some services, ordered by service and date.

    Look-ups by leg or by number make only the flights that they return. Going over all flights makes
    all of them, once.
    """

    def __init__(self, services: Iterable[Service]) -> None:
        self._services = tuple(sorted(services, key=lambda service: service.first_number))

    @cached_property
    def _flights(self) -> tuple[Flight, ...]:
        return tuple(flight for service in self._services for flight in service.flights())

    def __len__(self) -> int:
        return sum(len(service.fares) - service.fares.count(NOT_FLOWN) for service in self._services)

    def __iter__(self) -> Iterator[Flight]:
        return iter(self._flights)

    @overload
    def __getitem__(self, index: int) -> Flight: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Flight]: ...
    def __getitem__(self, index: int | slice) -> Flight | Sequence[Flight]:
        return self._flights[index]

    @cached_property
    def by_leg(self) -> Mapping[Leg, tuple[Flight, ...]]:
        """The flights of each (origin, destination, date) that has any."""
        return _ByLeg(self._services)

    @cached_property
    def by_number(self) -> Mapping[str, tuple[Flight, ...]]:
        """The flight of each number."""
        return _ByNumber(self._services)

    @cached_property
    def season(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last date of a flight; None without flights."""
        ends = [
            service.first_date + dt.timedelta(days=day)
            for service in self._services
            if (days := service.days())
            for day in (days[0], days[-1])
        ]
        return (min(ends), max(ends)) if ends else None


class _ByLeg(Mapping[Leg, tuple[Flight, ...]]):
    def __init__(self, services: tuple[Service, ...]) -> None:
        self._services: defaultdict[tuple[str, str], list[Service]] = defaultdict(list)
        for service in services:
            self._services[service.origin, service.destination].append(service)

    def __getitem__(self, leg: Leg) -> tuple[Flight, ...]:
        origin, destination, date = leg
        flights = tuple(
            flight
            for service in self._services.get((origin, destination), ())
            if (flight := service.flight((date - service.first_date).days)) is not None
        )
        if not flights:
            raise KeyError(leg)
        return flights

    def __iter__(self) -> Iterator[Leg]:
        for (origin, destination), services in self._services.items():
            dates = {s.first_date + dt.timedelta(days=day) for s in services for day in s.days()}
            for date in sorted(dates):
                yield origin, destination, date

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _ByNumber(Mapping[str, tuple[Flight, ...]]):
    def __init__(self, services: tuple[Service, ...]) -> None:
        self._services = services
        self._first_numbers = [service.first_number for service in services]

    def __getitem__(self, number: str) -> tuple[Flight, ...]:
        digits = number[1:]
        if number[:1] == "F" and digits.isascii() and digits.isdigit() and digits[0] != "0":
            row = bisect_right(self._first_numbers, int(digits)) - 1
            if row >= 0:
                service = self._services[row]
                if (flight := service.flight(int(digits) - service.first_number)) is not None:
                    return (flight,)
        raise KeyError(number)

    def __iter__(self) -> Iterator[str]:
        for service in self._services:
            for day in service.days():
                yield f"F{service.first_number + day}"

    def __len__(self) -> int:
        return sum(1 for _ in self)
