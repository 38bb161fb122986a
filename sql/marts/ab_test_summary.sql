-- mart: marts.ab_test_summary
-- grain: test_id
-- sources: app.ab_tests, app.ab_test_results; a result is a participant
-- formulas: rates from counts, percent, 4 decimals, half away from zero; no revenue is nothing paid, no score is unknown.
--   Intervals and the test of significance are NULL here and completed by resources/warehouse/marts/ab_tests.py
-- currency: the test's
-- plan: results by (test_id, variant) of the touched tests
SELECT test.id AS test_id, test.team_id, test.status, test.currency, test.target_users, result.first_result_at,
       result.last_result_at, result.participants_a, result.participants_b, result.conversions_a, result.conversions_b,
       round(result.conversions_a * 100.0 / nullif(result.participants_a, 0), 4) AS conversion_rate_a,
       round(result.conversions_b * 100.0 / nullif(result.participants_b, 0), 4) AS conversion_rate_b,
       NULL::numeric AS conversion_rate_low_a, NULL::numeric AS conversion_rate_high_a,
       NULL::numeric AS conversion_rate_low_b, NULL::numeric AS conversion_rate_high_b, result.revenue_a, result.revenue_b,
       round(result.revenue_a / nullif(result.participants_a, 0), 4) AS revenue_per_participant_a,
       round(result.revenue_b / nullif(result.participants_b, 0), 4) AS revenue_per_participant_b,
       result.avg_engagement_a, result.avg_engagement_b,
       round((result.conversions_b::numeric * result.participants_a
              / nullif(result.conversions_a::numeric * result.participants_b, 0) - 1) * 100, 4) AS uplift,
       NULL::numeric AS uplift_low, NULL::numeric AS uplift_high, NULL::numeric AS z_statistic, NULL::numeric AS p_value,
       false AS has_enough_participants, false AS is_significant, NULL::text AS winner
FROM touched_tests
JOIN app.ab_tests AS test ON test.id = touched_tests.test_id
CROSS JOIN LATERAL (
    SELECT min(one.timestamp) AS first_result_at, max(one.timestamp) AS last_result_at,
           count(*) FILTER (WHERE one.variant = 'A') AS participants_a,
           count(*) FILTER (WHERE one.variant = 'B') AS participants_b,
           count(*) FILTER (WHERE one.variant = 'A' AND one.converted) AS conversions_a,
           count(*) FILTER (WHERE one.variant = 'B' AND one.converted) AS conversions_b,
           coalesce(sum(one.revenue) FILTER (WHERE one.variant = 'A'), 0) AS revenue_a,
           coalesce(sum(one.revenue) FILTER (WHERE one.variant = 'B'), 0) AS revenue_b,
           round(avg(one.engagement_score) FILTER (WHERE one.variant = 'A'), 4) AS avg_engagement_a,
           round(avg(one.engagement_score) FILTER (WHERE one.variant = 'B'), 4) AS avg_engagement_b
    FROM app.ab_test_results AS one WHERE one.test_id = test.id) AS result
