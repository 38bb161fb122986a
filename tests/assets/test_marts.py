"""The marts follow the facts, however old their days are."""

from __future__ import annotations

import datetime as dt

import dagster as dg

from assets.marts import BASE, PERFORMANCE
from assets.partitions import range_tags
from pipelines.definitions import defs
from resources import accounts
from resources.accounts import Connections
from resources.windows import Window
from tests.assets.runs import check, failures, materialized, run
from tests.playground import Playground

LONG_AGO = Window.closed(dt.date(2025, 1, 13), dt.date(2025, 1, 17))
TEN_MONTHS_LATER = dt.datetime(2025, 11, 20, 3, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def evaluate(
    instance: dg.DagsterInstance, minutes: int, cursor: dg.AutomationCursor | None = None
) -> dg.EvaluateAutomationConditionsResult:
    """What the automation sensor would ask for at that moment."""
    return dg.evaluate_automation_conditions(
        defs=defs,
        instance=instance,
        asset_selection=dg.AssetSelection.groups("marts"),
        cursor=cursor,
        evaluation_time=TEN_MONTHS_LATER + minutes * MINUTE,
    )


def test_a_backfill_of_ten_months_ago_has_exactly_its_days_refreshed_once(
    world: Playground, instance: dg.DagsterInstance
) -> None:
    before = evaluate(instance, 0)
    run(instance, "meta_sync", LONG_AGO)
    after = evaluate(instance, 1, before.cursor)

    requested = {key: after.get_requested_partitions(key) for key in (BASE, PERFORMANCE)}
    assert before.total_requested == 0
    assert requested == {key: {str(day) for day in LONG_AGO.days()} for key in (BASE, PERFORMANCE)}

    refreshed = run(instance, "refresh_marts", LONG_AGO)
    again = evaluate(instance, 2, after.cursor)

    assert refreshed.success
    assert again.total_requested == 0
    assert check(refreshed, "sums_equal_facts", *BASE.path).passed
    (marts,) = world.query("SELECT min(date) AS first, max(date) AS last FROM marts.channel_performance")
    assert marts == {"first": LONG_AGO.start, "last": LONG_AGO.last}


def test_marts_are_refreshed_though_the_outcome_is_red(world: Playground, instance: dg.DagsterInstance) -> None:
    before = evaluate(instance, 0)
    world.strike("token_revoked", account="1002")

    red = run(instance, "meta_sync", LONG_AGO)

    assert [step for step, _ in failures(red)] == ["outcome__meta"]
    assert evaluate(instance, 1, before.cursor).get_num_requested(PERFORMANCE) == len(LONG_AGO)


def test_the_refresh_shows_what_it_recomputed(world: Playground, instance: dg.DagsterInstance) -> None:
    run(instance, "meta_sync", LONG_AGO)

    refreshed = run(instance, "refresh_marts", LONG_AGO)

    shown = materialized(refreshed, *BASE.path)[str(LONG_AGO.last)]
    assert shown["days"] == 2 * len(LONG_AGO)
    assert shown["changed_rows"] > 0
    assert any(column.description for column in shown["dagster/column_schema"].columns)


def test_a_missing_rate_is_an_error_until_it_is_loaded(world: Playground, instance: dg.DagsterInstance) -> None:
    run(instance, "meta_sync", LONG_AGO)
    without = run(instance, "refresh_marts", LONG_AGO)

    missing = check(without, "exchange_rates", *PERFORMANCE.path)
    assert (missing.passed, missing.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert f"KRW/USD {LONG_AGO.start}" in {row.data["pair_and_day"] for row in missing.metadata["found"].value.records}

    before = evaluate(instance, 0)
    rates = run(instance, "read_rates", LONG_AGO)
    after = evaluate(instance, 1, before.cursor)
    with_rates = run(instance, "refresh_marts", LONG_AGO)

    assert materialized(rates, "warehouse", "fx_rates", "ecb")[str(LONG_AGO.last)]["rates_inserted"] > 0
    assert after.get_num_requested(PERFORMANCE) == len(LONG_AGO)
    assert check(with_rates, "exchange_rates", *PERFORMANCE.path).passed


def test_a_tampered_mart_is_found(world: Playground, instance: dg.DagsterInstance) -> None:
    run(instance, "meta_sync", LONG_AGO)
    run(instance, "refresh_marts", LONG_AGO)
    world.query("UPDATE marts.account_channel_daily SET cost = cost + 0.000001 WHERE currency = 'USD' RETURNING 1")

    sums = check(run(instance, "refresh_marts", LONG_AGO), "sums_equal_facts", *BASE.path)

    assert not sums.passed
    assert {row.data["measure"] for row in sums.metadata["found"].value.records} == {"cost"}


def test_a_fact_without_its_campaign_is_found(world: Playground, instance: dg.DagsterInstance) -> None:
    run(instance, "meta_sync", LONG_AGO)
    world.query("UPDATE warehouse.campaign_metrics SET campaign_id = -campaign_id WHERE currency = 'KRW' RETURNING 1")
    accounts.change(world.warehouse, Connections("meta", "1002"), "pause")

    result = run(instance, "meta_sync", LONG_AGO)

    known = check(result, "campaigns_known", "warehouse", "campaign_metrics", "meta")
    assert not known.passed
    assert {row.data["account"] for row in known.metadata["found"].value.records} == {"1002"}


def test_range_tags_stay_within_the_partitions() -> None:
    tags = range_tags(Window.closed(dt.date(1999, 1, 1), dt.date(2999, 1, 1)))

    assert tags["dagster/asset_partition_range_start"] == "2022-01-01"
    assert tags["dagster/asset_partition_range_end"] < "2999"
