-- purpose: a catalogue whose prices are many times the published ones (units mistaken, e.g. cents); no row is good
SELECT count(*) AS products, percentile_cont(0.5) WITHIN GROUP (ORDER BY staged.price / product.price) AS median_factor
FROM {stage} AS staged
JOIN {fact} AS product ON product.ad_account_id = {ad_account_id} AND product.product_id = staged.product_id
WHERE product.price > 0
HAVING count(*) >= 5 AND percentile_cont(0.5) WITHIN GROUP (ORDER BY staged.price / product.price) > 50
