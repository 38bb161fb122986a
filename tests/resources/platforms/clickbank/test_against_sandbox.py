"""The connector and the sandbox over HTTP: every event, every hop and every cent of the ledger."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from resources.errors import CredentialsRejected, PermissionDenied
from resources.platforms.clickbank.rows.events import EVENT_TYPE
from resources.windows import DAY, Window
from sandbox.clickbank.buyers import MARKS
from sandbox.ledger import Ledger
from tests.resources.platforms.clickbank.conftest import ACCOUNTS, MARKETPLACE, TODAY, World, lines, running
from tests.sandbox.vendor import ledger, line

FORTNIGHT = Window.closed(TODAY - 13 * DAY, TODAY)
LAST_DAY = Window.closed(TODAY, TODAY)
DAYS_OF_TWO_CLOCKS = Window.closed(dt.date(2025, 11, 1), dt.date(2025, 11, 3))
ALL_ACCOUNTS = pytest.mark.parametrize("account", ACCOUNTS)


def expected_events(world: World, account: str, window: Window) -> dict[str, tuple[Any, ...]]:
    pacific = ZoneInfo("America/Los_Angeles")
    events = {}
    for row in world.ledger.transactions("clickbank", account, window, TODAY).to_pylist():
        if row["transaction_type"].startswith("TEST"):
            continue
        at = row["transaction_time"]
        key = f"{row['receipt']}/{row['transaction_type']}/{row['item_no']}/{at:%Y-%m-%dT%H:%M:%SZ}"
        events[key] = (
            at.astimezone(pacific).date(),
            at,
            EVENT_TYPE[row["transaction_type"]],
            row["tracking_id"] and row["tracking_id"].lower(),
            row["affiliate"] and row["affiliate"].lower(),
            row["quantity"],
            row["account_amount"],
            row["customer_amount"],
            row["currency"],
        )
    return events


@ALL_ACCOUNTS
@pytest.mark.parametrize("window", [FORTNIGHT, DAYS_OF_TWO_CLOCKS], ids=str)
def test_every_item_is_an_event_as_in_the_ledger(world: World, account: str, window: Window) -> None:
    parsed = world.read("events", account, window)
    names = ("event_date", "occurred_at", "event_type", "campaign_id", "source", "quantity", "revenue")
    names += ("customer_amount", "customer_currency")
    found = {row["event_key"]: tuple(row[name] for name in names) for row in parsed.table.to_pylist()}
    expected = expected_events(world, account, window)
    assert parsed.rejects == []
    assert len(found) == parsed.table.num_rows > 20
    assert found == expected
    told = world.ledger.transactions("clickbank", account, window, TODAY).num_rows
    assert parsed.ignored == told - len(expected)


def test_a_vendor_who_sent_the_customer_itself_earns_in_both_roles() -> None:
    at = "2026-02-28T12:00:00-08:00"
    sales = [
        line("LARK0001", at=at, affiliate="larkspurco", account_amount="20"),
        line("LARK0001", at=at, affiliate="larkspurco", account_amount="27", role="AFFILIATE"),
        line("LARK0002", at=at),
    ]
    with running(ledger(sales)) as world:
        events = world.read("events", "larkspurco", LAST_DAY)
        total = world.total("larkspurco", LAST_DAY)
    assert events.rejects == []
    earned = dict(zip(events.table["event_key"].to_pylist(), events.table["revenue"].to_pylist(), strict=True))
    assert earned == {
        "LARK0001/SALE/1/2026-02-28T20:00:00Z/VENDOR": Decimal(20),
        "LARK0001/SALE/1/2026-02-28T20:00:00Z/AFFILIATE": Decimal(27),
        "LARK0002/SALE/1/2026-02-28T20:00:00Z": Decimal("23.5"),
    }
    assert sum(earned.values()) == total.revenue


@ALL_ACCOUNTS
def test_every_day_of_every_tracking_id_is_as_in_the_ledger(world: World, account: str) -> None:
    parsed = world.read("campaign_daily", account, FORTNIGHT)
    assert (parsed.rejects, parsed.ignored) == ([], 0)
    assert _figures(parsed.table, "revenue", "conversions") == _figures(
        world.ledger.metrics("clickbank", account, FORTNIGHT, TODAY), "purchase_value", "purchases"
    )
    assert parsed.table.num_rows > 50
    assert {name: parsed.table[name].null_count for name in ("cost", "impressions")} == {
        "cost": parsed.table.num_rows,
        "impressions": parsed.table.num_rows,
    }


def _figures(table: pa.Table, revenue: str, conversions: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {
        (row["date"], row["campaign_id"], row["placement"]): (row["clicks"], row[conversions], row[revenue])
        for row in table.to_pylist()
    }


@ALL_ACCOUNTS
def test_the_total_is_that_of_the_rows_and_the_earnings_are_those_of_the_events(world: World, account: str) -> None:
    rows = world.read("campaign_daily", account, FORTNIGHT).table
    total = world.total(account, FORTNIGHT)
    assert (total.clicks, total.conversions, total.revenue) == tuple(
        pc.sum(rows[name]).as_py() for name in ("clicks", "conversions", "revenue")
    )
    assert (total.impressions, total.cost) == (0, Decimal(0))
    events = world.read("events", account, FORTNIGHT).table
    earned = events.filter(pc.not_equal(events["event_type"], "fee"))
    assert pc.sum(earned["revenue"]).as_py() == total.revenue


@ALL_ACCOUNTS
def test_no_name_and_no_address_of_a_buyer_reaches_a_landed_page(world: World, account: str) -> None:
    stream = world.stream("events")
    landed = came = ""
    for page in stream.fetch(world.client(account), account, FORTNIGHT):
        came += lines(page).decode()
        for record in page.records:
            blanked = dict.fromkeys((name for name in stream.personal_fields if name in record), "***")
            landed += json.dumps({**record, **blanked})
    assert any(mark in came for mark in MARKS)
    assert [mark for mark in MARKS if mark in landed or mark.lower() in landed.lower()] == []


def test_every_site_of_the_marketplace_is_a_product(world: World) -> None:
    parsed = world.read("products", MARKETPLACE, LAST_DAY)
    assert parsed.rejects == []
    pairs = {
        "title": "title",
        "gravity": "gravity",
        "popularity_rank": "popularity_rank",
        "commission_rate": "percent_per_sale",
        "commission_amount": "average_earnings_per_sale",
        "initial_sale_amount": "initial_earnings_per_sale",
        "rebill_rate": "percent_per_rebill",
        "rebill_amount": "total_rebill_amt",
        "has_rebills": "has_recurring",
    }
    truth = {row["site_id"].upper(): row for row in world.ledger.marketplace(TODAY).to_pylist()}
    found = {row["product_id"]: row for row in parsed.table.to_pylist()}
    assert found.keys() == truth.keys()
    assert len(found) == parsed.table.num_rows > 100
    for site_id, row in found.items():
        told = truth[site_id]
        assert {ours: row[ours] for ours in pairs} == {ours: told[theirs] for ours, theirs in pairs.items()}
        assert row["vendor"] == site_id.lower()
        assert told["description"] in row["description"]
        snapshot = json.loads(row["data_snapshot"], parse_float=Decimal)
        assert (snapshot["Id"], snapshot["Referred"]) == (site_id, told["referred"])
        assert snapshot["categories"][0] == row["category"]
        assert row["category"] == " > ".join(filter(None, (told["category"], told["subcategory"])))
        day = told["activate_date"]
        pacific = ZoneInfo("America/Los_Angeles")
        assert row["listed_at"] == (day and dt.datetime.combine(day, dt.time(), pacific))


@ALL_ACCOUNTS
def test_an_account_is_described_and_found(world: World, account: str) -> None:
    client = world.client(account)
    assert [each.account_id for each in client.accounts()] == [account]
    assert client.describe(account).account_id == account
    other = next(each for each in ACCOUNTS if each != account)
    with pytest.raises(PermissionDenied, match=f"the key reads {account}, expected {other}"):
        client.describe(other)


def test_a_key_that_nobody_knows_is_rejected(world: World) -> None:
    with pytest.raises(CredentialsRejected, match="Access is denied"):
        world.client("larkspurco", key="API-NOBODY").describe("larkspurco")


def test_a_key_without_the_permission_is_good_but_not_for_this() -> None:
    with (
        running(Ledger.default(1), roles={"larkspurco": ("api_order_read",)}) as world,
        pytest.raises(PermissionDenied, match=r"the key is good.*permission \(orders, analytics\)"),
    ):
        world.read("campaign_daily", "larkspurco", LAST_DAY)
