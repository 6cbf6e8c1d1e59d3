"""A packing, as a plan says it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict


class Packing(BaseModel):
    """The bin of each item that is packed; the others are left behind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    places: Mapping[str, str]
