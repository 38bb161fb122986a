-- purpose: what DuckDB may use; nothing is loaded or kept that was not asked for, and no setting repeats a credential
-- (the S3 extension copies those of the environment into its settings, which anyone may select)
SET memory_limit = {memory};
SET threads = {threads};
SET pg_pool_max_connections = {threads};
SET temp_directory = {folder};
SET TimeZone = 'UTC';
SET autoinstall_known_extensions = false;
SET autoload_known_extensions = false;
SET allow_persistent_secrets = false;
SET python_enable_replacements = false;
SET s3_access_key_id = '';
SET s3_secret_access_key = '';
SET s3_session_token = '';
