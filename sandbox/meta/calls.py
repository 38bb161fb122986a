"""A request to Graph, freed from HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request


@dataclass(frozen=True)
class Call:
    """One request: `path` has neither version nor outer slashes, `url` is where Graph is mounted."""

    method: str
    version: str
    path: str
    parameters: Mapping[str, str]
    url: str

    @property
    def full_path(self) -> str:
        return f"/{self.version}/{self.path}"

    def link(self, cursor: str) -> str:
        """The address of the next page. As the real one, it carries the token."""
        return f"{self.url}{self.full_path}?{urlencode({**self.parameters, 'after': cursor})}"


async def read(request: Request) -> Call:
    """Query and form, merged; the form wins."""
    form = (await request.body()).decode()
    parameters = dict(parse_qsl(request.url.query, keep_blank_values=True))
    parameters |= dict(parse_qsl(form, keep_blank_values=True))
    return Call(
        method=request.method,
        version=request.path_params["version"],
        path=request.path_params["path"].strip("/"),
        parameters=parameters,
        url=f"{request.url.scheme}://{request.url.netloc}{request.scope['root_path']}",
    )
