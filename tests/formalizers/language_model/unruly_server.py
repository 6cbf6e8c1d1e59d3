"""An OpenAI-compatible server on loopback that does, request by request, what a test tells it, also badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["Handler", dict[str, Any]], None]


@dataclass
class Server:
    """What the server was asked, and where it is."""

    url: str
    acts: list[Act]
    bodies: list[dict[str, Any]] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    when_asked: Callable[[], None] = lambda: None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class has it
        """Nothing is printed."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.state.bodies.append(body)
        self.state.authorizations.append(self.headers.get("Authorization", ""))
        self.state.when_asked()
        position = len(self.state.bodies) - 1
        assert position < len(self.state.acts), "the server was asked more often than the test said"
        self.state.acts[position](self, body)

    def send(
        self, status: int, data: bytes, headers: Mapping[str, str], *, length: int | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", headers.get("Content-Type", "application/json"))
        self.send_header("Content-Length", str(len(data) if length is None else length))
        for name, value in headers.items():
            if name != "Content-Type":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()


def _completion(text: str | None, finish: str = "stop", **message: Any) -> dict[str, Any]:
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
    }


def says(text: str, finish: str = "stop") -> Act:
    """Answer, streamed where that is asked for."""

    def act(handler: Handler, body: dict[str, Any]) -> None:
        if body.get("stream"):
            handler.send(200, _stream(text, finish).encode(), {"Content-Type": "text/event-stream"})
        else:
            handler.send(200, json.dumps(_completion(text, finish)).encode(), {})

    return act


def calls_tool(arguments: Mapping[str, Any]) -> Act:
    """Call the tool that was offered."""

    def act(handler: Handler, body: dict[str, Any]) -> None:
        name = body["tools"][0]["function"]["name"]
        call = {
            "id": "t1",
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments)},
        }
        handler.send(200, json.dumps(_completion(None, "tool_calls", tool_calls=[call])).encode(), {})

    return act


def _stream(text: str, finish: str | None) -> str:
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    half = len(text) // 2
    chunks: list[dict[str, Any]] = [
        {**head, "choices": [{"index": 0, "delta": {"role": "assistant", "content": text[:half]}}]},
        {**head, "choices": [{"index": 0, "delta": {"content": text[half:]}}]},
    ]
    if finish is not None:
        chunks.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        chunks.append({**head, "choices": [], "usage": usage})
    lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return lines + ("data: [DONE]\n\n" if finish is not None else "")


def refuses(status: int, message: str = "no", code: str | None = None, **headers: str) -> Act:
    """Answer with an error."""

    def act(handler: Handler, body: dict[str, Any]) -> None:
        error = {"error": {"message": message, "type": "error", "code": code}}
        handler.send(status, json.dumps(error).encode(), {n.replace("_", "-"): v for n, v in headers.items()})

    return act


def replies(data: str) -> Act:
    """Answer with these bytes as JSON."""

    def act(handler: Handler, body: dict[str, Any]) -> None:
        handler.send(200, data.encode(), {})

    return act


def stays_silent(handler: Handler, body: dict[str, Any]) -> None:
    """Never answer."""
    handler.state.over.wait()
    handler.close_connection = True


def hangs_up(handler: Handler, body: dict[str, Any]) -> None:
    """Break off in the middle of a reply."""
    text = _stream("certiplan: 1", None) if body.get("stream") else json.dumps(_completion("certiplan: 1"))
    data = text.encode()
    kind = "text/event-stream" if body.get("stream") else "application/json"
    handler.send(200, data[: len(data) // 2], {"Content-Type": kind}, length=len(data))
    handler.close_connection = True


def ends_early(handler: Handler, body: dict[str, Any]) -> None:
    """End a stream properly, without saying why, after half of the answer."""
    handler.send(200, _stream("certipl", None).encode(), {"Content-Type": "text/event-stream"})


@contextmanager
def unruly_server(acts: Sequence[Act]) -> Iterator[Server]:
    """A server that does one thing after another."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Server(url=f"http://127.0.0.1:{server.server_address[1]}/v1", acts=list(acts))
    server.RequestHandlerClass = type("BoundHandler", (Handler,), {"state": state})
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
