"""What the loop promises, whoever uses it: its own contract, to which a user may add."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from certiplan.agents.contract import Contract
from certiplan.agents.loop import GRAPH

PROMISES: Final = (
    # No answer that was not verified, in any turn: each begins with reading, a document, or consent.
    "(not answer) W verify",
    "G((read or formalize or consent) -> ((not answer) W verify))",
    # A model is checked before anything else happens to it.
    "G(formalize -> X(check or stop))",
    # Nothing of the person's is given up unasked, and one consent is good for one turn.
    "(not relax) W consent",
    "G((answer or stop) -> WX((not relax) W consent))",
    # A question waits for its reply.
    "G(ask -> X(reply or stop))",
)
"""`docs/contract.md` explains each of them."""


@lru_cache(maxsize=64)
def _contract(formulas: tuple[str, ...]) -> Contract:
    return Contract((*PROMISES, *formulas), GRAPH)


def loop_contract(formulas: Iterable[str] = ()) -> Contract:
    """The contract of the loop, with further formulas.

    Raises:
        ContractError: a formula cannot be read, or no run keeps them all.
    """
    return _contract(tuple(formulas))
