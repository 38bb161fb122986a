"""Landed pages go after LANDING_DAYS, and only those of batches that are over."""

from __future__ import annotations

import datetime as dt

import pytest

from resources.errors import BadPage
from resources.loading.expiry import expire_landing
from resources.loading.replay import replay
from resources.windows import Window
from tests.playground import Playground

pytestmark = pytest.mark.database
FIVE_DAYS = Window(dt.date(2025, 2, 1), dt.date(2025, 2, 6))


def test_old_pages_go_and_replay_says_so(world: Playground) -> None:
    world.connect("1001")
    world.strike("not_a_number", records=1, times=1)
    world.sync(FIVE_DAYS)
    assert list(world.context.store.list("landing/"))
    assert expire_landing(world.context) == 0
    world.query("UPDATE ops.batches SET fetched_at = fetched_at - interval '91 days' RETURNING id")
    assert expire_landing(world.context) == 1
    assert list(world.context.store.list("landing/")) == []
    with pytest.raises(BadPage, match="LANDING_DAYS"):
        replay(world.new_run())


def test_pages_of_a_batch_that_waits_for_a_person_are_kept(world: Playground) -> None:
    world.connect("1001")
    world.sync(FIVE_DAYS)
    world.query("UPDATE ops.batches SET status = 'held', fetched_at = fetched_at - interval '91 days' RETURNING id")
    assert expire_landing(world.context) == 0
