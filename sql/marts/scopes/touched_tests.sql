-- purpose: tests of variants that changed, or whose results did
-- grain: test
CREATE TEMP TABLE touched_tests ON COMMIT DROP AS
SELECT DISTINCT subject_id AS test_id FROM claimed_records WHERE subject = 'ab_test'
