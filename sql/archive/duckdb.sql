-- purpose: for DuckDB: what an export may use
SET memory_limit = {memory};
SET threads = {threads};
SET temp_directory = {folder};
SET TimeZone = 'UTC';
SET autoinstall_known_extensions = false;
SET autoload_known_extensions = false;
