-- purpose: take the rows that break a rule of products out of a staging table, with every reason
-- grain: one row a broken record
-- parameters: window_start, window_end
-- rules: counters fall when comments are taken down or a like is withdrawn, so only their sign is judged
-- idempotence: the rows are gone from the table afterwards
WITH judged AS (
    SELECT source_page, source_line, array_remove(ARRAY[
        CASE WHEN price < 0 THEN 'price: expected 0 or more, got ' || price END,
        CASE WHEN original_price < 0 THEN 'original_price: expected 0 or more, got ' || original_price END,
        CASE WHEN stock < 0 THEN 'stock: expected 0 or more, got ' || stock END,
        CASE WHEN sales < 0 THEN 'sales: expected 0 or more, got ' || sales END,
        CASE WHEN views < 0 THEN 'views: expected 0 or more, got ' || views END,
        CASE WHEN likes < 0 THEN 'likes: expected 0 or more, got ' || likes END,
        CASE WHEN comments < 0 THEN 'comments: expected 0 or more, got ' || comments END,
        CASE WHEN rating NOT BETWEEN 0 AND 5 THEN 'rating: expected 0 to 5, got ' || rating END,
        CASE WHEN gravity < 0 THEN 'gravity: expected 0 or more, got ' || gravity END,
        CASE WHEN popularity_rank < 0 THEN 'popularity_rank: expected 0 or more, got ' || popularity_rank END,
        CASE WHEN commission_rate < 0 THEN 'commission_rate: expected 0 or more, got ' || commission_rate END,
        CASE WHEN rebill_rate < 0 THEN 'rebill_rate: expected 0 or more, got ' || rebill_rate END,
        CASE WHEN snapshot_date < %(window_start)s OR snapshot_date >= %(window_end)s
             THEN 'snapshot_date: expected a day of ' || %(window_start)s::date || '..' || %(window_end)s::date - 1
                  || ', got ' || snapshot_date END
    ], NULL) AS reasons
    FROM {stage}
)
DELETE FROM {stage} AS staged
USING judged
WHERE cardinality(judged.reasons) > 0
  AND (staged.source_page, staged.source_line) = (judged.source_page, judged.source_line)
RETURNING staged.source_page, staged.source_line, staged.snapshot_date AS date, judged.reasons
