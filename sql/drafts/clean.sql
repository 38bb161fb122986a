-- purpose: remove the drafts that have expired, and tell what is left
-- grain: one row: removed, kept
-- parameters: now
-- idempotence: what is removed is gone; a draft that is saved again meanwhile is judged by its new end
WITH removed AS (
    DELETE FROM app.campaign_drafts WHERE expires_at < %(now)s RETURNING 1
)
SELECT (SELECT count(*) FROM removed) AS removed,
       (SELECT count(*) FROM app.campaign_drafts) - (SELECT count(*) FROM removed) AS kept
