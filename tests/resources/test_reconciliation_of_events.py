"""Events laid beside a truth: every planted difference is named, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from resources.reconciliation import EVENTS, Documents, against_events
from resources.warehouse.connection import Warehouse
from tests.conftest import Databases
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import Bazaar, Row, event
from tests.resources.loading.stall import table

pytestmark = pytest.mark.database
HAPPENED = [
    event("1"),
    event("2", campaign_id=None, source=None, customer_amount=None, customer_currency=None),
    event("1/back", 1, event_type="refund", platform_type="RFND", revenue="-19.9"),
]


@pytest.fixture
def shop(databases: Databases) -> Iterator[Bazaar]:
    """An account whose events are published."""
    with bazaar.known(), closing(Warehouse(databases.owner_url)) as owner:
        shop = Bazaar.open(bazaar.run(owner))
        shop.publish(*HAPPENED, stream="events")
        yield shop


def compared(shop: Bazaar, happened: list[Row] = HAPPENED) -> Documents:
    """The warehouse against what truly happened."""
    told = {"platform": shop.account.platform, "account_id": shop.account.account_id}
    return against_events(shop.context.warehouse, table([{**one, **told} for one in happened], EVENTS))


def said(found: Documents, shop: Bazaar) -> list[str]:
    """The differences, without the account they share."""
    return [str(one).removeprefix(f"bazaar account {shop.account.account_id} ") for one in found.differences]


def plant(shop: Bazaar, text: str) -> None:
    shop.context.warehouse.connection.execute(text)


def test_equal_events_have_no_differences_and_all_are_compared(shop: Bazaar) -> None:
    spaced = [{**one, "metadata": '{"title"  : "thing"}'} for one in HAPPENED]
    assert compared(shop) == compared(shop, spaced) == Documents([], compared=3, not_loaded=0, archived=0)


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        ("event_date = '2025-03-02'", "event_date expected 2025-03-01, found 2025-03-02"),
        ("occurred_at = '2025-03-01'", "occurred_at expected 2025-03-01 04:00:00+00, found 2025-03-01 00:00:00+00"),
        ("event_type = 'rebill'", "event_type expected conversion, found rebill"),
        ("platform_type = 'BILL'", "platform_type expected SALE, found BILL"),
        ("campaign_id = NULL", "campaign_id expected spring, found unknown"),
        ("campaign = NULL", "campaign expected spring, found unknown"),
        ("source = 'bob'", "source expected ann, found bob"),
        ("quantity = 2", "quantity expected 1, found 2"),
        ("revenue = 19.900001", "revenue expected 19.900000, found 19.900001"),
        ("currency = 'USD'", "currency expected SGD, found USD"),
        ("customer_amount = NULL", "customer_amount expected 1400.000000, found unknown"),
        ("customer_currency = 'KRW'", "customer_currency expected PHP, found KRW"),
        ("metadata = '{}'", 'metadata expected {"title": "thing"}, found {}'),
    ],
)
def test_a_wrong_field_of_an_event_is_named(shop: Bazaar, planted: str, expected: str) -> None:
    plant(shop, f"UPDATE warehouse.analytics_events SET {planted} WHERE event_key = '1'")
    assert said(compared(shop), shop) == [f"event 1: {expected}"]


def test_events_on_one_side_only_are_named_once(shop: Bazaar) -> None:
    assert said(compared(shop, [HAPPENED[0], HAPPENED[1], event("9")]), shop) == [
        "event 1/back: document expected 0, found 1",
        "event 9: document expected 1, found 0",
    ]


def test_what_happened_on_a_day_that_was_never_read_is_not_loaded_and_archived_months_are_counted_apart(
    shop: Bazaar,
) -> None:
    later = [*HAPPENED, event("3", 48)]
    assert compared(shop, later) == Documents([], compared=3, not_loaded=1, archived=0)
    plant(
        shop,
        "INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash, schema_version, objects,"
        " bytes) VALUES ('analytics_events', '2025-03-01', 'dropped', 0, '{}', 0, '', '[]', 0)",
    )
    assert compared(shop, later) == Documents([], compared=0, not_loaded=1, archived=3)
