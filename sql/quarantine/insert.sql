-- purpose: keep a record that cannot be loaded, with every reason
-- grain: one row a source record
INSERT INTO ops.quarantined_rows
    (batch_id, platform, stream, ad_account_id, date, source_page, source_line, reasons, payload)
SELECT id, platform, stream, ad_account_id, %(date)s, %(source_page)s, %(source_line)s, %(reasons)s, %(payload)s
FROM ops.batches WHERE id = %(batch_id)s
ON CONFLICT (batch_id, source_page, source_line) DO UPDATE
SET status = 'open', reasons = excluded.reasons, date = excluded.date, updated_at = now()
