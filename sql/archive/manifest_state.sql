-- purpose: move a month to its next state and note when
-- parameters: id, state
UPDATE ops.archive_manifest
SET state = %(state)s, updated_at = now(),
    verified_at = CASE WHEN %(state)s = 'verified' THEN now() ELSE verified_at END,
    serving_at = CASE WHEN %(state)s = 'serving_archive' THEN now() ELSE serving_at END,
    dropped_at = CASE WHEN %(state)s = 'dropped' THEN now() ELSE dropped_at END,
    restored_at = CASE WHEN %(state)s = 'restored' THEN now() ELSE restored_at END,
    released_at = CASE WHEN %(state)s = 'restored' THEN NULL ELSE released_at END
WHERE id = %(id)s
