-- purpose: what a load of rates did
-- grain: one row
SELECT count(*) FILTER (WHERE changed.inserted) AS inserted,
       count(*) FILTER (WHERE NOT changed.inserted) AS updated,
       count(*) FILTER (WHERE changed.date IS NULL) AS unchanged
FROM incoming_rates AS incoming
JOIN warehouse.currencies AS known_base ON known_base.code = incoming.base
JOIN warehouse.currencies AS known_quote ON known_quote.code = incoming.quote
LEFT JOIN changed_rates AS changed
       ON changed.date = incoming.date AND changed.base = incoming.base AND changed.quote = incoming.quote
