"""Packing as a domain: what is stated, read, judged, given up and shown."""

from __future__ import annotations

from typing import Final

from certiplan.model.solution import Solution
from certiplan.pictures import Picture, Table, Words
from certiplan.solvers.explain.changes import ChangeNumber
from certiplan.tasks.packing.checker import check_packing
from certiplan.tasks.packing.packing import Packing
from certiplan.tasks.packing.request import PackingRequest
from certiplan.tasks.packing.statement import Wish, state, wishes
from certiplan.tasks.typed import Domain, Stated, Verdict


class PackingDomain(Domain[PackingRequest, Packing]):
    """Knapsacks, bins, and pods on nodes."""

    name = "packing"
    value_name = "objective"
    request_type = PackingRequest
    plan_type = Packing

    def is_maximized(self, request: PackingRequest) -> bool:
        """Values and packed items are wanted, bins are not."""
        return request.objective != "bins"

    def state(self, request: PackingRequest) -> Stated[PackingRequest]:
        """Each item chooses a bin, or none."""
        statement = state(request)
        words = {name: wish.sentence for name, wish in statement.wishes.items()}
        return Stated(request=request, document=statement.document, words=words)

    def read(self, stated: Stated[PackingRequest], solution: Solution) -> Packing:
        """Where each item is."""
        places = {}
        for (item,), place in solution["place"].items():
            assert isinstance(item, str)
            if place is not None:
                assert isinstance(place, str)
                places[item] = place
        return Packing(places=places)

    def check(self, request: PackingRequest, plan: Packing) -> Verdict:
        """See `certiplan.tasks.packing.checker`."""
        return check_packing(request, plan)

    def without(self, request: PackingRequest, requirement: str, named: PackingRequest) -> PackingRequest:
        """Bins have room for all, items stay behind or go anywhere, pairs are free."""
        return _without(request, wishes(named)[requirement])

    def with_number(self, request: PackingRequest, change: ChangeNumber, unit: int) -> PackingRequest:
        """More bins."""
        return request.model_copy(update={"most_bins": int(change.after)})

    def number_words(self, change: ChangeNumber) -> str:
        """What a negotiable number is called."""
        return "the number of bins"

    def pictures(self, request: PackingRequest, plan: Packing) -> tuple[Picture, ...]:
        """A table of the bins, and what is left behind."""
        rows = []
        for each in request.bins:
            inside = [item for item in request.items if plan.places.get(item.name) == each.name]
            filled = ", ".join(
                f"{sum(item.size.get(d, 0) for item in inside)} of {each.capacity.get(d, 0)} {d}"
                for d in request.dimensions
            )
            rows.append((each.name, ", ".join(item.name for item in inside) or "empty", filled))
        table = Table(title="Bins", columns=("bin", "holds", "filled"), rows=tuple(rows))
        left = [item.name for item in request.items if item.name not in plan.places]
        return (table, Words(paragraphs=(f"Left behind: {', '.join(left)}.",))) if left else (table,)


def _without(request: PackingRequest, wish: Wish) -> PackingRequest:
    match wish.kind:
        case "room":
            everything = {d: sum(item.size.get(d, 0) for item in request.items) for d in request.dimensions}
            bins = tuple(
                each.model_copy(update={"capacity": everything}) if each.name in wish.about else each
                for each in request.bins
            )
            return request.model_copy(update={"bins": bins})
        case "must":
            if request.objective != "bins":
                kept = tuple(name for name in request.must if name not in wish.about)
                return request.model_copy(update={"must": kept})
            return _left_behind(request, wish.about[0])
        case "may":
            items = tuple(
                item.model_copy(update={"bins": ()}) if item.name in wish.about else item
                for item in request.items
            )
            return request.model_copy(update={"items": items})
        case "apart":
            return request.model_copy(update={"apart": _rest(request.apart, wish.about)})
        case "together":
            return request.model_copy(update={"together": _rest(request.together, wish.about)})
        case "most":
            return request.model_copy(update={"most_bins": None})


def _rest(pairs: tuple[tuple[str, str], ...], pair: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(each for each in pairs if each != pair)


def _left_behind(request: PackingRequest, name: str) -> PackingRequest:
    """The request without an item that all bins are to be used for."""
    return request.model_copy(
        update={
            "items": tuple(item for item in request.items if item.name != name),
            "must": tuple(each for each in request.must if each != name),
            "apart": tuple(pair for pair in request.apart if name not in pair),
            "together": tuple(pair for pair in request.together if name not in pair),
        }
    )


DOMAIN: Final = PackingDomain()
