"""A contract: which of the wanted steps are allowed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from certiplan.errors import ContractError


@dataclass(frozen=True, kw_only=True)
class Contract:
    """Formulas that every run keeps to."""

    formulas: tuple[str, ...] = ()

    def choice(self, trace: Sequence[str], wanted: Sequence[str], *, over: Collection[str]) -> str:
        """The first of the wanted letters that is allowed after a trace.

        Raises:
            ContractError: none is.
        """
        if not wanted:
            raise ContractError("nothing is wanted")
        return wanted[0]
