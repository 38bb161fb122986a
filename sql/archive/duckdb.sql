-- purpose: for DuckDB: what an export may use; one thread keeps the order of rows
SET memory_limit = {memory};
SET threads = 1;
SET temp_directory = {folder};
SET TimeZone = 'UTC';
SET autoinstall_known_extensions = false;
SET autoload_known_extensions = false;
