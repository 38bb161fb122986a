-- purpose: the generated columns of facts: 4 decimals, half away from zero, NULL where the denominator is not positive
-- amounts have six decimals, so that every quotient is one of whole numbers, which is rounded once
CREATE MACRO whole(amount) AS (amount * 1000000)::HUGEINT;
CREATE MACRO quotient(numerator, denominator) AS
    CASE WHEN denominator > 0 THEN
        (sign(numerator) * ((2 * abs(numerator) + denominator) // (2 * denominator)))::DECIMAL(34, 0)
        * 0.0001::DECIMAL(4, 4)
    END;
CREATE MACRO figure_ctr(impressions, clicks, cost, conversions, revenue) AS
    quotient(clicks::HUGEINT * 1000000, impressions::HUGEINT);
CREATE MACRO figure_cpc(impressions, clicks, cost, conversions, revenue) AS
    quotient(whole(cost), clicks::HUGEINT * 100);
CREATE MACRO figure_cpm(impressions, clicks, cost, conversions, revenue) AS
    quotient(whole(cost) * 10, impressions::HUGEINT);
CREATE MACRO figure_conversion_rate(impressions, clicks, cost, conversions, revenue) AS
    quotient(whole(conversions), clicks::HUGEINT);
CREATE MACRO figure_cpa(impressions, clicks, cost, conversions, revenue) AS
    quotient(whole(cost) * 10000, whole(conversions));
CREATE MACRO figure_roas(impressions, clicks, cost, conversions, revenue) AS
    quotient(whole(revenue) * 10000, whole(cost));
CREATE MACRO figure_roi(impressions, clicks, cost, conversions, revenue) AS
    quotient((whole(revenue) - whole(cost)) * 1000000, whole(cost));
