"""The server and a real client: in one process, and over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from importlib.metadata import version
from typing import Any

import pytest

from certiplan.mcp_server import VERBS, make_server
from tests.mcp_server.documents import BAKERY, OVERBOOKED

if int(version("mcp").split(".")[0]) < 2:
    pytest.skip("version 2 of the SDK is not installed", allow_module_level=True)

import mcp  # only version 2 has the client that is used here

STDIO = mcp.StdioServerParameters(command=sys.executable, args=["-m", "certiplan", "mcp"])


async def _talk(server: Any, mode: str) -> None:
    async with mcp.Client(server, mode=mode) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {verb.name for verb in VERBS}
        schema = tools["solve_model"].input_schema
        assert schema["required"] == ["model"]
        assert "YAML" in schema["properties"]["model"]["description"]

        solved = await client.call_tool("solve_model", {"model": BAKERY})
        assert not solved.is_error
        assert solved.structured_content["objective"] == 51 and solved.structured_content["verified"]

        ways = await client.call_tool("ways_out", {"model": OVERBOOKED})
        assert ways.structured_content["ways_out"][0]["change"][0]["after"] == 11

        wrong = await client.call_tool("solve_model", {"model": BAKERY.replace("<= room", "<= rom")})
        assert wrong.is_error
        said = str(wrong.content[0])
        assert "room" in said and "Traceback" not in said

        late = await client.call_tool("solve_model", {"model": BAKERY, "time_limit_s": -1})
        assert late.is_error


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_in_one_process(mode: str) -> None:
    asyncio.run(_talk(make_server(), mode))


def test_over_standard_input_and_output() -> None:
    asyncio.run(_talk(STDIO, "auto"))
