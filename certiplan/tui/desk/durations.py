"""Durations in words."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """A duration, such as "8 ms", "2.4 s" or "3 min 5 s"."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"
