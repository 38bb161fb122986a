"""The way to the object store over HTTP, on which requests and answers may be struck.

Requests are passed on byte by byte with the Host that was signed, so the store finds every signature good.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import botocore.endpoint
import pytest

from resources.object_store import ObjectStore
from resources.settings import Settings
from sandbox.embedded.object_store import ObjectStoreServer

Where = Literal["refused", "cut", "unanswered", "corrupted", "truncated", "delayed"]
HOP_BY_HOP = {"connection", "keep-alive", "expect", "transfer-encoding", "content-length"}
WORDS = {
    "InternalError": (500, "We encountered an internal error. Please try again."),
    "SlowDown": (503, "Please reduce your request rate."),
    "AccessDenied": (403, "Access Denied"),
    "NoSuchKey": (404, "The specified key does not exist."),
    "NoSuchBucket": (404, "The specified bucket does not exist"),
}


@dataclass(frozen=True)
class Request:
    """What the proxy knows of a request before it passes it on: method, key below the bucket, query, and whether the
    store is asked to copy."""

    method: str
    key: str
    query: str
    copies: bool


def is_read(request: Request) -> bool:
    """An object is read."""
    return request.method == "GET" and "list-type" not in request.query


@dataclass
class Fault:
    """What happens to requests: to `times` of those that `strikes` chooses (None: to all), from number `since` on.

    `refused`: answered with the error `code`, never passed on; `cut`: the store gets half of the body and then the
    connection ends; `unanswered`: the store does it, its answer is lost; `delayed`: the answer comes `seconds` late;
    `corrupted`: a bit of the answer's body is flipped and its ETag is another; `truncated`: half of the answer comes.
    """

    how: Where
    strikes: Callable[[Request], bool] = lambda request: True
    code: str = "InternalError"
    times: int | None = 1
    since: int = 0
    seconds: float = 0.0
    struck: int = field(default=0, init=False)

    def takes(self, request: Request, number: int) -> bool:
        """Whether it strikes this one, the `number`-th of all."""
        if number < self.since or self.times == self.struck or not self.strikes(request):
            return False
        self.struck += 1
        return True


class S3Proxy:
    """A proxy before an S3 server on loopback; `requests` is all that came, `waits` the pauses between attempts."""

    def __init__(self, endpoint: str) -> None:
        self.requests: list[Request] = []
        self.waits: list[float] = []
        self.faults: list[Fault] = []
        self.after: Callable[[Request], object] | None = None
        """Called when the store has done what it was asked for, before its answer goes back."""
        self._lock = threading.Lock()
        self._store = urlsplit(endpoint).netloc
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def strike(self, *faults: Fault) -> None:
        """Switch faults on; the first that strikes a request counts."""
        self.faults.extend(faults)

    def clear(self) -> None:
        """Let everything pass."""
        self.faults.clear()
        self.after = None

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def fault_for(self, request: Request) -> Fault | None:
        """Note a request; the fault that strikes it."""
        with self._lock:
            self.requests.append(request)
            number = len(self.requests) - 1
            return next((fault for fault in self.faults if fault.takes(request, number)), None)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(_Handler):
            def setup(self) -> None:
                self.proxy, self.store = proxy, proxy._store
                super().setup()

        return Handler


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away, or was made to."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: S3Proxy
    store: str

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def _pass(self) -> None:
        request, body = self._read()
        fault = self.proxy.fault_for(request)
        how = fault.how if fault else ""
        if fault and how == "refused":
            status, words = WORDS[fault.code]
            document = f"<Error><Code>{fault.code}</Code><Message>{words}</Message></Error>".encode()
            self._answer(status, [("Content-Type", "application/xml")], b"" if self.command == "HEAD" else document)
        elif how == "cut":
            self._send_half(body)
            self._hang_up()
        else:
            status, headers, answer = self._ask(body)
            if self.proxy.after and status < 300:
                self.proxy.after(request)
            if how == "unanswered":
                self._hang_up()
            elif how == "truncated":
                self._answer(status, headers, answer, answer[: len(answer) // 2])
                self._hang_up()
            elif how == "corrupted":
                kept = [(name, value) for name, value in headers if name.lower() not in ("etag", "content-md5")]
                self._answer(status, [*kept, ("ETag", '"0123456789abcdef"')], _flipped(answer))
            else:
                if fault and how == "delayed":
                    self._stopped_waiting = threading.Event()
                    self._stopped_waiting.wait(fault.seconds)
                self._answer(status, headers, answer)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass  # noqa: N815

    def _read(self) -> tuple[Request, bytes]:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            body = b"".join(pieces)
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        there = urlsplit(self.path)
        key = unquote(there.path).lstrip("/").partition("/")[2]
        return Request(self.command, key, there.query, "x-amz-copy-source" in self.headers), body

    def _send(self, body: bytes) -> http.client.HTTPConnection:
        store = http.client.HTTPConnection(self.store, timeout=60)
        store.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in HOP_BY_HOP:
                store.putheader(name, value)
        store.putheader("Content-Length", str(len(body)))
        store.endheaders()
        return store

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        store = self._send(body)
        try:
            store.send(body)
            answer = store.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            store.close()

    def _send_half(self, body: bytes) -> None:
        store = self._send(body)
        store.send(body[: len(body) // 2])
        store.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes, shown: bytes | None = None) -> None:
        self.send_response_only(status)
        lengths = [value for name, value in headers if name.lower() == "content-length"]
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        length = lengths[0] if self.command == "HEAD" and lengths else str(len(body))
        if status not in (204, 304):
            self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(body if shown is None else shown)

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _flipped(body: bytes) -> bytes:
    flipped = bytearray(body)
    if flipped:
        flipped[len(flipped) // 2] ^= 1
    return bytes(flipped)


@contextmanager
def proxied(server: ObjectStoreServer, bucket: str) -> Iterator[tuple[S3Proxy, ObjectStore]]:
    """A proxy before the server, and the bucket as the product sees it through it. Waits take no time meanwhile."""
    proxy = S3Proxy(server.endpoint)
    known = {
        "s3_endpoint_url": proxy.endpoint,
        "s3_bucket": bucket,
        "aws_access_key_id": server.access_key,
        "aws_secret_access_key": server.secret_key,
    }
    store = ObjectStore.from_settings(Settings.model_validate(known))
    with closing(store.client), pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=proxy.waits.append))
        try:
            yield proxy, store
        finally:
            proxy.close()
