"""What goes wrong between the platforms and us: limits, outages, lines, bodies, pages, reports, keys. Data only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sandbox.faults import Fault
from tests.faults.case import DATA, HTTP, Case, Ending, on

META_RUNS = {"resources.platforms.meta.reports.SYNC_DAYS": 1}
META_PAGES = {"resources.platforms.meta.paging.PAGE_SIZE": 10}
SHOPEE_PAGES = {"resources.platforms.shopee.reading.orders.PAGE_SIZE": 5}


def _throttled() -> Iterator[Case]:
    for variant in (None, "date", "none"):
        yield on("8", "meta", Fault("too_many_requests", times=1, variant=variant))
    for variant in ("80004", "17", "613", "4"):
        yield on("8", "meta", Fault("throttle", times=1, variant=variant))
    yield on("8", "meta", Fault("usage", times=2))
    for variant in (None, "toomanyrequest", "1016"):
        yield on("8", "naver", Fault("throttle", times=2, variant=variant), quick=variant is None)
    yield on("8", "naver", Fault("too_many_requests", times=1))
    yield on("8", "clickbank", Fault("too_many_requests", times=3))
    for variant in (None, "403", "ads.rate_limit.exceed_shop_api"):
        yield on("8", "shopee", Fault("too_many_requests", times=2, variant=variant))
    for variant in ("45", "none"):
        yield on("8", "google", Fault("too_many_requests", times=2, variant=variant))
    for platform, fault, error in (
        ("meta", Fault("throttle"), "RateLimited"),
        ("meta", Fault("too_many_requests"), "RateLimited"),
        ("naver", Fault("throttle"), "RateLimited"),
        ("naver", Fault("throttle", variant="1014"), "RequestRejected"),
        ("clickbank", Fault("too_many_requests", match=".", after=2), "RateLimited"),
        ("shopee", Fault("too_many_requests"), "RateLimited"),
        ("shopee", Fault("daily_limit"), "DailyQuotaSpent"),
        ("google", Fault("too_many_requests", variant="86400"), "DailyQuotaSpent"),
    ):
        yield on("8", platform, fault, Ending.FAILED, error)


def _down() -> Iterator[Case]:
    burst = (("server_error", 2), ("bad_gateway", 1), ("unavailable", 1))
    for platform in HTTP:
        aimed = tuple(Fault(name, DATA[platform, "campaign_daily"], times=times) for name, times in burst)
        yield Case("9", platform, aimed, quick=platform == "naver")
    for name in ("server_error", "unavailable"):
        yield on("9", "google", Fault(name, times=2))
    yield on("9", "naver", Fault("maintenance", times=1))
    yield on("9", "naver", Fault("maintenance"), Ending.FAILED, "RetryableError")
    for platform in (*HTTP, "google"):
        fault = Fault("account_down", match=".")
        yield on("9", platform, fault, Ending.FAILED, "RetryableError", quick=platform == "google")


def _broken_lines() -> Iterator[Case]:
    for platform in HTTP:
        for name in ("hang", "slow_drip", "reset", "cut_body"):
            yield on("10", platform, Fault(name, times=1), quick=(platform, name) == ("meta", "cut_body"))
            yield on("10", platform, Fault(name), Ending.FAILED, "RetryableError")
    for name, variant in (("hang", None), ("reset", None), ("broken_stream", None), ("broken_stream", "unavailable")):
        fault = Fault(name, times=1, variant=variant)
        yield on("10", "google", fault)
        yield on("10", "google", replace(fault, times=None), Ending.FAILED, "RetryableError")


def _wrong_bodies() -> Iterator[Case]:
    for platform in HTTP:
        names = ("truncated_json", "html_200", "bom") + (("error_200",) if platform != "clickbank" else ())
        for name in names:
            yield on("11", platform, Fault(name, times=1), quick=(platform, name) == ("naver", "html_200"))
        forever = Fault("html_200")
        yield on("11", platform, forever, Ending.FAILED, "BadPage")
    for platform, number in (("meta", "spend"), ("shopee", "expense")):
        for name in ("nan", "huge_number"):
            fault = Fault(name, times=1, field=number)
            yield on("11", platform, fault)
            yield on("11", platform, replace(fault, times=None), Ending.FAILED, "BadPage")
    yield on("11", "google", Fault("truncated_json", match="/token", times=1))
    yield on("11", "clickbank", Fault("analytics_status", match=".", variant="PURPLE"), Ending.FAILED, "BadPage")
    yield on("11", "clickbank", Fault("analytics_status", match=".", variant="RED"), Ending.FAILED, "AnalyticsNotReady")


def _pages() -> Iterator[Case]:
    repeats = ("duplicate_page", "repeat_cursor", "empty_page")
    for name in repeats:
        yield on("12", "meta", Fault(name, times=1), small=META_PAGES)
        yield on("12", "shopee", Fault(name, times=1), stream="orders", small=SHOPEE_PAGES)
    for name in repeats[:2]:
        yield on("12", "meta", Fault(name), Ending.FAILED, "PagesRepeat", small=META_PAGES)
        yield on("12", "shopee", Fault(name), Ending.FAILED, "PagesRepeat", stream="orders", small=SHOPEE_PAGES)
    yield on("12", "meta", Fault("reduce_data", times=2))
    for name in (*repeats, "lost_page"):
        aimed = DATA["clickbank", "events"]
        pair = Fault("short_page", aimed, variant="3"), Fault(name, aimed, times=1)
        yield Case("12", "clickbank", pair, stream="events", quick=name == "lost_page")
        if name != "empty_page":
            stays = pair[0], replace(pair[1], times=None)
            yield Case("12", "clickbank", stays, Ending.FAILED, "NotWhole", "events")


def _jobs() -> Iterator[Case]:
    for name in ("job_failed", "job_skipped", "job_expired"):
        yield on("14", "meta", Fault(name, times=1, match="."), small=META_RUNS)
    yield on("14", "meta", Fault("job_failed", match="."), small=META_RUNS)
    stuck = Fault("job_stuck", match=".")
    yield on("14", "meta", stuck, Ending.FAILED, "RetryableError", small=META_RUNS)
    for name in ("job_failed", "job_changed", "job_expired"):
        yield on("14", "naver", Fault(name, times=1), quick=name == "job_changed")
    for name in ("job_failed", "job_changed", "job_expired", "job_stuck", "job_aggregating"):
        yield on("14", "naver", Fault(name), Ending.FAILED, "RetryableError")


def _keys() -> Iterator[Case]:
    for platform, error in (
        *((name, "CredentialsRejected") for name in ("meta", "google", "naver", "clickbank")),
        ("shopee", "CredentialsRejected"),
    ):
        fault = Fault("shop_unlinked" if platform == "shopee" else "token_revoked", match=".")
        yield on("15", platform, fault, Ending.FAILED, error, quick=platform == "meta")
    for platform in (*HTTP, "google"):
        yield on("15", platform, Fault("permission_lost", match="."), Ending.FAILED, "PermissionDenied")
    yield on("15", "google", Fault("token_revoked", times=1, variant="OAUTH_TOKEN_EXPIRED"))
    yield on("15", "shopee", Fault("token_expired", times=1), stream="orders", quick=True)
    yield on("15", "shopee", Fault("token_expired", times=1, variant="error_auth"), stream="orders")
    yield on("15", "naver", Fault("stale_clock", match="."), Ending.FAILED, "RequestRejected")
    yield on("15", "google", Fault("not_enabled", match="."), Ending.FAILED, "AccountError")
    yield on("15", "google", Fault("version_sunset", match="."), Ending.FAILED, "RequestRejected")


CASES = (
    *_throttled(),
    *_down(),
    *_broken_lines(),
    *_wrong_bodies(),
    *_pages(),
    *_jobs(),
    *_keys(),
)
