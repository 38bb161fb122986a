-- purpose: a generated background as an export has it
-- grain: one row: its id, and whether it was inserted, updated or found unchanged
-- parameters: user_id, id, the columns; created_at (or NULL)
-- idempotence: by id, which is made of the user's and of the background's in the browser; an equal row is not written again
WITH written AS (
    INSERT INTO app.ai_generations AS known
        (id, user_id, type, prompt, service, request_id, response_data, processing_time, cost_credits, created_at)
    VALUES (%(id)s, %(user_id)s, 'background', %(prompt)s, %(service)s, %(request_id)s, %(response_data)s::jsonb,
            %(processing_time)s, %(cost_credits)s, coalesce(%(created_at)s::timestamptz, now()))
    ON CONFLICT (id) DO UPDATE
    SET prompt = excluded.prompt, service = excluded.service, request_id = excluded.request_id,
        response_data = excluded.response_data, processing_time = excluded.processing_time,
        cost_credits = excluded.cost_credits,
        created_at = coalesce(%(created_at)s::timestamptz, known.created_at)
    WHERE (known.prompt, known.service, known.request_id, known.response_data, known.processing_time,
           known.cost_credits, known.created_at)
          IS DISTINCT FROM
          (excluded.prompt, excluded.service, excluded.request_id, excluded.response_data, excluded.processing_time,
           excluded.cost_credits, coalesce(%(created_at)s::timestamptz, known.created_at))
    RETURNING id, CASE WHEN xmax = 0 THEN 'inserted' ELSE 'updated' END AS outcome
)
SELECT id, outcome FROM written
UNION ALL
SELECT %(id)s::uuid, 'unchanged' WHERE NOT EXISTS (SELECT FROM written)
