"""The application's own records: catalogue, plans, shop, behaviour, security, and what their changes set off."""

from importlib import resources

from alembic import op

revision = "0004"
down_revision = "0003"

PARTS = (
    "partitions",
    "warehouse",
    "catalogue",
    "campaigns",
    "shop",
    "behaviour",
    "security",
    "planning",
    "touched",
)


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
