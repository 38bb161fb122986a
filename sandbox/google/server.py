"""Running the platform: gRPC over TLS on the loopback address."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
from starlette.applications import Starlette
from starlette.routing import Mount

from resources.clock import Clock
from sandbox import server as http
from sandbox.faults import Faults
from sandbox.google import certificates
from sandbox.google.credentials import GoogleCredentials
from sandbox.google.platform import Google
from sandbox.google.routes import routes
from sandbox.google.service import Service
from sandbox.ledger import Ledger

PAGE_ROWS = 10_000
_WORKERS = 16
_GRACE_SECONDS = 0.2
_OPTIONS = (("grpc.so_reuseport", 0), ("grpc.max_send_message_length", -1))


class Running:
    """A server that answers until it is stopped."""

    def __init__(self, google: Google, folder: Path, port: int, page_rows: int) -> None:
        kept = certificates.keep(folder)
        self.ca = kept.ca
        self._server = grpc.server(ThreadPoolExecutor(_WORKERS), options=_OPTIONS)
        self._server.add_generic_rpc_handlers((Service(google, page_rows),))
        secret = grpc.ssl_server_credentials([(kept.key, kept.chain)])
        self.port: int = self._server.add_secure_port(f"{http.HOST}:{port}", secret)
        self._server.start()

    @property
    def endpoint(self) -> str:
        """What the official client takes as its endpoint."""
        return f"localhost:{self.port}"

    def stop(self) -> None:
        """End every call, those that run after a moment, and wait until the port is free."""
        self._server.stop(_GRACE_SECONDS).wait()


@dataclass(frozen=True)
class Served:
    """Where a client finds the platform, and the certificate that it has to trust."""

    endpoint: str
    token_url: str
    ca: Path


def start(
    ledger: Ledger, clock: Clock, credentials: GoogleCredentials, faults: Faults, folder: Path, port: int
) -> Running:
    """Serve the API on a port (0: a free one); certificates are kept in `folder`. Raises RuntimeError: port taken."""
    return Running(Google(ledger, clock, credentials, faults), folder, port, PAGE_ROWS)


@contextmanager
def serve(
    ledger: Ledger,
    clock: Clock,
    credentials: GoogleCredentials,
    faults: Faults,
    folder: Path,
    page_rows: int = PAGE_ROWS,
) -> Iterator[Served]:
    """Serve the API and its token endpoint on free ports. At most `page_rows` rows come in one message."""
    google = Google(ledger, clock, credentials, faults)
    running = Running(google, folder, 0, page_rows)
    try:
        with http.serve(Starlette(routes=[Mount("/google", routes=routes(google))])) as url:
            yield Served(running.endpoint, f"{url}/google/token", running.ca)
    finally:
        running.stop()
