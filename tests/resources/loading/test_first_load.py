"""The short way into an empty window, and placements that share a channel: the same facts as by the long way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.warehouse.connection import Warehouse
from resources.windows import Window
from tests.playground import Playground

pytestmark = pytest.mark.database
FEBRUARY = Window(dt.date(2025, 2, 1), dt.date(2025, 3, 1))
COLLAPSED = "collapsed_report"


def channel_sums(world: Playground) -> dict[str, Any]:
    """Rows, cost and clicks of all facts by channel."""
    rows = world.query(
        "SELECT ch.name, count(*) AS n, sum(cost) AS cost, sum(clicks) AS clicks FROM warehouse.campaign_metrics m "
        "JOIN warehouse.channels ch ON ch.id = m.channel_id GROUP BY 1"
    )
    return {row["name"]: (row["n"], row["cost"], row["clicks"]) for row in rows}


def merge_instagram_into_facebook(owner: Warehouse) -> None:
    """Let both placements count for one channel."""
    owner.connection.execute(
        "UPDATE warehouse.channel_map SET channel_id = (SELECT id FROM warehouse.channels WHERE name = 'facebook') "
        "WHERE (platform, placement) = ('meta', 'instagram')"
    )


def test_placements_that_share_a_channel_are_summed_on_the_first_load(world: Playground, owner: Warehouse) -> None:
    merge_instagram_into_facebook(owner)
    world.connect("1001")
    assert world.sync(FEBRUARY) == []
    truth = world.truth("1001", FEBRUARY)
    merged = {key: row for key, row in truth.items() if key[2] in ("facebook", "instagram")}
    sums = channel_sums(world)
    assert "instagram" not in sums
    assert sums["facebook"] == (
        len({key[:2] for key in merged}),
        sum(row[2] for row in merged.values()),
        sum(row[1] for row in merged.values()),
    )
    before = world.content_hash()
    world.sync(FEBRUARY)
    assert world.content_hash() == before
    counts = world.query("SELECT rows_inserted, rows_updated, rows_unchanged FROM ops.batches ORDER BY id")
    assert [tuple(row.values()) for row in counts] == [(before["n"], 0, 0), (0, 0, before["n"])]


def test_a_changed_map_moves_published_rows_with_the_next_publish_and_is_in_the_revisions(
    world: Playground, owner: Warehouse
) -> None:
    world.connect("1001")
    world.sync(FEBRUARY)
    apart = channel_sums(world)
    merge_instagram_into_facebook(owner)
    world.sync(FEBRUARY)
    together = channel_sums(world)
    assert together["facebook"][1:] == tuple(map(sum, zip(apart["facebook"][1:], apart["instagram"][1:], strict=True)))
    (told,) = world.query(
        "SELECT sum(coalesce(new_value, 0) - coalesce(old_value, 0)) AS moved, count(*) > 0 AS some "
        "FROM warehouse.metric_revisions WHERE measure = 'cost'"
    )
    assert told == {"moved": Decimal(0), "some": True}


def test_unknown_placements_are_other_and_summed_when_there_are_several(world: Playground, owner: Warehouse) -> None:
    owner.connection.execute(
        "DELETE FROM warehouse.channel_map WHERE platform = 'meta' AND placement IN ('facebook', 'instagram')"
    )
    world.connect("1001")
    assert world.sync(FEBRUARY) == []
    truth = [row for key, row in world.truth("1001", FEBRUARY).items() if key[2] in ("facebook", "instagram")]
    assert channel_sums(world)["meta_other"][1:] == (sum(row[2] for row in truth), sum(row[1] for row in truth))


def test_rows_of_days_that_were_published_empty_are_late_not_first(world: Playground, owner: Warehouse) -> None:
    world.connect("1001")
    world.sync(FEBRUARY)
    owner.connection.execute("DELETE FROM warehouse.campaign_metrics")
    world.sync(FEBRUARY)
    truth = world.truth("1001", FEBRUARY)
    assert world.facts("1001", FEBRUARY) == truth
    (told,) = world.query(
        "SELECT count(*) AS n, sum(new_value) AS cost FROM warehouse.metric_revisions "
        "WHERE (kind, measure) = ('insert_late', 'cost')"
    )
    assert told["cost"] == sum(row[2] for row in truth.values())


def test_a_first_load_says_what_it_brought(world: Playground) -> None:
    world.connect("1001")
    world.sync(FEBRUARY)
    truth = world.truth("1001", FEBRUARY)
    (batch,) = world.query("SELECT rows_inserted AS n, (warehouse_total ->> 'cost')::numeric AS cost FROM ops.batches")
    assert batch == {"n": len(truth), "cost": sum(row[2] for row in truth.values())}
