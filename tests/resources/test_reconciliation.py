"""Every planted difference is found and named, and nothing else is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from psycopg.types.json import Jsonb

from resources.clock import Clock
from resources.reconciliation import (
    DAILY,
    HOURLY,
    TRUTH,
    WHOLE_DAY,
    against_marts,
    against_platform_totals,
    against_truth,
    waiting_days,
)
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 3)
ACCOUNTS = {"1001": "USD", "1002": "KRW"}
PLACEMENTS = {"facebook": "facebook", "instagram": "instagram", "new thing": "meta_other"}


def days() -> list[dt.date]:
    return [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def truth(*, hour: int = WHOLE_DAY) -> list[dict[str, Any]]:
    """Two accounts, two campaigns, three placements, three days."""
    daily = hour == WHOLE_DAY
    return [
        {
            "platform": "meta",
            "account_id": account,
            "date": day,
            "hour": hour,
            "campaign_id": campaign,
            "placement": placement,
            "currency": currency,
            "impressions": 1000 + number,
            "clicks": 10 * number,
            "cost": Decimal(number) + Decimal("0.123456"),
            "conversions": Decimal(number) if daily else None,
            "revenue": Decimal("-5.5") if daily else None,
        }
        for account, currency in ACCOUNTS.items()
        for day in days()
        for campaign in ("c1", "c2")
        for number, placement in enumerate(PLACEMENTS)
    ]


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=TRUTH)


def load(owner: Warehouse, rows: list[dict[str, Any]], stream: str = "campaign_daily") -> None:
    """Publish the rows as facts, as if each had been fetched and loaded."""
    hourly = stream == "campaign_hourly"
    fact = "campaign_metrics_hourly" if hourly else "campaign_metrics"
    run = owner.connection.execute
    for account, currency in ACCOUNTS.items():
        run(
            "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)"
            " VALUES ('meta', %s, 'n', %s, 'UTC') ON CONFLICT DO NOTHING",
            (account, currency),
        )
    for day in days():
        run(f"SELECT ops.ensure_partition('warehouse.{fact}', %s)", (day,))
    run(
        "INSERT INTO ops.loaded_days (ad_account_id, stream, date, fetched_at, batch_id)"
        " SELECT id, %s, day, now(), 1 FROM warehouse.ad_accounts, unnest(%s::date[]) AS day",
        (stream, days()),
    )
    for row in rows:
        run(
            "INSERT INTO warehouse.campaigns"
            " (ad_account_id, campaign_id, campaign_name, platform, currency, fetched_at)"
            " SELECT id, %(campaign_id)s, 'n', 'meta', currency, now() FROM warehouse.ad_accounts"
            " WHERE account_id = %(account_id)s ON CONFLICT DO NOTHING",
            row,
        )
        channel = "meta_all" if hourly else PLACEMENTS[row["placement"]]
        run(
            f"INSERT INTO warehouse.{fact} (date, {'hour,' if hourly else ''} campaign_id, channel_id, ad_account_id,"
            " impressions, clicks, cost, conversions, revenue, currency, batch_id, fetched_at)"
            f" SELECT %(date)s, {'%(hour)s,' if hourly else ''} campaign.id, channel.id, campaign.ad_account_id,"
            " %(impressions)s, %(clicks)s, %(cost)s, %(conversions)s, %(revenue)s, %(currency)s, 1, now()"
            " FROM warehouse.campaigns AS campaign JOIN warehouse.ad_accounts AS account"
            " ON account.id = campaign.ad_account_id AND account.account_id = %(account_id)s"
            " JOIN warehouse.channels AS channel ON channel.name = %(channel)s"
            " WHERE campaign.campaign_id = %(campaign_id)s",
            {**row, "channel": channel},
        )


FACT = (
    "campaign_metrics.date = '2026-11-02'"
    " AND campaign_id = (SELECT id FROM warehouse.campaigns WHERE campaign_id = 'c2'"
    " AND ad_account_id = (SELECT id FROM warehouse.ad_accounts WHERE account_id = '1002'))"
    " AND channel_id = (SELECT id FROM warehouse.channels WHERE name = 'instagram')"
)
PLACE = "meta account 1002 2026-11-02 KRW campaign c2 instagram"


@pytest.fixture
def loaded(owner: Warehouse) -> Warehouse:
    load(owner, truth())
    return owner


def said(warehouse: Warehouse, rows: list[dict[str, Any]] | None = None) -> list[str]:
    rows = truth() if rows is None else rows
    return [str(difference) for difference in against_truth(warehouse, table(rows), DAILY).differences]


def test_equal_facts_have_no_differences_and_every_day_is_compared(warehouse: Warehouse, loaded: Warehouse) -> None:
    comparison = against_truth(warehouse, table(truth()), DAILY)
    assert comparison.differences == []
    assert (comparison.days_compared, comparison.days_not_loaded, comparison.days_archived) == (6, 0, 0)


@pytest.mark.parametrize(
    ("measure", "planted", "expected", "found"),
    [
        ("impressions", "999", "1001", "999"),
        ("clicks", "clicks + 1", "10", "11"),
        ("cost", "cost + 0.000001", "1.123456", "1.123457"),
        ("conversions", "NULL", "1", "unknown"),
        ("revenue", "0", "-5.5", "0"),
    ],
)
def test_a_wrong_figure_is_named(
    warehouse: Warehouse, loaded: Warehouse, measure: str, planted: str, expected: str, found: str
) -> None:
    loaded.connection.execute(f"UPDATE warehouse.campaign_metrics SET {measure} = {planted} WHERE {FACT}")
    assert said(warehouse) == [f"{PLACE}: {measure} expected {expected}, found {found}"]


def test_a_missing_and_a_surplus_row_are_named(warehouse: Warehouse, loaded: Warehouse) -> None:
    loaded.connection.execute(f"DELETE FROM warehouse.campaign_metrics WHERE {FACT}")
    rows = truth()
    surplus = rows.pop(0)
    assert (surplus["account_id"], surplus["campaign_id"], surplus["placement"]) == ("1001", "c1", "facebook")
    assert said(warehouse, rows) == [
        "meta account 1001 2026-11-01 USD campaign c1 facebook: rows expected 0, found 1",
        f"{PLACE}: rows expected 1, found 0",
    ]


def test_a_wrong_currency_is_a_missing_and_a_surplus_row(warehouse: Warehouse, loaded: Warehouse) -> None:
    loaded.connection.execute(f"UPDATE warehouse.campaign_metrics SET currency = 'USD' WHERE {FACT}")
    assert sorted(said(warehouse)) == sorted(
        [f"{PLACE}: rows expected 1, found 0", f"{PLACE.replace('KRW', 'USD')}: rows expected 0, found 1"]
    )


def test_errors_that_cancel_out_are_found(warehouse: Warehouse, loaded: Warehouse) -> None:
    loaded.connection.execute(
        "UPDATE warehouse.campaign_metrics SET cost = cost + CASE campaign.campaign_id WHEN 'c1' THEN 1 ELSE -1 END"
        " FROM warehouse.campaigns AS campaign WHERE campaign.id = campaign_metrics.campaign_id"
    )
    assert len(said(warehouse)) == len(truth())


def test_an_account_that_the_truth_lacks_is_surplus(warehouse: Warehouse, loaded: Warehouse) -> None:
    rows = [row for row in truth() if row["account_id"] == "1001"]
    assert len(said(warehouse, rows)) == len(rows)
    assert all("account 1002" in line and line.endswith("rows expected 0, found 1") for line in said(warehouse, rows))


def test_only_loaded_days_of_unarchived_months_are_compared_and_the_rest_is_counted(
    warehouse: Warehouse, loaded: Warehouse
) -> None:
    loaded.connection.execute("DELETE FROM warehouse.campaign_metrics")
    loaded.connection.execute("DELETE FROM ops.loaded_days WHERE date = %s", (LAST,))
    stranger = [{**row, "account_id": "9999"} for row in truth()[:1]]
    archive = (
        "INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash, schema_version, objects,"
        " bytes) VALUES ('campaign_metrics', '2026-11-01', %s, 0, '{}', 0, '', '[]', 0)"
    )
    loaded.connection.execute(archive, ("serving_archive",))
    comparison = against_truth(warehouse, table(truth() + stranger), DAILY)
    assert comparison.differences == []
    assert (comparison.days_compared, comparison.days_not_loaded, comparison.days_archived) == (0, 3, 4)
    loaded.connection.execute("UPDATE ops.archive_manifest SET state = 'restored'")
    again = against_truth(warehouse, table(truth()), DAILY)
    assert (again.days_compared, len(again.differences)) == (4, 24)


def test_hours_are_compared_over_all_placements(warehouse: Warehouse, owner: Warehouse) -> None:
    one = truth(hour=5)[0]
    other = {**one, "placement": "instagram"}
    load(owner, [{**one, "impressions": 2000, "clicks": 0, "cost": 2 * one["cost"]}], "campaign_hourly")
    assert against_truth(warehouse, table([one, other]), HOURLY).differences == []
    owner.connection.execute("UPDATE warehouse.campaign_metrics_hourly SET clicks = 7, cost = cost + 1")
    assert [str(d) for d in against_truth(warehouse, table([one, other]), HOURLY).differences] == [
        "meta account 1001 2026-11-01 05h USD campaign c1 facebook, instagram: clicks expected 0, found 7",
        "meta account 1001 2026-11-01 05h USD campaign c1 facebook, instagram: cost expected 0.246912, found 1.246912",
    ]


def test_marts_equal_facts_after_a_refresh_and_each_difference_is_named(
    warehouse: Warehouse, loaded: Warehouse
) -> None:
    loaded.connection.execute(
        "INSERT INTO ops.touched_days (ad_account_id, date, reason)"
        " SELECT ad_account_id, date, 'publish' FROM ops.loaded_days"
    )
    assert waiting_days(warehouse) == 6
    assert {difference.measure for difference in against_marts(warehouse)} >= {"rows", "cost", "revenue"}
    refresh_marts(warehouse, Clock())
    assert waiting_days(warehouse) == 0
    assert against_marts(warehouse) == []
    loaded.connection.execute(f"UPDATE warehouse.campaign_metrics SET cost = cost + 0.5 WHERE {FACT}")
    loaded.connection.execute("DELETE FROM marts.account_channel_daily WHERE currency = 'USD' AND date = '2026-11-03'")
    assert [str(difference) for difference in against_marts(warehouse)] == [
        "meta 2026-11-02 KRW: cost expected 7.240736, found 6.740736",
        "meta 2026-11-03 USD: rows expected 6, found 0",
        "meta 2026-11-03 USD: impressions expected 6006, found unknown",
        "meta 2026-11-03 USD: clicks expected 60, found unknown",
        "meta 2026-11-03 USD: cost expected 6.740736, found unknown",
        "meta 2026-11-03 USD: conversions expected 6, found unknown",
        "meta 2026-11-03 USD: revenue expected -33, found unknown",
    ]


def test_a_platforms_own_total_that_differs_is_named(warehouse: Warehouse, loaded: Warehouse) -> None:
    loaded.connection.execute(
        "WITH batch AS (INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id,"
        " load_mode, status, fetched_at, platform_total, warehouse_total)"
        " SELECT 'meta', 'campaign_daily', id, '2026-11-01', '2026-11-04', 'r', 'replace_window', 'published', now(),"
        """ '{"impressions": 10, "clicks": 2, "cost": "5.00", "conversions": null}',"""
        """ '{"impressions": "10", "clicks": "3", "cost": "5", "conversions": "1"}'"""
        " FROM warehouse.ad_accounts WHERE account_id = '1001' RETURNING id, ad_account_id)"
        " UPDATE ops.loaded_days AS day SET batch_id = batch.id"
        " FROM batch WHERE day.ad_account_id = batch.ad_account_id"
    )
    assert [str(difference) for difference in against_platform_totals(warehouse)] == [
        "meta account 1001 2026-11-01..2026-11-03 USD: clicks expected 2, found 3"
    ]
    loaded.connection.execute("UPDATE ops.loaded_days SET batch_id = -1")
    assert against_platform_totals(warehouse) == []


@pytest.mark.parametrize(
    ("within", "found", "named"),
    [
        ("0.50", "5.50", []),
        ("0.50", "4.50", []),
        ("0.50", "5.51", ["cost expected 5, found 5.51"]),
        ("0", "5.01", ["cost expected 5, found 5.01"]),
        (None, "5.01", ["cost expected 5, found 5.01"]),
    ],
)
def test_a_cost_may_differ_by_what_the_platforms_own_rounding_explains(
    warehouse: Warehouse, loaded: Warehouse, within: str | None, found: str, named: list[str]
) -> None:
    totals = {"clicks": "2", "cost": "5.00"}
    loaded.connection.execute(
        "WITH batch AS (INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id,"
        " load_mode, status, fetched_at, platform_total, warehouse_total)"
        " SELECT 'meta', 'campaign_daily', id, '2026-11-01', '2026-11-04', 'r', 'replace_window', 'published', now(),"
        " %s, %s FROM warehouse.ad_accounts WHERE account_id = '1001' RETURNING id, ad_account_id)"
        " UPDATE ops.loaded_days AS day SET batch_id = batch.id"
        " FROM batch WHERE day.ad_account_id = batch.ad_account_id",
        (Jsonb(totals | ({"cost_within": within} if within else {})), Jsonb(totals | {"cost": found})),
    )
    said = [str(difference) for difference in against_platform_totals(warehouse)]
    assert said == [f"meta account 1001 2026-11-01..2026-11-03 USD: {each}" for each in named]


def test_what_nobody_can_know_is_unknown_on_both_sides(owner: Warehouse) -> None:
    blind = {"impressions": None, "cost": None}
    told = [{**row, **blind} for row in truth()]
    load(owner, told)
    silent = {**told[0], "campaign_id": "c3", **NOTHING, **blind}
    assert said(owner, [*told, silent]) == []
    (lost,) = said(owner, [*told, {**silent, "clicks": 1}])
    assert lost == "meta account 1001 2026-11-01 USD campaign c3 facebook: rows expected 1, found 0"
    named = said(owner, [{**told[0], "impressions": 0}, *told[1:]])
    assert named == ["meta account 1001 2026-11-01 USD campaign c1 facebook: impressions expected 0, found unknown"]


NOTHING = {"impressions": 0, "clicks": 0, "cost": Decimal(0), "conversions": Decimal(0), "revenue": Decimal(0)}


@pytest.mark.parametrize("side", ["told only", "loaded only"])
def test_a_row_that_says_zero_everywhere_says_as_much_as_no_row(owner: Warehouse, side: str) -> None:
    told = truth()
    silent = {**told[0], "campaign_id": "c3", **NOTHING}
    load(owner, told + ([silent] if side == "loaded only" else []))
    known = table(told + ([silent] if side == "told only" else []))
    assert against_truth(owner, known, DAILY).differences == []


def test_a_row_that_is_unknown_is_not_a_row_that_says_zero(owner: Warehouse) -> None:
    told = truth()
    load(owner, [*told, {**told[0], "campaign_id": "c3", **NOTHING, "impressions": None}])
    (difference,) = against_truth(owner, table(told), DAILY).differences
    assert (difference.measure, difference.expected, difference.found) == ("rows", 0, 1)
