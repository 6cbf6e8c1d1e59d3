"""`certiplan mcp`."""

from __future__ import annotations

import argparse


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--http",
        action="store_true",
        help="serve streamable HTTP at /mcp instead of standard input and output",
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address for --http (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port for --http (default 8000)")


def run(options: argparse.Namespace) -> int:
    """Serve until the client is gone, or until interrupted."""
    from certiplan.mcp_server import serve_http, serve_stdio

    if options.http:
        serve_http(options.host, options.port)
    else:
        serve_stdio()
    return 0
