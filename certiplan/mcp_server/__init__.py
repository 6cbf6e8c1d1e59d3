"""Certiplan's verbs for clients of the Model Context Protocol: `make_server`, and the verbs themselves."""

from certiplan.mcp_server.server import make_server, serve_http, serve_stdio
from certiplan.mcp_server.verbs import VERBS, Verb

__all__ = ["VERBS", "Verb", "make_server", "serve_http", "serve_stdio"]
