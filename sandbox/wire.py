"""Faults of the wire, the same for every platform: replies that are not what HTTP or JSON promise."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import socket
import struct
from collections.abc import Callable
from email.utils import format_datetime

from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.faults import Fault, Faults

RETRY_AFTER_SECONDS = 2
_PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


class Hang(Response):
    """Says nothing until the client goes away."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


class Reset(Response):
    """Resets the connection. Needs the server of `sandbox.server`, which shows its transport."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport: asyncio.Transport = scope["state"]["transport"]
        at_once = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        transport.abort()


class CutBody(Response):
    """Sends half of what its Content-Length promises; the server then closes the connection."""

    def __init__(self, whole: Response) -> None:
        super().__init__()
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytes(self._whole.body)
        await send(
            {"type": "http.response.start", "status": self._whole.status_code, "headers": self._whole.raw_headers}
        )
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


class SlowDrip(Response):
    """Sends one byte at a time."""

    def __init__(self, whole: Response, pause: float) -> None:
        super().__init__()
        self._whole, self._pause = whole, pause

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": self._whole.status_code, "headers": self._whole.raw_headers}
        )
        for byte in bytes(self._whole.body):
            await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
            await asyncio.sleep(self._pause)
        await send({"type": "http.response.body", "body": b""})


def _too_many_requests(fault: Fault) -> Response:
    variant = fault.variant or ""
    headers = {"Retry-After": variant if variant.isdecimal() else str(RETRY_AFTER_SECONDS)}
    if variant == "date":
        until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=RETRY_AFTER_SECONDS)
        headers = {"Retry-After": format_datetime(until, usegmt=True)}
    return PlainTextResponse("Too Many Requests", 429, headers={} if variant == "none" else headers)


def _with_body(change: Callable[[Fault, bytes], bytes]) -> Callable[[Fault, Response], Response]:
    def spoil(fault: Fault, reply: Response) -> Response:
        headers = {name: value for name, value in reply.headers.items() if name != "content-length"}
        return Response(change(fault, bytes(reply.body)), reply.status_code, headers=headers)

    return spoil


def _literal(number: bytes) -> Callable[[Fault, bytes], bytes]:
    def change(fault: Fault, body: bytes) -> bytes:
        name = re.escape(fault.field or "spend").encode()
        return re.sub(rb'("%s":)"?-?[0-9.]+"?' % name, rb"\g<1>" + number, body, count=1)

    return change


_INSTEAD: dict[str, Callable[[Fault], Response]] = {
    "too_many_requests": _too_many_requests,
    "server_error": lambda _: JSONResponse({"message": "Internal Server Error"}, 500),
    "bad_gateway": lambda _: HTMLResponse(_PAGE.format("502 Bad Gateway"), 502),
    "unavailable": lambda _: PlainTextResponse("Service Unavailable", 503),
    "html_200": lambda _: HTMLResponse(_PAGE.format("Scheduled maintenance"), 200),
    "hang": lambda _: Hang(),
    "reset": lambda _: Reset(),
}

_SPOILED: dict[str, Callable[[Fault, Response], Response]] = {
    "truncated_json": _with_body(lambda _, body: body[: len(body) // 2]),
    "bom": _with_body(lambda _, body: b"\xef\xbb\xbf" + body),
    "nan": _with_body(_literal(b"NaN")),
    "huge_number": _with_body(_literal(b"1e309")),
    "cut_body": lambda _, reply: CutBody(reply),
    "slow_drip": lambda fault, reply: SlowDrip(reply, float(fault.variant or 1)),
}

NAMES = frozenset({*_INSTEAD, *_SPOILED})


def instead(faults: Faults, path: str, account: str | None) -> Response | None:
    """The reply that a fault sends before the platform has looked at the request, or None."""
    for name, reply in _INSTEAD.items():
        if fault := faults.take(name, path, account):
            return reply(fault)
    return None


def spoiled(reply: Response, faults: Faults, path: str, account: str | None) -> Response:
    """The reply as faults leave it."""
    for name, spoil in _SPOILED.items():
        if fault := faults.take(name, path, account):
            return spoil(fault, reply)
    return reply
