"""What the archive serves is looked at again, and whatever is not as it was is named."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

import pyarrow.parquet as pq
import pytest

from resources import alerts
from resources.archive import release_month, writing
from resources.archive.audit import Audit, Scope, audit
from resources.archive.content import summarise
from resources.archive.months import TableMonth
from resources.archive.parquet import schema_of
from resources.warehouse.connection import Warehouse
from tests.resources.archive.conftest import SEPTEMBER, ColdWorld

pytestmark = pytest.mark.database
NOW = dt.datetime.now(dt.UTC)
PREFIX = "archive/campaign_metrics/year=2025/month=09/"
PART = f"{PREFIX}v1/part-00000.parquet"
ROWS = 5000
WEEK = dt.timedelta(days=7)


@pytest.fixture
def served(cold: ColdWorld, monkeypatch: pytest.MonkeyPatch) -> ColdWorld:
    """September in several objects."""
    monkeypatch.setattr(writing, "GROUP_ROWS", 2048)
    monkeypatch.setattr(writing, "GROUPS_AN_OBJECT", 1)
    cold.run("DELETE FROM warehouse.campaign_metrics")
    cold.fill(rows=ROWS)
    cold.archive()
    return cold


def look(
    world: ColdWorld, warehouse: Warehouse, now: dt.datetime = NOW, scope: Scope | None = None, *, deep: bool = False
) -> Audit:
    """Look, as the loader."""
    return audit(warehouse, world.store, now, scope, is_deep=deep)


def health(world: ColdWorld) -> list[tuple[object, ...]]:
    """What looks left, oldest first."""
    rows = world.run("SELECT is_healthy, value FROM ops.health WHERE subject = 'archive' ORDER BY checked_at")
    return [tuple(row.values()) for row in rows]


def flip(world: ColdWorld, key: str = PART) -> None:
    """Change one bit."""
    content = bytearray(world.store.get(key))
    content[len(content) // 2] ^= 1
    world.store.put(key, bytes(content), boundary="test.damage")


def pretend(world: ColdWorld, key: str, content: bytes) -> None:
    """Store another object and have the manifest's bytes say so: only its rows can tell."""
    world.store.put(key, content, boundary="test.damage")
    world.run(
        "UPDATE ops.archive_manifest SET objects = (SELECT jsonb_agg(CASE WHEN object ->> 'key' = %(key)s THEN object "
        "|| jsonb_build_object('size', %(size)s::bigint, 'sha256', %(sha256)s::text) ELSE object END ORDER BY n) "
        "FROM jsonb_array_elements(objects) WITH ORDINALITY AS part (object, n))",
        {"key": key, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()},
    )


def test_a_sound_archive_is_clean_and_a_sample_reads_one_object_a_month(
    served: ColdWorld, warehouse: Warehouse
) -> None:
    objects = len(served.objects())
    assert objects > 2
    sample, deep = look(served, warehouse), look(served, warehouse, deep=True)
    assert (sample.months, sample.objects, sample.read, sample.findings) == (1, objects, 1, [])
    assert (deep.months, deep.objects, deep.read, deep.findings) == (1, objects, objects, [])
    assert deep.bytes == sum(item.size for item in served.store.list(PREFIX))
    assert health(served) == [(True, 0), (True, 0)]


def test_a_sample_takes_another_object_each_week_until_all_were_read(served: ColdWorld, warehouse: Warehouse) -> None:
    objects = served.objects()
    for key in objects:
        flip(served, key)
    found = [look(served, warehouse, NOW + week * WEEK, Scope("campaign_metrics")) for week in range(len(objects))]
    assert sorted(finding.key for each in found for finding in each.findings) == objects


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("damage", ["deleted", "cut"])
def test_an_object_that_is_gone_or_of_another_size_is_found_by_any_look(
    served: ColdWorld, warehouse: Warehouse, damage: str, deep: bool
) -> None:
    size = next(item.size for item in served.store.list(PART))
    if damage == "deleted":
        served.store.delete([PART], boundary="test.damage")
    else:
        served.store.put(PART, served.store.get(PART)[:-10], boundary="test.damage")
    (finding,) = look(served, warehouse, deep=deep).findings
    assert (finding.table, finding.month, finding.key) == ("campaign_metrics", "2025-09", PART)
    assert finding.expected.startswith(f"{size} bytes")
    assert finding.found == ("nothing" if damage == "deleted" else f"{size - 10} bytes")
    assert health(served) == [(False, 1)]


