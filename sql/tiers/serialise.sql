-- purpose: how DuckDB understands a query: an error unless it is SELECT statements
-- parameters: the query
SELECT json_serialize_sql(?::VARCHAR)
