"""What docs/archive.md tells other engines is true."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.resources.tiers.conftest import AUGUST, METRICS, SEPTEMBER, Tiered

pytestmark = pytest.mark.database
PAGE = (Path(__file__).parents[3] / "docs" / "archive.md").read_text(encoding="utf-8")
KEYS, PARTITIONS, TABLE = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


def test_the_manifest_names_the_objects_that_serve(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    tiered.archive(METRICS, AUGUST, SEPTEMBER)
    tiered.restore(METRICS, AUGUST)
    (found,) = tiered.run(KEYS)
    content = tiered.store.get(found["key"])
    assert pq.ParquetFile(io.BytesIO(content)).metadata.num_rows == found["rows"] == 200


def test_partitions_lead_to_the_versions_that_serve_in_the_order_of_the_statements(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    tiered.archive(METRICS, AUGUST, SEPTEMBER)
    tiered.rewrite(METRICS, SEPTEMBER, "UPDATE warehouse.campaign_metrics SET clicks = 0 WHERE date = '2025-09-03'")
    tiered.restore(METRICS, AUGUST)
    rows = tiered.owner.connection.execute(PARTITIONS.encode()).fetchall()
    assert [row["statement"] for row in rows] == [
        "ALTER TABLE campaign_metrics DROP IF EXISTS PARTITION (year = '2025', month = '08')",
        "ALTER TABLE campaign_metrics DROP IF EXISTS PARTITION (year = '2025', month = '09')",
        "ALTER TABLE campaign_metrics ADD IF NOT EXISTS PARTITION (year = '2025', month = '09') "
        "LOCATION 's3://BUCKET/archive/campaign_metrics/year=2025/month=09/v2/'",
    ]


def test_the_external_table_has_the_columns_of_the_files(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    tiered.archive(METRICS, SEPTEMBER)
    (key,) = [item.key for item in tiered.store.list("archive/")]
    schema = pq.read_schema(io.BytesIO(tiered.store.get(key)))
    names = {pa.int16(): "smallint", pa.int64(): "bigint", pa.string(): "string", pa.date32(): "date"}
    names |= {pa.timestamp("us", "UTC"): "timestamp", pa.decimal128(20, 6): "decimal(20,6)"}
    columns = re.findall(r"[(,]\s*`?(\w+)`? ([a-z]+(?:\(20,6\))?)", TABLE.partition("PARTITIONED")[0])
    assert columns == [(field.name, names[field.type]) for field in schema]
