-- purpose: a campaign that was never saved, for its draft to hang on
-- grain: one row: its id, and that it was inserted
-- parameters: user_id, team_id, source, legacy_id, product_id (or NULL), name, type
-- idempotence: asked for where there is none only
INSERT INTO app.campaigns (user_id, team_id, source, legacy_id, product_id, name, type, status)
VALUES (%(user_id)s, %(team_id)s, %(source)s, %(legacy_id)s, %(product_id)s, %(name)s, %(type)s, 'draft')
RETURNING id, 'inserted' AS outcome
