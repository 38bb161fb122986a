"""Records as landing writes them, sound ones to change for a test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import simplejson

from resources.platforms.base import ParseContext, Parsed
from resources.platforms.naver import NAVER
from resources.windows import Window

Json = dict[str, Any]
ABSENT = object()
WINDOW = Window.closed(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
CONTEXT = ParseContext("401001", "KRW", "Asia/Seoul", WINDOW, frozenset({"KRW", "USD"}))


def changed(whole: Json, changes: Mapping[str, Any]) -> Json:
    """A record with some members changed; ABSENT takes one away."""
    return {name: value for name, value in {**whole, **changes}.items() if value is not ABSENT}


def page(*records: Any) -> bytes:
    """JSON lines as landing writes them; bytes stay as they are."""
    lines = (each if isinstance(each, bytes) else simplejson.dumps(each, use_decimal=True).encode() for each in records)
    return b"".join(line + b"\n" for line in lines)


def parse(stream: str, *records: Any) -> Parsed:
    """One page of records through an adapter."""
    return NAVER.stream(stream).parse([page(*records)], CONTEXT)


def row(stream: str, record: Json) -> Json:
    """The one row of a record that is taken."""
    parsed = parse(stream, record)
    assert parsed.rejects == []
    (taken,) = parsed.table.to_pylist()
    return dict(taken)


def reasons(stream: str, record: Any) -> tuple[str, ...]:
    """Why a record is refused."""
    parsed = parse(stream, record)
    assert parsed.table.num_rows == 0
    (refused,) = parsed.rejects
    return refused.reasons


_ENTITY: Json = {
    "date": "20260203",
    "customerId": "401001",
    "campaignId": "cmp-a001-01-000000000652963",
    "adgroupId": "grp-a001-01-000000003865468",
    "keywordId": "-",
    "adId": "nad-a001-01-000000024552131",
    "channelId": "bsn-a001-00-000000000652300",
}
_BESIDE: Json = {"campaignTp": "WEB_SITE", "campaignName": "봄 세일 🌱"}
_DELIVERY: Json = {"imp": "1200", "clk": "30", "cost": "2100.0", "sumOfAdRank": "2400", "viewCnt": "0"}
_VAT: Json = {"vatIncluded": False, "vatRate": "0.1"}
AD: Json = {"report": "AD", **_ENTITY, "mediaCode": "27758", "pcMobile": "P", **_DELIVERY, **_VAT, **_BESIDE}
AD_CONVERSION: Json = {
    "report": "AD_CONVERSION",
    **_ENTITY,
    "mediaCode": "27758",
    "pcMobile": "P",
    "convMethod": "1",
    "convType": "purchase",
    "convCount": "2",
    "salesByConversion": "59000",
    **_BESIDE,
}
AD_DETAIL: Json = {
    "report": "AD_DETAIL",
    **_ENTITY,
    "hour": "23",
    "regionCode": "09",
    "mediaCode": "27758",
    "pcMobile": "M",
    **_DELIVERY,
    **_VAT,
    **_BESIDE,
}
CAMPAIGN: Json = {
    "nccCampaignId": "cmp-a001-01-000000000652963",
    "customerId": 401001,
    "name": "봄 세일 🌱",
    "userLock": False,
    "campaignTp": "WEB_SITE",
    "deliveryMethod": "ACCELERATED",
    "useDailyBudget": True,
    "dailyBudget": 50000,
    "usePeriod": True,
    "periodStartDt": "2026-01-31T15:00:00.000Z",
    "periodEndDt": "2026-03-30T15:00:00.000Z",
    "status": "ELIGIBLE",
    "statusReason": "ELIGIBLE",
    "delFlag": False,
    "regTm": "2026-01-18T16:31:02.000Z",
    "editTm": "2026-01-18T16:31:02.000Z",
}
SOUND = {"campaign_daily": AD, "campaign_hourly": AD_DETAIL, "campaigns": CAMPAIGN}
