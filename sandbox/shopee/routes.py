"""The platform over HTTP."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.shopee.calls import read
from sandbox.shopee.platform import Shopee


def routes(shopee: Shopee) -> list[Route]:
    """The routes to mount."""

    async def endpoint(request: Request) -> Response:
        return shopee.reply(await read(request))

    return [Route("/api/v2/{path:path}", endpoint, methods=["GET", "POST"])]
