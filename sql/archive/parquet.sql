-- purpose: for DuckDB: rows of PostgreSQL, in their order, as Parquet files data_0.parquet, data_1.parquet ... in a folder
-- idempotence: the folder is empty before; without rows there is one file without rows
COPY (SELECT * FROM postgres_query('live', {rows})) TO {folder}
(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {group_rows}, ROW_GROUPS_PER_FILE {groups})
