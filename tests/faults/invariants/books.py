"""I4 CONSERVATION, I9 LOG TRUTH, I12 NO-REGRESS: what the pipeline says of itself is so."""

from __future__ import annotations

import json
from typing import Any

from resources.loading import runs
from resources.loading.landing import MANIFEST
from tests.playground import Playground

_UNBALANCED = """
    SELECT id, platform, stream, records_fetched AS fetched, records_staged AS staged, records_duplicate AS duplicate,
           records_quarantined AS quarantined, records_summed AS summed, records_ignored AS ignored, load_mode,
           rows_inserted + rows_updated + rows_unchanged AS rows, rows_late AS late, status, landing_prefix,
           (SELECT count(row_data) FROM ops.late_rows AS late WHERE late.batch_id = batch.id) AS waiting,
           (SELECT count(*) FROM ops.quarantined_rows AS bad
            WHERE bad.batch_id = batch.id AND bad.status <> 'replayed') AS in_quarantine
    FROM ops.batches AS batch
    WHERE status IN ('staged', 'validated', 'held', 'rejected', 'published')
    ORDER BY id
"""
_WAITING = """
    WITH waiting AS (SELECT DISTINCT ad_account_id, stream, date
                     FROM ops.late_rows AS late JOIN ops.batches AS batch ON batch.id = late.batch_id
                     WHERE merged_at IS NULL)
"""
"""Days of archived months that a newer fetch waits for: the archive rests on the older one until it is merged."""
_OPEN = {
    "run {run_id} ({kind}) never ended": """
        SELECT run_id, kind FROM ops.runs WHERE status = 'started' OR finished_at IS NULL""",
    "batch {id} of the ended run {run_id} is still {status}": """
        SELECT id, run_id, batch.status FROM ops.batches AS batch JOIN ops.runs AS run USING (run_id)
        WHERE batch.status IN ('landing', 'landed', 'staged', 'validated') AND run.status <> 'started'
          AND decided_by IS NULL AND published_at IS NULL""",
    "run {run_id} never closed its log of {stream}": """
        SELECT run_id, stream FROM ops.data_sync_logs JOIN ops.runs USING (run_id)
        WHERE data_sync_logs.status = 'in_progress' AND runs.status <> 'started'""",
    "staging table {tablename} belongs to no open batch": """
        SELECT tablename FROM pg_tables LEFT JOIN ops.batches AS batch ON tablename = 'b_' || batch.id
        WHERE schemaname = 'staging'
          AND (batch.id IS NULL OR batch.status IN ('published', 'failed', 'superseded', 'rejected'))""",
    "{account_id} {stream}: covered through {covered_through}, but no published batch has read that day": """
        SELECT account.account_id, state.stream, state.covered_through FROM ops.stream_state AS state
        JOIN warehouse.ad_accounts AS account ON account.id = state.ad_account_id
        WHERE NOT EXISTS (SELECT FROM ops.batches AS batch
                          WHERE batch.ad_account_id = state.ad_account_id AND batch.stream = state.stream
                            AND batch.status = 'published' AND covered_through >= batch.window_start
                            AND covered_through < batch.window_end)""",
    "{account_id} {stream}: covered through {covered_through}, but that day is not loaded": """
        SELECT account.account_id, state.stream, state.covered_through FROM ops.stream_state AS state
        JOIN warehouse.ad_accounts AS account ON account.id = state.ad_account_id
        WHERE EXISTS (SELECT FROM ops.batches AS batch WHERE batch.ad_account_id = state.ad_account_id
                      AND batch.stream = state.stream AND batch.load_mode = 'replace_window')
          AND NOT EXISTS (SELECT FROM ops.loaded_days AS loaded
                          WHERE loaded.ad_account_id = state.ad_account_id AND loaded.stream = state.stream
                            AND loaded.date = covered_through)
          AND (state.ad_account_id, state.stream, covered_through) NOT IN (SELECT * FROM waiting)""",
    "{account_id} {stream}: last successful at {last_success_at}, but nothing that is published was fetched then": """
        SELECT account.account_id, state.stream, state.last_success_at FROM ops.stream_state AS state
        JOIN warehouse.ad_accounts AS account ON account.id = state.ad_account_id
        WHERE last_success_at > (SELECT max(fetched_at) FROM ops.batches AS batch
                                 WHERE batch.ad_account_id = state.ad_account_id AND batch.stream = state.stream
                                   AND batch.status = 'published')""",
    "{account_id} {stream}: {date} rests on batch {batch_id}, which is {status}": """
        SELECT account.account_id, loaded.stream, loaded.date, loaded.batch_id, batch.status
        FROM ops.loaded_days AS loaded
        JOIN warehouse.ad_accounts AS account ON account.id = loaded.ad_account_id
        LEFT JOIN ops.batches AS batch ON batch.id = loaded.batch_id
        WHERE batch.status IS DISTINCT FROM 'published'""",
}
_REGRESSED = {
    "{account_id} {stream}: {date} rests on the fetch of {fetched_at}, an older one than the published {newest}": """
        SELECT account.account_id, loaded.stream, loaded.date, loaded.fetched_at, max(batch.fetched_at) AS newest
        FROM ops.loaded_days AS loaded
        JOIN warehouse.ad_accounts AS account ON account.id = loaded.ad_account_id
        JOIN ops.batches AS batch
          ON batch.ad_account_id = loaded.ad_account_id AND batch.stream = loaded.stream AND batch.status = 'published'
         AND loaded.date >= batch.window_start AND loaded.date < batch.window_end
        WHERE batch.load_mode = 'replace_window'
          AND (loaded.ad_account_id, loaded.stream, loaded.date) NOT IN (SELECT * FROM waiting)
        GROUP BY 1, 2, 3, 4 HAVING max(batch.fetched_at) > loaded.fetched_at""",
    "{table_name} of {date}: {rows} rows were fetched at {fetched_at}, their batch {batch_id} was not": """
        SELECT table_name, date, fact.fetched_at, batch_id, count(*) AS rows FROM (
            SELECT 'campaign_metrics' AS table_name, date, fetched_at, batch_id FROM warehouse.campaign_metrics
            UNION ALL
            SELECT 'campaign_metrics_hourly', date, fetched_at, batch_id FROM warehouse.campaign_metrics_hourly
            UNION ALL SELECT 'orders', order_date, fetched_at, batch_id FROM warehouse.orders
            UNION ALL SELECT 'analytics_events', event_date, fetched_at, batch_id FROM warehouse.analytics_events
        ) AS fact
        LEFT JOIN ops.batches AS batch ON batch.id = fact.batch_id
        WHERE fact.fetched_at IS DISTINCT FROM batch.fetched_at OR batch.status <> 'published'
        GROUP BY 1, 2, 3, 4""",
    "{table_name} of {date}: {rows} rows are newer than the fetch of {loaded_at} that the day rests on": """
        SELECT table_name, fact.date, loaded.fetched_at AS loaded_at, count(*) AS rows FROM (
            SELECT 'campaign_metrics' AS table_name, 'campaign_daily' AS stream, date, fetched_at, ad_account_id
            FROM warehouse.campaign_metrics
            UNION ALL SELECT 'campaign_metrics_hourly', 'campaign_hourly', date, fetched_at, ad_account_id
            FROM warehouse.campaign_metrics_hourly) AS fact
        JOIN ops.loaded_days AS loaded USING (ad_account_id, stream, date)
        WHERE fact.fetched_at > loaded.fetched_at
        GROUP BY 1, 2, 3""",
}


