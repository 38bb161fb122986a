"""The platform over HTTP."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.naver.calls import read
from sandbox.naver.platform import Naver


def routes(naver: Naver) -> list[Route]:
    """The routes to mount."""

    async def endpoint(request: Request) -> Response:
        return naver.reply(await read(request))

    return [Route("/{path:path}", endpoint, methods=["GET", "POST", "DELETE"])]
