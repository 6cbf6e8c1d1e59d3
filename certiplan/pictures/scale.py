"""Round numbers for axes."""

from __future__ import annotations

from math import floor, log10


def ticks(low: float, high: float, *, about: int = 6) -> tuple[float, ...]:
    """Round numbers in [low, high], about so many, at distances of 1, 2 or 5 times a power of ten."""
    if not low < high:
        return (low,)
    raw = (high - low) / max(1, about)
    power = 10.0 ** floor(log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)
    first = floor(low / step) + (0 if floor(low / step) * step >= low - step * 1e-9 else 1)
    found = []
    k = first
    while k * step <= high + step * 1e-9:
        found.append(round(k * step, 10))
        k += 1
    return tuple(found)


def number_text(value: float) -> str:
    """A number as people write it: no trailing zeros, thousands apart."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.6g}"
