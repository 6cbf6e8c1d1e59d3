"""Certiplan inside other people's LangChain agents: planning as a tool, and the contract as a middleware.

Importing this package loads LangChain.
"""

from __future__ import annotations

from certiplan.agents.langchain.middleware import ContractMiddleware
from certiplan.agents.langchain.tool import planner_tool

__all__ = ["ContractMiddleware", "planner_tool"]
