"""What is to be packed, typed: knapsacks, bins, and pods on nodes in one form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from certiplan.tasks.named import distinct, known

Objective = Literal["value", "bins", "priority"]

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Item(BaseModel):
    """Something to pack.

    `size` says how much it takes of each dimension, such as {"kg": 3} or {"cpu": 2, "memory": 4}. A greater
    `priority` is more important. `now` is the bin where it already is. `bins` are those that it may go
    into; empty for any.
    """

    model_config = _FROZEN

    name: str = Field(min_length=1)
    size: Mapping[str, int]
    value: int = Field(default=0, ge=0)
    priority: int = 0
    now: str | None = None
    bins: tuple[str, ...] = ()


class Bin(BaseModel):
    """What is packed into: a knapsack, a box, a node; it costs `cost` where anything is in it."""

    model_config = _FROZEN

    name: str = Field(min_length=1)
    capacity: Mapping[str, int]
    cost: int = Field(default=1, ge=0)


class PackingRequest(BaseModel):
    """Items and bins. A dimension that a bin does not name has no room in it.

    With the objective `value`, items are chosen so that their values are most. With `bins`, everything is
    packed at the least cost of the bins used. With `priority`, as many items as can be are packed, those of
    the greatest priority before all others, then the next; and then as few as can be are moved from where
    they are `now`.

    `must` names items that are packed in any case; `apart` pairs that are not in one bin, `together` pairs
    that are both packed in one bin or not at all. `most_bins` is how many bins may be used.

    `quotes` holds, by requirement, the exact words of `text` that it comes from.
    """

    model_config = _FROZEN

    text: str = ""
    items: tuple[Item, ...] = Field(min_length=1)
    bins: tuple[Bin, ...] = Field(min_length=1)
    objective: Objective = "value"
    must: tuple[str, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    most_bins: int | None = Field(default=None, ge=0)
    quotes: Mapping[str, str] = Field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """All dimensions, as they are first named by items."""
        return tuple(dict.fromkeys(name for item in self.items for name in item.size))

    @model_validator(mode="after")
    def _fits(self) -> PackingRequest:
        distinct([item.name for item in self.items], "items")
        distinct([each.name for each in self.bins], "bins")
        items, bins = {item.name for item in self.items}, {each.name for each in self.bins}
        known(self.must, items, "item")
        known((name for pair in (*self.apart, *self.together) for name in pair), items, "item")
        for item in self.items:
            known((*item.bins, *([item.now] if item.now is not None else [])), bins, "bin")
            if any(amount < 0 for amount in item.size.values()):
                raise ValueError(f"{item.name} takes less than nothing")
        if any(amount < 0 for each in self.bins for amount in each.capacity.values()):
            raise ValueError("a bin has less than no room")
        return self
