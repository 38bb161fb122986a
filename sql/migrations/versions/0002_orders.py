"""Orders and products, tokens that are renewed, alerts that reach the right people."""

from sql.migrations.running import run

revision = "0002"
down_revision = "0001"

PARTS = ("orders", "products", "connections", "alerts")


def upgrade() -> None:
    """Add each part."""
    run(revision, *PARTS)


def downgrade() -> None:
    """Take each part back."""
    run(revision, *(f"{part}_down" for part in reversed(PARTS)))
