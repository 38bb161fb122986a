-- purpose: a background that was tried behind an image
-- grain: one row: its id, and whether it was inserted, updated or found unchanged
-- parameters: id, parent_id (the image), the columns; created_at (or NULL)
-- idempotence: by id, which is made of the image's and of what names the version of it; an equal row is not written again
WITH written AS (
    INSERT INTO app.background_versions AS known
        (id, product_image_id, url, storage_path, prompt, request_id, processing_time, metadata, is_active, created_at)
    VALUES (%(id)s, %(parent_id)s, %(url)s, %(storage_path)s, %(prompt)s, %(request_id)s, %(processing_time)s,
            %(metadata)s::jsonb, %(is_active)s, coalesce(%(created_at)s::timestamptz, now()))
    ON CONFLICT (id) DO UPDATE
    SET url = excluded.url, storage_path = excluded.storage_path, prompt = excluded.prompt,
        request_id = excluded.request_id, processing_time = excluded.processing_time, metadata = excluded.metadata,
        is_active = excluded.is_active, created_at = coalesce(%(created_at)s::timestamptz, known.created_at)
    WHERE (known.url, known.storage_path, known.prompt, known.request_id, known.processing_time, known.metadata,
           known.is_active, known.created_at)
          IS DISTINCT FROM
          (excluded.url, excluded.storage_path, excluded.prompt, excluded.request_id, excluded.processing_time,
           excluded.metadata, excluded.is_active, coalesce(%(created_at)s::timestamptz, known.created_at))
    RETURNING id, CASE WHEN xmax = 0 THEN 'inserted' ELSE 'updated' END AS outcome
)
SELECT id, outcome FROM written
UNION ALL
SELECT %(id)s::uuid, 'unchanged' WHERE NOT EXISTS (SELECT FROM written)
