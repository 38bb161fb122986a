"""The lines of reports by day, as texts under the names of their columns; the files themselves have no header."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache

from sandbox.ledger.money import MICROS
from sandbox.naver import conversions
from sandbox.naver.books import Book
from sandbox.naver.days import CampaignDay
from sandbox.naver.parts import Cell, Part

Line = dict[str, str]

VIEWS_SINCE = dt.date(2025, 7, 1)
"""Lines of days from here on end with viewCnt."""
AD, AD_DETAIL, AD_CONVERSION = "AD", "AD_DETAIL", "AD_CONVERSION"
KEPT_DAYS = {AD: 365, AD_DETAIL: 30, AD_CONVERSION: 365}
"""How many days before today a report may be of."""
_REGIONS = 17


class Lines:
    """Writes the lines of reports; the last few are kept, because a file is asked for again and again."""

    def __init__(self) -> None:
        self.of = lru_cache(maxsize=8)(_lines)


def _lines(book: Book, report_type: str, day: dt.date) -> tuple[Line, ...]:
    """Every line of a report of a day, in the order of campaigns."""
    return tuple(_REPORTS[report_type](book, day))


def rank(campaign_id: str) -> int:
    """The place at which a campaign's ads are shown, always the same."""
    return 1 + zlib.crc32(campaign_id.encode()) % 5


def _ad(book: Book, day: dt.date) -> Iterator[Line]:
    for found in book.day(day):
        for part in filter(_delivers, found.parts()):
            yield {
                **_start(book, found, part.cell),
                "mediaCode": part.cell.media,
                "pcMobile": part.cell.device,
                **_figures(found, part, "sumOfAdRank"),
            }


def _ad_detail(book: Book, day: dt.date) -> Iterator[Line]:
    for found in book.hours(day):
        for part in filter(_delivers, found.parts()):
            yield {
                **_start(book, found, part.cell),
                "hour": f"{found.hour:02d}",
                "regionCode": f"{1 + part.cell.weight('region') % _REGIONS:02d}",
                "mediaCode": part.cell.media,
                "pcMobile": part.cell.device,
                **_figures(found, part, "sumRank"),
            }


def _ad_conversion(book: Book, day: dt.date) -> Iterator[Line]:
    for found in book.day(day):
        for each in conversions.split(found, found.parts()):
            yield {
                **_start(book, found, each.cell),
                "mediaCode": each.cell.media,
                "pcMobile": each.cell.device,
                "convMethod": each.method,
                "convType": conversions.told(each.kind, day),
                "convCount": _plain(each.count),
                "salesByConversion": _plain(each.sales),
            }


_REPORTS: dict[str, Callable[[Book, dt.date], Iterator[Line]]] = {
    AD: _ad,
    AD_DETAIL: _ad_detail,
    AD_CONVERSION: _ad_conversion,
}


def _start(book: Book, found: CampaignDay, cell: Cell) -> Line:
    return {
        "date": f"{found.date:%Y%m%d}",
        "customerId": book.customer_id,
        "campaignId": found.campaign_id,
        "adgroupId": cell.adgroup,
        "keywordId": cell.keyword,
        "adId": cell.ad,
        "channelId": cell.channel,
    }


def _figures(found: CampaignDay, part: Part, rank_name: str) -> Line:
    figures = {
        "imp": str(part.impressions),
        "clk": str(part.clicks),
        "cost": _double(part.spend),
        rank_name: str(part.impressions * rank(found.campaign_id)),
    }
    return figures | {"viewCnt": "0"} if found.date >= VIEWS_SINCE else figures


def _delivers(part: Part) -> bool:
    return bool(part.impressions or part.clicks or part.spend)


def _plain(amount: int) -> str:
    """Micro-units with as many decimals as they need."""
    return _double(amount).removesuffix(".0")


def _double(amount: int) -> str:
    """Micro-units as a double is written: 70.0, 0.5."""
    whole, fraction = divmod(abs(amount), MICROS)
    decimals = f"{fraction:06d}".rstrip("0") or "0"
    return f"{'-' if amount < 0 else ''}{whole}.{decimals}"