def i4_conservation(world: Playground) -> list[str]:
    """Records fetched = staged + quarantined + duplicate (+ summed + ignored) of every batch, and no row is made up."""
    broken = []
    for row in world.query(_UNBALANCED):
        name = f"batch {row['id']} ({row['platform']} {row['stream']})"
        ended = {kind: row[kind] for kind in ("staged", "quarantined", "duplicate", "summed", "ignored")}
        if row["fetched"] != sum(ended.values()):
            told = " + ".join(f"{count} {kind}" for kind, count in ended.items())
            broken.append(f"{name}: {row['fetched']} records fetched, {told}")
        if row["in_quarantine"] != row["quarantined"]:
            broken.append(f"{name}: {row['quarantined']} records quarantined, {row['in_quarantine']} are there")
        if (landed := _landed(world, row["landing_prefix"])) not in (None, row["fetched"]):
            broken.append(f"{name}: {row['fetched']} records fetched, {landed} landed")
        if row["status"] == "published" and row["rows"] + row["late"] > row["staged"]:
            broken.append(f"{name}: {row['rows']} rows and {row['late']} late ones of {row['staged']} staged records")
        if row["waiting"] > row["late"]:
            broken.append(f"{name}: {row['waiting']} of its rows wait, it counted {row['late']}")
    return broken


def i9_log_truth(world: Playground) -> list[str]:
    """Once every sign of life is old and the next start has swept, nothing is open; no mark is ahead of its data."""
    with world.warehouse.transaction("test.age") as cursor:
        cursor.execute("UPDATE ops.runs SET heartbeat_at = heartbeat_at - interval '1 hour' WHERE status = 'started'")
    runs.sweep(world.warehouse)
    return _told(world, _OPEN)


def i12_no_regress(world: Playground) -> list[str]:
    """What rests on an older fetch never replaces what rests on a newer one."""
    return _told(world, _REGRESSED)


def _told(world: Playground, questions: dict[str, str]) -> list[str]:
    return [words.format(**row) for words, text in questions.items() for row in world.query(_WAITING + text)]


def _landed(world: Playground, prefix: str | None) -> int | None:
    """Records of a fetch by its manifest; None when its pages have expired."""
    if prefix is None:
        return None
    try:
        manifest: dict[str, Any] = json.loads(world.context.store.get(f"{prefix}/{MANIFEST}"))
    except KeyError:
        return None
    return sum(int(page["records"]) for page in manifest["pages"])
