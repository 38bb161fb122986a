"""What reacts to ended runs, to days that wait, and to what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import dagster as dg
import pytest

from assets.partitions import RANGE_END, RANGE_START
from pipelines import sensors
from pipelines.sensors import SENSORS, _work, failed_runs, recovered_runs, waiting_days, watch
from resources.settings import settings
from resources.windows import DAY, Window
from tests.assets.runs import Result, run
from tests.playground import TODAY, Playground
from tests.receivers import Webhook, webhook

FAILURE = dg.DagsterEventType.RUN_FAILURE
THREE_DAYS = Window.closed(TODAY - 9 * DAY, TODAY - 7 * DAY)


@pytest.fixture
def hook(environment: pytest.MonkeyPatch, world: Playground) -> Iterator[Webhook]:
    """The operators' webhook."""
    with webhook() as hook:
        environment.setenv("ALERT_WEBHOOK_URL", hook.url)
        environment.setenv("DAGSTER_UI_URL", "https://dagster.example.com")
        settings.cache_clear()
        yield hook


def failed(world: Playground, instance: dg.DagsterInstance, account: str = "1001") -> Result:
    """A run in which an account's token is refused."""
    world.strike("token_revoked", account=account)
    return run(instance, "meta_sync", THREE_DAYS)


def notice(instance: dg.DagsterInstance, result: Result) -> None:
    """Let the sensors of ended runs see a run."""
    stored = instance.get_run_by_id(result.run_id)
    assert stored is not None
    (event,) = result.filter_events(
        lambda event: event.is_job_event and event.event_type in (dg.DagsterEventType.RUN_SUCCESS, FAILURE)
    )
    sensor = failed_runs if event.event_type == FAILURE else recovered_runs
    context = dg.build_run_status_sensor_context(
        sensor_name=sensor.name, dagster_event=event, dagster_instance=instance, dagster_run=stored
    )
    sensor(context.for_run_failure() if sensor is failed_runs else context)


def look(instance: dg.DagsterInstance) -> str:
    """What the watch says."""
    said = watch(dg.build_sensor_context(instance=instance))
    assert isinstance(said, dg.SkipReason)
    return str(said.skip_message)


def test_a_failed_run_is_posted_with_its_reasons_and_a_link_and_without_a_token(
    world: Playground,
    instance: dg.DagsterInstance,
    hook: Webhook,
) -> None:
    result = failed(world, instance)

    notice(instance, result)

    (alert,) = hook.received
    assert (alert["kind"], alert["severity"], alert["run_id"]) == ("run_failure", "error", result.run_id)
    assert alert["run_url"] == f"https://dagster.example.com/runs/{result.run_id}"
    assert "meta_sync" in alert["message"]
    assert "account 1001" in alert["message"]
    assert not any(token.encode() in hook.bodies[0] for token in world.tokens.values())


def test_a_failed_run_is_posted_once(world: Playground, instance: dg.DagsterInstance, hook: Webhook) -> None:
    result = failed(world, instance)

    notice(instance, result)
    notice(instance, result)

    assert len(hook.received) == 1


def test_an_alert_that_was_refused_is_posted_with_the_next_one(
    world: Playground,
    instance: dg.DagsterInstance,
    hook: Webhook,
) -> None:
    first, second = failed(world, instance), failed(world, instance, "1002")
    hook.status = 503
    notice(instance, first)
    hook.status, hook.bodies = 200, []

    notice(instance, second)

    assert {alert["run_id"] for alert in hook.received} == {first.run_id, second.run_id}


def test_without_a_webhook_the_alert_is_kept(world: Playground, instance: dg.DagsterInstance) -> None:
    notice(instance, failed(world, instance))

    assert world.query("SELECT kind, resolved_at FROM ops.alerts") == [{"kind": "run_failure", "resolved_at": None}]
    assert world.query("SELECT * FROM ops.alert_deliveries") == []


def test_a_job_that_works_again_resolves_its_failed_runs(
    world: Playground, instance: dg.DagsterInstance, hook: Webhook
) -> None:
    result = failed(world, instance)
    notice(instance, result)
    notice(instance, run(instance, "refresh_marts", THREE_DAYS))
    look(instance)
    assert [(alert["kind"], alert["status"]) for alert in hook.received] == [
        ("run_failure", "open"),
        ("token_revoked", "open"),
        ("rates_missing", "open"),
    ]
    world.faults.clear()
    world.query("UPDATE app.marketing_accounts SET status = 'active' RETURNING 1")

    notice(instance, run(instance, "meta_sync", THREE_DAYS))
    look(instance)

    assert {(alert["kind"], alert["status"]) for alert in hook.received[3:]} == {
        ("run_failure", "resolved"),
        ("token_revoked", "resolved"),
    }


def test_a_selection_of_assets_is_resolved_by_a_run_of_the_same_assets_only() -> None:
    first, second, again = (
        _work(dg.DagsterRun("__ASSET_JOB", asset_selection=frozenset({dg.AssetKey(["marts", name])})))
        for name in ("one", "two", "one")
    )

    assert first == again != second
    assert len(first) < 40


