"""The embedded world: a made-up but lifelike set of travel facts that ships with Certiplan.

The cities are real, and so are their coordinates; everything in them and between them comes from a seeded
generator (`python -m certiplan.tasks.travel.embedded.generate`), with the statistics of the
TravelPlanner benchmark and none of its rows.
"""

from certiplan.tasks.travel.embedded.loading import embedded_world

__all__ = ["embedded_world"]
