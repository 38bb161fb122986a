-- purpose: whether the last look at the archive was clean
-- grain: one row, none when nobody ever looked
SELECT is_healthy FROM ops.health WHERE subject = 'archive' ORDER BY checked_at DESC LIMIT 1
