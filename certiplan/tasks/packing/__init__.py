"""Packing: from a typed request to a packing that a checker of the domain's own accepted."""

from certiplan.tasks.packing.checker import check_packing, ranking
from certiplan.tasks.packing.domain import DOMAIN, PackingDomain
from certiplan.tasks.packing.packing import Packing
from certiplan.tasks.packing.request import Bin, Item, PackingRequest
from certiplan.tasks.typed import TypedTask

TASK = TypedTask(DOMAIN)

__all__ = [
    "DOMAIN",
    "TASK",
    "Bin",
    "Item",
    "Packing",
    "PackingDomain",
    "PackingRequest",
    "check_packing",
    "ranking",
]
