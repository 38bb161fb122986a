-- purpose: a product as an export has it
-- grain: one row: its id, and whether it was inserted, updated or found unchanged
-- parameters: user_id, team_id, source, legacy_id, the columns; created_at (or NULL)
-- idempotence: by (user_id, source, legacy_id); an equal row is not written again
WITH written AS (
    INSERT INTO app.products AS known
        (user_id, team_id, source, legacy_id, name, description, brand, category, sku, url, price, currency, utm_codes,
         metadata, settings, status, created_at)
    VALUES (%(user_id)s, %(team_id)s, %(source)s, %(legacy_id)s, %(name)s, %(description)s, %(brand)s, %(category)s,
            %(sku)s, %(url)s, %(price)s, %(currency)s, %(utm_codes)s::jsonb, %(metadata)s::jsonb, %(settings)s::jsonb,
            %(status)s, coalesce(%(created_at)s::timestamptz, now()))
    ON CONFLICT (user_id, source, legacy_id) WHERE legacy_id IS NOT NULL DO UPDATE
    SET name = excluded.name, description = excluded.description, brand = excluded.brand, category = excluded.category,
        sku = excluded.sku, url = excluded.url, price = excluded.price, currency = excluded.currency,
        utm_codes = excluded.utm_codes, metadata = excluded.metadata, settings = excluded.settings,
        status = excluded.status, created_at = coalesce(%(created_at)s::timestamptz, known.created_at)
    WHERE (known.name, known.description, known.brand, known.category, known.sku, known.url, known.price, known.currency,
           known.utm_codes, known.metadata, known.settings, known.status, known.created_at)
          IS DISTINCT FROM
          (excluded.name, excluded.description, excluded.brand, excluded.category, excluded.sku, excluded.url,
           excluded.price, excluded.currency, excluded.utm_codes, excluded.metadata, excluded.settings, excluded.status,
           coalesce(%(created_at)s::timestamptz, known.created_at))
    RETURNING id, CASE WHEN xmax = 0 THEN 'inserted' ELSE 'updated' END AS outcome
)
SELECT id, outcome FROM written
UNION ALL
SELECT id, 'unchanged' FROM app.products
WHERE user_id = %(user_id)s AND source = %(source)s AND legacy_id = %(legacy_id)s AND NOT EXISTS (SELECT FROM written)
