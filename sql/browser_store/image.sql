-- purpose: an image of a product as an export has it; it is the primary one unless the application chose another
-- grain: one row: its id, and whether it was inserted, updated or found unchanged
-- parameters: id, parent_id (the product), the columns
-- idempotence: by id, which is made of the product's and of what names the image in it; an equal row is not written again
WITH told AS (
    SELECT %(is_primary)s AND NOT EXISTS (
        SELECT FROM app.product_images AS other
        WHERE other.product_id = %(parent_id)s AND other.is_primary AND other.id <> %(id)s) AS is_primary
), written AS (
    INSERT INTO app.product_images AS known
        (id, product_id, url, storage_path, file_name, alt_text, size, is_primary, metadata)
    SELECT %(id)s, %(parent_id)s, %(url)s, %(storage_path)s, %(file_name)s, %(alt_text)s, %(size)s, told.is_primary,
           %(metadata)s::jsonb
    FROM told
    ON CONFLICT (id) DO UPDATE
    SET url = excluded.url, storage_path = excluded.storage_path, file_name = excluded.file_name,
        alt_text = excluded.alt_text, size = excluded.size, is_primary = excluded.is_primary, metadata = excluded.metadata
    WHERE (known.url, known.storage_path, known.file_name, known.alt_text, known.size, known.is_primary, known.metadata)
          IS DISTINCT FROM
          (excluded.url, excluded.storage_path, excluded.file_name, excluded.alt_text, excluded.size,
           excluded.is_primary, excluded.metadata)
    RETURNING id, CASE WHEN xmax = 0 THEN 'inserted' ELSE 'updated' END AS outcome
)
SELECT id, outcome FROM written
UNION ALL
SELECT %(id)s::uuid, 'unchanged' WHERE NOT EXISTS (SELECT FROM written)
