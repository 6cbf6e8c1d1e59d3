"""Wishes that no field of a request holds: from a model's answer, checked in the trip's document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from certiplan.errors import DocumentError
from certiplan.model.diagnostics import Diagnostic
from certiplan.solvers.model import Model
from certiplan.tasks.travel.model_answer import StatedWish
from certiplan.tasks.travel.planning import state_trip
from certiplan.tasks.travel.request import ExtraConstraint, ExtraWish, TravelRequest
from certiplan.tasks.travel.world import World

_LONGEST_NAME = 40
_MOST_FINDINGS = 4


def extra_wish(stated: StatedWish, quote: str, taken: Sequence[str]) -> ExtraWish:
    """A wish as the request holds it.

    Args:
        stated: as the model wrote it.
        quote: the exact words of the person.
        taken: names that other wishes have.
    """
    name = unique_name(quote, taken)
    constraints = (ExtraConstraint(that=each.that, over=each.over or "") for each in stated.constraints)
    return ExtraWish(name=name, quote=quote, constraints=tuple(constraints))


def unique_name(quote: str, taken: Sequence[str]) -> str:
    """A name made of the first words of a quote."""
    plain = unicodedata.normalize("NFKD", quote).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    base = ""
    for word in words or ["wish"]:
        longer = f"{base}_{word}" if base else word[:_LONGEST_NAME]
        if len(longer) > _LONGEST_NAME:
            break
        base = longer
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def faults_of(request: TravelRequest, world: World) -> dict[str, str]:
    """What is wrong with the extra wishes of a request: by name, in words; empty where nothing is.

    Raises:
        RequestError: for places that the world does not have.
    """
    if not request.extras or not list(_errors(request, world)):
        return {}
    found: dict[str, str] = {}
    for extra in request.extras:
        alone = request.model_copy(update={"extras": (extra,)})
        errors = list(_errors(alone, world))
        if errors:
            found[extra.name] = "; ".join(map(str, errors[:_MOST_FINDINGS]))
    return found


def _errors(request: TravelRequest, world: World) -> Iterator[Diagnostic]:
    try:
        document = state_trip(request, world).document
    except DocumentError as error:
        yield from error.diagnostics
        return
    found = (*document.diagnostics, *Model(document).ground.diagnostics)
    yield from (each for each in dict.fromkeys(found) if each.severity == "error")
