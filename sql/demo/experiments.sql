-- purpose: A/B tests and whether their variants differ
-- grain: test
SELECT test.name AS test, summary.status, summary.conversion_rate_a AS rate_a, summary.conversion_rate_b AS rate_b,
       summary.uplift, summary.p_value, summary.is_significant AS significant
FROM marts.ab_test_summary AS summary JOIN app.ab_tests AS test ON test.id = summary.test_id
ORDER BY test.name
