-- purpose: what the statistics of the recomputed tests are made of
-- grain: test
SELECT test_id, target_users, participants_a, participants_b, conversions_a, conversions_b
FROM fresh_ab_test_summary
WHERE participants_a + participants_b > 0
