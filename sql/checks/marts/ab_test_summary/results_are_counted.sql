-- purpose: tests whose participants in the mart are not the results there are, unless they wait
-- grain: test
SELECT test.id::text AS test, coalesce(counted.results, 0) AS results,
       summary.participants_a + summary.participants_b AS participants
FROM app.ab_tests AS test
LEFT JOIN (SELECT test_id, count(*) AS results FROM app.ab_test_results GROUP BY test_id) AS counted
       ON counted.test_id = test.id
FULL JOIN marts.ab_test_summary AS summary ON summary.test_id = test.id
WHERE coalesce(counted.results, 0) IS DISTINCT FROM summary.participants_a + summary.participants_b
  AND NOT EXISTS (SELECT FROM ops.touched_records AS waiting
                  WHERE waiting.subject = 'ab_test' AND waiting.subject_id = coalesce(test.id, summary.test_id))
ORDER BY test
LIMIT 50