def test_a_selection_of_assets_that_works_again_resolves_its_failed_runs(
    world: Playground, instance: dg.DagsterInstance
) -> None:
    def ended(event_type: dg.DagsterEventType) -> None:
        ad_hoc = dg.DagsterRun("__ASSET_JOB", asset_selection=frozenset({dg.AssetKey(["marts", "one"])}))
        sensor = failed_runs if event_type == FAILURE else recovered_runs
        context = dg.build_run_status_sensor_context(
            sensor_name=sensor.name,
            dagster_event=dg.DagsterEvent(event_type.value, "__ASSET_JOB", message="it went wrong"),
            dagster_instance=instance,
            dagster_run=instance.add_run(ad_hoc),
        )
        sensor(context.for_run_failure() if sensor is failed_runs else context)

    ended(FAILURE)
    assert world.query("SELECT message FROM ops.alerts WHERE resolved_at IS NULL") == [
        {"message": "__ASSET_JOB: it went wrong"}
    ]

    ended(dg.DagsterEventType.RUN_SUCCESS)

    assert world.query("SELECT message FROM ops.alerts WHERE resolved_at IS NULL") == []


def test_a_failed_run_that_could_not_be_written_down_is_told_of_by_the_watch(
    world: Playground, instance: dg.DagsterInstance, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensors, "OVERLOOKED", (-dt.timedelta(hours=1), 10_000 * DAY))
    result = failed(world, instance)
    noticed = failed(world, instance, "1002")
    notice(instance, noticed)

    look(instance)
    look(instance)

    alert, overlooked = (alert for alert in hook.received if alert["kind"] == "run_failure")
    assert (alert["run_id"], overlooked["run_id"]) == (noticed.run_id, result.run_id)
    assert "account 1001" in overlooked["message"]


def test_a_run_that_was_overlooked_and_made_good_is_not_told_of(
    world: Playground, instance: dg.DagsterInstance, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensors, "OVERLOOKED", (-dt.timedelta(hours=1), 10_000 * DAY))
    failed(world, instance)
    run(instance, "refresh_marts", THREE_DAYS)
    world.faults.clear()
    world.query("UPDATE app.marketing_accounts SET status = 'active' RETURNING 1")
    run(instance, "meta_sync", THREE_DAYS)

    look(instance)

    assert [alert["kind"] for alert in hook.received if alert["kind"] == "run_failure"] == []


def test_the_watch_says_what_it_found_and_whom_it_told(
    world: Playground, instance: dg.DagsterInstance, hook: Webhook
) -> None:
    world.query("UPDATE app.marketing_accounts SET status = 'revoked' WHERE account_id = '1001' RETURNING 1")

    assert look(instance) == "1 conditions to be told of, 0 alerts resolved; 1 notices sent, 0 failures"
    assert look(instance) == "1 conditions to be told of, 0 alerts resolved; 0 notices sent, 0 failures"


def test_a_run_that_stopped_before_its_outcome_gets_its_sync_logs(
    world: Playground,
    instance: dg.DagsterInstance,
) -> None:
    world.strike("not_a_number", match="insights", records=1000)
    blocked = run(instance, "meta_sync", THREE_DAYS)
    before = world.query("SELECT count(*) AS logs FROM ops.data_sync_logs")

    notice(instance, blocked)

    logs = world.query("SELECT status FROM ops.data_sync_logs WHERE stream = 'campaign_daily'")
    assert before == [{"logs": 0}]
    assert [log["status"] for log in logs] == ["failed", "failed"]


def test_days_that_wait_are_asked_for_once_an_hour(world: Playground) -> None:
    world.query(
        "INSERT INTO ops.touched_days (ad_account_id, date, reason, touched_at) "
        "SELECT id, day, 'membership', now() - interval '1 hour' FROM warehouse.ad_accounts, "
        "unnest(%s::date[]) AS day RETURNING 1",
        list(THREE_DAYS.days()),
    )

    asked = [waiting_days(dg.build_sensor_context()) for _ in range(2)]

    assert [type(each) for each in asked] == [dg.RunRequest, dg.RunRequest]
    assert len({each.run_key for each in asked if isinstance(each, dg.RunRequest)}) == 1
    assert isinstance(asked[0], dg.RunRequest)
    assert (asked[0].tags[RANGE_START], asked[0].tags[RANGE_END]) == (str(THREE_DAYS.start), str(THREE_DAYS.last))


def test_days_that_were_just_published_are_left_to_the_automation(world: Playground) -> None:
    world.query(
        "INSERT INTO ops.touched_days (ad_account_id, date, reason) "
        "SELECT id, '2025-03-01', 'publish' FROM warehouse.ad_accounts RETURNING 1"
    )

    assert isinstance(waiting_days(dg.build_sensor_context()), dg.SkipReason)


def test_sensors_run_without_being_switched_on() -> None:
    assert {sensor.default_status for sensor in SENSORS} == {dg.DefaultSensorStatus.RUNNING}
