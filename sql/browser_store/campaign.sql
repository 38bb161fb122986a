-- purpose: a campaign as an export has it
-- grain: one row: its id, and whether it was inserted, updated or found unchanged
-- parameters: user_id, team_id, source, legacy_id, product_id (or NULL, which leaves the product as it is), the columns;
--   created_at (or NULL)
-- idempotence: by (user_id, source, legacy_id); an equal row is not written again
WITH written AS (
    INSERT INTO app.campaigns AS known
        (user_id, team_id, source, legacy_id, product_id, name, type, status, budget, currency, starts_at, ends_at,
         launched_at, audience_config, platform_config, creative_config, publish_config, settings, legacy_data,
         created_at)
    VALUES (%(user_id)s, %(team_id)s, %(source)s, %(legacy_id)s, %(product_id)s, %(name)s, %(type)s, %(status)s,
            %(budget)s, %(currency)s, %(starts_at)s, %(ends_at)s, %(launched_at)s, %(audience_config)s::jsonb,
            %(platform_config)s::jsonb, %(creative_config)s::jsonb, %(publish_config)s::jsonb, %(settings)s::jsonb,
            %(legacy_data)s::jsonb, coalesce(%(created_at)s::timestamptz, now()))
    ON CONFLICT (user_id, source, legacy_id) WHERE legacy_id IS NOT NULL DO UPDATE
    SET product_id = coalesce(excluded.product_id, known.product_id), name = excluded.name, type = excluded.type,
        status = excluded.status, budget = excluded.budget, currency = excluded.currency,
        starts_at = excluded.starts_at, ends_at = excluded.ends_at, launched_at = excluded.launched_at,
        audience_config = excluded.audience_config, platform_config = excluded.platform_config,
        creative_config = excluded.creative_config, publish_config = excluded.publish_config,
        settings = excluded.settings, legacy_data = excluded.legacy_data,
        created_at = coalesce(%(created_at)s::timestamptz, known.created_at)
    WHERE (known.product_id, known.name, known.type, known.status, known.budget, known.currency, known.starts_at,
           known.ends_at, known.launched_at, known.audience_config, known.platform_config, known.creative_config,
           known.publish_config, known.settings, known.legacy_data, known.created_at)
          IS DISTINCT FROM
          (coalesce(excluded.product_id, known.product_id), excluded.name, excluded.type, excluded.status,
           excluded.budget, excluded.currency, excluded.starts_at, excluded.ends_at, excluded.launched_at,
           excluded.audience_config, excluded.platform_config, excluded.creative_config, excluded.publish_config,
           excluded.settings, excluded.legacy_data, coalesce(%(created_at)s::timestamptz, known.created_at))
    RETURNING id, CASE WHEN xmax = 0 THEN 'inserted' ELSE 'updated' END AS outcome
)
SELECT id, outcome FROM written
UNION ALL
SELECT id, 'unchanged' FROM app.campaigns
WHERE user_id = %(user_id)s AND source = %(source)s AND legacy_id = %(legacy_id)s AND NOT EXISTS (SELECT FROM written)
