-- purpose: take the orders and their platform's channels back.
DROP TABLE warehouse.order_items, warehouse.orders;
DELETE FROM warehouse.channel_map AS map USING warehouse.channels AS channel
WHERE channel.id = map.channel_id AND channel.name IN ('shopee_ads', 'shopee_other');
DELETE FROM warehouse.channels WHERE name IN ('shopee_ads', 'shopee_other');
