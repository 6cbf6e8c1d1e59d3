"""What an agent promises about the order of its steps."""

from __future__ import annotations

from certiplan.agents.contract.contract import Contract

__all__ = ["Contract"]
