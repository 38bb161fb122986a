-- purpose: the money of the touched days, each part of it once, for every mart of money to sum up
-- grain: none; product_key is NULL for what moves no money, empty for what is not itemised
CREATE TEMP TABLE money (
    team_id uuid NOT NULL,
    source text NOT NULL,
    date date NOT NULL,
    currency char(3) NOT NULL,
    country text NOT NULL,
    buyer uuid,
    product_key text,
    product_id uuid,
    product_name text,
    category text NOT NULL,
    gross_revenue numeric NOT NULL DEFAULT 0,
    refunds numeric NOT NULL DEFAULT 0,
    chargebacks numeric NOT NULL DEFAULT 0,
    fees numeric NOT NULL DEFAULT 0,
    orders bigint NOT NULL DEFAULT 0
) ON COMMIT DROP
