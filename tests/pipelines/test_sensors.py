"""What reacts to failed runs and to days that wait."""

from __future__ import annotations

import json
from collections.abc import Iterator

import dagster as dg
import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assets.partitions import RANGE_END, RANGE_START
from pipelines.sensors import automation, failed_runs, waiting_days
from resources.settings import settings
from resources.windows import DAY, Window
from sandbox.server import serve
from tests.assets.runs import Result, run
from tests.playground import TODAY, Playground

THREE_DAYS = Window.closed(TODAY - 9 * DAY, TODAY - 7 * DAY)


class Webhook:
    """What a webhook received; it answers with `status`."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.status = 200

    async def __call__(self, request: Request) -> Response:
        self.received.append(await request.body())
        return Response(status_code=self.status)


@pytest.fixture
def webhook(environment: pytest.MonkeyPatch, world: Playground) -> Iterator[Webhook]:
    """The configured alert receiver."""
    webhook = Webhook()

    async def receive(request: Request) -> Response:
        return await webhook(request)

    with serve(Starlette(routes=[Route("/alerts", receive, methods=["POST"])])) as base:
        environment.setenv("ALERT_WEBHOOK_URL", f"{base}/alerts")
        settings.cache_clear()
        yield webhook


def failed(world: Playground, instance: dg.DagsterInstance, account: str = "1001") -> Result:
    """A run in which an account's token is refused."""
    world.strike("token_revoked", account=account)
    return run(instance, "meta_sync", THREE_DAYS)


def notice(instance: dg.DagsterInstance, result: Result) -> None:
    """Let the failure sensor see a run."""
    stored = instance.get_run_by_id(result.run_id)
    assert stored is not None
    (event,) = result.filter_events(lambda event: event.is_failure and event.is_job_event)
    context = dg.build_run_status_sensor_context(
        sensor_name="failed_runs", dagster_event=event, dagster_instance=instance, dagster_run=stored
    )
    failed_runs(context.for_run_failure())


def test_a_failed_run_is_posted_with_its_reasons_and_without_a_token(
    world: Playground,
    instance: dg.DagsterInstance,
    webhook: Webhook,
) -> None:
    result = failed(world, instance)

    notice(instance, result)

    (body,) = webhook.received
    alert = json.loads(body)
    assert (alert["kind"], alert["severity"], alert["run_id"]) == ("run_failure", "error", result.run_id)
    assert "meta_sync" in alert["message"]
    assert "account 1001" in alert["message"]
    assert not any(token.encode() in body for token in world.tokens.values())


def test_a_failed_run_is_posted_once(world: Playground, instance: dg.DagsterInstance, webhook: Webhook) -> None:
    result = failed(world, instance)

    notice(instance, result)
    notice(instance, result)

    assert len(webhook.received) == 1


def test_an_alert_that_was_refused_is_posted_with_the_next_one(
    world: Playground,
    instance: dg.DagsterInstance,
    webhook: Webhook,
) -> None:
    first, second = failed(world, instance), failed(world, instance, "1002")
    webhook.status = 503
    with pytest.raises(requests.HTTPError, match="503"):
        notice(instance, first)
    webhook.status, webhook.received = 200, []

    notice(instance, second)

    assert [json.loads(body)["run_id"] for body in webhook.received] == [first.run_id, second.run_id]


def test_without_a_webhook_the_alert_is_kept(world: Playground, instance: dg.DagsterInstance) -> None:
    notice(instance, failed(world, instance))

    assert world.query("SELECT kind, sent_at FROM ops.alerts") == [{"kind": "run_failure", "sent_at": None}]


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
    assert {sensor.default_status for sensor in (automation, waiting_days, failed_runs)} == {
        dg.DefaultSensorStatus.RUNNING
    }
