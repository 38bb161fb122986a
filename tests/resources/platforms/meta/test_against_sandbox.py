"""The connector and the sandbox over HTTP: every row and every cent of the ledger, and its faults."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from resources.clock import Clock
from resources.errors import (
    BadPage,
    CredentialsRejected,
    PermissionDenied,
    PlatformError,
    RequestRejected,
    RequestTooLarge,
    RetryableError,
)
from resources.platforms import platform
from resources.platforms.base import ParseContext, Parsed, Totals
from resources.platforms.meta.client import MetaClient
from resources.platforms.retry import Pace, Retry
from resources.settings import Settings
from resources.windows import DAY, Window
from sandbox import credentials
from sandbox.faults import Fault, Faults
from sandbox.ledger import Ledger
from sandbox.server import create_app, serve
from tests.resources.scripted import Time

TODAY = dt.date(2026, 2, 28)
MONTH = Window.closed(TODAY - 30 * DAY, TODAY)
WEEK = Window.closed(TODAY - 6 * DAY, TODAY)
LONG = Window.closed(TODAY - 99 * DAY, TODAY)
ACCOUNTS = ("1001", "1002", "1003", "1004", "1005")
META = platform("meta")


@dataclass
class World:
    """A sandbox with its truth, and time that only passes on paper."""

    url: str
    ledger: Ledger
    issued: dict[str, Any]
    faults: Faults
    time: Time

    def client(self, account: str, token: str | None = None) -> MetaClient:
        meta = self.issued["meta"]
        settings = Settings.model_validate(
            {"meta_graph_url": f"{self.url}/meta", "meta_app_id": meta["app_id"], "meta_app_secret": meta["app_secret"]}
        )
        retry = Retry(attempts=3, seed=1, sleep=self.time.sleep)
        pace = Pace(1000, self.time.sleep, self.time.clock)
        return MetaClient(settings, token or meta["tokens"][account], retry=retry, pace=pace, deadline=2)

    def read(self, stream_name: str, account: str, window: Window) -> Parsed:
        """Fetch and parse, with the pages on the way written as landing writes them."""
        stream, client = META.stream(stream_name), self.client(account)
        pages = [
            "".join(json.dumps(each) + "\n" for each in page.records) for page in stream.fetch(client, account, window)
        ]
        about = client.describe(account)
        context = ParseContext(account, about.currency, about.timezone, window, frozenset({about.currency}))
        return stream.parse([page.encode() for page in pages], context)

    def total(self, stream_name: str, account: str, window: Window) -> Totals:
        ask = META.stream(stream_name).total
        assert ask is not None
        return ask(self.client(account), account, window)


@contextmanager
def running(ledger: Ledger) -> Iterator[World]:
    issued, faults = credentials.issue(ledger), Faults()
    with serve(create_app(ledger, Clock(TODAY), issued, faults)) as url:
        yield World(url, ledger, issued, faults, Time())


@pytest.fixture(scope="module")
def served() -> Iterator[World]:
    with running(Ledger.default(1)) as world:
        yield world


@pytest.fixture
def world(served: World) -> Iterator[World]:
    yield served
    served.faults.clear()
    served.time.waits.clear()


def rows(table: pa.Table, names: dict[str, str], key: tuple[str, ...]) -> list[dict[str, Any]]:
    """The named columns ({ours: theirs}) as sorted rows."""
    chosen = table.select(list(names.values())).rename_columns(list(names))
    return [dict(row) for row in chosen.sort_by([(name, "ascending") for name in key]).to_pylist()]


OURS = {
    name: name
    for name in ("campaign_id", "date", "placement", "impressions", "clicks", "likes", "shares", "comments", "saves")
}
DAILY_TRUTH = {**OURS, "cost": "spend", "conversions": "purchases", "revenue": "purchase_value"}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_day_and_placement_is_as_in_the_ledger(world: World, account: str) -> None:
    parsed = world.read("campaign_daily", account, MONTH)
    assert parsed.rejects == []
    key = ("date", "campaign_id", "placement")
    truth = rows(world.ledger.metrics("meta", account, MONTH, TODAY), DAILY_TRUTH, key)
    assert len(truth) > 100
    assert rows(parsed.table, {name: name for name in DAILY_TRUTH}, key) == truth
    assert set(parsed.table["currency"].to_pylist()) == {world.ledger.account("meta", account)["currency"]}


@pytest.mark.parametrize("account", ["1001", "1002"])
def test_every_hour_is_as_in_the_ledger(world: World, account: str) -> None:
    parsed = world.read("campaign_hourly", account, WEEK)
    assert parsed.rejects == []
    key = ["campaign_id", "date", "hour"]
    sums = world.ledger.hourly("meta", account, WEEK, TODAY).group_by(key)
    truth = sums.aggregate([(name, "sum") for name in ("impressions", "clicks", "spend")])
    truth = truth.filter(pc.field("impressions_sum") > 0)
    names = {**dict(zip(key, key, strict=True)), "impressions": "impressions_sum", "clicks": "clicks_sum"}
    expected = rows(truth, {**names, "cost": "spend_sum"}, tuple(key))
    assert rows(parsed.table, {name: name for name in (*names, "cost")}, tuple(key)) == expected


@pytest.mark.parametrize("account", ACCOUNTS)
def test_campaigns_are_as_in_the_ledger_archived_ones_included_and_deleted_ones_not(world: World, account: str) -> None:
    parsed = world.read("campaigns", account, WEEK)
    assert parsed.rejects == []
    known = world.ledger.campaigns("meta", account, TODAY).to_pylist()
    listed = [row for row in known if row["effective_status"] != "DELETED"]
    assert {"ACTIVE", "ARCHIVED"} <= {row["effective_status"] for row in listed}
    truth = {
        row["campaign_id"]: (
            row["name"],
            row["objective"],
            row["effective_status"],
            row["daily_budget"],
            row["lifetime_budget"],
            row["updated_time"],
        )
        for row in listed
    }
    names = ("campaign_name", "objective", "platform_status", "daily_budget", "total_budget", "source_updated_at")
    assert {row["campaign_id"]: tuple(row[name] for name in names) for row in parsed.table.to_pylist()} == truth


@pytest.mark.parametrize("window", [MONTH, WEEK, LONG, Window.closed(TODAY, TODAY)])
def test_the_accounts_total_is_the_sum_of_the_rows(world: World, window: Window) -> None:
    table = world.read("campaign_daily", "1002", window).table
    sums = {name: pc.sum(table[name]).as_py() for name in ("impressions", "clicks", "cost", "conversions", "revenue")}
    assert world.total("campaign_daily", "1002", window) == Totals(**sums)
    without_outcome = {**sums, "conversions": None, "revenue": None}
    assert world.total("campaign_hourly", "1002", window) == Totals(**without_outcome)


def test_a_window_without_delivery_has_a_total_of_zero(world: World) -> None:
    before = Window.closed(dt.date(2024, 12, 1), dt.date(2024, 12, 31))
    assert world.read("campaign_daily", "1001", before).table.num_rows == 0
    assert world.total("campaign_daily", "1001", before) == Totals(0, 0, *[Decimal(0)] * 3)


def test_a_long_window_is_read_as_a_run(world: World) -> None:
    parsed = world.read("campaign_daily", "1003", LONG)
    key = ("date", "campaign_id", "placement")
    truth = rows(world.ledger.metrics("meta", "1003", LONG, TODAY), DAILY_TRUTH, key)
    assert rows(parsed.table, {name: name for name in DAILY_TRUTH}, key) == truth
    assert len(world.time.waits) >= 4


def test_days_before_the_retention_are_rejected_as_our_defect(world: World) -> None:
    ancient = Window.closed(dt.date(2022, 1, 1), dt.date(2022, 1, 2))
    with pytest.raises(RequestRejected, match=r"37 months.*code=3018"):
        world.read("campaign_daily", "1001", ancient)
    oldest = META.stream("campaign_daily").earliest(TODAY)
    assert world.read("campaign_daily", "1001", Window.closed(oldest, oldest)).table.num_rows == 0


@pytest.mark.parametrize(
    "fault",
    [
        Fault("server_error", times=1),
        Fault("bad_gateway", times=2),
        Fault("unavailable", times=1),
        Fault("html_200", times=1),
        Fault("truncated_json", times=1),
        Fault("cut_body", times=1),
        Fault("slow_drip", times=1),
        Fault("hang", times=1),
        Fault("reset", times=1),
        Fault("bom", times=1),
        Fault("nan", times=1),
        Fault("huge_number", times=1),
        Fault("too_many_requests", times=1),
        Fault("too_many_requests", times=1, variant="none"),
        Fault("throttle", times=1),
        Fault("throttle", times=1, variant="17"),
        Fault("throttle", times=1, variant="613"),
        Fault("usage", times=2),
        Fault("error_200", times=1),
        Fault("reduce_data", times=2),
    ],
    ids=lambda fault: f"{fault.name}-{fault.variant}",
)
def test_what_passes_does_no_harm(world: World, fault: Fault) -> None:
    world.faults.add(replace(fault, match="insights"))
    assert_true(world, MONTH)


@pytest.mark.parametrize(
    "fault", [Fault("duplicate_page", times=1), Fault("repeat_cursor", times=1), Fault("empty_page")]
)
def test_pages_that_repeat_once_or_are_empty_do_no_harm(world: World, fault: Fault) -> None:
    world.faults.add(fault)
    assert_true(world, LONG)


def assert_true(world: World, window: Window) -> None:
    """The rows and the sum are the ledger's, although the fault struck."""
    truth = world.ledger.metrics("meta", "1001", window, TODAY)
    parsed = world.read("campaign_daily", "1001", window)
    assert world.faults.listing()[0]["struck"] > 0
    assert (parsed.table.num_rows, pc.sum(parsed.table["cost"])) == (truth.num_rows, pc.sum(truth["spend"]))


