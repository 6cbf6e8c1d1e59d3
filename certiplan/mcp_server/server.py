"""The verbs behind the Model Context Protocol, with version 1 or 2 of its SDK."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from certiplan import __version__
from certiplan.errors import CertiplanError, UsageError
from certiplan.mcp_server.verbs import VERBS

_INSTRUCTIONS = (
    "Certiplan proves plans. Write the problem as a model document (language_help), check it until it is "
    "sound, solve it, and show people only plans with verified true. When it is infeasible, tell the "
    "smallest conflict and offer the ways out; never give a wish up unasked. Unknown is not infeasible."
)


class ProtocolServer(Protocol):
    """What both versions of the SDK have in common."""

    def tool(self, *, name: str, title: str, description: str) -> Callable[..., Any]:
        """Register a function as a tool."""

    def run(self, transport: Any, **options: Any) -> None:
        """Serve until the client is gone."""


def make_server() -> Any:
    """A server with every verb as a tool: `MCPServer` of version 2 of the SDK, `FastMCP` of version 1.

    Raises:
        UsageError: the SDK is not installed.
    """
    server: ProtocolServer = _bare()
    for verb in VERBS:
        description = " ".join((verb.run.__doc__ or "").split())
        server.tool(name=verb.name, title=verb.title, description=description)(_told(verb.run))
    return server


def serve_stdio() -> None:
    """Serve one client over standard input and output, until it is gone."""
    make_server().run("stdio")


def serve_http(host: str, port: int) -> None:
    """Serve clients over streamable HTTP at /mcp; no state outlives a request."""
    server = make_server()
    if _version_2():
        server.run("streamable-http", host=host, port=port, stateless_http=True)
    else:
        server.settings.host, server.settings.port, server.settings.stateless_http = host, port, True
        server.run("streamable-http")


def _version_2() -> bool:
    return find_spec("mcp.server.mcpserver") is not None


def _bare() -> Any:
    try:
        import mcp  # noqa: F401  # says first whether there is an SDK at all
    except ModuleNotFoundError as error:
        raise UsageError("the MCP server needs an extra: pip install 'certiplan[mcp]'") from error
    if _version_2():
        from mcp.server.mcpserver import MCPServer

        return MCPServer("certiplan", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING")
    version_1 = import_module("mcp.server.fastmcp")
    return version_1.FastMCP("certiplan", instructions=_INSTRUCTIONS, log_level="WARNING")


def _told(run: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The verb with its mistakes told to the client in one message, as the command line would."""

    @functools.wraps(run)
    def told(*arguments: Any, **options: Any) -> dict[str, Any]:
        try:
            return run(*arguments, **options)
        except CertiplanError as error:
            raise _tool_error()(str(error)) from error

    return told


def _tool_error() -> type[Exception]:
    home = "mcp.server.mcpserver.exceptions" if _version_2() else "mcp.server.fastmcp.exceptions"
    error = import_module(home).ToolError
    assert isinstance(error, type) and issubclass(error, Exception)
    return error
