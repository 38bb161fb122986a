"""Naver Search Ads: replies that an open client recorded, and the documented map of error codes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.real_data.samples.recorded import Recorded, compared, exactly, read, refusal, replying, rows, typed
from bench.real_data.world import Expectation
from resources.http import Reply
from resources.platforms.naver import NAVER
from resources.platforms.naver.client import NaverClient
from resources.platforms.naver.guard import sound
from resources.platforms.naver.reading.totals import BILLED, billed
from resources.platforms.retry import Pace, Retry
from resources.settings import Settings
from resources.windows import Window

BODIES, CODES = "naver/recorded_http_bodies.json", "naver/error_code_map_en.tsv"
FILES = (BODIES, CODES)
CAMPAIGNS = "/ncc/campaigns"
CAMPAIGN_LIST, COSTS = 45, 36
ACCOUNT, COSTS_OF = "113131", "660606"
SEOUL = "Asia/Seoul"
DAY = Window.closed(dt.date(2019, 3, 2), dt.date(2019, 3, 2))

REFUSALS = {
    20: ("1002", "RequestRejected"),
    22: ("1018", "PermissionDenied"),
    24: ("3710", "RequestRejected"),
    41: ("missing-header", "RequestRejected"),
    42: ("invalid-apikey", "CredentialsRejected"),
    43: ("invalid-signature", "CredentialsRejected"),
    44: ("3506", "RequestRejected"),
}
"""By the place of the reply in the file."""
SUCCESSES = 46
CAMPAIGN = {
    "objective": "WEB_SITE",
    "status": "active",
    "platform_status": "ELIGIBLE",
    "daily_budget": None,
    "total_budget": None,
    "currency": "KRW",
    "start_date": None,
    "end_date": None,
}
CAMPAIGN_ROWS = [
    {"campaign_id": "cmp-a001-01-000000000652963", "campaign_name": "test-00", **CAMPAIGN},
    {"campaign_id": "cmp-a001-01-000000000653273", "campaign_name": "test-01", **CAMPAIGN},
]
CHARGED = {"2019-03-02": Decimal(1080)}
"""1,089 and 99 won, VAT included, for the day of Seoul that begins at 2019-03-01T15:00Z."""

MEANINGS = {
    **dict.fromkeys(("1001", "3501", "3701", "4601"), "NotFound"),
    **dict.fromkeys(("1006", "1018"), "PermissionDenied"),
    **dict.fromkeys(("429", "1016"), "RateLimited"),
    "503": "RetryableError",
}
"""Every other code is a request that is not to be repeated."""


def play(samples: Path) -> Iterator[Expectation]:
    """Compare every sample."""
    replies = read(samples / BODIES)
    for number, (code, expected) in REFUSALS.items():
        yield Expectation(f"{BODIES}, reply {number} ({code})", expected, _refusal(replies[number]))
    good = [reply for number, reply in enumerate(replies) if number not in REFUSALS]
    taken = Counter(_refusal(reply) for reply in good)
    yield Expectation(f"{BODIES}, replies that are no errors", {"none": SUCCESSES}, dict(taken))
    with replying(
        {CAMPAIGNS: Recorded(replies[CAMPAIGN_LIST]["body"]), BILLED: Recorded(replies[COSTS]["body"])}
    ) as url:
        client = _client(url)
        found = typed(NAVER.stream("campaigns"), client, ACCOUNT, DAY, "KRW", SEOUL)
        yield from rows(f"{BODIES}, reply {CAMPAIGN_LIST} (campaigns)", CAMPAIGN_ROWS, found)
        days = {str(day): amount for day, amount in billed(client, COSTS_OF, DAY).items()}
        yield from exactly(f"{BODIES}, reply {COSTS} (billed)", CHARGED, days)
    listed = [(code, line) for line in _lines(samples / CODES) for code in line[0].split(",")]
    expected_kinds = {code: MEANINGS.get(code, "RequestRejected") for code, _ in listed}
    yield from compared(CODES, expected_kinds, {code: _meaning(code, line[1]) for code, line in listed})


def _refusal(reply: Any) -> str:
    with replying({CAMPAIGNS: Recorded(reply["body"], reply["http_status"])}) as url:
        return refusal(lambda: _client(url).ask("GET", CAMPAIGNS, lambda document: document, account=ACCOUNT))


def _meaning(code: str, title: str) -> str:
    body = Recorded({"code": int(code), "status": 400, "title": title}).content
    return refusal(lambda: sound(Reply(400, {}, body), {"platform": NAVER.name, "account": ACCOUNT}))


def _client(url: str) -> NaverClient:
    return NaverClient(Settings(naver_api_url=url), "LICENCE:KEY", retry=Retry(attempts=1), pace=Pace(1e6))


def _lines(path: Path) -> list[list[str]]:
    return [line.split("\t", 1) for line in path.read_text().splitlines() if line.strip()]
