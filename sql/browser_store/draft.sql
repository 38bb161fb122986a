-- purpose: the draft of a campaign as an export has it, unless the application has saved a later one
-- grain: one row: when it was saved, whether it has expired, and whether it was inserted, updated or left unchanged
-- parameters: campaign_id, step_data, auto_saved_at (NULL when the export does not say: then it is when it came first)
-- idempotence: by campaign_id; an equal row is not written again
WITH written AS (
    INSERT INTO app.campaign_drafts AS known (campaign_id, step_data, auto_saved_at, expires_at)
    VALUES (%(campaign_id)s, %(step_data)s::jsonb, coalesce(%(auto_saved_at)s::timestamptz, now()),
            coalesce(%(auto_saved_at)s::timestamptz, now()) + interval '7 days')
    ON CONFLICT (campaign_id) DO UPDATE
    SET step_data = excluded.step_data, auto_saved_at = coalesce(%(auto_saved_at)s::timestamptz, known.auto_saved_at),
        expires_at = coalesce(%(auto_saved_at)s::timestamptz, known.auto_saved_at) + interval '7 days'
    WHERE coalesce(%(auto_saved_at)s::timestamptz, known.auto_saved_at) >= known.auto_saved_at
      AND (known.step_data, known.auto_saved_at)
          IS DISTINCT FROM
          (excluded.step_data, coalesce(%(auto_saved_at)s::timestamptz, known.auto_saved_at))
    RETURNING auto_saved_at, expires_at, CASE WHEN xmax = 0 THEN 'inserted' ELSE 'updated' END AS outcome
), present AS (
    SELECT auto_saved_at, expires_at, outcome FROM written
    UNION ALL
    SELECT auto_saved_at, expires_at, 'unchanged' FROM app.campaign_drafts
    WHERE campaign_id = %(campaign_id)s AND NOT EXISTS (SELECT FROM written)
)
SELECT auto_saved_at, expires_at < now() AS is_expired, outcome FROM present
