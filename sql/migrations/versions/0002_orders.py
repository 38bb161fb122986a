"""Orders and products, tokens that are renewed, alerts that reach the right people."""

from importlib import resources

from alembic import op

revision = "0002"
down_revision = "0001"

PARTS = ("orders", "products", "connections", "alerts")


def _run(name: str) -> None:
    statements = resources.files("sql").joinpath("migrations", revision, name).read_text(encoding="utf-8")
    op.get_bind().connection.driver_connection.execute(statements)


def upgrade() -> None:
    """Add each part."""
    for part in PARTS:
        _run(f"{part}.sql")


def downgrade() -> None:
    """Take each part back."""
    for part in reversed(PARTS):
        _run(f"{part}_down.sql")