@pytest.mark.parametrize("name", ["job_failed", "job_skipped", "job_expired"])
def test_a_lost_run_is_made_good_by_the_next(world: World, name: str) -> None:
    world.faults.add(Fault(name, times=1))
    parsed = world.read("campaign_daily", "1001", LONG)
    assert world.faults.listing()[0]["struck"] == 1
    assert parsed.table.num_rows == world.ledger.metrics("meta", "1001", LONG, TODAY).num_rows


def test_runs_that_always_fail_end_in_smaller_requests(world: World) -> None:
    world.faults.add(Fault("job_failed"))
    parsed = world.read("campaign_daily", "1001", LONG)
    assert parsed.table.num_rows == world.ledger.metrics("meta", "1001", LONG, TODAY).num_rows


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("token_revoked"), CredentialsRejected),
        (Fault("permission_lost"), PermissionDenied),
        (Fault("account_down"), RetryableError),
        (Fault("throttle"), RetryableError),
        (Fault("repeat_cursor"), BadPage),
        (Fault("duplicate_page"), BadPage),
        (Fault("reduce_data"), RequestTooLarge),
        (Fault("job_stuck"), RetryableError),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_what_stays_is_an_error_that_names_the_account_and_the_days(
    world: World, fault: Fault, kind: type[PlatformError]
) -> None:
    world.faults.add(replace(fault, match="insights"))
    with pytest.raises(kind, match=r"platform=meta, account=1002, window=20") as caught:
        world.read("campaign_daily", "1002", LONG)
    assert world.issued["meta"]["tokens"]["1002"] not in str(caught.value)


