-- purpose: the columns of one of the application's tables, and what its files must keep to
-- grain: one row a column, in order
-- parameters: table
SELECT field.attname AS name, format_type(field.atttypid, field.atttypmod) AS type,
       field.attnotnull AS never_null, field.attnotnull AND NOT field.atthasdef AS is_required,
       CASE WHEN field.atttypid = 'numeric'::regtype AND field.atttypmod > 0
            THEN ((field.atttypmod - 4) >> 16) - ((field.atttypmod - 4) & 65535) END AS digits,
       CASE WHEN field.atttypid = 'numeric'::regtype AND field.atttypmod > 0 THEN (field.atttypmod - 4) & 65535 END AS scale,
       CASE WHEN field.atttypid = 'bpchar'::regtype AND field.atttypmod > 0
            THEN field.atttypmod - 4 END AS length,
       (SELECT format('%%s.%%s', home.nspname, referred.relname)
        FROM pg_constraint AS reference
        JOIN pg_class AS referred ON referred.oid = reference.confrelid
        JOIN pg_namespace AS home ON home.oid = referred.relnamespace
        WHERE reference.conrelid = field.attrelid AND reference.contype = 'f' AND reference.conparentid = 0
          AND reference.conkey = ARRAY[field.attnum]) AS refers_to,
       array_position(main.conkey, field.attnum) AS key_place,
       parted.partattrs[0] IS NOT DISTINCT FROM field.attnum AS partitions
FROM pg_attribute AS field
LEFT JOIN pg_constraint AS main ON main.conrelid = field.attrelid AND main.contype = 'p'
LEFT JOIN pg_partitioned_table AS parted ON parted.partrelid = field.attrelid
WHERE field.attrelid = format('app.%%I', %(table)s::text)::regclass AND field.attnum > 0 AND NOT field.attisdropped
ORDER BY field.attnum
