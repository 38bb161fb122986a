"""The checker can fail: each invariant is broken by hand, and it names that one and no other."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pytest

from resources.archive import archive_month
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.faults.invariants import Reader, broken, fingerprint, require
from tests.playground import TODAY, Playground, playground

pytestmark = pytest.mark.database
ADS, SHOP = "1001", "2003"
FEBRUARY = dt.date(2025, 2, 1)
COLD = Window.closed(FEBRUARY, FEBRUARY + 2 * DAY)
WINDOW = Window.closed(TODAY - 4 * DAY, TODAY)


@dataclass
class Base:
    """A warehouse in which all is well, to copy."""

    world: Playground
    databases: Databases
    postgres: str


@dataclass
class Patient:
    """A copy that a test harms."""

    world: Playground
    owner: Warehouse

    def run(self, text: str, *parameters: object) -> None:
        """A statement as the owner."""
        self.owner.connection.execute(text, parameters or None)

    def run_and_refresh(self, text: str) -> None:
        """A statement, and then the marts of every day of the account, so that rollups say the same."""
        self.run(text)
        self.run("INSERT INTO ops.touched_days (ad_account_id, date, reason) SELECT ad_account_id, date, 'publish' "
                 "FROM ops.loaded_days WHERE stream = 'campaign_daily'")  # fmt: skip
        refresh_marts(self.world.warehouse, self.world.clock)


@pytest.fixture(scope="module")
def base(postgres: str, template: Databases, object_store_server: ObjectStoreServer) -> Iterator[Base]:
    """Days and hours of ads, a month of them in the archive, and a shop's orders."""
    with (
        copied(postgres, template) as databases,
        fresh_bucket(object_store_server) as store,
        playground(databases.loader_url, store, Ledger.default(seed=1)) as world,
    ):
        world.connect(ADS)
        world.connect(SHOP, platform_name="shopee")
        world.publish_directly(ADS, COLD.start, COLD.last)
        assert world.sync(WINDOW, streams=("campaign_daily", "campaign_hourly")) == []
        assert world.sync(WINDOW, streams=("orders",), platform_name="shopee") == []
        with closing(Warehouse(databases.owner_url)) as owner:
            archive_month(owner, store, "campaign_metrics", FEBRUARY, TODAY)
        world.warehouse.close()
        yield Base(world, databases, postgres)


@pytest.fixture
def patient(base: Base) -> Iterator[Patient]:
    """A fresh copy."""
    with (
        copied(base.postgres, base.databases) as databases,
        closing(Warehouse(databases.loader_url)) as loader,
        closing(Warehouse(databases.owner_url)) as owner,
    ):
        world = replace(base.world, context=replace(base.world.context, warehouse=loader))
        yield Patient(world, owner)


def test_nothing_is_broken_in_a_warehouse_in_which_all_is_well(patient: Patient) -> None:
    require(patient.world, clean=fingerprint(patient.world))


ONE_FACT = """
    (date, campaign_id, channel_id) = (SELECT date, campaign_id, channel_id FROM warehouse.campaign_metrics LIMIT 1)"""
ONE_HOUR = """
    (date, hour, campaign_id, channel_id) = (SELECT date, hour, campaign_id, channel_id
                                             FROM warehouse.campaign_metrics_hourly WHERE cost > 0 LIMIT 1)"""
