"""What breaks each invariant of a warehouse in which all is well: statements as its owner."""

from __future__ import annotations

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
