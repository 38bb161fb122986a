-- purpose: name the campaigns that did best in each recomputed period of a user or team
-- grain: fresh_analytics, whose top_performing_campaigns it fills
-- rule: the five best of the candidates, in their order. The name is the one at the period's end
-- currency: the owner's; NULL when a rate of the period is missing
-- archive: a period that reaches into an archived month keeps those it had that are still the owner's, and is NULL after
--   a change of the currency, because the detail is gone
WITH archived AS (
    SELECT DISTINCT month FROM ops.archive_manifest
    WHERE table_name = 'campaign_metrics' AND state IN ('serving_archive', 'dropped')
), period AS MATERIALIZED (
    SELECT fresh.scope, fresh.owner_id, fresh.type, fresh.date, period.currency, period.last_day,
           EXISTS (SELECT FROM archived WHERE month <= period.last_day AND month + interval '1 month' > period.date) AS is_archived
    FROM fresh_analytics AS fresh JOIN owner_periods AS period USING (scope, owner_id, type, date)
    WHERE fresh.fx_complete
), ranked AS (
    SELECT period.*, figures.campaign_id, figures.spend, figures.revenue, figures.revenue_with_cost,
           row_number() OVER (PARTITION BY scope, owner_id, period.type, period.date
                              ORDER BY spend IS NULL, revenue_with_cost - spend DESC NULLS LAST, revenue DESC, campaign_id) AS place
    FROM period
    JOIN owner_accounts USING (scope, owner_id)
    JOIN top_candidates AS figures ON figures.ad_account_id = owner_accounts.ad_account_id AND figures.wanted = period.currency
                                  AND figures.type = period.type AND figures.period = period.date
    WHERE NOT is_archived
), best AS MATERIALIZED (
    SELECT scope, owner_id, type, date,
           jsonb_agg(jsonb_build_object(
               'campaign_id', ranked.campaign_id, 'name', coalesce(named.campaign_name, campaign.campaign_name),
               'spend', trim_scale(spend), 'revenue', trim_scale(revenue),
               'roas', CASE WHEN spend > 0 THEN trim_scale(round(revenue_with_cost / spend, 4)) END) ORDER BY place) AS campaigns
    FROM ranked
    JOIN warehouse.campaigns AS campaign ON campaign.id = ranked.campaign_id
    LEFT JOIN LATERAL (
        SELECT history.campaign_name FROM warehouse.campaign_history AS history
        CROSS JOIN LATERAL (SELECT history.valid_from >= timezone('UTC', last_day + interval '1 day') AS is_later) AS moment
        WHERE history.campaign_id = ranked.campaign_id
        ORDER BY is_later, CASE WHEN is_later THEN history.valid_from END, history.valid_from DESC
        LIMIT 1) AS named ON true
    WHERE place <= 5
    GROUP BY scope, owner_id, type, date
), kept AS MATERIALIZED (
    SELECT scope, owner_id, type, date,
           (SELECT coalesce(jsonb_agg(entry ORDER BY place), '[]')
            FROM jsonb_array_elements(old.top_performing_campaigns) WITH ORDINALITY AS entries (entry, place)
            JOIN warehouse.campaigns AS campaign ON campaign.id = (entry ->> 'campaign_id')::bigint
            JOIN owner_accounts AS account ON account.ad_account_id = campaign.ad_account_id
             AND account.scope = period.scope AND account.owner_id = period.owner_id) AS campaigns
    FROM period JOIN marts.analytics AS old USING (scope, owner_id, type, date)
    WHERE is_archived AND old.reporting_currency = period.currency AND old.top_performing_campaigns IS NOT NULL
)
UPDATE fresh_analytics AS fresh
SET top_performing_campaigns = CASE WHEN is_archived THEN kept.campaigns ELSE coalesce(best.campaigns, '[]') END
FROM period
LEFT JOIN best USING (scope, owner_id, type, date)
LEFT JOIN kept USING (scope, owner_id, type, date)
WHERE (fresh.scope, fresh.owner_id, fresh.type, fresh.date) = (period.scope, period.owner_id, period.type, period.date)
