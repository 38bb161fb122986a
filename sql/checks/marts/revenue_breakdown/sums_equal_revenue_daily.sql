-- purpose: what products and the part without one come to, where it is not revenue_daily
-- grain: team, day, source, currency
SELECT team_id::text AS team, date::text AS day, source, currency, whole.revenue::text AS revenue_daily,
       part.revenue::text AS revenue_breakdown
FROM (
    SELECT team_id, date, source, currency, sum(gross_revenue) AS gross_revenue, sum(refunds) AS refunds,
           sum(chargebacks) AS chargebacks, sum(fees) AS fees, sum(revenue) AS revenue
    FROM marts.revenue_breakdown
    GROUP BY team_id, date, source, currency
) AS part
FULL JOIN marts.revenue_daily AS whole USING (team_id, date, source, currency)
WHERE (coalesce(part.gross_revenue, 0), coalesce(part.refunds, 0), coalesce(part.chargebacks, 0), coalesce(part.fees, 0))
      IS DISTINCT FROM (whole.gross_revenue, whole.refunds, whole.chargebacks, whole.fees)
ORDER BY day DESC, team, source, currency
LIMIT 50
