-- purpose: take the products back.
DROP TABLE warehouse.product_metrics, warehouse.products;
