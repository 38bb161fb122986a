"""`adwarehouse reconcile` after two syncs of an affiliate network: its accounts, transactions and marketplace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from psycopg import sql

from pipelines.cli.reconcile import compare_with_ledger
from resources import accounts, platforms
from resources.clock import Clock
from resources.credentials import Vault, new_key
from resources.loading import steps
from resources.loading.context import LoadContext
from resources.loading.steps import Scope
from resources.platforms.clickbank import CLICKBANK
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.sandbox.vendor import FEED, KEYS, serving

pytestmark = pytest.mark.database
MOVED = sql.SQL("UPDATE warehouse.{0} SET {1} = {1} {2} 1 WHERE batch_id = (SELECT max(batch_id) FROM warehouse.{0})")
"""A figure of the last batch, one more or one less."""
FIRST, LATER = dt.date(2025, 3, 11), dt.date(2025, 3, 12)
WINDOW = Window.closed(LATER - 6 * DAY, LATER)
LEFT = Ledger.default(seed=1).marketplace(FIRST)["site_id"][0].as_py()
"""A site that is on the marketplace on the first day and not on the second."""


def _ledger() -> Ledger:
    known = dict(Ledger.default(seed=1).snapshot(LATER))
    sites = known["marketplace"]
    is_left = [row["site_id"] == LEFT and row["date"] == LATER for row in sites.select(["site_id", "date"]).to_pylist()]
    known["marketplace"] = sites.filter([not left for left in is_left])
    return Ledger.of(known)


LEDGER = _ledger()


@pytest.fixture(scope="module")
def world(postgres: str, template: Databases, object_store_server: ObjectStoreServer) -> Iterator[LoadContext]:
    """A vendor, an affiliate and the marketplace, connected, and synced on two days."""
    with (
        pytest.MonkeyPatch.context() as patch,
        copied(postgres, template) as databases,
        fresh_bucket(object_store_server) as store,
        closing(Warehouse(databases.owner_url)) as warehouse,
    ):
        patch.setitem(platforms.REGISTRY, "clickbank", CLICKBANK)
        context = LoadContext("", Settings(), Clock(), warehouse, store, Vault(new_key()))
        for today in (FIRST, LATER):
            with serving(LEDGER, today) as vendor:
                api = f"{vendor.url}/clickbank"
                settings = Settings.model_validate({"clickbank_api_url": api, "clickbank_feed_url": f"{api}{FEED}"})
                context = replace(context, run_id=str(today), settings=settings, clock=Clock(today))
                if today == FIRST:
                    connect(context)
                sync(context)
        yield context


def connect(context: LoadContext) -> None:
    for account in (*KEYS, "marketplace"):
        accounts.add(
            context.warehouse,
            context.vault,
            "clickbank",
            account,
            "ann@example.com",
            KEYS.get(account, "API-NONE"),
            describe=lambda token, account_id: CLICKBANK.connect(context.settings, token).describe(account_id),
        )


def sync(context: LoadContext) -> None:
    """Everything of every account."""
    scope = Scope("clickbank", WINDOW)
    for stream in CLICKBANK.streams:
        for step in (steps.land, steps.stage, steps.judge, steps.publish):
            step(context, stream, scope)
    assert steps.outcome(context, scope) == []
    refresh_marts(context.warehouse, context.clock)


def asked(context: LoadContext, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in context.warehouse.connection.execute(query)]


def happened() -> list[str]:
    """The types of the transactions of all accounts and days that were read."""
    rows = (LEDGER.transactions("clickbank", account, WINDOW, LATER) for account in KEYS)
    return [str(kind) for each in rows for kind in each["transaction_type"].to_pylist()]


def test_days_transactions_and_sites_equal_the_ledger(world: LoadContext, capsys: pytest.CaptureFixture[str]) -> None:
    differs = compare_with_ledger(world.warehouse, LEDGER, world.clock)
    days, _, events, products = (said := capsys.readouterr().out).splitlines()
    assert not differs, said
    assert days.startswith("days, 14 account days compared with the ledger")
    real = [kind for kind in happened() if not kind.startswith("TEST_")]
    assert {"SALE", "BILL", "RFND"} <= set(real)
    assert events.startswith(f"events, {len(real)} compared with the ledger (")
    known = {site for day in (FIRST, LATER) for site in LEDGER.marketplace(day)["site_id"].to_pylist()}
    assert products == f"products, {len(known)} compared with the ledger (0 not loaded, 0 archived): no differences"


def test_a_site_that_left_the_marketplace_stays_as_it_was_read_last(world: LoadContext) -> None:
    of_site = (
        "SELECT product.title, product.status, metric.date FROM warehouse.product_metrics AS metric"
        " JOIN warehouse.products AS product ON product.id = metric.product_id"
        f" WHERE product.product_id = '{LEFT.upper()}'"
    )
    (title,) = (row["title"] for row in LEDGER.marketplace(FIRST).to_pylist() if row["site_id"] == LEFT)
    assert asked(world, of_site) == [(title, "active", FIRST)]
    assert asked(world, "SELECT DISTINCT date FROM warehouse.product_metrics ORDER BY 1") == [(FIRST,), (LATER,)]


def test_every_account_is_read_for_the_streams_that_serve_it_and_no_other(world: LoadContext) -> None:
    assert asked(
        world,
        "SELECT stream, array_agg(DISTINCT account_id ORDER BY account_id) FROM ops.batches AS batch"
        " JOIN warehouse.ad_accounts AS account ON account.id = ad_account_id GROUP BY 1 ORDER BY 1",
    ) == [("campaign_daily", sorted(KEYS)), ("events", sorted(KEYS)), ("products", ["marketplace"])]


def test_an_account_that_has_no_days_of_campaigns_makes_no_day_incomplete(world: LoadContext) -> None:
    assert asked(
        world,
        "SELECT DISTINCT channel.name, accounts_expected, accounts_loaded, is_complete, total_spend IS NULL"
        " FROM marts.channel_performance JOIN warehouse.channels AS channel ON channel.id = channel_id",
    ) == [("clickbank", 2, 2, True, True)]


def test_test_sales_are_counted_as_ignored_and_no_record_is_lost(world: LoadContext) -> None:
    tests = sum(kind.startswith("TEST_") for kind in happened())
    assert tests > 0
    counted = "records_staged + records_quarantined + records_duplicate + records_summed + records_ignored"
    for table in ("ops.batches", "ops.data_sync_logs"):
        (found,) = asked(
            world,
            f"SELECT sum(records_ignored) FILTER (WHERE run_id = '{LATER}'), bool_and(records_fetched = {counted})"
            f" FROM {table}",
        )
        assert found == (tests, True)


@pytest.mark.parametrize(
    ("table", "figure", "named"),
    [
        ("analytics_events", "revenue", ": revenue expected "),
        ("product_metrics", "gravity", ": day_gravity expected "),
        ("products", "rebill_rate", ": rebill_rate expected "),
    ],
)
def test_a_wrong_figure_is_named(
    world: LoadContext, capsys: pytest.CaptureFixture[str], table: str, figure: str, named: str
) -> None:
    one = f"batch_id = (SELECT max(batch_id) FROM warehouse.{table})"
    (wrong,) = asked(world, f"SELECT count(*) FROM warehouse.{table} WHERE {one}")
    for sign in "+-":
        world.warehouse.connection.execute(MOVED.format(sql.Identifier(table), sql.Identifier(figure), sql.SQL(sign)))
        assert compare_with_ledger(world.warehouse, LEDGER, world.clock) is (sign == "+")
        assert capsys.readouterr().out.count(named) == (wrong[0] if sign == "+" else 0)
