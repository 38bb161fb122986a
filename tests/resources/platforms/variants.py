"""The cases of the contract as each platform knows them.

`instead` says in words why a platform's variant is another than the case, and is the nearest thing that exists there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from resources.errors import (
    BadPage,
    CredentialsRejected,
    DailyQuotaSpent,
    PermissionDenied,
    PlatformError,
    RequestRejected,
    TokenExpired,
)
from sandbox.faults import Fault


@dataclass(frozen=True)
class Passing:
    """What goes wrong and does no harm. `waits` is how many seconds the platform asked for."""

    faults: tuple[Fault, ...]
    waits: float | None = None
    instead: str = ""


@dataclass(frozen=True)
class Staying:
    """What goes wrong and is an error that says `says` (a regular expression)."""

    fault: Fault
    kind: type[PlatformError]
    says: str
    instead: str = ""


@dataclass(frozen=True)
class Paging:
    """So many rows of one day (of `days` days), in pages of so many."""

    rows: int
    page: int
    days: int = 1
    instead: str = ""


@dataclass(frozen=True)
class NewWord:
    """A value never seen before, and the column in which it stays visible."""

    fault: Fault
    column: str
    word: str


@dataclass(frozen=True)
class Limit:
    """The first day before those that are kept, and how it is refused; None where every day is kept."""

    day: dt.date
    says: str | None
    instead: str = ""


_LIST_IN_PAGES = "figures come whole, or for ids that are asked for: the list of campaigns is what comes in pages"
PAGING: Mapping[str, Paging] = {
    "meta.campaign_daily": Paging(rows=1_240, page=500, days=31),
    "google.campaign_daily": Paging(rows=310, page=100, days=31),
    "naver.campaign_daily": Paging(rows=2_001, page=1_000, instead=_LIST_IN_PAGES),
    "clickbank.campaign_daily": Paging(rows=201, page=100),
    "clickbank.events": Paging(rows=201, page=100),
    "shopee.campaign_daily": Paging(rows=2_001, page=1_000, instead=_LIST_IN_PAGES),
    "shopee.orders": Paging(rows=201, page=100),
}

_OWN_DAY = "nothing is restated: what becomes of a sale is a transaction of its own day"
RESTATED: Mapping[str, str] = {
    "meta.campaign_daily": "",
    "google.campaign_daily": "",
    "naver.campaign_daily": "",
    "clickbank.campaign_daily": _OWN_DAY,
    "clickbank.events": _OWN_DAY,
    "shopee.campaign_daily": "",
    "shopee.orders": "",
}
"""Why a day that was read keeps its figures."""

_ROTATE = r"`adwarehouse accounts rotate-token {}"
EXPIRED: Mapping[str, Staying | Passing] = {
    "meta": Staying(Fault("token_revoked", variant="463"), CredentialsRejected, _ROTATE.format("meta 1001`")),
    "google": Passing((Fault("token_revoked", match="SearchStream", variant="OAUTH_TOKEN_EXPIRED", times=1),)),
    "naver": Staying(
        Fault("stale_clock"),
        RequestRejected,
        "clock of this machine is off by more than 5 minutes; set it",
        instead="a licence does not end; what ages is the time that each request is signed with",
    ),
    "clickbank": Staying(
        Fault("permission_lost"),
        PermissionDenied,
        "the key is good, but not for this.*give it both in API Management",
        instead="a key does not end; what it can lose is a permission",
    ),
    "shopee": Staying(Fault("token_expired"), TokenExpired, "invalid_acceess_token"),
}
REVOKED: Mapping[str, Staying] = {
    "meta": Staying(Fault("token_revoked"), CredentialsRejected, _ROTATE.format("meta 1001`")),
    "google": Staying(Fault("token_revoked"), CredentialsRejected, _ROTATE.format("google 3001000001`")),
    "naver": Staying(Fault("token_revoked"), CredentialsRejected, _ROTATE.format("naver 401001`")),
    "clickbank": Staying(Fault("token_revoked"), CredentialsRejected, _ROTATE.format("clickbank larkspurco`")),
    "shopee": Staying(
        Fault("shop_unlinked"), CredentialsRejected, "`adwarehouse accounts authorize shopee` gives the link"
    ),
}

WITH_HINT: Mapping[str, Passing | Staying] = {
    "meta": Passing((Fault("throttle", times=1),), waits=60),
    "google": Passing((Fault("too_many_requests", match="SearchStream", times=1),), waits=30),
    "naver": Passing(
        (Fault("throttle", variant="toomanyrequest", times=2), Fault("throttle", variant="1016", times=1)),
        instead="neither the gateway nor the application says for how long",
    ),
    "clickbank": Passing(
        (Fault("too_many_requests", times=2),), instead="a limit is HTTP 403, as everything, without a word about time"
    ),
    "shopee": Staying(
        Fault("daily_limit"),
        DailyQuotaSpent,
        r"nothing is answered until \d{4}-\d\d-\d\d 00:00 UTC\+08:00",
        instead="limits by the second come without a hint; that of the day ends at a known midnight",
    ),
}
WITHOUT_HINT: Mapping[str, Passing] = {
    "meta": Passing((Fault("throttle", variant="17", times=1),), waits=300),
    "google": Passing((Fault("too_many_requests", match="SearchStream", variant="none", times=2),)),
    "naver": Passing((Fault("throttle", times=2),)),
    "clickbank": Passing((Fault("too_many_requests", times=1),)),
    "shopee": Passing((Fault("too_many_requests", times=2),)),
}

_BURST = (Fault("server_error", times=2), Fault("bad_gateway", times=1), Fault("unavailable", times=1))
BURST: Mapping[str, Passing] = {
    **dict.fromkeys(("meta", "naver", "clickbank", "shopee"), Passing(_BURST)),
    "google": Passing(
        (Fault("server_error", match="SearchStream", times=2), Fault("unavailable", match="SearchStream", times=2)),
        instead="over gRPC there is no page of a gateway: INTERNAL and UNAVAILABLE",
    ),
}
TRUNCATED: Mapping[str, Passing] = {
    **dict.fromkeys(("meta", "clickbank", "shopee"), Passing((Fault("truncated_json", times=1),))),
    "naver": Passing(
        (Fault("truncated_json", match="campaigns", times=1), Fault("truncated_json", match="report-download", times=1))
    ),
    "google": Passing(
        (Fault("truncated_json", match="/token", times=1),),
        instead="a message of gRPC comes whole or not at all; the access token comes over HTTP",
    ),
}
_CUT = (Fault("cut_body", times=1), Fault("reset", times=1))
BROKEN: Mapping[str, Passing] = {
    **dict.fromkeys(("meta", "naver", "clickbank", "shopee"), Passing(_CUT)),
    "google": Passing(
        (
            Fault("broken_stream", times=1),
            Fault("broken_stream", variant="unavailable", times=1),
            Fault("reset", match="SearchStream", times=1),
        )
    ),
}

NEW_WORD: Mapping[str, NewWord | Staying] = {
    "meta.campaign_daily": NewWord(Fault("new_placement"), "placement", "hologram"),
    "google.campaign_daily": NewWord(Fault("new_placement"), "placement", "UNKNOWN(97)"),
    "naver.campaign_daily": NewWord(Fault("new_placement"), "placement", "HOLOGRAM"),
    "clickbank.campaign_daily": Staying(
        Fault("analytics_status", variant="PURPLE"),
        BadPage,
        "expected GREEN, YELLOW or RED, got 'PURPLE'",
        instead="figures have no words from a list; their status has, and an unknown one is no reason to trust them",
    ),
    "clickbank.events": NewWord(Fault("new_type"), "platform_type", "TELEPORT"),
    "shopee.campaign_daily": NewWord(Fault("new_placement"), "placement", "hologram"),
    "shopee.orders": NewWord(Fault("new_status", match="get_order_detail"), "platform_status", "TELEPORTED"),
}

_FRIDAY, _SATURDAY = dt.date(2026, 2, 27), dt.date(2026, 2, 28)
EAST_AND_WEST: Mapping[str, Mapping[str, dt.date]] = {
    "meta": {"1002": _SATURDAY, "1001": _FRIDAY},
    "google": {"3001000002": _SATURDAY, "3001000001": _FRIDAY},
    "naver": {"401001": _SATURDAY},
    "clickbank": {"larkspurco": _FRIDAY},
    "shopee": {"2005": _SATURDAY, "2006": _FRIDAY},
}
"""By account its day at 02:30 UTC on Saturday. Naver is in Seoul only, ClickBank counts Pacific days everywhere."""

UNLISTED: Mapping[str, str] = {
    "meta.campaign_daily": "",
    "google.campaign_daily": "",
    "naver.campaign_daily": "its type, which is the placement, stands in the list only",
    "clickbank.campaign_daily": "there is no list: a tracking id is one from its first hop on",
    "clickbank.events": "there is no list: a tracking id is one from its first hop on",
    "shopee.campaign_daily": "figures are asked for by the ids of the list; only the shop's total has the others",
    "shopee.orders": "orders have no campaign; what they may name is an item that is not in the catalogue",
}
"""Why the row of a campaign that is not listed is another, or there is none."""

LONG_AGO = dt.date(2020, 6, 1)
_EVER = "every day since the account exists is answered for"
LIMITS: Mapping[str, Limit] = {
    "meta.campaign_daily": Limit(dt.date(2023, 1, 27), "cannot be beyond 37 months"),
    "google.campaign_daily": Limit(dt.date(2023, 1, 27), "Google keeps days and hours for 37 months"),
    "naver.campaign_daily": Limit(dt.date(2025, 2, 27), "statDt is out of range"),
    "clickbank.campaign_daily": Limit(LONG_AGO, None, instead=_EVER),
    "clickbank.events": Limit(LONG_AGO, None, instead=_EVER),
    "shopee.campaign_daily": Limit(dt.date(2025, 8, 27), "can't be earlier than 6 months ago"),
    "shopee.orders": Limit(LONG_AGO, None, instead=_EVER),
}
"""For a business day of 2026-02-28."""
