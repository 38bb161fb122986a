"""The application's own records: catalogue, plans, shop, behaviour, security, and what their changes set off."""

from sql.migrations.running import run, run_concurrently

revision = "0004"
down_revision = "0003"

ROWS = "event_keys"
EXISTING = ("warehouse", "teams")
PARTS = ("version", "partitions", "catalogue", "campaigns", "shop", "behaviour", "security", "planning", "touched")


def upgrade() -> None:
    """Change the rows that are there and add to their tables, then add each part."""
    run(revision, ROWS, *EXISTING)
    run_concurrently(revision, "existing_rows")
    run(revision, *PARTS)


def downgrade() -> None:
    """Take each part back."""
    run(revision, f"{ROWS}_down")
    run_concurrently(revision, "existing_rows_down")
    run(revision, *(f"{part}_down" for part in reversed((*EXISTING, *PARTS))))
