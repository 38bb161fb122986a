-- purpose: figures of campaigns on the days of the recomputed periods, converted
-- grain: account, day, wanted currency, campaign
-- currency: the wanted one, at the day's own rate; NULL without one
-- plan: each day's facts by (ad_account_id, date), in the partitions between the first and the last period
CREATE TEMP TABLE campaign_days ON COMMIT DROP AS
WITH cell AS MATERIALIZED (
    SELECT DISTINCT base.ad_account_id, base.date, base.currency, day.wanted
    FROM account_days_of_periods AS day JOIN marts.account_channel_daily AS base USING (ad_account_id, date)
), priced AS MATERIALIZED (
    SELECT cell.*, rate.rate FROM cell JOIN period_rates AS rate USING (date, currency, wanted)
)
SELECT priced.ad_account_id, priced.date, priced.wanted, fact.campaign_id, sum(fact.cost) * rate AS spend,
       sum(fact.revenue) * rate AS revenue, sum(fact.revenue) FILTER (WHERE fact.cost IS NOT NULL) * rate AS revenue_with_cost
FROM priced
JOIN warehouse.campaign_metrics AS fact USING (ad_account_id, date, currency)
WHERE fact.date BETWEEN (SELECT min(date) FROM owner_periods) AND (SELECT max(last_day) FROM owner_periods)
GROUP BY priced.ad_account_id, priced.date, priced.wanted, priced.rate, fact.campaign_id
