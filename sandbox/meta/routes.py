"""Graph over HTTP."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import wire
from sandbox.faults import Faults
from sandbox.meta.calls import read
from sandbox.meta.errors import GraphError
from sandbox.meta.graph import Graph
from sandbox.meta.usage import Usage

MEDIA_TYPE = "text/javascript; charset=UTF-8"
DEFAULT_USAGE_PERCENT = 95


def routes(graph: Graph, faults: Faults) -> list[Route]:
    """The routes to mount."""
    usage = Usage()

    async def endpoint(request: Request) -> Response:
        call = await read(request)
        account = graph.account_of(call)
        if refused := wire.instead(faults, call.full_path, account):
            return refused
        status, wait_minutes, document = 200, 0, None
        try:
            document = graph.answer(call)
        except GraphError as error:
            status, wait_minutes, document = error.status, error.wait_minutes, error.document()
        heavy = faults.take("usage", call.full_path, account)
        percent = None if heavy is None else float(heavy.variant or DEFAULT_USAGE_PERCENT)
        headers = usage.headers(account, percent=percent, wait_minutes=wait_minutes)
        headers["facebook-api-version"] = call.version
        body = json.dumps(document, separators=(",", ":"))
        reply = Response(body, status, headers, media_type=MEDIA_TYPE)
        return wire.spoiled(reply, faults, call.full_path, account)

    return [Route("/{version}/{path:path}", endpoint, methods=["GET", "POST"])]
