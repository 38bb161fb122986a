-- purpose: take the rows that break a rule of the metrics out of a staging table, with every reason
-- grain: one row a broken record
-- rules: counts are never negative; a few clicks may be counted the day after their impressions, hence the ten
-- idempotence: the rows are gone from the table afterwards
WITH judged AS (
    SELECT source_page, source_line, array_remove(ARRAY[
        CASE WHEN impressions < 0 THEN 'impressions: expected 0 or more, got ' || impressions END,
        CASE WHEN clicks < 0 THEN 'clicks: expected 0 or more, got ' || clicks END,
        CASE WHEN impressions IS NOT NULL AND clicks > greatest(impressions, 10)
             THEN 'clicks: expected at most ' || greatest(impressions, 10) || ' (impressions, or ten), got ' || clicks END,
        CASE WHEN likes < 0 THEN 'likes: expected 0 or more, got ' || likes END,
        CASE WHEN shares < 0 THEN 'shares: expected 0 or more, got ' || shares END,
        CASE WHEN comments < 0 THEN 'comments: expected 0 or more, got ' || comments END,
        CASE WHEN saves < 0 THEN 'saves: expected 0 or more, got ' || saves END
    ], NULL) AS reasons
    FROM {stage}
)
DELETE FROM {stage} AS staged
USING judged
WHERE cardinality(judged.reasons) > 0
  AND (staged.source_page, staged.source_line) = (judged.source_page, judged.source_line)
RETURNING staged.source_page, staged.source_line, staged.date, judged.reasons
