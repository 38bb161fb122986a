-- purpose: take the own catalogue back.
DROP TABLE app.subscription_plans, app.background_versions, app.product_images, app.products;
DROP FUNCTION app.refuse_new_price;
