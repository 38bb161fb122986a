"""The house: people and connections, dimensions and facts, the first marts, the pipeline's own records."""

from importlib import resources

from alembic import op

revision = "0001"
down_revision = None


def _run(name: str) -> None:
    statements = resources.files("sql").joinpath("migrations", revision, name).read_text(encoding="utf-8")
    op.get_bind().connection.driver_connection.execute(statements)


def upgrade() -> None:
    """Create everything."""
    for name in ("app.sql", "warehouse.sql", "ops.sql", "marts.sql", "functions.sql"):
        _run(name)


def downgrade() -> None:
    """Drop everything."""
    _run("down.sql")
