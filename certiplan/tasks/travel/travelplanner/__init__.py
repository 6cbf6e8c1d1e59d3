"""The adapter for the TravelPlanner benchmark: its database and its queries, from their files."""

from certiplan.tasks.travel.travelplanner._addressable import addressable
from certiplan.tasks.travel.travelplanner._database import find_data, load_cities, load_database
from certiplan.tasks.travel.travelplanner._splits import LEVELS, Case, Level, load_split

__all__ = [
    "LEVELS",
    "Case",
    "Level",
    "addressable",
    "find_data",
    "load_cities",
    "load_database",
    "load_split",
]
