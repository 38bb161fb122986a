"""Whatever happens in a shop and a market, in whatever order it is noticed: refreshing leaves what a rebuild makes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import rebuild_marts
from tests.conftest import Databases, copied
from tests.resources.warehouse.marts.market import Catalogue
from tests.resources.warehouse.marts.store import EVENTS, Row, Store

pytestmark = pytest.mark.database
NAMES = (
    "product_metrics_daily",
    "conversion_funnel_daily",
    "ab_test_summary",
    "market_trends",
    "competitor_analysis",
)
ZONES = ("UTC", "Asia/Seoul", "America/Los_Angeles", "Atlantic/Azores")
FIRST = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
HOURS = st.integers(0, 60 * 24).map(lambda hours: (FIRST + dt.timedelta(hours=hours)).isoformat())
TEAM, PEOPLE = st.integers(0, 1), st.sampled_from([None, uuid.UUID(int=1), uuid.UUID(int=2)])
ACTIONS = st.sampled_from(["view", "cart_add", "purchase", "share"])
STAGES = st.sampled_from(["visit", "product_view", "add_to_cart", "checkout", "purchase"])
OFFERS = st.dictionaries(st.sampled_from(["slim", "keto", "yoga"]), st.one_of(st.none(), st.integers(0, 9)), max_size=3)
DAYS = st.integers(0, 30).map(lambda days: FIRST.date() + dt.timedelta(days=days))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("act"), TEAM, st.integers(0, 1), ACTIONS, HOURS, PEOPLE),
        st.tuples(st.just("reach"), TEAM, STAGES, HOURS, st.sampled_from([None, "", "mail"]), PEOPLE),
        st.tuples(st.just("look"), TEAM, HOURS, st.integers(1, 9)),
        st.tuples(st.just("results"), TEAM, st.sampled_from("AB"), st.integers(0, 30), st.integers(0, 30)),
        st.tuples(st.just("retarget"), TEAM, st.integers(1, 40)),
        st.tuples(st.just("delay"), st.sampled_from(EVENTS), HOURS),
        st.tuples(st.just("forget"), st.sampled_from([*EVENTS, "ab_test_results"])),
        st.tuples(st.just("move"), TEAM, st.sampled_from(ZONES)),
        st.tuples(st.just("read"), DAYS, OFFERS, OFFERS),
        st.tuples(st.just("refresh")),
    ),
    max_size=25,
)


@dataclass
class World:
    """Two sellers with two products and a test each, and the marketplace."""

    store: Store
    market: Catalogue
    teams: list[uuid.UUID]
    products: list[uuid.UUID]
    tests: list[uuid.UUID]

    @classmethod
    def new(cls, store: Store) -> World:
        """An empty one."""
        teams = [store.team("Asia/Seoul"), store.team()]
        products = [store.product(team) for team in teams for _ in range(2)]
        return cls(store, Catalogue(store), teams, products, [store.test(team, target=40) for team in teams])

    def act(self, team: int, product: int, action: str, moment: str, user: uuid.UUID | None) -> None:
        self.store.act(self.teams[team], self.products[2 * team + product], action, moment, user=user)

    def reach(self, team: int, stage: str, moment: str, source: str | None, user: uuid.UUID | None) -> None:
        self.store.reach(self.teams[team], stage, moment, source=source, user=user)

    def look(self, team: int, moment: str, count: int) -> None:
        self.store.look(self.teams[team], moment, count)

    def results(self, team: int, variant: str, participants: int, conversions: int) -> None:
        self.store.results(self.tests[team], variant, participants, min(participants, conversions), revenue=3, score=1)

    def retarget(self, team: int, target: int) -> None:
        self.store.rows("UPDATE app.ab_tests SET target_users = %s WHERE id = %s", target, self.tests[team])

    def delay(self, table: str, moment: str) -> None:
        self.store.rows(
            f"UPDATE app.{table} SET timestamp = %s WHERE id IN (SELECT min(id::text)::uuid FROM app.{table})", moment
        )

    def forget(self, table: str) -> None:
        self.store.rows(f"DELETE FROM app.{table} WHERE id IN (SELECT max(id::text)::uuid FROM app.{table})")

    def move(self, team: int, zone: str) -> None:
        self.store.rows(
            "UPDATE app.teams SET settings = jsonb_build_object('timezone', %s::text) WHERE id = %s",
            zone,
            self.teams[team],
        )

    def read(self, day: dt.date, health: dict[str, Any], games: dict[str, Any]) -> None:
        self.market.read(day, health=health, games={name: it for name, it in games.items() if name not in health})

    def refresh(self) -> None:
        self.store.refresh()


@pytest.fixture(scope="module")
def databases(postgres: str, template: Databases) -> Iterator[Databases]:
    """One database for the module: every example empties it."""
    with copied(postgres, template) as databases:
        yield databases


@pytest.fixture
def empty(databases: Databases) -> Iterator[Callable[[], Store]]:
    """Gives a shop without rows."""
    with closing(Warehouse(databases.loader_url)) as warehouse, closing(Warehouse(databases.owner_url)) as owner:

        def empty() -> Store:
            owner.connection.execute(
                "TRUNCATE app.user_behavior, app.page_views, app.conversions, app.ab_test_results, app.ab_tests,"
                " warehouse.product_metrics, ops.touched_records, ops.touched_days,"
                + ", ".join(f"marts.{name}" for name in NAMES)
            )
            store = Store.open(warehouse, "2026-10-01", "2026-11-01")
            store.rows("SELECT ops.ensure_partition('warehouse.product_metrics', '2026-10-01')")
            return store

        yield empty


def found(store: Store) -> dict[str, list[Row]]:
    return {name: store.mart(name, order="1, 2, 3, 4") for name in NAMES}


@example([("act", 0, 0, "view", "2026-10-31T23:30:00+00:00", None), ("refresh",), ("move", 0, "America/Los_Angeles")])
@example(
    [("read", dt.date(2026, 10, 20), {"slim": 1}, {}), ("refresh",), ("read", dt.date(2026, 10, 10), {"slim": 2}, {})]
)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_refreshing_step_by_step_leaves_what_a_rebuild_makes(
    empty: Callable[[], Store], steps: list[tuple[Any, ...]]
) -> None:
    world = World.new(empty())
    for name, *arguments in steps:
        getattr(world, name)(*arguments)
    world.refresh()
    refreshed = found(world.store)
    assert world.store.broken(*NAMES) == {}
    again = rebuild_marts(world.store.warehouse, Clock(dt.date(2026, 11, 30)))
    assert {name: again.marts[name].changed for name in NAMES} == dict.fromkeys(NAMES, 0)
    for name in NAMES:
        world.store.rows(f"DELETE FROM marts.{name}")
    rebuild_marts(world.store.warehouse, Clock(dt.date(2026, 11, 30)))
    assert found(world.store) == refreshed


def test_a_rebuild_takes_rows_away_that_nothing_supports(empty: Callable[[], Store]) -> None:
    store = empty()
    world = World.new(store)
    world.read(dt.date(2026, 10, 20), {"slim": 1}, {})
    store.refresh()
    store.rows(
        "INSERT INTO marts.product_metrics_daily VALUES (%s, gen_random_uuid(), '2026-10-03', 1, 1, 1, 1)",
        world.teams[0],
    )
    store.rows("UPDATE marts.market_trends SET category = 'nothing'")
    rebuild_marts(store.warehouse, Clock(dt.date(2026, 11, 30)))
    assert store.mart("product_metrics_daily") == []
    assert [row["category"] for row in store.mart("market_trends")] == ["health"]
