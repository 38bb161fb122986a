"""Every local day exactly once, whatever clocks and calendars do: in the plan, in the facts, in the partitions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.partitions import DAYS
from resources.clock import Clock
from resources.loading.plan import due
from resources.object_store import ObjectStore
from resources.platforms import platform
from resources.warehouse.connection import Warehouse
from resources.warehouse.partitions import ensure_month
from resources.windows import DAY, Window
from sandbox.ledger import Ledger
from tests.conftest import Databases
from tests.faults.calendars import PACIFIC, SELLER, ZONES, advertisers, hours_of, midnight, seller
from tests.faults.invariants import require
from tests.playground import Playground, playground

pytestmark = [pytest.mark.database]
EDGES = {
    "autumn in Los Angeles": dt.date(2028, 11, 5),
    "leap day": dt.date(2028, 2, 29),
    "spring in Los Angeles": dt.date(2028, 3, 12),
    "spring in Berlin": dt.date(2028, 3, 26),
    "autumn in Berlin": dt.date(2028, 10, 29),
    "a month's end": dt.date(2028, 4, 30),
    "a year's end": dt.date(2027, 12, 31),
}
SECOND = dt.timedelta(seconds=1)
NIGHTLY = (dt.time(3, 10), dt.time(15, 10))
"""UTC, as the schedules tick."""
PARTITIONED = (
    "warehouse.campaign_metrics",
    "warehouse.campaign_metrics_hourly",
    "warehouse.analytics_events",
    "warehouse.product_metrics",
    "warehouse.orders",
    "warehouse.order_items",
    "warehouse.metric_revisions",
    "app.conversions",
    "app.page_views",
    "app.user_behavior",
)
CLOCKS = pytest.mark.fault(
    "29",
    "clocks change, days, months and years end, in Los Angeles, Berlin, Seoul and Kolkata; the nightly at UTC midnight",
    how="business time set to the instant, ledgers with hours as clocks show them",
    invariants="I1 I2 I3 I4 I7 I9",
)


@contextmanager
def telling(databases: Databases, store: ObjectStore, ledger: Ledger, now: dt.datetime) -> Iterator[Playground]:
    """A world at an instant, in which every account of the ledger is connected."""
    with playground(databases.loader_url, store, ledger, now) as world:
        for name in ("meta", "clickbank"):
            for account in ledger.accounts(name):
                world.connect(account["account_id"], platform_name=name)
        yield world


def ticks(edge: dt.date) -> list[dt.datetime]:
    """UTC midnight around the day, and the last second and the first instant around its end in every zone."""
    ends = [midnight(edge + DAY, zone) for zone, _ in ZONES.values()]
    around = [midnight(day, "UTC") for day in (edge, edge + DAY)]
    return sorted({*around, *ends, *(end - SECOND for end in ends)})


@CLOCKS
@pytest.mark.parametrize(
    ("name", "every"),
    [("leap day", 4), *(pytest.param(name, 1, marks=pytest.mark.thorough) for name in EDGES)],
)
def test_a_nightly_at_any_instant_publishes_every_local_day_up_to_today_and_none_twice(
    databases: Databases, store: ObjectStore, name: str, every: int
) -> None:
    edge = EDGES[name]
    told = Window.closed(edge - 3 * DAY, edge + 3 * DAY)
    with telling(databases, store, advertisers(told), ticks(edge)[0]) as world:
        for now in ticks(edge)[::every]:
            world.clock.move_to(now)
            assert world.sync() == []
            days = published_days(world)
            for account, (zone, _) in ZONES.items():
                today = now.astimezone(ZoneInfo(zone)).date()
                expected = Window.closed(told.start, today).days()
                assert days[account] == Counter(dict.fromkeys(expected, 2)), (account, now, "a row a campaign and day")
        require(world)


def published_days(world: Playground) -> dict[str, Counter[dt.date]]:
    """By account: how many facts each day has."""
    rows = world.query(
        "SELECT account_id, date, count(*) AS n FROM warehouse.campaign_metrics AS fact "
        "JOIN warehouse.ad_accounts AS account ON account.id = fact.ad_account_id GROUP BY 1, 2"
    )
    return {
        account: Counter({row["date"]: row["n"] for row in rows if row["account_id"] == account}) for account in ZONES
    }


@CLOCKS
@pytest.mark.parametrize(
    ("name", "account", "hours"),
    [
        ("spring in Los Angeles", "7001", 23),
        ("autumn in Los Angeles", "7001", 25),
        pytest.param("spring in Berlin", "7002", 23, marks=pytest.mark.thorough),
        pytest.param("autumn in Berlin", "7002", 25, marks=pytest.mark.thorough),
    ],
)
def test_a_day_of_23_or_25_hours_is_the_sum_of_its_hours(
    databases: Databases, store: ObjectStore, name: str, account: str, hours: int
) -> None:
    edge = EDGES[name]
    shown = hours_of(edge, ZONES[account][0])
    assert len(shown) == hours
    told = Window.closed(edge - DAY, edge + DAY)
    with telling(databases, store, advertisers(told), midnight(edge + 2 * DAY, "UTC")) as world:
        assert world.sync(told, account, ("campaign_daily", "campaign_hourly")) == []
        found = world.query(
            "SELECT hour FROM warehouse.campaign_metrics_hourly WHERE date = %s GROUP BY hour ORDER BY hour", edge
        )
        assert [row["hour"] for row in found] == sorted(set(shown))
        sums = world.query(
            "SELECT date, sum(impressions) AS i, sum(clicks) AS k, sum(cost) AS c FROM warehouse.campaign_metrics "
            "GROUP BY date EXCEPT SELECT date, sum(impressions), sum(clicks), sum(cost) "
            "FROM warehouse.campaign_metrics_hourly GROUP BY date"
        )
        assert sums == []
        require(world)


@CLOCKS
@pytest.mark.parametrize(("name", "hours"), [("spring in Los Angeles", 23), ("autumn in Los Angeles", 25)])
def test_a_sale_of_every_hour_is_of_its_local_day_once(
    databases: Databases, store: ObjectStore, name: str, hours: int
) -> None:
    edge = EDGES[name]
    told = Window.closed(edge - DAY, edge + DAY)
    with telling(databases, store, seller(told), midnight(edge + 2 * DAY, PACIFIC)) as world:
        assert world.sync(told, SELLER, ("campaign_daily", "events"), "clickbank") == []
        events = world.query("SELECT event_date, count(*) AS n FROM warehouse.analytics_events GROUP BY 1 ORDER BY 1")
        assert [row["n"] for row in events] == [24, hours, 24]
        require(world)


@CLOCKS
@pytest.mark.parametrize("zone", [*(zone for zone, _ in ZONES.values()), "Pacific/Auckland", "Pacific/Honolulu"])
def test_two_ticks_a_day_plan_every_local_day_of_two_years_with_a_partition_for_each(zone: str) -> None:
    stream, mark = platform("meta").stream("campaign_daily"), None
    seen: Counter[dt.date] = Counter()
    first = dt.date(2027, 7, 1)
    for day in Window(first, first + 730 * DAY).days():
        for tick in NIGHTLY:
            now = dt.datetime.combine(day, tick, dt.UTC)
            today = now.astimezone(ZoneInfo(zone)).date()
            window = due(stream, Clock(now).today(zone), mark)
            assert window.last == today
            assert mark is None or window.start <= mark + DAY, "nothing is left out"
            seen.update([today] if mark is None else [late for late in window.days() if late > mark])
            mark = today
            with dg.partition_loading_context(now):
                assert str(today) <= str(DAYS.get_last_partition_key())
    assert set(seen.values()) == {1}
    assert set(seen) == set(Window.closed(min(seen), max(seen)).days())


@CLOCKS
@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati"])
def test_months_touch_without_gap_or_overlap_whatever_the_sessions_zone(
    warehouse: Warehouse, owner: Warehouse, zone: str
) -> None:
    warehouse.connection.execute("SELECT set_config('TimeZone', %s, false)", (zone,))
    months = [dt.date(2027, 11, 1), dt.date(2027, 12, 1), *(dt.date(2028, month, 1) for month in range(1, 5))]
    for table in PARTITIONED:
        made = [ensure_month(warehouse, table, month + 27 * DAY) for month in months]
        assert made == [True] * len(months)
    found = owner.connection.execute(
        "SELECT inhparent::regclass::text AS parent, array_agg(bounds ORDER BY bounds) AS bounds FROM ("
        "SELECT inhparent, pg_get_expr(relpartbound, oid) AS bounds FROM pg_inherits JOIN pg_class ON oid = inhrelid"
        ") AS part WHERE bounds ~ '(2027-1[12]|2028-0[1-5])' GROUP BY 1"
    ).fetchall()
    assert {row["parent"] for row in found} >= set(PARTITIONED)
    day_bounds = [
        f"FOR VALUES FROM ('{a}') TO ('{b}')" for a, b in zip(months, [*months[1:], dt.date(2028, 5, 1)], strict=True)
    ]
    for row in found:
        clean = [text.replace(" 00:00:00+00", "") for text in row["bounds"]]
        assert [text for text in clean if text in day_bounds] == day_bounds, row["parent"]


@CLOCKS
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kolkata"])
def test_the_last_instant_of_a_month_is_of_that_month_and_the_next_of_the_next(owner: Warehouse, zone: str) -> None:
    for month in (dt.date(2028, 2, 1), dt.date(2028, 3, 1)):
        ensure_month(owner, "app.page_views", month)
    owner.connection.execute("SELECT set_config('TimeZone', %s, false)", (zone,))
    for instant in ("2028-02-01 00:00:00+00", "2028-02-29 23:59:59.999999+00", "2028-03-01 00:00:00+00"):
        owner.connection.execute(
            "INSERT INTO app.page_views (team_id, page, timestamp) VALUES (gen_random_uuid(), '/', %s::timestamptz)",
            (instant,),
        )
    rows = owner.connection.execute(
        "SELECT tableoid::regclass::text AS part FROM app.page_views ORDER BY timestamp"
    ).fetchall()
    assert [row["part"] for row in rows] == [
        "app.page_views_2028_02",
        "app.page_views_2028_02",
        "app.page_views_2028_03",
    ]
