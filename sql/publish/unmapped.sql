-- purpose: placement values that channel_map does not know; their rows count for <platform>_other
-- grain: one row a value
SELECT DISTINCT placement FROM {stage} AS staged
WHERE NOT EXISTS (SELECT FROM warehouse.channel_map AS map
                  WHERE map.platform = %(platform)s AND map.placement = staged.placement)
ORDER BY placement
