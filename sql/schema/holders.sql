-- purpose: who holds locks on tables of the warehouse now, when a migration waited for one in vain
-- grain: one row a session, with the strongest of its locks
SELECT pid, usename AS role, application_name, relation, mode
FROM (SELECT DISTINCT ON (lock.pid) lock.pid, activity.usename, activity.application_name,
             lock.relation::regclass::text AS relation, lock.mode
      FROM pg_locks AS lock
      JOIN pg_class AS class ON class.oid = lock.relation
      JOIN pg_stat_activity AS activity ON activity.pid = lock.pid
      WHERE lock.granted AND lock.pid <> pg_backend_pid() AND class.relkind IN ('r', 'p', 'v')
        AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND class.relnamespace::regnamespace::text IN ('app', 'warehouse', 'marts', 'ops')
      ORDER BY lock.pid, lock.mode IN ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock') DESC, relation)
         AS held
ORDER BY pid
LIMIT 5
