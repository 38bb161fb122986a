"""Recorded replies on the loopback address, and what becomes of them on the way that records take."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bench.real_data.world import Expectation
from resources.errors import PlatformError
from resources.loading.landing import json_lines
from resources.platforms.base import ParseContext, Parsed, Stream
from resources.windows import Window


@dataclass(frozen=True)
class Recorded:
    """A reply. `body` goes out as JSON unless it is bytes."""

    body: Any
    status: int = 200

    @property
    def content(self) -> bytes:
        """The bytes to send."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Answer = Recorded | Callable[[Mapping[str, str]], Recorded]
"""A reply, or what makes one of a request's parameters."""


@contextmanager
def replying(answers: Mapping[str, Answer]) -> Iterator[str]:
    """Serve replies by path, 404 for every other one; gives the base address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            target = urlsplit(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = answers.get(target.path, Recorded({"error": "error_not_found", "message": self.path}, 404))
            recorded = answer if isinstance(answer, Recorded) else answer(dict(parse_qsl(target.query)))
            self.send_response(recorded.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(recorded.content)))
            self.end_headers()
            self.wfile.write(recorded.content)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def landed(stream: Stream, client: Any, account: str, window: Window) -> list[bytes]:
    """The pages of a window as they are stored."""
    return [json_lines(page, stream.personal_fields) for page in stream.fetch(client, account, window)]


def typed(stream: Stream, client: Any, account: str, window: Window, currency: str, zone: str) -> Parsed:
    """The rows that landed pages become."""
    context = ParseContext(account, currency, zone, window, frozenset({currency, "PHP"}))
    return stream.parse(landed(stream, client, account, window), context)


def compared(sample: str, expected: Mapping[str, Any], came: Mapping[str, Any]) -> Iterator[Expectation]:
    """One line for a sample whose every expected field came; else one for each that differs."""
    lacking = "nothing"
    wrong = [
        Expectation(f"{sample}: {name}", value, came.get(name, lacking))
        for name, value in expected.items()
        if came.get(name, lacking) != value
    ]
    yield from wrong or [Expectation(sample, f"{len(expected)} figures", f"{len(expected)} figures")]


def exactly(sample: str, expected: Mapping[str, Any], came: Mapping[str, Any]) -> Iterator[Expectation]:
    """The same where no other field may come."""
    return compared(sample, {**expected, "fields": sorted(expected)}, {**came, "fields": sorted(came)})


def rows(sample: str, expected: list[dict[str, Any]], came: Parsed) -> Iterator[Expectation]:
    """The same for the rows of a table, in order, none of which is rejected."""
    told = {"rows": came.table.num_rows, "rejected": [reject.reasons for reject in came.rejects]}
    for number, row in enumerate(came.table.to_pylist()):
        told |= {f"row {number}, {name}": value for name, value in row.items()}
    wanted: dict[str, Any] = {"rows": len(expected), "rejected": []}
    for number, row in enumerate(expected):
        wanted |= {f"row {number}, {name}": value for name, value in row.items()}
    return compared(sample, wanted, told)


def refusal(action: Callable[[], object]) -> str:
    """The name of the error that an action ends in."""
    try:
        action()
    except PlatformError as error:
        return type(error).__name__
    return "none"


def read(path: Path) -> Any:
    """A sample as JSON."""
    return json.loads(path.read_text())
