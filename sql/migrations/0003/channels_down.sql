-- purpose: take the three platforms' channels back; those that were there before stay, without their placements.
DELETE FROM warehouse.channel_map WHERE platform IN ('google', 'naver', 'clickbank');
DELETE FROM warehouse.channels WHERE name IN
    ('google_pmax', 'google_other', 'naver_shopping', 'naver_place', 'naver_brand', 'naver_power_contents',
     'naver_other', 'clickbank', 'clickbank_other');
ALTER TABLE warehouse.channels DROP COLUMN cost_includes_vat, DROP COLUMN vat_rate;
