"""Plans from plain language that are proved and rechecked."""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__"]
