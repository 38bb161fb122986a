"""The best offers about something are those that sorting everything that fits would give."""

from __future__ import annotations

import pytest

from resources.warehouse.connection import Warehouse

pytestmark = pytest.mark.database
FILL = """
    WITH marketplace AS (
        INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)
        VALUES ('clickbank', 'marketplace', 'Marketplace', 'USD', 'UTC') RETURNING id
    )
    INSERT INTO warehouse.products (ad_account_id, product_id, platform, title, status, platform_status, currency,
                                    gravity, batch_id, fetched_at)
    SELECT id, 'p' || n, 'clickbank',
           CASE WHEN n %% 3 = 0 THEN 'Garden' WHEN n = 2500 THEN 'Beekeeping' ELSE 'Yoga' END,
           'active', 'NORMAL', 'USD', CASE WHEN n %% 10 > 0 OR n = 2500 THEN n END, 1, now()
    FROM marketplace CROSS JOIN generate_series(1, 3000) AS n
"""
SORTED = """
    SELECT product_id FROM warehouse.products
    WHERE gravity IS NOT NULL AND to_tsvector('english', title) @@ websearch_to_tsquery('english', %(words)s)
    ORDER BY gravity DESC LIMIT %(at_most)s
"""
FOUND = """
    SELECT product_id FROM app.find_offers(%(words)s, %(at_most)s) AS found (id) JOIN warehouse.products USING (id)
    ORDER BY gravity DESC
"""


@pytest.fixture
def filled(owner: Warehouse) -> Warehouse:
    """Three thousand offers, a tenth of which nobody has ranked; the higher the number, the better."""
    owner.connection.execute(FILL, {})
    return owner


@pytest.mark.parametrize("words", ["gardening", "beekeeping", "garden -yoga", "opera", ""])
@pytest.mark.parametrize("at_most", [1, 20, 400])
def test_the_best_offers_are_those_that_sorting_everything_gives(filled: Warehouse, words: str, at_most: int) -> None:
    asked = {"words": words, "at_most": at_most}
    expected = filled.connection.execute(SORTED, asked).fetchall()
    assert bool(expected) == (words not in ("opera", ""))
    assert filled.connection.execute(FOUND, asked).fetchall() == expected
