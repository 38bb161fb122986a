"""Row-level security: everybody sees what is theirs, their team's, or everyone's."""

from sql.migrations.running import run, run_concurrently

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Who is asking, one shape of policies, and whose each table's rows are."""
    run_concurrently(revision, "existing_rows")
    run(revision, "roles", "people", "search", "set_apart", "app", "warehouse", "marts", "ops")


def downgrade() -> None:
    """Open everything again to whoever has a grant."""
    run(revision, "down")
    run_concurrently(revision, "existing_rows_down")
