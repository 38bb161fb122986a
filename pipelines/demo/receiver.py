"""Somebody who hears of alerts: a webhook on the loopback address that prints what it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic import SecretStr

from pipelines.cli.console import console
from resources import alerts
from resources.settings import Settings
from resources.warehouse.connection import Warehouse


def tell(warehouse: Warehouse, configured: Settings) -> None:
    """Look for what is wrong and what is over, and have a webhook told."""
    with _webhook() as address:
        watched = alerts.watch(warehouse, configured.clock.now())
        told = alerts.deliver(warehouse, configured.model_copy(update={"alert_webhook_url": SecretStr(address)}))
    console.print(f"  {watched}; {told}")


@contextmanager
def _webhook() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    listener = threading.Thread(target=server.serve_forever)
    listener.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/alerts"
    finally:
        server.shutdown()
        listener.join()
        server.server_close()


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Take a notice."""
        notice = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        console.print(
            f"  the webhook hears: [{notice['status']}] {notice['severity']}: {notice['message']}", markup=False
        )
        self.send_response(204)
        self.end_headers()

    def log_request(self, *_: object) -> None:
        """Say nothing on stderr."""
