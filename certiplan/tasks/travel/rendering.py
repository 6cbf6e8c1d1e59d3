"""An itinerary for the eyes, in the terminal.

Nothing hangs on colour: what a colour says, a word or a sign says too.
"""

from __future__ import annotations

from io import StringIO

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

from certiplan.model.values import Rational
from certiplan.pictures import to_terminal
from certiplan.tasks.travel.itinerary import Itinerary
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_page import trip_page
from certiplan.tasks.travel.world import World

MAX_WIDTH = 100


def render_trip(
    itinerary: Itinerary, request: TravelRequest, world: World, *, bound_usd: Rational | None = None
) -> RenderableType:
    """A whole trip, at most `MAX_WIDTH` columns wide; the arguments are those of `trip_page`."""
    return _Narrow(to_terminal(trip_page(itinerary, request, world, bound_usd=bound_usd)))


def trip_text(
    itinerary: Itinerary,
    request: TravelRequest,
    world: World,
    *,
    bound_usd: Rational | None = None,
    width: int = 80,
) -> str:
    """The same as plain text, at most `width` columns wide."""
    console = Console(file=StringIO(), width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(render_trip(itinerary, request, world, bound_usd=bound_usd))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


class _Narrow:
    """A renderable that keeps lines short enough to read on a wide screen."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from console.render(self._content, options.update(width=min(MAX_WIDTH, options.max_width)))
