"""Google Ads, Naver Search Ads and ClickBank: events, what marketplaces say of products, channels and their tax."""

from sql.migrations.running import run

revision = "0003"
down_revision = "0002"

PARTS = ("events", "products", "channels", "batches")


def upgrade() -> None:
    """Add each part."""
    run(revision, *PARTS)


def downgrade() -> None:
    """Take each part back."""
    run(revision, *(f"{part}_down" for part in reversed(PARTS)))
