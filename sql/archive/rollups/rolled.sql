-- purpose: a place for sums that were computed elsewhere
-- idempotence: it goes with the transaction
CREATE TEMPORARY TABLE {relation} ON COMMIT DROP AS
{sums}
WITH NO DATA
