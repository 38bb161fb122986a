"""Merging events: what was fetched last is right, whatever the order and number of fetches; nothing ever leaves."""

from __future__ import annotations

import datetime as dt
import json
import random
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resources.errors import IntegrityError
from resources.loading.context import LoadContext
from resources.loading.publish.counts import RowCounts
from resources.warehouse.connection import Warehouse
from resources.windows import DAY
from tests.conftest import Databases
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import FETCHED, HOUR, START, Bazaar, Row, event

pytestmark = pytest.mark.database
EVENT = "event_key, event_date, event_type, campaign_id, revenue::text"


def published(shop: Bazaar, *rows: Row, fetched_at: dt.datetime = FETCHED) -> RowCounts:
    return shop.publish(*rows, stream="events", fetched_at=fetched_at)


def test_an_event_is_published_once_with_everything_that_was_told(shop: Bazaar) -> None:
    said = json.dumps({"title": 'a "quoted" \\ thing, 안녕 🎁', "country": None})
    told = event("1", metadata=said)
    assert published(shop, told) == RowCounts(inserted=1)
    assert published(shop, told, fetched_at=FETCHED + HOUR) == RowCounts(unchanged=1)
    assert shop.rows(
        "event_date, event_key, occurred_at, event_type, platform_type, campaign_id, source, quantity, revenue::text, "
        "currency, customer_amount::text, customer_currency, metadata",
        "analytics_events",
    ) == [
        (
            START, "1", bazaar.at(0), "conversion", "SALE", "spring", "ann", 1, "19.900000", "SGD", "1400.000000",
            "PHP", json.loads(said),
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"revenue": "-3"},
        {"event_type": "other"},
        {"platform_type": "BILL"},
        {"quantity": 2},
        {"source": None},
        {"campaign_id": None},
        {"customer_amount": None, "customer_currency": None},
        {"metadata": "{}"},
        {"occurred_at": bazaar.at(1)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_a_newer_fetch_says_of_an_event_corrects_it_and_an_older_one_does_not(
    shop: Bazaar, changed: dict[str, Any]
) -> None:
    everything = (
        "event_type, platform_type, campaign_id, campaign, source, quantity, revenue, customer_amount, metadata"
    )
    published(shop, event("1"))
    before = shop.rows(everything, "analytics_events")
    assert published(shop, event("1", **changed), fetched_at=FETCHED - HOUR) == RowCounts(unchanged=1)
    assert shop.rows(everything, "analytics_events") == before
    assert published(shop, event("1", **changed), fetched_at=FETCHED + HOUR) == RowCounts(updated=1)
    assert shop.rows("fetched_at", "analytics_events") == [(FETCHED + HOUR,)]


def test_nothing_leaves_because_it_is_absent_and_equal_rows_are_not_written(shop: Bazaar) -> None:
    published(shop, event("1"), event("2"))
    before = shop.rows("event_key, xmin::text", "analytics_events")
    again = published(shop, event("2"), event("3"), fetched_at=FETCHED + HOUR)
    assert again == RowCounts(inserted=1, unchanged=1)
    assert shop.rows("event_key, xmin::text", "analytics_events")[:2] == before
    assert published(shop, fetched_at=FETCHED + 2 * HOUR) == RowCounts()
    assert len(shop.rows(EVENT, "analytics_events")) == 3


def test_a_refund_is_an_event_of_its_own_day_and_a_sum_is_net(shop: Bazaar) -> None:
    refund = {"event_type": "refund", "platform_type": "RFND", "revenue": "-19.90"}
    published(shop, event("1/SALE"), event("1/RFND", 24 * 40, **refund))
    assert shop.rows("event_date, revenue::text", "analytics_events") == [
        (START, "19.900000"),
        (START + 40 * DAY, "-19.900000"),
    ]


def test_an_event_whose_day_moved_is_refused_with_both_days_and_nothing_is_written(shop: Bazaar) -> None:
    published(shop, event("1"))
    moved = [event("2"), event("1", 24 * 31)]
    with pytest.raises(IntegrityError, match="event 1: expected event_date 2025-03-01 as published, got 2025-04-01"):
        published(shop, *moved, fetched_at=FETCHED + HOUR)
    assert [row[0] for row in shop.rows(EVENT, "analytics_events")] == ["1"]


def test_events_of_two_accounts_share_keys_and_nothing_else(shop: Bazaar) -> None:
    other = Bazaar.open(shop.context)
    published(shop, event("1"))
    assert published(other, event("1", 24, revenue="5")) == RowCounts(inserted=1)
    assert shop.rows("event_date, revenue::text", "analytics_events") == [(START, "19.900000")]


def test_every_campaign_that_an_event_names_is_known_and_one_that_was_known_stays_as_it_is(shop: Bazaar) -> None:
    shop.context.warehouse.connection.execute(
        "INSERT INTO warehouse.campaigns (ad_account_id, campaign_id, campaign_name, platform, currency, fetched_at)"
        " VALUES (%s, 'spring', 'Spring sale', 'bazaar', 'SGD', now())",
        (shop.account.ad_account_id,),
    )
    published(shop, event("1"), event("2", campaign_id="new"), event("3", campaign_id=None), event("4"))
    assert shop.rows("campaign_id, campaign_name, is_placeholder", "campaigns") == [
        ("new", "new", True),
        ("spring", "Spring sale", False),
    ]
    resolved = "(SELECT c.campaign_id FROM warehouse.campaigns AS c WHERE c.id = campaign)"
    assert shop.rows(f"event_key, {resolved}", "analytics_events") == [
        ("1", "spring"),
        ("2", "new"),
        ("3", None),
        ("4", "spring"),
    ]


def test_each_month_has_its_partition_and_what_comes_for_one_that_the_archive_serves_waits(
    databases: Databases,
) -> None:
    with bazaar.known(), closing(Warehouse(databases.loader_url)) as warehouse:
        shop = Bazaar.open(bazaar.run(warehouse))
        published(shop, event("1"), event("2", 24 * 31))
        found = warehouse.connection.execute(
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits"
            " WHERE inhparent = 'warehouse.analytics_events'::regclass"
        )
        assert {row["name"] for row in found} == {f"warehouse.analytics_events_2025_0{month}" for month in (3, 4)}
        with closing(Warehouse(databases.owner_url)) as owner:
            owner.connection.execute(
                "INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash, schema_version,"
                " objects, bytes) VALUES ('analytics_events', '2025-02-01', 'serving_archive', 0, '{}', 0, '', '[]', 0)"
            )
        assert published(shop, event("3", -24 * 20), event("4")) == RowCounts(inserted=1, late=1)
        waiting = warehouse.connection.execute("SELECT date, row_data ->> 'event_key' AS key FROM ops.late_rows")
        assert [tuple(row.values()) for row in waiting] == [(START - 20 * DAY, "3")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fetches=st.lists(st.fixed_dictionaries(dict.fromkeys("123", st.integers(-1, 1))), min_size=1, max_size=5),
    seed=st.integers(0, 2**32),
)
@example(fetches=[{"1": 0}, {"1": 1}, {"1": 0}], seed=2).via("a newer fetch that found nothing new was forgotten")
def test_fetches_of_a_day_in_any_order_end_in_what_the_newest_says(
    context: LoadContext, fetches: list[dict[str, int]], seed: int
) -> None:
    shop = Bazaar.open(context)
    order = random.Random(seed).sample(range(len(fetches)), len(fetches))
    for number in order + order[:1]:
        rows = [event(key, revenue=str(value)) for key, value in fetches[number].items()]
        counts = published(shop, *rows, fetched_at=FETCHED + number * HOUR)
        assert (counts.inserted + counts.updated + counts.unchanged, counts.deleted) == (len(rows), 0)
    assert dict(shop.rows("event_key, revenue", "analytics_events")) == fetches[-1]


def test_an_event_that_only_an_older_fetch_tells_is_published_all_the_same(shop: Bazaar) -> None:
    published(shop, event("1"), fetched_at=FETCHED + HOUR)
    assert published(shop, event("1", revenue="0"), event("2")) == RowCounts(inserted=1, unchanged=1)
