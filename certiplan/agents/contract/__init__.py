"""What an agent promises about the order of its steps, in linear temporal logic over finite traces.

`Contract` says which letters are allowed next, judges recorded traces, and proves what the graph of a loop
keeps by itself. `docs/contract.md` is its guide.
"""

from __future__ import annotations

from certiplan.agents.contract.contract import Contract, Verdict
from certiplan.agents.contract.graph import Graph

__all__ = ["Contract", "Graph", "Verdict"]