def test_a_flipped_bit_is_found_by_a_deep_look_with_both_hashes(served: ColdWorld, warehouse: Warehouse) -> None:
    before = hashlib.sha256(served.store.get(PART)).hexdigest()
    flip(served)
    after = hashlib.sha256(served.store.get(PART)).hexdigest()
    (finding,) = look(served, warehouse, deep=True).findings
    assert str(finding) == (f"campaign_metrics of 2025-09: {PART}: expected SHA-256 {before}, got SHA-256 {after}")


def test_rows_are_counted_even_where_the_bytes_are_what_the_manifest_says(
    served: ColdWorld, warehouse: Warehouse
) -> None:
    rows = pq.read_table(io.BytesIO(served.store.get(PART)))
    sink = io.BytesIO()
    pq.write_table(rows.slice(1), sink)
    pretend(served, PART, sink.getvalue())
    (finding,) = look(served, warehouse, deep=True).findings
    assert (finding.key, finding.expected) == (PREFIX, "what the manifest says")
    assert f"rows: expected {ROWS}, got {ROWS - 1}; " in finding.found
    assert "content hash" in finding.found


def test_an_object_that_is_no_parquet_is_found(served: ColdWorld, warehouse: Warehouse) -> None:
    pretend(served, PART, b"not a Parquet file at all")
    (finding,) = look(served, warehouse, deep=True).findings
    assert (finding.key, finding.expected) == (PREFIX, "rows that can be read")
    assert f"object {PART} is not readable Parquet" in finding.found


@pytest.mark.parametrize(
    ("key", "table", "month"),
    [(f"{PREFIX}v9/part-00000.parquet", "campaign_metrics", "2025-09"), ("archive/stray", "unknown", "unknown")],
)
def test_an_object_that_no_manifest_names_is_found_a_day_later(
    served: ColdWorld, warehouse: Warehouse, key: str, table: str, month: str
) -> None:
    served.store.put(key, b"stray", boundary="test.stray")
    assert look(served, warehouse).findings == []
    (finding,) = look(served, warehouse, NOW + dt.timedelta(days=2)).findings
    assert (finding.table, finding.month, finding.key, finding.found) == (table, month, key, "5 bytes")
    assert (look(served, warehouse, NOW + dt.timedelta(days=2), Scope("orders")).findings) == []


def test_months_that_postgresql_serves_are_not_looked_at(served: ColdWorld, warehouse: Warehouse) -> None:
    served.restore()
    served.store.delete([PART], boundary="test.damage")
    assert look(served, warehouse, deep=True).months == 0
    release_month(served.owner, "campaign_metrics", SEPTEMBER)
    assert look(served, warehouse, deep=True).findings == []


def test_damage_is_an_alert_until_a_deep_look_at_everything_is_clean(served: ColdWorld, warehouse: Warehouse) -> None:
    sound = served.store.get(PART)
    flip(served)
    look(served, warehouse, deep=True)
    alerts.watch(warehouse, NOW)
    (alert,) = served.run("SELECT kind, severity, message FROM ops.alerts WHERE resolved_at IS NULL")
    assert (alert["kind"], alert["severity"]) == ("archive_damaged", "error")
    assert f"campaign_metrics of 2025-09: {PART}: expected SHA-256" in alert["message"]

    clean_part = look(served, warehouse, scope=Scope("orders", SEPTEMBER))
    assert (clean_part.findings, len(health(served))) == ([], 1)
    sample = look(served, warehouse)
    assert (sample.is_deep, len(sample.findings)) == (True, 1)

    served.store.put(PART, sound, boundary="test.mend")
    mended = look(served, warehouse)
    assert (mended.is_deep, mended.findings) == (True, [])
    assert not look(served, warehouse).is_deep
    assert alerts.watch(warehouse, NOW + dt.timedelta(minutes=10)).resolved == 1


def test_months_that_were_archived_before_rows_were_hashed_otherwise_are_counted_too(
    cold: ColdWorld, warehouse: Warehouse
) -> None:
    month = TableMonth("campaign_metrics", SEPTEMBER)
    cursor = cold.owner.connection.cursor()
    columns = schema_of(cursor, month.partition_name).names
    as_text = summarise(cursor, month, month.partition, columns, as_text=True)
    cold.archive()
    older = "UPDATE ops.archive_manifest SET schema_version = '0006', content_hash = %(hash)s"
    cold.run(older, {"hash": as_text.content_hash})
    assert look(cold, warehouse, deep=True).findings == []
    assert cold.run("SELECT relname FROM pg_class WHERE relname = 'readback'") == []
    cold.run(older, {"hash": as_text.content_hash + 1})
    (finding,) = look(cold, warehouse, deep=True).findings
    assert finding.found.startswith("content hash: expected ")
