"""The sandbox's Google Ads in a process of its own; every answer is made once and given again as it was.

Argument: a folder for its certificates. Prints what it takes to ask it, as JSON: settings by name and a refresh token.
Ends when its input does.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pyarrow as pa
from starlette.applications import Starlette
from starlette.routing import Mount

from resources.clock import Clock
from resources.windows import Window
from sandbox import credentials
from sandbox.embedded.platforms import addresses, applications
from sandbox.faults import Faults
from sandbox.google import certificates
from sandbox.google.platform import Google
from sandbox.google.routes import routes
from sandbox.google.server import PAGE_ROWS
from sandbox.google.service import Service
from sandbox.ledger import Ledger
from sandbox.ledger.tables import ACCOUNTS, CAMPAIGNS, METRICS
from sandbox.server import HOST, serve

CUSTOMER = "3001000001"
CAMPAIGN_COUNT, DAYS = 1_000, 200
ROWS = CAMPAIGN_COUNT * DAYS
WINDOW = Window(dt.date(2025, 6, 1), dt.date(2025, 6, 1) + dt.timedelta(days=DAYS))
_FIRST_CAMPAIGN = 21_000_000_000
_ACCOUNT = {"platform": "google", "account_id": CUSTOMER}
_BEGUN = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)


def ledger() -> Ledger:
    """One customer whose every campaign ran on every day of the window, on one network, with fractional conversions."""
    account = {**_ACCOUNT, "name": "bench", "currency": "USD", "timezone": "UTC", "status": "ACTIVE"}
    campaigns = [
        {
            **_ACCOUNT,
            "campaign_id": str(_FIRST_CAMPAIGN + number),
            "name": f"Spring sale {number}",
            "objective": "SEARCH",
            **dict.fromkeys(("status", "effective_status"), "ACTIVE"),
            **dict.fromkeys(("start_time", "created_time", "updated_time"), _BEGUN),
        }
        for number in range(CAMPAIGN_COUNT)
    ]
    return Ledger.of(
        {
            "accounts": pa.Table.from_pylist([account], schema=ACCOUNTS),
            "campaigns": pa.Table.from_pylist(campaigns, schema=CAMPAIGNS),
            "metrics": _metrics(),
        }
    )


def _metrics() -> pa.Table:
    random, index = np.random.default_rng(1), np.arange(ROWS)
    impressions = random.integers(1, 100_000, ROWS)
    zeros = np.zeros(ROWS, np.int64)
    columns = {
        **{name: pa.repeat(value, ROWS) for name, value in _ACCOUNT.items()},
        "campaign_id": pa.array(_FIRST_CAMPAIGN + index // DAYS).cast(pa.string()),
        "date": pa.array(np.datetime64(WINDOW.start) + (index % DAYS).astype("timedelta64[D]")),
        "placement": pa.repeat("SEARCH", ROWS),
        "impressions": impressions,
        "clicks": impressions * random.integers(0, 100, ROWS) // 1_000,
        "spend": _money(random.integers(1, 100_000_000, ROWS), 6),
        "purchases": _money(random.integers(0, 1_000, ROWS), 2),
        "purchase_value": _money(random.integers(0, 1_000_000, ROWS), 2),
        **dict.fromkeys(("likes", "shares", "comments", "saves"), zeros),
    }
    return pa.table({name: pa.array(columns[name]).cast(METRICS.field(name).type) for name in METRICS.names})


def _money(units: Any, decimals: int) -> Any:
    return pa.array([Decimal(int(each)).scaleb(-decimals) for each in units], METRICS.field("spend").type)


class Recorded(grpc.GenericRpcHandler):  # type: ignore[misc]
    """A service whose streams of messages are kept as bytes by method and request."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._answers: dict[tuple[str, bytes], list[bytes]] = {}

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        """The handler; requests and answers are bytes."""
        made: Any = self._service.service(handler_call_details)

        def answer(request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
            key = (handler_call_details.method, request)
            if key not in self._answers:
                messages = made.unary_stream(made.request_deserializer(request), context)
                self._answers[key] = [made.response_serializer(message) for message in messages]
            yield from self._answers[key]

        return grpc.unary_stream_rpc_method_handler(answer)


def main(folder: Path) -> None:
    """Serve until the input ends."""
    truth = ledger()
    issued = credentials.issue(truth)
    google = Google(truth, Clock(WINDOW.end), credentials.google(issued), Faults())
    kept = certificates.keep(folder)
    server = grpc.server(ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers((Recorded(Service(google, PAGE_ROWS)),))
    port = server.add_secure_port(f"{HOST}:0", grpc.ssl_server_credentials([(kept.key, kept.chain)]))
    server.start()
    try:
        with serve(Starlette(routes=[Mount("/google", routes=routes(google))])) as http:
            known = addresses(http, f"localhost:{port}", folder) | applications(issued)
            settings = {name: value for name, value in known.items() if name.startswith("GOOGLE_")}
            print(json.dumps({"settings": settings, "token": issued["google"]["tokens"][CUSTOMER]}), flush=True)
            sys.stdin.read()
    finally:
        server.stop(grace=None).wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
