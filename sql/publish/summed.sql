-- purpose: keyed rows summed where several placements are one channel
-- grain: the fact's key (date, hour where there is one, campaign, channel)
CREATE TEMP TABLE summed ON COMMIT DROP AS
SELECT {key}, min(currency)::char(3) AS currency, {sums}
FROM {incoming} AS keyed
GROUP BY {key}
