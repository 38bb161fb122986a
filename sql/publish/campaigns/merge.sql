-- purpose: campaigns as the platform has them now; a placeholder becomes a real one; an older fetch changes nothing
-- grain: one row with the counts
-- parameters: ad_account_id, platform, fetched_at
WITH written AS (
    INSERT INTO warehouse.campaigns AS campaign
        (ad_account_id, campaign_id, campaign_name, platform, status, platform_status, objective, daily_budget,
         total_budget, currency, start_date, end_date, source_updated_at, fetched_at)
    SELECT %(ad_account_id)s, campaign_id, campaign_name, %(platform)s, status, platform_status, objective, daily_budget,
           total_budget, currency, start_date, end_date, source_updated_at, %(fetched_at)s
    FROM {stage}
    ORDER BY campaign_id
    ON CONFLICT (ad_account_id, campaign_id) DO UPDATE
    SET campaign_name = excluded.campaign_name, status = excluded.status, platform_status = excluded.platform_status,
        objective = excluded.objective, daily_budget = excluded.daily_budget, total_budget = excluded.total_budget,
        currency = excluded.currency, start_date = excluded.start_date, end_date = excluded.end_date,
        source_updated_at = excluded.source_updated_at, fetched_at = excluded.fetched_at, is_placeholder = false,
        updated_at = now()
    WHERE campaign.fetched_at < excluded.fetched_at
      AND (campaign.campaign_name, campaign.status, campaign.platform_status, campaign.objective, campaign.daily_budget,
           campaign.total_budget, campaign.currency, campaign.start_date, campaign.end_date,
           campaign.source_updated_at, campaign.is_placeholder)
          IS DISTINCT FROM
          (excluded.campaign_name, excluded.status, excluded.platform_status, excluded.objective, excluded.daily_budget,
           excluded.total_budget, excluded.currency, excluded.start_date, excluded.end_date,
           excluded.source_updated_at, false)
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS inserted, count(*) FILTER (WHERE NOT is_new) AS updated, 0 AS deleted,
       (SELECT count(*) FROM {stage}) - count(*) AS unchanged
FROM written
