"""The same rows through the same names, wherever a month is."""

from __future__ import annotations

import pytest

from resources.archive.months import TableMonth
from resources.archive.tables import TABLES
from tests.resources.tiers.conftest import (
    AUGUST,
    EVENTS,
    FILL,
    HOURLY,
    METRICS,
    MONTHS,
    NOVEMBER,
    OCTOBER,
    REVISIONS,
    SEPTEMBER,
    VIEWS,
    Tiered,
)

pytestmark = pytest.mark.database


def rows_of(table: str) -> str:
    """Every row and column of a table, in the order of its key."""
    return f"SELECT * FROM {TableMonth(table, AUGUST).parent_name} ORDER BY {', '.join(TABLES[table].key)}"


@pytest.mark.parametrize("table", list(FILL))
def test_every_row_and_type_is_the_same_before_and_after_retention_and_after_a_restore(
    tiered: Tiered, table: str
) -> None:
    tiered.fill(table)
    with tiered.connected() as before:
        expected, types = before.sql(rows_of(table)).fetchall(), before.sql(rows_of(table)).types
    tiered.archive(table, AUGUST, SEPTEMBER, OCTOBER)
    with tiered.connected() as after:
        assert after.sql(rows_of(table)).fetchall() == expected
        assert after.sql(rows_of(table)).types == types
    tiered.restore(table, SEPTEMBER)
    with tiered.connected() as restored:
        assert restored.sql(rows_of(table)).fetchall() == expected
        tiers = restored.sql(f"SELECT tier FROM tiers.months WHERE table_name = '{table}' ORDER BY month").fetchall()
    assert [tier for (tier,) in tiers] == ["cold", "restored", "cold", "hot"]


def test_the_values_are_those_of_postgresql_to_the_last_digit(tiered: Tiered) -> None:
    for table in FILL:
        tiered.fill(table)
    expected = {table: tiered.run(rows_of(table)) for table in FILL}
    for table in FILL:
        tiered.archive(table, AUGUST, OCTOBER)
    for table in (METRICS, HOURLY):
        assert tiered.query(rows_of(table)) == expected[table]
    for table in (REVISIONS, VIEWS):
        found = tiered.query(rows_of(table))
        assert found == [
            {k: v if k not in ("id", "team_id") else str(v) for k, v in r.items()} for r in expected[table]
        ]


def test_figures_are_rounded_as_postgresql_does(tiered: Tiered) -> None:
    tiered.run("SELECT ops.ensure_partition('warehouse.campaign_metrics', '2025-09-01')")
    tiered.run(
        """
        INSERT INTO warehouse.campaign_metrics
            (date, campaign_id, channel_id, ad_account_id, impressions, clicks, cost, conversions, revenue, currency,
             batch_id, fetched_at)
        SELECT '2025-09-01', i, 4, 1, (a * 10 ^ (i %% 10))::bigint, (b * 10 ^ (i %% 7))::bigint,
               (CASE WHEN i %% 5 = 0 THEN -1 - c ELSE 1 + c END * 10 ^ (i %% 9))::numeric(20, 6),
               (0.1 + d) * 10 ^ (i %% 4), CASE WHEN i %% 3 = 0 THEN a * 100000 - 50000 ELSE i * 0.00005 END,
               'KRW', 1, now()
        FROM generate_series(1, 3000) AS i
        CROSS JOIN LATERAL (
            SELECT abs(hashint4(i)) / 2147483648.0 AS a, abs(hashint4(-i)) / 2147483648.0 AS b,
                   abs(hashint4(i * 7)) / 2147483648.0 AS c, abs(hashint4(i * 13)) / 2147483648.0 AS d
        ) AS parts
        """,
        {},
    )
    figures = (
        "SELECT campaign_id, ctr, cpc, cpm, conversion_rate, cpa, roas, roi FROM warehouse.campaign_metrics ORDER BY 1"
    )
    expected = tiered.run(figures)
    assert len({row["roi"] for row in expected}) > 1000
    tiered.archive(METRICS, SEPTEMBER)
    assert tiered.query(figures) == expected


def test_json_is_json_in_both_halves(tiered: Tiered) -> None:
    tiered.fill(EVENTS)
    tiered.archive(EVENTS, AUGUST, SEPTEMBER)
    (found,) = tiered.query(
        "SELECT sum((metadata->>'n')::BIGINT) AS n, count(DISTINCT typeof(metadata)) AS types, "
        "count(*) FILTER (WHERE metadata->>'text' LIKE 'quote \" and %') AS texts FROM warehouse.analytics_events"
    )
    assert found == {"n": 4 * 1275, "texts": 200, "types": 1}


