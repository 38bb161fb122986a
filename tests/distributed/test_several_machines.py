"""A run whose steps are spread over two machines that share no disk, and what is left when one of them dies."""

from __future__ import annotations

import datetime as dt
import platform
import re
from contextlib import closing

import dagster as dg
import psycopg
import pytest

from pipelines.cli.reconcile import compare_with_ledger
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from resources.windows import Window
from sandbox.ledger import Ledger
from tests.distributed.cluster import ACCOUNTS, Cluster, waited_for

pytestmark = pytest.mark.distributed

FIVE_DAYS = Window.closed(dt.date(2025, 11, 1), dt.date(2025, 11, 5))
THREE_DAYS = Window.closed(dt.date(2025, 11, 11), dt.date(2025, 11, 13))


def compared(capsys: pytest.CaptureFixture[str]) -> list[int]:
    """How many account days were compared with the ledger, by day and by hour; every figure is the ledger's."""
    with closing(Warehouse(settings().require("database_url"))) as warehouse:
        differs = compare_with_ledger(warehouse, Ledger.default(), settings().clock)
    said = capsys.readouterr().out
    assert not differs, said
    return [int(count) for count in re.findall(r"(\d+) account days compared", said)]


def test_a_run_over_two_machines_without_a_common_disk_equals_the_ledger(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    before = compared(capsys)
    run_id = cluster.launch(FIVE_DAYS)

    cluster.assert_succeeds(run_id)
    places = cluster.places(run_id)
    assert set(places.values()) == {"first", "second"}
    assert len(places) == len(cluster.pids(run_id)) > ACCOUNTS
    assert len(set(cluster.pids(run_id).values())) == 2
    assert compared(capsys) == [count + ACCOUNTS * 5 for count in before]
    for machine in cluster.workers.values():
        assert machine.kept("tmp", "adwarehouse", "cwd", "dagster") == ["dagster/dagster.yaml"]
        assert str(cluster.stack.home.path) not in "\n".join(machine.environment.values())


def test_a_machine_that_dies_fails_its_step_only_and_the_next_run_is_right(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    before = compared(capsys)
    step = "warehouse__campaign_metrics__meta"
    with psycopg.connect(settings().require("database_owner_url")) as owner:
        owner.execute("LOCK TABLE warehouse.campaign_metrics IN EXCLUSIVE MODE")
        run_id = cluster.launch(THREE_DAYS)
        name = waited_for(f"begin of {step}", lambda: cluster.places(run_id).get(step))
        cluster.workers[name].lose_power()
    cluster.start_worker(name)

    assert cluster.ended(run_id) is dg.DagsterRunStatus.FAILURE
    said = f"WorkerLostError: {name}@{platform.node()} was killed while it ran this step"
    assert cluster.failures(run_id) == {step: said}
    assert "warehouse__campaign_metrics_hourly__meta" in cluster.places(run_id)
    cluster.assert_succeeds(cluster.launch(THREE_DAYS))
    assert compared(capsys) == [count + ACCOUNTS * 3 for count in before]
