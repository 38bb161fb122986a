"""The documents over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resources.clock import Clock
from sandbox import wire
from sandbox.ecb import documents
from sandbox.faults import Faults
from sandbox.ledger import Ledger

ZONE = "Europe/Berlin"


def routes(ledger: Ledger, clock: Clock, faults: Faults) -> list[Route]:
    """The routes to mount. Rates are known up to the business day in Frankfurt."""

    def served(make: Callable[[documents.Days], str | bytes], media_type: str) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            path = request.url.path
            if refused := wire.instead(faults, path, None):
                return refused
            days = documents.by_day(ledger.rates(clock.today(ZONE)))
            return wire.spoiled(Response(make(days), media_type=media_type), faults, path, None)

        return endpoint

    return [
        Route("/eurofxref-daily.xml", served(documents.daily, "text/xml")),
        Route("/eurofxref-hist.zip", served(documents.history, "application/zip")),
    ]
