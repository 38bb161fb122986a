"""A platform is down for two nights: the others go on, its missing days are told, and it catches up by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.cli.reconcile import compare_with_ledger
from resources.object_store import ObjectStore
from resources.platforms import REGISTRY
from resources.platforms.naver.client import NaverClient
from resources.platforms.retry import Retry
from resources.windows import DAY, Window
from sandbox.ledger import Ledger
from tests.conftest import Databases
from tests.playground import TODAY, Playground, playground

pytestmark = pytest.mark.database
ACCOUNTS = {"meta": "1001", "google": "3001000001", "naver": "401001", "clickbank": "larkspurco", "shopee": "2002"}
DEAD = "naver"
FIRST = Window.closed(TODAY - 3 * DAY, TODAY)


@pytest.fixture
def world(databases: Databases, store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Playground]:
    """One account of every platform, published for a few days; whoever asks twice does not wait."""
    monkeypatch.setitem(NaverClient.__init__.__kwdefaults__, "retry", Retry(attempts=2, first=0.01))
    with playground(databases.loader_url, store, Ledger.default(seed=1), with_google=True) as world:
        for name, account in ACCOUNTS.items():
            world.connect(account, platform_name=name)
            assert world.sync(FIRST, platform_name=name) == []
        yield world


def night(world: Playground, day: dt.date) -> dict[str, list[Any]]:
    """What every platform owes on a day; what ended badly, by platform."""
    world.clock.move_to(day)
    return {name: world.sync(platform_name=name) for name in REGISTRY}


def completeness(world: Playground, day: dt.date) -> dict[str, set[bool]]:
    """By platform, whether its channels' rows of a day say that they are complete."""
    rows = world.query(
        "SELECT channel.platform, array_agg(DISTINCT is_complete) AS said FROM marts.channel_performance AS shown "
        "JOIN warehouse.channels AS channel ON channel.id = shown.channel_id WHERE date = %s GROUP BY 1",
        day,
    )
    return {row["platform"]: set(row["said"]) for row in rows}


def differs(world: Playground) -> bool:
    return compare_with_ledger(world.warehouse, world.ledger, world.clock)


@pytest.mark.fault(
    "30",
    "one of five platforms is down for two nights",
    how="500 to everything about its account",
    invariants="I1 I2 I7",
)
def test_four_platforms_publish_without_the_fifth_which_catches_up(world: Playground) -> None:
    assert set(ACCOUNTS) == set(REGISTRY)
    world.strike("account_down", account=ACCOUNTS[DEAD])
    for later in (1, 2):
        bad = night(world, TODAY + later * DAY)
        assert {name for name, batches in bad.items() if batches} == {DEAD}
    whole = {name: {True} for name in ACCOUNTS if name != DEAD}
    assert completeness(world, TODAY + DAY) == whole | {DEAD: {False}}
    world.faults.clear()
    assert not any(night(world, TODAY + 3 * DAY).values())
    assert completeness(world, TODAY + DAY) == whole | {DEAD: {True}}
    assert not differs(world)


def nudge(world: Playground, account: str, by: int) -> None:
    """Change the clicks of the first row of an account."""
    world.query(
        "UPDATE warehouse.campaign_metrics SET clicks = clicks + %s WHERE (date, campaign_id, channel_id) = ("
        "SELECT date, fact.campaign_id, channel_id FROM warehouse.campaign_metrics AS fact "
        "JOIN warehouse.ad_accounts AS account ON account.id = ad_account_id "
        "WHERE account_id = %s ORDER BY 1, 2, 3 LIMIT 1) RETURNING 1",
        by,
        account,
    )


def test_a_figure_that_is_off_is_seen_on_every_platform(world: Playground) -> None:
    assert not differs(world)
    for account in ACCOUNTS.values():
        nudge(world, account, 1)
        assert differs(world)
        nudge(world, account, -1)
    assert not differs(world)
