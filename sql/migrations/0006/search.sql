-- purpose: full-text search of products under row-level security. PostgreSQL lets no index compare words before a policy
--   has let the row pass, so a search would read every product that is visible; this finds first and lets pass then.
CREATE FUNCTION app.find_products(words text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 100 SET search_path = pg_catalog, pg_temp AS $$
    SELECT id FROM warehouse.products
    WHERE to_tsvector('english', title || ' ' || coalesce(description, '')) @@ websearch_to_tsquery('english', words)
      AND ad_account_id = ANY (ARRAY(SELECT app.visible_accounts()))
$$;
COMMENT ON FUNCTION app.find_products IS 'warehouse.products that the user who is asking sees and whose title or description has the words, in any form; "quoted words" in order, -word not';

-- purpose: the best of what a search finds. Common words are among the best offers; words that are not have few offers, which
--   the index of words finds. Neither way alone is quick for both.
CREATE FUNCTION app.find_offers(words text, at_most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 20 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    visible bigint[] := ARRAY(SELECT app.visible_accounts());
    wanted tsquery := websearch_to_tsquery('english', words);
    found bigint[];
BEGIN
    found := ARRAY(
        WITH best AS MATERIALIZED (
            SELECT id, gravity, title, description FROM warehouse.products
            WHERE gravity IS NOT NULL AND ad_account_id = ANY (visible) ORDER BY gravity DESC LIMIT 1000
        )
        SELECT id FROM best WHERE to_tsvector('english', title || ' ' || coalesce(description, '')) @@ wanted
        ORDER BY gravity DESC LIMIT at_most);
    IF cardinality(found) < at_most THEN
        found := ARRAY(
            WITH matching AS MATERIALIZED (
                SELECT id, gravity FROM warehouse.products
                WHERE gravity IS NOT NULL AND ad_account_id = ANY (visible)
                  AND to_tsvector('english', title || ' ' || coalesce(description, '')) @@ wanted
            )
            SELECT id FROM matching ORDER BY gravity DESC LIMIT at_most);
    END IF;
    RETURN QUERY SELECT unnest(found);
END
$$;
COMMENT ON FUNCTION app.find_offers IS 'The products of public marketplaces with the highest gravity among those that app.find_products finds; at most so many';
