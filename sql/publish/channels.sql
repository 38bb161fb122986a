-- purpose: the channel that each placement of a batch counts for; what channel_map does not know is <platform>_other
-- grain: one row a placement; rows: staged on the days to be replaced
SELECT staged.placement, map.channel_id IS NULL AS is_unmapped, staged.rows,
       coalesce(map.channel_id, (SELECT id FROM warehouse.channels WHERE name = %(platform)s || '_other')) AS channel_id
FROM (SELECT placement, count(*) FILTER (WHERE date = ANY (%(days)s)) AS rows FROM {stage} GROUP BY placement) AS staged
LEFT JOIN warehouse.channel_map AS map ON map.platform = %(platform)s AND map.placement = staged.placement
ORDER BY staged.placement
