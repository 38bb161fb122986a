"""What the application is told of its publications, campaigns and products, and the events of its campaigns."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from resources.warehouse.connection import Warehouse
from resources.windows import DAY
from tests.resources.warehouse.marts.ads import Ads

pytestmark = pytest.mark.database

FIRST = dt.date(2025, 1, 31)
SYNCED = dt.datetime(2025, 2, 1, 3, tzinfo=dt.UTC)


@pytest.fixture
def ads(warehouse: Warehouse) -> Ads:
    """An empty warehouse with a pen, on 1 February 2025."""
    return Ads(warehouse, FIRST + DAY)


def plan(ads: Ads, user: Any, **more: Any) -> Any:
    planned = {"user_id": user, "name": "plan"} | more
    return ads.one(
        f"INSERT INTO app.campaigns ({', '.join(planned)}) VALUES ({', '.join(['%s'] * len(planned))}) RETURNING id",
        *planned.values(),
    )


def publish(ads: Ads, campaign: Any, connection: Any, name: str) -> None:
    ads.run(
        "INSERT INTO app.campaign_publications (campaign_id, marketing_account_id, platform_campaign_id, status)"
        " VALUES (%s, %s, %s, 'published')",
        campaign,
        connection,
        name,
    )


def synced(ads: Ads, account: int, at: dt.datetime = SYNCED) -> None:
    ads.run(
        "INSERT INTO ops.stream_state (ad_account_id, stream, covered_through, last_success_at)"
        " VALUES (%s, 'campaign_daily', %s, %s)"
        " ON CONFLICT (ad_account_id, stream) DO UPDATE SET last_success_at = excluded.last_success_at",
        account,
        FIRST,
        at,
    )


def conversions(ads: Ads, campaign: Any) -> Any:
    ads.refresh()
    return ads.one("SELECT conversions FROM app.campaigns WHERE id = %s", campaign)


def test_a_publication_is_told_the_sums_of_its_campaign_and_nothing_twice(ads: Ads) -> None:
    ann, account = ads.user("ann"), ads.account("a", "KRW")
    connection = ads.connect(ann, account)
    publish(ads, plan(ads, ann), connection, "c")
    ads.fact(account, FIRST, cost="1000.5", revenue="4000", conversions="2")
    ads.fact(account, FIRST + DAY, channel="instagram", cost="1000", revenue="500", conversions="1.5")
    ads.fact(account, FIRST, "other", cost="7")
    synced(ads, account)
    ads.refresh()
    (before,) = ads.run("SELECT xmin::text, status, metrics, last_sync_at FROM app.campaign_publications")
    assert before["metrics"] == {
        "impressions": 2000, "clicks": 20, "cost": 2000.5, "conversions": 3.5, "revenue": 4500, "currency": "KRW",
        "from": "2025-01-31", "to": "2025-02-01",
    }  # fmt: skip
    assert (before["status"], before["last_sync_at"]) == ("published", SYNCED)
    ads.loaded(account, FIRST)
    ads.refresh()
    assert ads.run("SELECT xmin::text, status, metrics, last_sync_at FROM app.campaign_publications") == [before]
    ads.run("DELETE FROM warehouse.campaign_metrics")
    ads.loaded(account, FIRST, FIRST + DAY)
    synced(ads, account, SYNCED + DAY)
    ads.refresh()
    (after,) = ads.run("SELECT metrics, last_sync_at FROM app.campaign_publications")
    assert after == {"metrics": {}, "last_sync_at": SYNCED + DAY}


def test_a_publication_that_the_platform_does_not_know_is_left_alone(ads: Ads) -> None:
    ann, account = ads.user("ann"), ads.account("a")
    connection = ads.connect(ann, account)
    publish(ads, plan(ads, ann), connection, "unknown")
    ads.fact(account, FIRST, cost="1")
    synced(ads, account)
    ads.refresh()
    assert ads.run("SELECT metrics, last_sync_at FROM app.campaign_publications") == [
        {"metrics": {}, "last_sync_at": None}
    ]


def test_a_campaign_counts_a_platforms_campaign_once_however_often_it_is_published(ads: Ads) -> None:
    ann, bob, account = ads.user("ann"), ads.user("bob"), ads.account("a")
    campaign = plan(ads, ann)
    for user in (ann, bob):
        publish(ads, campaign, ads.connect(user, account), "c")
    ads.fact(account, FIRST, conversions="2")
    ads.fact(account, FIRST, "d", conversions="40")
    assert conversions(ads, campaign) == 2
    ads.run("DELETE FROM warehouse.campaign_metrics WHERE conversions = 2")
    ads.loaded(account, FIRST)
    assert conversions(ads, campaign) == 0


def test_sales_by_the_tracking_id_count_instead_of_what_ad_platforms_claim(ads: Ads) -> None:
    ann, meta, clickbank = ads.user("ann"), ads.account("a"), ads.account("cb", platform="clickbank")
    campaign = plan(ads, ann, tracking_id="Spring_Sale")
    publish(ads, campaign, ads.connect(ann, meta), "c")
    ads.fact(meta, FIRST, conversions="5")
    assert conversions(ads, campaign) == 5
    ads.fact(clickbank, FIRST, "spring_sale", "clickbank", cost=None, conversions="3")
    assert conversions(ads, campaign) == 5
    ads.connect(ann, clickbank)
    assert conversions(ads, campaign) == 3
    before = ads.one("SELECT xmin::text FROM app.campaigns")
    ads.loaded(clickbank, FIRST)
    assert conversions(ads, campaign) == 3
    assert ads.one("SELECT xmin::text FROM app.campaigns") == before


def test_a_product_counts_payments_that_were_not_given_back_in_full(ads: Ads) -> None:
    ann = ads.user("ann")
    team = ads.team(ann)
    product = ads.one("INSERT INTO app.products (user_id, team_id, name) VALUES (%s, %s, 'p') RETURNING id", ann, team)
    ads.run(
        "INSERT INTO app.payments (team_id, product_id, amount, currency, status, completed_at, refunded_amount,"
        " refunded_at, charged_back_at) SELECT %s, %s, 10, 'USD', status, completed_at::timestamptz, refunded,"
        " refunded_at::timestamptz, charged_back_at::timestamptz FROM (VALUES"
        " ('completed', '2025-01-01', 0, NULL, NULL), ('refunded', '2025-01-01', 4, '2025-01-02', NULL),"
        " ('refunded', '2025-01-01', 10, '2025-01-02', NULL), ('charged_back', '2025-01-01', 0, NULL, '2025-01-02'),"
        " ('pending', NULL, 0, NULL, NULL), ('failed', NULL, 0, NULL, NULL))"
        " AS payment (status, completed_at, refunded, refunded_at, charged_back_at)",
        team,
        product,
    )
    ads.refresh()
    before = ads.run("SELECT xmin::text, sales_count FROM app.products")
    assert before[0]["sales_count"] == 2
    ads.run("UPDATE app.payments SET updated_at = now()")
    ads.refresh()
    assert ads.run("SELECT xmin::text, sales_count FROM app.products") == before
    ads.run("DELETE FROM app.payments")
    ads.refresh()
    assert ads.one("SELECT sales_count FROM app.products") == 0


def test_an_event_belongs_to_the_planned_campaign_of_its_accounts_people(ads: Ads) -> None:
    ann, bob, account = ads.user("ann"), ads.user("bob"), ads.account("cb", platform="clickbank")
    ads.connect(ann, account)
    hers = plan(ads, ann, tracking_id="Mine")
    plan(ads, bob, tracking_id="foreign")
    ads.run("SELECT ops.ensure_partition('warehouse.analytics_events', %s)", FIRST)
    for key, tracking_id in (("1", "mine"), ("2", "foreign"), ("3", None)):
        ads.run(
            "INSERT INTO warehouse.analytics_events (event_date, ad_account_id, event_key, occurred_at, event_type,"
            " platform_type, campaign_id, campaign, source, quantity, revenue, currency, metadata, batch_id,"
            " fetched_at) VALUES (%s, %s, %s, %s, 'conversion', 'SALE', %s, %s, 'x', 1, 9.5, 'USD', '{}', 1, now())",
            FIRST,
            account,
            key,
            SYNCED,
            tracking_id,
            tracking_id and ads.campaign(account, tracking_id),
        )
    rows = ads.run("SELECT id, user_id, campaign_id, event_type, revenue, created_at FROM marts.analytics_events")
    assert [(row["user_id"], row["campaign_id"]) for row in sorted(rows, key=lambda row: str(row["id"]))] == [
        (ann, hers),
        (None, None),
        (None, None),
    ]
    assert {(row["event_type"], row["revenue"], row["created_at"]) for row in rows} == {("conversion", 9.5, SYNCED)}
