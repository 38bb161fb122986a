-- purpose: take back every rate of a source; what went stays in changed_rates
-- grain: date, base, quote
-- parameters: source
-- idempotence: nothing is left to go the second time
CREATE TEMP TABLE changed_rates ON COMMIT DROP AS
WITH gone AS (
    DELETE FROM warehouse.fx_rates WHERE source = %(source)s
    RETURNING date, base, quote
)
SELECT date, base, quote FROM gone
