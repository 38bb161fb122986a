"""The advertisers of the default ledger on Google Ads and Naver Search Ads, and how those platforms behave."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from sandbox.ledger.money import MICROS
from sandbox.ledger.tables import ACCOUNTS

CENT = 10_000


@dataclass(frozen=True)
class Kind:
    """A kind of campaign. `placements` are its places with their shares of the impressions, `reach` how many it has.

    `price` counts the account's click price: what a click costs or, where `by_impression`, an impression. Spend is a
    whole number of `unit` (micro-units), where that is not the account's.
    """

    name: str
    placements: tuple[tuple[str, float], ...]
    reach: float
    click_rate: float
    price: float = 1.0
    by_impression: bool = False
    unit: int | None = None


@dataclass(frozen=True)
class Network:
    """A platform: the campaigns of an account are of these kinds and meet these fates, in turn.

    `delays` are the days after which figures are restated; conversions count in pieces of `piece` micro-units and are
    worth a whole number of `grain` micro-units.
    """

    platform: str
    kinds: tuple[Kind, ...]
    fates: tuple[str, ...]
    fewest: int
    delays: tuple[int, ...]
    piece: int
    grain: int


@dataclass(frozen=True)
class Advertiser:
    """An account. `click` and `basket` are a typical click price and purchase in micro-units, multiples of `unit`."""

    network: Network
    account_id: str
    name: str
    currency: str
    timezone: str
    click: int
    basket: int
    unit: int
    status: str = "ENABLED"

    @property
    def platform(self) -> str:
        """The name of the network."""
        return self.network.platform


_SEARCH = (("SEARCH", 0.86), ("SEARCH_PARTNERS", 0.14))
_EVERYWHERE = (
    ("PERFORMANCE_MAX/MIXED", 0.3),
    ("PERFORMANCE_MAX/SEARCH", 0.25),
    ("PERFORMANCE_MAX/CONTENT", 0.2),
    ("PERFORMANCE_MAX/YOUTUBE", 0.15),
    ("PERFORMANCE_MAX/DISCOVER", 0.07),
    ("PERFORMANCE_MAX/MAPS", 0.03),
)
_FEEDS = (("YOUTUBE", 0.5), ("DISCOVER", 0.3), ("GMAIL", 0.15), ("CONTENT", 0.05))
_GOOGLE_KINDS = (
    Kind("SEARCH", _SEARCH, 1_400, 0.055),
    Kind("PERFORMANCE_MAX", _EVERYWHERE, 9_000, 0.012, 0.6),
    Kind("DISPLAY", (("CONTENT", 1.0),), 16_000, 0.004, 0.002, by_impression=True),
    Kind("VIDEO", (("YOUTUBE", 0.9), ("GOOGLE_TV", 0.1)), 7_000, 0.003, 0.008, by_impression=True),
    Kind("SHOPPING", _SEARCH, 5_000, 0.011, 0.5),
    Kind("DEMAND_GEN", _FEEDS, 6_000, 0.009, 0.7),
)
_GOOGLE = Network(
    "google",
    kinds=(*_GOOGLE_KINDS, *_GOOGLE_KINDS[:1], *_GOOGLE_KINDS[3:4], *_GOOGLE_KINDS[1:2]),
    fates=("ACTIVE", "ACTIVE", "PAUSED", "DELETED", "ACTIVE", "ARCHIVED", "ACTIVE", "ACTIVE", "DELETED"),
    fewest=7,
    delays=(2, 9, 30),
    piece=CENT,
    grain=CENT,
)

_BID = 10 * MICROS
_NAVER_KINDS = (
    Kind("WEB_SITE", (("WEB_SITE", 1.0),), 2_600, 0.03, unit=_BID),
    Kind("SHOPPING", (("SHOPPING", 1.0),), 5_200, 0.014, 0.7, unit=_BID),
    Kind("BRAND_SEARCH", (("BRAND_SEARCH", 1.0),), 900, 0.2, 0.012, by_impression=True, unit=MICROS // 2),
    Kind("PLACE", (("PLACE", 1.0),), 1_300, 0.02, 0.4, unit=_BID),
    Kind("POWER_CONTENTS", (("POWER_CONTENTS", 1.0),), 3_100, 0.006, 0.5, unit=_BID),
)
_NAVER = Network(
    "naver",
    kinds=(*_NAVER_KINDS, *_NAVER_KINDS[:2], *_NAVER_KINDS[:1], *_NAVER_KINDS[2:3]),
    fates=("ACTIVE", "ACTIVE", "ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "ACTIVE", "PAUSED", "ACTIVE"),
    fewest=8,
    delays=(1, 2, 20),
    piece=MICROS,
    grain=MICROS,
)

_NEW_YORK, _SEOUL, _BERLIN = "America/New_York", "Asia/Seoul", "Europe/Berlin"
ADVERTISERS = (
    Advertiser(_GOOGLE, "3001000001", "Larkspur Outfitters East", "USD", _NEW_YORK, 62 * CENT, 7_150 * CENT, CENT),
    Advertiser(_GOOGLE, "3001000002", "라크스퍼 코리아", "KRW", _SEOUL, 430 * MICROS, 61_000 * MICROS, 1),
    Advertiser(_GOOGLE, "3001000003", "Larkspur für draußen GmbH", "EUR", _BERLIN, 48 * CENT, 6_490 * CENT, CENT),
    Advertiser(_NAVER, "401001", "라크스퍼 스토어", "KRW", _SEOUL, 240 * MICROS, 54_000 * MICROS, MICROS, "ACTIVE"),
    Advertiser(_NAVER, "401002", "라크스퍼 캠핑", "KRW", _SEOUL, 180 * MICROS, 83_000 * MICROS, MICROS, "ACTIVE"),
)
CANCELED = Advertiser(_GOOGLE, "3001000004", "Larkspur Pop-up", "USD", _NEW_YORK, CENT, CENT, CENT, "CANCELED")
"""An account that never had a campaign and may not be read any more."""


def account_table() -> pa.Table:
    """Rows of `accounts`."""
    rows = [
        {
            "platform": account.platform,
            "account_id": account.account_id,
            "name": account.name,
            "currency": account.currency,
            "timezone": account.timezone,
            "status": account.status,
        }
        for account in (*ADVERTISERS, CANCELED)
    ]
    return pa.Table.from_pylist(rows, schema=ACCOUNTS)
