"""The marts of the five documents."""

from sql.migrations.running import run, run_concurrently

revision = "0005"
down_revision = "0004"

EXISTING = ("product_metrics",)
PARTS = ("money", "shop", "campaigns", "market")


def upgrade() -> None:
    """Add to the table that is there, then each part."""
    run(revision, *EXISTING)
    run_concurrently(revision, "existing_rows")
    run(revision, *PARTS)


def downgrade() -> None:
    """Take each part back."""
    run(revision, *(f"{part}_down" for part in reversed((*EXISTING, *PARTS))))
