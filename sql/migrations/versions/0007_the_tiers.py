"""What comes for an archived month waits until the archive takes it in."""

from sql.migrations.running import run

revision = "0007"
down_revision = "0006"

PARTS = ("late_rows",)


def upgrade() -> None:
    """Add each part."""
    run(revision, *PARTS)


def downgrade() -> None:
    """Take each part back."""
    run(revision, *(f"{part}_down" for part in reversed(PARTS)))