FIRST_BATCH = "id = (SELECT min(id) FROM ops.batches)"
FIRST_SLICE = "(stream, date) = (SELECT stream, max(date) FROM ops.loaded_days GROUP BY 1 ORDER BY 1 LIMIT 1)"
REFRESHED = {
    "I1 COUNT": {
        "a row that nobody reported": f"""
            INSERT INTO warehouse.campaign_metrics
                (date, campaign_id, channel_id, ad_account_id, impressions, clicks, currency, batch_id, fetched_at)
            SELECT date, campaign_id, (SELECT id FROM warehouse.channels WHERE name = 'meta_other'), ad_account_id,
                   1, 0, currency, batch_id, fetched_at
            FROM warehouse.campaign_metrics WHERE {ONE_FACT}""",
    },
    "I2 MONEY": {
        "a cent more": f"UPDATE warehouse.campaign_metrics SET cost = cost + 0.01 WHERE {ONE_FACT}",
        "a click less": f"UPDATE warehouse.campaign_metrics SET clicks = clicks - 1 WHERE {ONE_FACT}",
    },
}
"""Facts that are wrong, by the invariant: the marts are made to agree."""
STATEMENTS = {
    "I2 MONEY": {
        "an hour's cost": f"UPDATE warehouse.campaign_metrics_hourly SET cost = cost + 0.000001 WHERE {ONE_HOUR}",
        "an order's item": "UPDATE warehouse.order_items SET sku = sku || 'x' WHERE line = 0",
    },
    "I3 NODUP": {
        "a key that is there twice": f"""
            INSERT INTO warehouse.metric_revisions
            SELECT now(), 'campaign_metrics', ad_account_id, date, NULL, campaign_id, channel_id, 'update', 'clicks',
                   1, 2, currency, batch_id, 'r'
            FROM warehouse.campaign_metrics CROSS JOIN generate_series(1, 2) WHERE {ONE_FACT}""",
    },
    "I4 CONSERVATION": {
        "a record that was not landed": f"""
            UPDATE ops.batches SET records_fetched = records_fetched + 1, records_staged = records_staged + 1
            WHERE {FIRST_BATCH}""",
        "a record that went nowhere": f"""
            ALTER TABLE ops.batches DROP CONSTRAINT batches_records_are_conserved;
            UPDATE ops.batches SET records_staged = records_staged - 1, rows_inserted = 0 WHERE {FIRST_BATCH}""",
        "a quarantined record too many": f"""
            INSERT INTO ops.quarantined_rows
                (batch_id, platform, stream, ad_account_id, source_page, source_line, reasons, payload)
            SELECT id, platform, stream, ad_account_id, 9, 9, '{{}}', 'x' FROM ops.batches WHERE {FIRST_BATCH}""",
        "rows out of nothing": f"UPDATE ops.batches SET rows_inserted = records_staged + 1 WHERE {FIRST_BATCH}",
    },
    "I6 CONVERGENCE": {"another name": "UPDATE warehouse.campaigns SET campaign_name = 'x'"},
    "I7 ROLLUP": {
        "the base rollup": "UPDATE marts.account_channel_daily SET rows = rows + 1",
        "the monthly rollup": "UPDATE marts.campaign_metrics_monthly SET revenue = 0",
        "an archived month's rollup": "UPDATE marts.account_channel_daily SET cost = 0 WHERE date < '2025-03-01'",
        "what a channel did": "DELETE FROM marts.channel_performance WHERE date = '2025-03-18'",
        "a person's day": "UPDATE marts.analytics SET total_spend = total_spend + 1 WHERE type = 'daily'",
    },
    "I8 TIERS": {
        "a month in two tiers": "CREATE TABLE warehouse.campaign_metrics_2025_02 (LIKE warehouse.campaign_metrics)",
        "a month in none": """
            INSERT INTO ops.archive_manifest
                (table_name, month, state, rows, sums, content_hash, schema_version, objects, bytes)
            VALUES ('campaign_metrics', '2024-01-01', 'restored', 0, '{}', 0, '1', '[]', 0)""",
    },
    "I9 LOG TRUTH": {
        "a run without an end": "INSERT INTO ops.runs (run_id, kind, status) VALUES ('x', 'sync', 'failed')",
        "a mark ahead of its data": "UPDATE ops.stream_state SET covered_through = covered_through + 1",
        "a success that never was": "UPDATE ops.stream_state SET last_success_at = now()",
        "a staging table left over": "CREATE UNLOGGED TABLE staging.b_0 ()",
        "a day that rests on no batch": f"UPDATE ops.loaded_days SET batch_id = 0 WHERE {FIRST_SLICE}",
    },
    "I12 NO-REGRESS": {
        "an older fetch": f"""
            UPDATE ops.loaded_days SET fetched_at = fetched_at - interval '1 ms' WHERE {FIRST_SLICE}""",
        "a row that says another fetch": f"""
            UPDATE warehouse.campaign_metrics_hourly SET fetched_at = fetched_at - interval '1 ms' WHERE {ONE_HOUR}""",
    },
}
"""What is broken, by the invariant that names it."""


