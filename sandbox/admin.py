"""Faults over HTTP: POST /faults switches one on, GET lists them, DELETE clears them (`?name=` one of them)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import Fault, Faults


def routes(faults: Faults) -> list[Route]:
    """The routes to mount."""

    async def add(request: Request) -> Response:
        try:
            fault = Fault.parse(await request.body())
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        faults.add(fault)
        return JSONResponse(faults.listing(), 201)

    async def show(request: Request) -> Response:
        return JSONResponse(faults.listing())

    async def clear(request: Request) -> Response:
        faults.clear(request.query_params.get("name"))
        return JSONResponse(faults.listing())

    return [
        Route("/faults", add, methods=["POST"]),
        Route("/faults", show, methods=["GET"]),
        Route("/faults", clear, methods=["DELETE"]),
    ]
