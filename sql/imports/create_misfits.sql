-- purpose: a function for this session that finds the cells of a column of pg_temp.incoming (all text) that are not of a
--   type; PostgreSQL itself is the judge, and a column that fits as a whole is not looked at cell by cell
-- idempotence: replaces itself
CREATE OR REPLACE FUNCTION pg_temp.misfits(wanted text, type text, most integer)
RETURNS TABLE (import_row bigint, value text) LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        EXECUTE format('SELECT count((%1$I::%2$s)::text) FROM pg_temp.incoming', wanted, type);
        RETURN;
    EXCEPTION WHEN data_exception THEN
        NULL;
    END;
    FOR import_row, value IN EXECUTE format(
        'SELECT import_row, %1$I FROM pg_temp.incoming WHERE %1$I IS NOT NULL ORDER BY import_row', wanted)
    LOOP
        BEGIN
            EXECUTE format('SELECT (%L::%s)::text', value, type);
        EXCEPTION WHEN data_exception THEN
            RETURN NEXT;
            most := most - 1;
            EXIT WHEN most = 0;
        END;
    END LOOP;
END
$$
