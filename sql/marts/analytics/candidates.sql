-- purpose: figures of the five campaigns of each account that did best in each recomputed period: the best of an owner are
--   among those of its accounts
-- grain: account, wanted currency, type, period, campaign
-- rule: campaigns whose revenue is known; those whose spend is known before the others, then by revenue less spend (revenue
--   where the spend is unknown), then by revenue, then by id
-- currency: the wanted one
CREATE TEMP TABLE top_candidates ON COMMIT DROP AS
WITH figures AS (
    SELECT day.ad_account_id, day.wanted, day.type, day.period, campaign_id, round(spend, 6) AS spend,
           round(revenue, 6) AS revenue, round(revenue_with_cost, 6) AS revenue_with_cost
    FROM account_days_of_periods AS day JOIN campaign_days USING (ad_account_id, wanted, date)
    WHERE day.type = 'daily'
    UNION ALL
    SELECT day.ad_account_id, day.wanted, day.type, day.period, campaign_id, round(sum(spend), 6),
           round(sum(revenue), 6), round(sum(revenue_with_cost), 6)
    FROM account_days_of_periods AS day JOIN campaign_days USING (ad_account_id, wanted, date)
    WHERE day.type <> 'daily'
    GROUP BY day.ad_account_id, day.wanted, day.type, day.period, campaign_id
)
SELECT * FROM (
    SELECT figures.*, row_number() OVER (PARTITION BY ad_account_id, wanted, type, period
                                         ORDER BY spend IS NULL, revenue_with_cost - spend DESC NULLS LAST, revenue DESC,
                                                  campaign_id) AS place
    FROM figures WHERE revenue IS NOT NULL) AS ranked
WHERE place <= 5
