-- purpose: take back what document 002 keeps of a marketplace's product beyond its figures.
DROP INDEX warehouse.products_search_idx, warehouse.products_category_gravity_idx, warehouse.products_gravity_idx,
    warehouse.products_commission_idx;
ALTER TABLE warehouse.products DROP COLUMN vendor, DROP COLUMN description, DROP COLUMN refund_rate, DROP COLUMN data_snapshot;
