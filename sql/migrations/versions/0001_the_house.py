"""The house: people and connections, dimensions and facts, the first marts, the pipeline's own records."""

from sql.migrations.running import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    run(revision, "app", "warehouse", "ops", "marts", "functions")


def downgrade() -> None:
    """Drop everything."""
    run(revision, "down")
