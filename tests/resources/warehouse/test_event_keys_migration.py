"""Events of a vendor who is its own affiliate get their role into their keys, once, and a re-read finds them."""

from __future__ import annotations

from importlib import resources

import pytest

from resources.warehouse.connection import Warehouse

pytestmark = pytest.mark.database
ROWS = """
INSERT INTO warehouse.ad_accounts (id, platform, account_id, name, currency, timezone) OVERRIDING SYSTEM VALUE
VALUES (1, 'clickbank', 'lark', 'Lark', 'USD', 'America/Los_Angeles');
SELECT ops.ensure_partition('warehouse.analytics_events', '2026-03-07');
INSERT INTO warehouse.analytics_events (event_date, ad_account_id, event_key, occurred_at, event_type, platform_type,
                                        source, quantity, revenue, currency, metadata, batch_id, fetched_at)
SELECT '2026-03-07', 1, key, '2026-03-07 20:00Z', 'conversion', 'SALE', source, 1, 1, 'USD', metadata::jsonb, 1, now()
FROM (VALUES ('A/SALE/1/t', 'lark', '{"vendor": "lark", "role": "VENDOR"}'),
             ('B/SALE/1/t', 'lark', '{"vendor": "lark", "role": "AFFILIATE"}'),
             ('C/SALE/1/t', 'trail', '{"vendor": "lark", "role": "VENDOR"}'),
             ('D/SALE/1/t', 'lark', '{"vendor": "lark"}'),
             ('E/SALE/1/t', NULL, '{"vendor": "lark", "role": "VENDOR"}')) AS event (key, source, metadata);
"""


def keys(owner: Warehouse, part: str | None = None) -> list[str]:
    """The events' keys, after a part of the migration."""
    if part:
        text = resources.files("sql").joinpath("migrations", "0004", f"{part}.sql").read_text(encoding="utf-8")
        owner.connection.execute(text.encode())
    found = owner.connection.execute("SELECT event_key FROM warehouse.analytics_events ORDER BY 1").fetchall()
    return [row["event_key"] for row in found]


def test_keys_get_their_role_once_and_lose_it_on_the_way_back(owner: Warehouse) -> None:
    owner.connection.execute(ROWS.encode())
    plain = [f"{letter}/SALE/1/t" for letter in "ABCDE"]
    named = ["A/SALE/1/t/VENDOR", "B/SALE/1/t/AFFILIATE", *plain[2:]]
    assert keys(owner) == plain
    assert keys(owner, "event_keys") == named
    assert keys(owner, "event_keys") == named
    assert keys(owner, "event_keys_down") == plain


def test_of_two_roles_events_the_vendors_gets_the_plain_key_back(owner: Warehouse) -> None:
    owner.connection.execute(ROWS.encode())
    keys(owner, "event_keys")
    owner.connection.execute(
        "INSERT INTO warehouse.analytics_events (event_date, ad_account_id, event_key, occurred_at, event_type,"
        " platform_type, source, quantity, revenue, currency, metadata, batch_id, fetched_at)"
        " SELECT event_date, ad_account_id, 'A/SALE/1/t/AFFILIATE', occurred_at, event_type, platform_type, source,"
        """ quantity, revenue, currency, metadata || '{"role": "AFFILIATE"}', batch_id, fetched_at"""
        " FROM warehouse.analytics_events WHERE event_key = 'A/SALE/1/t/VENDOR'"
    )
    assert keys(owner, "event_keys_down")[:2] == ["A/SALE/1/t", "A/SALE/1/t/AFFILIATE"]