def each(broken_by: dict[str, dict[str, str]]) -> list[Any]:
    """Invariant and statement, as parameters."""
    return [
        pytest.param(name, text, id=f"{name.split()[0]} {harm}")
        for name, harms in broken_by.items()
        for harm, text in harms.items()
    ]


@pytest.mark.parametrize(("name", "text"), each(REFRESHED))
def test_a_fact_that_is_not_the_ledgers_is_found_though_its_rollups_agree(
    patient: Patient, name: str, text: str
) -> None:
    patient.run_and_refresh(text)
    assert set(broken(patient.world)) == {name}


@pytest.mark.parametrize(("name", "text"), each(STATEMENTS))
def test_what_is_broken_is_named_and_nothing_else(patient: Patient, name: str, text: str) -> None:
    clean = fingerprint(patient.world) if name.startswith("I6") else None
    patient.run(text)
    assert set(broken(patient.world, clean=clean)) == {name}
    with pytest.raises(AssertionError, match=f"^{name}: "):
        require(patient.world, clean=clean)


def _flip(content: bytes) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


@pytest.mark.parametrize("harm", [_flip, None], ids=["a flipped bit", "a deleted object"])
def test_a_damaged_archive_is_named(patient: Patient, harm: Callable[[bytes], bytes] | None) -> None:
    store = patient.world.context.store
    key = next(iter(store.list("archive/"))).key
    content = store.get(key)
    try:
        if harm is None:
            store.delete([key], boundary="test.harm")
        else:
            store.put(key, harm(content), boundary="test.harm")
        assert set(broken(patient.world)) == {"I10 ARCHIVE"}
    finally:
        store.put(key, content, boundary="test.mend")


@pytest.mark.parametrize("place", ["an alert", "a page", "the log", "a traceback", "a child's output"])
def test_a_token_that_is_written_down_is_found(patient: Patient, place: str) -> None:
    world, token = patient.world, patient.world.tokens[ADS]
    store, said = world.context.store, []
    if place == "an alert":
        patient.run("INSERT INTO ops.alerts (severity, kind, dedupe_key, message) VALUES ('info', 'x', 'x', %s)", token)
    elif place == "a page":
        store.put("landing/x", f'{{"access_token": "{token}"}}'.encode(), boundary="test.harm")
    elif place == "the log":
        logging.getLogger("resources.http").debug("GET /me?access_token=%s", token)
    elif place == "a traceback":
        try:
            raise ValueError(token)
        except ValueError:
            logging.getLogger("assets").exception("failed")
    else:
        said.append(f"the platform refused {token}")
    try:
        assert set(broken(world, logs=said)) == {"I11 SECRETS"}
    finally:
        store.delete(["landing/x"], boundary="test.mend")


def test_a_reader_that_sees_a_third_total_says_so(patient: Patient) -> None:
    with Reader(patient.world) as reader:
        patient.run("UPDATE warehouse.campaign_metrics SET clicks = clicks + 1")
    reader.require_two_values()
    with Reader(patient.world) as reader:
        for _ in range(2):
            seen = reader.reads
            patient.run("UPDATE warehouse.campaign_metrics SET clicks = clicks + 1")
            while reader.reads < seen + 2:
                pass
    with pytest.raises(AssertionError, match=r"^I5 VISIBILITY: a reader saw 3 totals"):
        reader.require_two_values()
