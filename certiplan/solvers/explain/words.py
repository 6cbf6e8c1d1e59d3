"""Findings in the person's terms: their quotes, their units, no internal names.

Everything is said through `Terms`, so that a domain can say "two nights in Oslo" where this module only
knows a number and its name. A domain subclasses `GeneralTerms` and overrides what it says better.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Protocol

from certiplan.model.document import Requirement
from certiplan.model.values import Rational, show_rational

_CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£"}


class Terms(Protocol):
    """How a domain speaks of what is in a document."""

    def requirement(self, name: str, requirement: Requirement | None) -> str:
        """A requirement, as the person said it."""

    def giving_up(self, name: str, requirement: Requirement | None) -> str:
        """To give a requirement up, as an order: `give up “a pool”`."""

    def number(self, name: str, indices: Sequence[str] = ()) -> str:
        """What a parameter or a sum is called."""

    def amount(self, value: Rational, unit: str | None) -> str:
        """A value with its unit."""


class GeneralTerms:
    """Words for any document: quotes, assumptions, names with their underscores taken out."""

    def requirement(self, name: str, requirement: Requirement | None) -> str:
        """The quote in quotation marks, or what was assumed, with a word that says so."""
        said = _said(requirement)
        if said is None:
            return self.number(name)
        return said if requirement is None or requirement.quote is not None else f"the assumption {said}"

    def giving_up(self, name: str, requirement: Requirement | None) -> str:
        """A wish is given up, an assumption is dropped."""
        said = self.requirement(name, requirement)
        return f"{'give up' if requirement is None or requirement.quote is not None else 'drop'} {said}"

    def number(self, name: str, indices: Sequence[str] = ()) -> str:
        """`hotel_cost` is the hotel cost."""
        spaced = re.sub(r"(?<=[a-z])[A-Z]", lambda found: f" {found[0].lower()}", name)
        words = " ".join(spaced.replace("_", " ").split())
        return f"{words} ({', '.join(indices)})" if indices else words

    def amount(self, value: Rational, unit: str | None) -> str:
        """`$1,612`, `12.5 hours`, `3`."""
        text = figure(value)
        if unit is None or unit in ("dimensionless", "1"):
            return text
        sign = _CURRENCIES.get(unit)
        if sign is not None:
            if "." in text and "…" not in text:
                whole, _, cents = text.partition(".")
                text = f"{whole}.{cents.ljust(2, '0')}"
            return f"-{sign}{text[1:]}" if text.startswith("-") else f"{sign}{text}"
        plural = (
            "s" if abs(value) != 1 and unit.isalpha() and unit.islower() and not unit.endswith("s") else ""
        )
        return f"{text} {unit}{plural}"


def _said(requirement: Requirement | None) -> str | None:
    text = None if requirement is None else requirement.quote or requirement.assume
    return None if text is None else f"“{text.strip().rstrip('.')}”"


def figure(value: Rational) -> str:
    """A number as people write it: grouped thousands, at most six digits behind the point."""
    exact = Fraction(value)
    text = show_rational(exact)
    if "/" in text or len(text.partition(".")[2]) > 6:
        text = f"{float(exact):.6f}".rstrip("0").rstrip(".")
        text = "0" if text == "-0" else text
    head, dot, tail = text.partition(".")
    return f"{int(head):,}{dot}{tail}" if head not in ("-0", "-") else text


def listed(parts: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(parts)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def capitalized(sentence: str) -> str:
    """With a capital at the beginning."""
    return sentence[:1].upper() + sentence[1:]
