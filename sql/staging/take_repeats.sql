-- purpose: take the rows whose key is there more than once out of a staging table
-- grain: one row a record, in the order they came
-- idempotence: the rows are gone from the table afterwards
WITH taken AS (
    DELETE FROM {stage} AS staged
    USING (SELECT {key} FROM {stage} GROUP BY {key} HAVING count(*) > 1) AS repeated
    WHERE ({staged_key}) = ({repeated_key})
    RETURNING staged.*
)
SELECT * FROM taken ORDER BY source_page, source_line
