"""Alembic's entry: runs the migrations on the connection that the caller supplies, one transaction each."""

from alembic import context

from sql.migrations.running import LOCK_TIMEOUT

connection = context.config.attributes["connection"]
connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS ops")
connection.commit()
context.configure(
    connection=connection,
    version_table="schema_version",
    version_table_schema="ops",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
