-- purpose: a session that may stay in one transaction for as long as a dump takes, and waits a minute for a lock
SELECT set_config('idle_in_transaction_session_timeout', '0', false), set_config('statement_timeout', '0', false),
       set_config('lock_timeout', '60s', false), set_config('application_name', 'adwarehouse backup', false)
