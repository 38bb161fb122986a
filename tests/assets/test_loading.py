"""A range run of one platform, from the wire to the warehouse."""

from __future__ import annotations

import base64
import datetime as dt

import dagster as dg

from assets.partitions import DUE, WINDOW_TAG
from resources.loading import batches
from resources.windows import Window
from tests.assets.runs import check, failures, materialized, resumed, run
from tests.playground import TODAY, Playground

WEEK = Window.closed(dt.date(2025, 3, 3), dt.date(2025, 3, 9))
DAILY = ("warehouse", "campaign_metrics", "meta")
STAGED = ("staging", "meta", "campaign_daily")
BAD_REPORT = {"name": "not_a_number", "match": "insights", "records": 1000}


def test_a_range_run_publishes_every_day_of_every_account(world: Playground, instance: dg.DagsterInstance) -> None:
    result = run(instance, "meta_sync", WEEK)

    assert result.success
    for account in ("1001", "1002"):
        assert world.facts(account, WEEK) == world.truth(account, WEEK)
    assert sorted(materialized(result, *DAILY)) == [str(day) for day in WEEK.days()]
    assert materialized(result, "outcome", "meta")
    assert {name: check(result, name, *DAILY).passed for name in ("campaigns_known", "platform_totals")} == {
        "campaigns_known": True,
        "platform_totals": True,
    }


def test_each_day_shows_its_own_figures_and_the_last_one_the_plot(
    world: Playground, instance: dg.DagsterInstance
) -> None:
    days = materialized(run(instance, "meta_sync", WEEK), *DAILY)

    truth = world.truth("1001", WEEK)
    for key, shown in days.items():
        assert shown["cost USD"] == float(sum(row[2] for (day, *_), row in truth.items() if str(day) == key))
    last = days[str(WEEK.last)]
    assert (
        last["rows_inserted"]
        == last["dagster/row_count"]
        == sum(d["dagster/partition_row_count"] for d in days.values())
    )
    image = base64.b64decode(last["spend by day"].partition("base64,")[2].rstrip(")"))
    assert image.startswith(b"\x89PNG")
    (cost,) = (column for column in last["dagster/column_schema"].columns if column.name == "cost")
    assert (cost.type, cost.constraints.nullable) == ("numeric(20,6)", True)
    assert "Money spent" in cost.description


def test_landing_shows_what_it_cost(world: Playground, instance: dg.DagsterInstance) -> None:
    shown = materialized(run(instance, "meta_sync", WEEK), "landing", "meta", "campaign_daily")[str(WEEK.last)]

    assert shown["accounts"] == shown["pages"] == 2
    assert shown["records_fetched"] == len(world.truth("1001", WEEK)) + len(world.truth("1002", WEEK))
    assert shown["bytes"] > 0
    assert shown["api_calls"] >= 4
    assert {row.data["account"] for row in shown["batches"].records} == {"1001", "1002"}


def test_a_broken_contract_of_one_account_holds_it_and_publishes_the_others(
    world: Playground, instance: dg.DagsterInstance
) -> None:
    world.strike(account="1002", **BAD_REPORT)

    result = run(instance, "meta_sync", WEEK)

    assert world.facts("1001", WEEK) == world.truth("1001", WEEK)
    assert world.facts("1002", WEEK) == {}
    contract = check(result, "contract", *STAGED)
    assert (contract.passed, contract.severity) == (False, dg.AssetCheckSeverity.WARN)
    (broken,) = contract.metadata["broken expectations"].value.records
    assert broken.data["account"] == "1002"
    assert broken.data["expectation"] == "share_of_bad_rows"
    assert broken.data["samples"]
    assert "account 1002" in str(contract.description)


def test_the_outcome_is_red_after_the_others_have_published_and_names_the_held(
    world: Playground, instance: dg.DagsterInstance
) -> None:
    world.strike(account="1002", **BAD_REPORT)

    result = run(instance, "meta_sync", WEEK)

    assert not result.success
    assert materialized(result, *DAILY)
    (step, message), *others = failures(result)
    assert (step, others) == ("outcome__meta", [])
    assert "account 1002" in message
    assert "account 1001" not in message
    logs = world.query("SELECT stream, status FROM ops.data_sync_logs WHERE status = 'failed'")
    assert {row["stream"] for row in logs} == {"campaign_daily", "campaign_hourly"}


def test_when_no_batch_is_valid_the_contract_blocks_and_nothing_is_published(
    world: Playground, instance: dg.DagsterInstance
) -> None:
    world.strike(**BAD_REPORT)

    result = run(instance, "meta_sync", WEEK)

    contract = check(result, "contract", *STAGED)
    assert (contract.passed, contract.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert not materialized(result, *DAILY)
    assert not materialized(result, "outcome", "meta")
    assert world.query("SELECT count(*) AS rows FROM warehouse.campaign_metrics") == [{"rows": 0}]
    assert materialized(result, "warehouse", "campaigns", "meta")


def test_a_person_accepts_what_blocked_and_the_rest_of_the_run_publishes_it(
    world: Playground, instance: dg.DagsterInstance
) -> None:
    world.strike("not_a_number", match="insights", records=12)
    blocked = run(instance, "meta_sync", WEEK)
    held = batches.listing(world.warehouse, "held")
    for batch in held:
        batches.accept(world.warehouse, batch.id, by="ann", reason="twelve bad records are known")

    result = resumed(instance, blocked.run_id)

    assert held
    assert failures(result) == []
    assert result.success
    assert not materialized(result, "landing", "meta", "campaign_daily")
    assert {batch.status for batch in batches.listing(world.warehouse)} == {"published"}
    assert world.facts("1002", WEEK)


def test_nothing_landed_is_nothing_to_judge(world: Playground, instance: dg.DagsterInstance) -> None:
    world.strike("token_revoked")

    result = run(instance, "meta_sync", WEEK)

    assert check(result, "contract", *STAGED).passed
    ((step, message),) = failures(result)
    assert step == "outcome__meta"
    assert {account in message for account in ("1001", "1002")} == {True}
    assert not any(token in message for token in world.tokens.values())


def test_a_run_tagged_due_reads_what_each_account_owes(world: Playground, instance: dg.DagsterInstance) -> None:
    run(instance, "meta_sync", Window.closed(TODAY, TODAY), **{WINDOW_TAG: DUE})

    (read,) = world.query("SELECT min(window_start) AS first, max(window_end) AS last FROM ops.batches")
    assert read["first"] < TODAY - dt.timedelta(days=20)
    assert read["last"] == TODAY + dt.timedelta(days=1)


def test_a_run_leaves_no_connection_open(world: Playground, instance: dg.DagsterInstance) -> None:
    run(instance, "meta_sync", WEEK)

    (open_ones,) = world.query(
        "SELECT count(*) AS connections FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert open_ones["connections"] == 0
