-- purpose: complete a recomputed test with what statistics say of it
-- grain: test
-- parameters: test_id and the columns that are set; None where the counts do not say
UPDATE fresh_ab_test_summary
SET conversion_rate_low_a = %(conversion_rate_low_a)s, conversion_rate_high_a = %(conversion_rate_high_a)s,
    conversion_rate_low_b = %(conversion_rate_low_b)s, conversion_rate_high_b = %(conversion_rate_high_b)s,
    uplift_low = %(uplift_low)s, uplift_high = %(uplift_high)s, z_statistic = %(z_statistic)s, p_value = %(p_value)s,
    has_enough_participants = %(has_enough_participants)s, is_significant = %(is_significant)s, winner = %(winner)s
WHERE test_id = %(test_id)s
