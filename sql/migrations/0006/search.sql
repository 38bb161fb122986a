-- purpose: full-text search of products under row-level security. PostgreSQL lets no index compare words before a policy
--   has let the row pass, so a search would read every product that is visible; this finds first and lets pass then.
CREATE FUNCTION app.find_products(words text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 100 SET search_path = pg_catalog, pg_temp AS $$
    SELECT id FROM warehouse.products
    WHERE to_tsvector('english', title || ' ' || coalesce(description, '')) @@ websearch_to_tsquery('english', words)
      AND ad_account_id = ANY (ARRAY(SELECT app.visible_accounts()))
$$;
COMMENT ON FUNCTION app.find_products IS 'warehouse.products that the user who is asking sees and whose title or description has the words, in any form; "quoted words" in order, -word not';
