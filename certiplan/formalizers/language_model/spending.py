"""Prices as data, and a budget that calls are held to."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from certiplan.errors import BudgetSpentError, UsageError

_DATED = re.compile(r"-(20\d{2}-?\d{2}-?\d{2}|latest)$")


@dataclass(frozen=True, kw_only=True)
class Price:
    """USD for a million tokens."""

    input: float
    output: float

    def cost_usd(self, input_tokens: int, output_tokens: int) -> float:
        """What so many tokens cost."""
        return (input_tokens * self.input + output_tokens * self.output) / 1_000_000


def price_of(model: str) -> Price | None:
    """The list price of `provider:name`, with or without a date at its end; None if it is not known."""
    known = _prices()
    return known.get(model) or known.get(_DATED.sub("", model))


@cache
def _prices() -> dict[str, Price]:
    text = files(__package__).joinpath("prices.json").read_text(encoding="utf-8")
    return {
        name: Price(input=float(price["input"]), output=float(price["output"]))
        for name, price in json.loads(text)["models"].items()
    }


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What may be spent; None: without limit.

    Attributes:
        tokens: input and output together.
        cost_usd: needs a model whose price is known.
    """

    tokens: int | None = None
    cost_usd: float | None = None

    def check_priced(self, model: str, price: Price | None) -> None:
        """Refuse a budget in dollars that could not be kept.

        Raises:
            UsageError: if the price is not known.
        """
        if self.cost_usd is not None and price is None:
            raise UsageError(
                f"the price of {model} is not known: limit tokens instead of dollars, or give its price"
            )

    def check(self, *, tokens: int, cost_usd: float, next_tokens: int, next_cost_usd: float) -> None:
        """Refuse the next call if what it sends would go beyond the budget.

        Raises:
            BudgetSpentError: saying what was spent and what was allowed.
        """
        if self.tokens is not None and tokens + next_tokens > self.tokens:
            raise BudgetSpentError(
                f"the budget of {self.tokens:,} tokens does not allow another call: "
                f"{tokens:,} are spent and it sends about {next_tokens:,}"
            )
        if self.cost_usd is not None and cost_usd + next_cost_usd > self.cost_usd:
            raise BudgetSpentError(
                f"the budget of ${self.cost_usd:g} does not allow another call: ${cost_usd:.4f} are spent"
            )
