"""A request to the platform, freed from HTTP, and its parameters, read strictly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from resources.windows import Window
from sandbox.clickbank.errors import forbidden, invalid, too_long

LONGEST_URL = 2_000


@dataclass(frozen=True)
class Call:
    """One request. `path` is the platform's own, such as `/rest/1.3/debug`, wherever it is mounted."""

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    authorization: str
    accept: str
    page: str


def read(request: Request) -> Call:
    """A call from HTTP. Raises Refused for an address that is too long."""
    if len(str(request.url)) > LONGEST_URL:
        raise too_long()
    query: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(request.url.query, keep_blank_values=True):
        query[name] = (*query.get(name, ()), value)
    return Call(
        request.method,
        request.url.path.removeprefix(request.scope["root_path"]),
        query,
        request.headers.get("authorization", ""),
        request.headers.get("accept", ""),
        request.headers.get("page", "1"),
    )


class Parameters:
    """The query of a call. Every reader raises Refused; what nobody reads is refused."""

    def __init__(self, call: Call) -> None:
        self._left = dict(call.query)
        self._page = call.page

    @property
    def page(self) -> int:
        """The number of the page, from 1, which is in a header."""
        if not self._page.isdecimal() or int(self._page) < 1:
            raise invalid(f"Page should be 1 or more, not {self._page!r}")
        return int(self._page)

    def texts(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter that may be repeated."""
        return self._left.pop(name, ())

    def text(self, name: str) -> str | None:
        """The value as it came, once."""
        values = self.texts(name)
        if len(values) > 1:
            raise invalid(f"{name} is repeated")
        return values[0] if values else None

    def window(self, today: dt.date, days_back: int) -> Window:
        """`startDate` to `endDate`, both included and both or neither given; else the days from so many back."""
        start, end = self._day("startDate"), self._day("endDate")
        if start is None and end is None:
            return Window.closed(today - dt.timedelta(days=days_back), today)
        if start is None or end is None:
            raise invalid("startDate and endDate belong together")
        if end < start:
            raise invalid("endDate is before startDate")
        return Window.closed(start, end)

    def own_account(self, account_id: str, *, is_required: bool) -> None:
        """`account`, which has to be the one of the key."""
        named = self.text("account")
        if named is None and is_required:
            raise invalid("account is required")
        if named is not None and named.lower() != account_id:
            raise forbidden()

    def finish(self) -> None:
        """Refuse what is left."""
        if self._left:
            raise invalid(f"unknown parameter {', '.join(sorted(self._left))}")

    def _day(self, name: str) -> dt.date | None:
        text = self.text(name)
        try:
            return None if text is None else dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007
        except ValueError:
            raise invalid(f"{name} should be a date as yyyy-mm-dd, not {text!r}") from None
