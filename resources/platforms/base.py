"""What a platform is to the rest of the product. A platform package supplies these values and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from resources.windows import Window

Record = Mapping[str, Any]
LARGEST_TOTAL = Decimal(10) ** 15
"""What no figure of an account reaches; beyond it a number is a defect, or meant to keep a machine busy."""


class LoadMode(StrEnum):
    """How a stream's batch meets the rows that are already published."""

    REPLACE_WINDOW = "replace_window"
    MERGE_BY_KEY = "merge_by_key"


@dataclass(frozen=True)
class AccountInfo:
    """What a platform says about an account. `timezone` is an IANA name.

    `access_ends_at` is when its owner's consent ends and must be given anew; None when it does not end.
    """

    account_id: str
    name: str
    currency: str
    timezone: str
    platform_status: str
    access_ends_at: dt.datetime | None = None


@dataclass(frozen=True)
class Tokens:
    """A pair of tokens. `expires_at` is when the access token ends, `renewable_until` when the refresh token does."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: dt.datetime
    renewable_until: dt.datetime


@dataclass(frozen=True)
class Consent:
    """How an account's owner lets this application in, where access is by short-lived tokens that are renewed.

    `link` gives the address to open, which leads back to a redirect address with a code; `exchange` turns that code
    into the first tokens, `renew` a refresh token, which is worth one use, into the next ones. Both raise
    CredentialsRejected when code or token is no longer worth anything.
    """

    link: Callable[[Any, str], str]
    exchange: Callable[[Any, str, str], Tokens]
    renew: Callable[[Any, str, str], Tokens]


def is_figure(value: int | Decimal) -> bool:
    """Whether a number may be an account's total: finite, and below LARGEST_TOTAL."""
    number = Decimal(value)
    return number.is_finite() and abs(number) < LARGEST_TOTAL


@dataclass(frozen=True)
class Totals:
    """The platform's own account total over a window, asked for without any breakdown.

    `cost_within` is how far its rounding may take the cost from the sum of the rows, `outcome_within` conversions and
    revenue; 0 where nothing is rounded.
    """

    impressions: int
    clicks: int
    cost: Decimal
    conversions: Decimal | None = None
    revenue: Decimal | None = None
    cost_within: Decimal = Decimal(0)
    outcome_within: Decimal = Decimal(0)


@runtime_checkable
class Written(Protocol):
    """Records that know their own text, where making an object of each first would take longer than all the rest."""

    def json_lines(self) -> bytes:
        """What landing would write of them, to the byte."""
        ...


@dataclass(frozen=True)
class Page:
    """The records of one reply, as they came; numbers with decimals are Decimal, so that they are stored exactly."""

    records: Sequence[Record]


@dataclass(frozen=True)
class ParseContext:
    """What an adapter may know besides the pages. `currencies` are the ISO 4217 codes the warehouse knows."""

    account_id: str
    currency: str
    timezone: str
    window: Window
    currencies: frozenset[str]


@dataclass(frozen=True)
class Reject:
    """A landed record that could not be typed: where it is, why, and its bytes."""

    source_page: int
    source_line: int
    reasons: tuple[str, ...]
    payload: bytes
    day: dt.date | None = None


@dataclass(frozen=True)
class Parsed:
    """`table` has the stream's schema; every record of the pages is in it or in `rejects`, exactly once.

    Where records are finer than the stream's grain, a row is the sum of several and points at the first; `summed`
    counts the others. `ignored` counts records that are no facts at all, such as test sales.
    """

    table: pa.Table
    rejects: list[Reject] = field(default_factory=list)
    summed: int = 0
    ignored: int = 0


class Client(Protocol):
    """A connection to one platform with one set of credentials. Counts its calls; safe to use from one thread."""

    api_calls: int

    def describe(self, account_id: str) -> AccountInfo:
        """Read name, currency, zone and status of an account. Raises PlatformError."""
        ...


@dataclass(frozen=True)
class Stream:
    """One kind of record of a platform.

    `fetch` reads the pages of a window; a stream that is not `windowed` is read whole, as of today. `parse` is pure:
    JSON-lines pages in, a typed table of `schema` out. `table` is the warehouse table it ends in, `key` the grain of
    the staged rows. What `window` means to a windowed stream that merges is when its records changed, not their day.
    `lookback_days` are read again every night, `retention_days` is how far back the platform still answers, and
    `chunk_days` bounds one batch. `total` asks for the platform's own total. `personal_fields` are blanked before
    a page is stored. `serves` says which accounts have such records. A day is told `lag_days` after it began at the
    earliest. `sweep_days` are longer looks back, each on a
    schedule of its own.
    """

    name: str
    table: str
    schema: pa.Schema
    key: tuple[str, ...]
    load_mode: LoadMode
    fetch: Callable[[Any, str, Window], Iterator[Page]]
    parse: Callable[[Iterable[bytes], ParseContext], Parsed]
    windowed: bool = True
    lookback_days: int = 0
    retention_days: int | None = None
    chunk_days: int = 31
    total: Callable[[Any, str, Window], Totals] | None = None
    personal_fields: tuple[str, ...] = ()
    serves: Callable[[str], bool] = lambda account_id: True
    sweep_days: tuple[int, ...] = ()
    lag_days: int = 0

    def earliest(self, today: dt.date) -> dt.date:
        """The first day the platform still answers for."""
        return dt.date.min if self.retention_days is None else today - dt.timedelta(days=self.retention_days)


@dataclass(frozen=True)
class Platform:
    """A registry entry.

    `connect(settings, secret)` gives a Client from the application's settings and one account's decrypted secret:
    its access token where there is `consent`, and then a client raises TokenExpired when that is no longer accepted.
    `discover` lists every account that a client's credentials can read, where a platform tells.
    """

    name: str
    aliases: tuple[str, ...]
    streams: tuple[Stream, ...]
    connect: Callable[[Any, str], Client]
    consent: Consent | None = None
    discover: Callable[[Any], Sequence[AccountInfo]] | None = None

    def stream(self, name: str) -> Stream:
        """The stream of that name. Raises KeyError."""
        return {stream.name: stream for stream in self.streams}[name]
