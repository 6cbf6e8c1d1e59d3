"""The checker of packings finds each fault."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from certiplan.tasks.packing import Bin, Item, Packing, PackingRequest, check_packing, ranking

ITEMS = (
    Item(name="tent", size={"kg": 4, "litre": 5}, value=9, priority=2, now="van"),
    Item(name="lamp", size={"kg": 1}, value=3, priority=1, now="van"),
    Item(name="rope", size={"kg": 3, "litre": 1}, value=2, bins=("van",)),
)
BINS = (Bin(name="van", capacity={"kg": 8, "litre": 6}), Bin(name="bag", capacity={"kg": 4}, cost=3))
REQUEST = PackingRequest(items=ITEMS, bins=BINS)


def packing(**places: str) -> Packing:
    return Packing(places=places)


def test_good_packings_pass_with_each_objective() -> None:
    whole = packing(tent="van", rope="van", lamp="bag")
    assert check_packing(REQUEST, whole).passes
    assert check_packing(REQUEST, whole).value == 14
    assert check_packing(REQUEST.model_copy(update={"objective": "bins"}), whole).value == 4
    pods = REQUEST.model_copy(update={"objective": "priority"})
    assert ranking(pods, whole) == (1, 1, 1, -1)
    assert ranking(pods, packing(tent="van", lamp="van")) == (1, 1, 0, 0)
    assert check_packing(REQUEST, packing()).value == 0


@pytest.mark.parametrize(
    ("update", "packed", "fault"),
    [
        ({}, packing(tent="bag"), "bag holds 5 litre, more than 0"),
        (
            {"bins": (Bin(name="van", capacity={"kg": 7, "litre": 6}), BINS[1])},
            packing(tent="van", lamp="van", rope="van"),
            "van holds 8 kg, more than 7",
        ),
        ({}, packing(rope="bag"), "rope may not go into bag"),
        ({"must": ("lamp",)}, packing(tent="van"), "lamp is not packed"),
        ({"objective": "bins"}, packing(tent="van"), "lamp is not packed"),
        ({"apart": (("tent", "lamp"),)}, packing(tent="van", lamp="van"), "tent and lamp are both in van"),
        (
            {"together": (("tent", "lamp"),)},
            packing(tent="van", lamp="bag"),
            "tent and lamp are not together",
        ),
        ({"together": (("tent", "lamp"),)}, packing(tent="van"), "tent and lamp are not together"),
        ({"most_bins": 1}, packing(tent="van", lamp="bag"), "2 bins are used, more than 1"),
        ({}, packing(moon="van"), "there is no item moon"),
        ({}, packing(tent="moon"), "there is no bin moon"),
    ],
)
def test_each_fault_is_found(update: dict[str, object], packed: Packing, fault: str) -> None:
    assert fault in check_packing(REQUEST.model_copy(update=update), packed).faults


@pytest.mark.parametrize(
    ("update", "words"),
    [
        ({"must": ["moon"]}, "'moon' is no item"),
        ({"apart": [["tent", "moon"]]}, "'moon' is no item"),
        ({"bins": [{"name": "bag", "capacity": {"kg": 1}}]}, "'van' is no bin"),
        ({"items": [{"name": "a", "size": {"kg": -1}}]}, "takes less than nothing"),
        ({"items": [{"name": "a", "size": {}}, {"name": "a", "size": {}}]}, "2 items are called 'a'"),
    ],
)
def test_requests_that_make_no_sense_are_refused(update: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        PackingRequest.model_validate({**REQUEST.model_dump(), **update})
