"""The platform over HTTP."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.clickbank import feed
from sandbox.clickbank.answers import PREFIX
from sandbox.clickbank.calls import read
from sandbox.clickbank.errors import Refused
from sandbox.clickbank.platform import ClickBank


def routes(clickbank: ClickBank) -> list[Route]:
    """The routes to mount."""

    def endpoint(request: Request) -> Response:
        try:
            return clickbank.reply(read(request))
        except Refused as refusal:
            return refusal.response()

    return [Route(path, endpoint, methods=["GET"]) for path in (f"{PREFIX}{{path:path}}", feed.PATH)]
