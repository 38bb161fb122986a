"""The sandbox as one web application, and a way to run it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from resources.clock import Clock
from sandbox import admin, credentials, ecb
from sandbox.clickbank.platform import ClickBank
from sandbox.clickbank.routes import routes as clickbank_routes
from sandbox.faults import Faults
from sandbox.google.platform import Google
from sandbox.google.routes import routes as google_routes
from sandbox.ledger import Ledger
from sandbox.meta.graph import Graph
from sandbox.meta.routes import routes as meta_routes
from sandbox.naver.platform import Naver
from sandbox.naver.routes import routes as naver_routes
from sandbox.shopee.grants import Grants
from sandbox.shopee.platform import Shopee
from sandbox.shopee.routes import routes as shopee_routes

HOST = "127.0.0.1"


def create_app(
    ledger: Ledger, clock: Clock, issued: dict[str, Any], faults: Faults, grants: Grants | None = None
) -> Starlette:
    """Every platform under its name; of Google only where tokens come from, the rest is gRPC (`google.server`).

    `issued` is what `credentials.issue` gives. `grants` are the tokens of Shopee's shops; without them there are none
    yet, and they live in memory.
    """

    async def healthz(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    graph = Graph(ledger, clock, credentials.meta(issued), faults)
    shopee = Shopee(ledger, clock, credentials.shopee(issued), faults, grants or Grants())
    google = Google(ledger, clock, credentials.google(issued), faults)
    naver = Naver(ledger, clock, credentials.naver(issued), faults)
    clickbank = ClickBank(ledger, clock, credentials.clickbank(issued), faults)
    return Starlette(
        routes=[
            Route("/healthz", healthz),
            *admin.routes(faults),
            Mount("/meta", routes=meta_routes(graph, faults)),
            Mount("/google", routes=google_routes(google)),
            Mount("/naver", routes=naver_routes(naver)),
            Mount("/clickbank", routes=clickbank_routes(clickbank)),
            Mount("/shopee", routes=shopee_routes(shopee)),
            Mount("/ecb", routes=ecb.routes(ledger, clock, faults)),
        ]
    )


class _Protocol(H11Protocol):
    """HTTP/1.1 that shows its transport to the application, for faults below HTTP."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast("asyncio.Transport", transport))
        self.app_state = {**self.app_state, "transport": transport}


def server(app: ASGIApp, port: int) -> uvicorn.Server:
    """A server on the loopback address."""
    config = uvicorn.Config(
        app,
        host=HOST,
        port=port,
        loop="asyncio",
        http=_Protocol,
        lifespan="off",
        log_level="critical",
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


@contextmanager
def serve(app: ASGIApp) -> Iterator[str]:
    """Run an application in a thread on a free port; gives its base address and stops it at the end.

    The socket names its protocol: asyncio switches Nagle's delay off only for those that do.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind((HOST, 0))
    listener.listen()
    running = server(app, 0)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{listener.getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join()
        listener.close()
