"""How a migration runs its statements, and how long it may be in the way of others.

A migration is one transaction that takes no lock on a filled table for longer than the catalogue's change lasts: what
has to read such a table (an index, a constraint on rows that are there) runs concurrently, before the rest.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

from alembic import op

LOCK_TIMEOUT = "5s"
"""How long a statement may wait for a lock: whoever comes after it waits for as long."""
BUILD_TIMEOUT = "10min"
"""How long a concurrent build may wait for older transactions: it holds nobody up."""
_WAIT = "SELECT set_config('lock_timeout', %s, false)"


def run(revision: str, *names: str) -> None:
    """Run the files `sql/migrations/<revision>/<name>.sql` in the migration's transaction."""
    for name in names:
        _connection().execute(_text(revision, name))


def run_concurrently(revision: str, name: str) -> None:
    """Commit what the migration did so far, then run a file's statements each by itself, outside of a transaction.

    When one fails, the database keeps all of that and still has the version before: these statements and those that
    went before them in the migration must be such that they can be run again.
    """
    with op.get_context().autocommit_block():
        connection = _connection()
        connection.execute(_WAIT, (BUILD_TIMEOUT,))
        for statement in _text(revision, name).split(";\n"):
            connection.execute(statement)
        connection.execute(_WAIT, (LOCK_TIMEOUT,))


def _text(revision: str, name: str) -> str:
    return resources.files("sql").joinpath("migrations", revision, f"{name}.sql").read_text(encoding="utf-8")


def _connection() -> Any:
    return op.get_bind().connection.driver_connection
