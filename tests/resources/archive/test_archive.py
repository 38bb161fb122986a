"""A month leaves PostgreSQL whole, is served from one place at any time, and comes back exactly."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resources.archive import (
    TABLES,
    ArchiveRefused,
    archive_month,
    content,
    parquet,
    release_month,
    restore_month,
    writing,
)
from resources.archive.months import TableMonth
from resources.errors import IntegrityError, MonthArchived
from resources.warehouse.connection import Warehouse
from tests.resources.archive.conftest import SEPTEMBER, TODAY, ColdWorld

pytestmark = pytest.mark.database
TABLE = "campaign_metrics"


@pytest.mark.parametrize("table", ["campaign_metrics", "campaign_metrics_hourly"])
def test_a_month_goes_to_the_archive_and_comes_back_to_the_last_digit(cold: ColdWorld, table: str) -> None:
    if table != TABLE:
        cold.fill(table)
    before = cold.rows(table)
    result = cold.archive(table)
    assert (result.manifest.state, result.manifest.content.rows, result.is_pending) == ("dropped", 500, False)
    assert Decimal(result.manifest.content.sums["cost"] or 0) == sum(row["cost"] for row in before)
    assert cold.rows(table) == []
    assert cold.objects() == [f"archive/{table}/year=2025/month=09/v1/part-00000.parquet"]
    assert cold.restore(table).manifest.state == "restored"
    assert cold.rows(table) == before


def test_any_engine_reads_the_archive_with_exact_decimals_in_key_order(cold: ColdWorld) -> None:
    expected = cold.rows()
    cold.archive()
    file = pq.ParquetFile(io.BytesIO(cold.store.get(cold.objects()[0])))
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert file.schema_arrow.field("cost").type == pa.decimal128(20, 6)
    assert not {"ctr", "cpc", "cpm", "cpa", "roas", "roi", "conversion_rate"} & set(file.schema_arrow.names)
    assert file.read().to_pylist() == [{name: row[name] for name in file.schema_arrow.names} for row in expected]


def test_a_large_month_is_cut_into_row_groups_and_objects_in_key_order(
    cold: ColdWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "GROUP_ROWS", 2048)
    monkeypatch.setattr(writing, "GROUPS_AN_OBJECT", 2)
    cold.run("TRUNCATE warehouse.campaign_metrics")
    cold.fill(rows=50_000)
    before = cold.rows()
    objects = cold.archive().manifest.objects
    assert [item.rows for item in objects] == [4096] * 12 + [848]
    stored = [pq.read_table(io.BytesIO(cold.store.get(item.key))) for item in objects]
    keys = pa.concat_tables(stored).select(TABLES[TABLE].key).to_pylist()
    assert keys == [{name: row[name] for name in TABLES[TABLE].key} for row in before]
    cold.restore()
    assert cold.rows() == before


def test_a_month_without_rows_is_archived_and_restored_too(cold: ColdWorld) -> None:
    cold.run("DELETE FROM warehouse.campaign_metrics")
    assert cold.archive().manifest.content.rows == 0
    cold.restore()
    assert cold.rows() == []
    assert cold.partition_exists()


def test_a_month_that_was_hashed_as_text_before_migration_0007_comes_back_too(cold: ColdWorld) -> None:
    before = cold.rows()
    with cold.owner.transaction("test.hash") as cursor:
        month = TableMonth(TABLE, SEPTEMBER)
        names = parquet.schema_of(cursor, month.partition_name).names
        told = content.summarise(cursor, month, month.partition, names, as_text=True)
    cold.archive()
    older = "UPDATE ops.archive_manifest SET schema_version = '0006', content_hash = %(hash)s"
    cold.run(older, {"hash": told.content_hash + 1})
    with pytest.raises(
        IntegrityError, match=f"content hash: expected {told.content_hash + 1}, got {told.content_hash}"
    ):
        cold.restore()
    cold.run(older, {"hash": told.content_hash})
    cold.restore()
    assert cold.rows() == before


def test_archiving_twice_and_restoring_twice_change_nothing_more(cold: ColdWorld) -> None:
    first = cold.archive().manifest
    assert cold.archive().manifest == first
    restored = cold.restore().manifest
    assert cold.restore().manifest == restored


def test_an_archived_month_refuses_rows_and_names_the_way_back(cold: ColdWorld, warehouse: Warehouse) -> None:
    cold.archive()
    with pytest.raises(MonthArchived, match=r"campaign_metrics of 2025-09 .*adwarehouse restore --month 2025-09"):
        warehouse.execute(
            "publish/ensure_partition", {"parent": f"warehouse.{TABLE}", "day": SEPTEMBER}, boundary="publish.partition"
        )


def test_a_restored_month_stays_until_it_is_released_and_then_reuses_its_objects(cold: ColdWorld) -> None:
    cold.archive()
    cold.restore()
    with pytest.raises(ArchiveRefused, match="--release"):
        cold.archive()
    release_month(cold.owner, TABLE, SEPTEMBER)
    assert release_month(cold.owner, TABLE, SEPTEMBER).manifest.released_at is not None
    assert cold.archive().manifest.version == 1
    assert cold.states() == ["dropped"]


def test_a_released_month_that_changed_is_exported_anew_and_the_old_objects_go(cold: ColdWorld) -> None:
    cold.archive()
    cold.restore()
    cold.run("UPDATE warehouse.campaign_metrics SET cost = cost + 1 WHERE date = '2025-09-03'")
    changed = cold.rows()
    release_month(cold.owner, TABLE, SEPTEMBER)
    cold.archive()
    assert cold.states() == ["superseded", "dropped"]
    assert cold.objects() == ["archive/campaign_metrics/year=2025/month=09/v2/part-00000.parquet"]
    cold.restore()
    assert cold.rows() == changed


@pytest.mark.parametrize(
    ("month", "today", "message"),
    [
        (dt.date(2025, 9, 1), dt.date(2025, 9, 30), "still running: it ends on 2025-10-01"),
        (dt.date(2024, 2, 29), TODAY, "has no partition warehouse.campaign_metrics_2024_02"),
    ],
)
def test_months_that_cannot_be_archived_are_refused(
    cold: ColdWorld, month: dt.date, today: dt.date, message: str
) -> None:
    with pytest.raises(ArchiveRefused, match=message):
        archive_month(cold.owner, cold.store, TABLE, month, today)


def test_a_table_without_a_cold_tier_is_refused(cold: ColdWorld) -> None:
    with pytest.raises(ArchiveRefused, match="table campaigns is not archived; expected one of campaign_metrics"):
        restore_month(cold.owner, cold.store, "campaigns", SEPTEMBER)


def test_a_month_that_was_never_archived_cannot_come_back(cold: ColdWorld) -> None:
    with pytest.raises(ArchiveRefused, match="campaign_metrics of 2025-09 is not in the archive"):
        cold.restore()
    with pytest.raises(ArchiveRefused, match="campaign_metrics of 2025-09 is not a restored month"):
        release_month(cold.owner, TABLE, SEPTEMBER)


def test_a_month_whose_marts_wait_is_refused(cold: ColdWorld) -> None:
    cold.run(
        "WITH account AS (INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
        "VALUES ('meta', '1', 'one', 'KRW', 'Asia/Seoul') RETURNING id) "
        "INSERT INTO ops.touched_days (ad_account_id, date, reason) SELECT id, '2025-09-30', 'publish' FROM account"
    )
    with pytest.raises(ArchiveRefused, match="1 days wait for the marts; run `adwarehouse refresh`"):
        cold.archive()
    assert cold.states() == []