def test_another_accounts_token_is_refused(world: World) -> None:
    with pytest.raises(PermissionDenied):
        world.client("1001", world.issued["meta"]["tokens"]["1002"]).describe("1001")
    with pytest.raises(PermissionDenied):
        world.client("1001").describe("9999")
    with pytest.raises(CredentialsRejected):
        world.client("1001", "EAAwrong").describe("1001")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault("missing_key"), "campaign_id: expected text"),
        (Fault("null_key"), "campaign_id: expected text"),
        (Fault("null_key", field="spend"), "spend: expected a decimal"),
        (Fault("not_a_number"), "spend: expected a decimal"),
        (Fault("unknown_currency"), "account_currency: expected an ISO 4217 code"),
        (Fault("nul_byte"), "campaign_name: expected text"),
        (Fault("lone_surrogate"), "campaign_name: expected text"),
        (Fault("long_name"), "campaign_name: expected text"),
        (Fault("date_outside"), "date_start: expected a day"),
        (Fault("bad_date"), "date_start: expected a day"),
        (Fault("number_instead_of_string"), "impressions: expected a whole number"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_spoiled_record_is_refused_alone(world: World, fault: Fault, reason: str) -> None:
    truth = world.ledger.metrics("meta", "1001", MONTH, TODAY)
    world.faults.add(replace(fault, records=3))
    parsed = world.read("campaign_daily", "1001", MONTH)
    assert parsed.table.num_rows == truth.num_rows - 3
    assert [each.reasons[0].startswith(reason) for each in parsed.rejects] == [True] * 3


@pytest.mark.parametrize("name", ["extra_field", "new_placement", "spend_in_micros", "negative_impressions"])
def test_what_can_be_typed_is_left_to_the_contract(world: World, name: str) -> None:
    world.faults.add(Fault(name))
    parsed = world.read("campaign_daily", "1001", MONTH)
    assert parsed.rejects == []
    assert parsed.table.num_rows == world.ledger.metrics("meta", "1001", MONTH, TODAY).num_rows
