-- purpose: write new and changed rates between known currencies; what was written stays in changed_rates
-- grain: date, base, quote
-- parameters: source
-- idempotence: an equal rate is not touched
CREATE TEMP TABLE changed_rates ON COMMIT DROP AS
WITH written AS (
    INSERT INTO warehouse.fx_rates AS known (date, base, quote, source, rate)
    SELECT incoming.date, base.code, quote.code, %(source)s, incoming.rate
    FROM incoming_rates AS incoming
    JOIN warehouse.currencies AS base ON base.code = incoming.base
    JOIN warehouse.currencies AS quote ON quote.code = incoming.quote
    ON CONFLICT (quote, date, base, source) DO UPDATE SET rate = excluded.rate, updated_at = now()
    WHERE known.rate <> excluded.rate
    RETURNING date, base, quote, xmax = 0 AS inserted
)
SELECT date, base, quote, inserted FROM written