def test_every_table_of_the_archive_is_there_and_empty_at_first(tiered: Tiered) -> None:
    with tiered.connected() as connection:
        for name in TABLES:
            assert connection.sql(f"SELECT * FROM {TableMonth(name, AUGUST).parent_name}").fetchall() == []
        assert connection.sql("FROM tiers.months").fetchall() == []


def test_every_other_table_and_view_can_be_read(tiered: Tiered) -> None:
    with tiered.connected() as connection:
        here = connection.sql(
            "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE database_name = 'memory' AND NOT internal"
        ).fetchall()
        for (name,) in here:
            connection.execute(f"SELECT * FROM {name} LIMIT 1").fetchall()
    there = tiered.run(
        "SELECT nspname || '.' || relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE relkind IN ('r', 'p', 'v') AND NOT relispartition AND nspname IN ('app', 'warehouse', 'marts', 'ops')"
    )
    assert {name for (name,) in here} == {row["name"] for row in there} | {"tiers.months"}


def test_months_end_at_midnight_utc_wherever_the_session_is(tiered: Tiered, monkeypatch: pytest.MonkeyPatch) -> None:
    tiered.fill(VIEWS)
    tiered.archive(VIEWS, SEPTEMBER)
    monkeypatch.setenv("TZ", "Asia/Seoul")
    monkeypatch.setenv("PGTZ", "Asia/Seoul")
    counts = tiered.query(
        "SELECT strftime(timestamp, '%Y-%m') AS month, count(*) AS n FROM app.page_views GROUP BY 1 ORDER BY 1"
    )
    assert [row["n"] for row in counts] == [3] * len(MONTHS)
    (september,) = tiered.query(
        "SELECT count(*) AS n, min(timestamp)::VARCHAR AS first, max(timestamp)::VARCHAR AS last FROM app.page_views "
        "WHERE timestamp >= '2025-09-01 00:00:00+00' AND timestamp < '2025-10-01 00:00:00+00'"
    )
    assert september == {"n": 3, "first": "2025-09-01 00:00:00+00", "last": "2025-09-30 23:59:59.999999+00"}


def test_columns_that_are_younger_than_the_archive_are_null_there(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    tiered.archive(METRICS, AUGUST)
    tiered.run("ALTER TABLE warehouse.campaign_metrics ADD COLUMN reach bigint")
    tiered.run("UPDATE warehouse.campaign_metrics SET reach = 5")
    found = tiered.query(
        "SELECT month(date) AS month, count(reach) AS n FROM warehouse.campaign_metrics GROUP BY 1 ORDER BY 1"
    )
    assert found == [{"month": 8, "n": 0}, *({"month": month, "n": 200} for month in (9, 10, 11))]


def test_objects_that_no_manifest_names_are_never_counted(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    tiered.archive(METRICS, SEPTEMBER)
    served = TableMonth(METRICS, SEPTEMBER).prefix + "v1/part-00000.parquet"
    content = tiered.store.get(served)
    for orphan in (served.replace("/v1/", "/v2/"), served.replace("00000", "00001")):
        tiered.store.put(orphan, content, boundary="test.orphan")
    tiered.store.put(TableMonth(METRICS, OCTOBER).prefix + "v1/part-00000.parquet", content, boundary="test.orphan")
    assert tiered.query("SELECT count(*) AS n FROM warehouse.campaign_metrics") == [{"n": 800}]


def test_a_month_whose_partition_is_still_there_is_read_from_the_archive_only(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    expected = tiered.query(rows_of(METRICS))
    with tiered.owner.connect() as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM warehouse.campaign_metrics")
        tiered.archive(METRICS, SEPTEMBER)
        assert tiered.run("SELECT 1 FROM pg_inherits WHERE inhdetachpending")
        assert tiered.query(rows_of(METRICS)) == expected
    tiered.run("UPDATE ops.archive_manifest SET state = 'serving_archive'")
    assert tiered.query(rows_of(METRICS)) == expected


def test_months_are_listed_with_their_tier_rows_and_bytes(tiered: Tiered) -> None:
    tiered.fill(METRICS, [SEPTEMBER, OCTOBER, NOVEMBER])
    tiered.archive(METRICS, SEPTEMBER)
    tiered.run("ANALYZE warehouse.campaign_metrics")
    archived, warm, live = tiered.query("FROM tiers.months")
    assert archived.pop("bytes") == sum(item.size for item in tiered.store.list("archive/"))
    assert archived == {
        "table_name": METRICS, "month": SEPTEMBER, "tier": "cold", "rows": 200, "is_estimate": False, "version": 1,
    }  # fmt: skip
    assert (warm["month"], warm["tier"]) == (OCTOBER, "warm")
    assert live.pop("bytes") > 0
    assert live == {
        "table_name": METRICS, "month": NOVEMBER, "tier": "hot", "rows": 200, "is_estimate": True, "version": None,
    }  # fmt: skip
