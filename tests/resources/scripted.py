"""A real HTTP server that answers with what a test wrote down, and time that passes only when someone waits."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

GRAPH_TYPE = "text/javascript; charset=UTF-8"


@dataclass(frozen=True)
class Answer:
    """A reply. `body` is sent as JSON unless it is bytes; `drip` sends a byte every so many seconds."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = GRAPH_TYPE
    drip: float | None = None
    missing: int = 0

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Asked:
    """A request as it came; `params` are query and form together."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]


@dataclass
class Script:
    """What to answer, in order (the last one again and again), and what was asked."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def will_answer(self, *answers: Answer | dict[str, Any]) -> None:
        """Replace the script."""
        self.answers = [each if isinstance(each, Answer) else Answer(each) for each in answers]

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def scripted() -> Iterator[Script]:
    """Serve a script on the loopback address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

        def _answer(self, form: str) -> None:
            target = urlsplit(self.path)
            params = dict(parse_qsl(target.query)) | dict(parse_qsl(form))
            script.asked.append(Asked(self.command, target.path, params, dict(self.headers)))
            answer = script.next()
            self.send_response(answer.status)
            headers = {"Content-Type": answer.media_type, "Content-Length": str(len(answer.content) + answer.missing)}
            for name, value in {**headers, **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if answer.drip is None:
                self.wfile.write(answer.content)
                self.close_connection = self.close_connection or answer.missing > 0
                return
            for byte in answer.content:
                if script.over.wait(answer.drip):
                    return
                self.wfile.write(bytes([byte]))

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    script = Script(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield script
    finally:
        script.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Time:
    """Time that a test can look back on: waiting takes none, and is written down."""

    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def clock(self) -> float:
        return time.monotonic() + sum(self.waits)
