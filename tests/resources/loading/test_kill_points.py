"""A process killed at any durable point, and run again, ends where an undisturbed one does."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from resources.credentials import Vault, new_key
from resources.loading import runs
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.durable_points import durable_points
from tests.playground import TODAY, playground
from tests.receivers import webhook
from tests.resources.loading import killing
from tests.resources.loading.killing import ACCOUNT, ALERT, DAILY, EXPIRE, LATER, RECOVER, SYNC, WINDOW, Case, Prepared

pytestmark = [pytest.mark.database, pytest.mark.kills]
MOMENTS = ("before", "after")
KILLED = -signal.SIGKILL

SYNC_POINTS = (
    "run.start",
    "run.beat",
    "accounts.refresh_description",
    "batch.create",
    "landing.page",
    "landing.manifest",
    "landing.record",
    "staging.commit",
    "contract.verdict",
    "publish.partition",
    "publish.commit",
    "staging.drop",
    "sync.logs",
    "sync.touch_failed",
    "marts.commit",
    "run.finish",
)
SWEEP_POINTS = ("sweep.runs", "sweep.stages")
REFUSED_POINTS = ("batch.fail", "accounts.mark_revoked")
ACCOUNT_COMMANDS = {
    "accounts.add": ("accounts", "add", "meta", "1002", "--user", "bob@example.com"),
    "accounts.set_status": ("accounts", "pause", "meta", ACCOUNT),
    "accounts.rotate_token": ("accounts", "rotate-token", "meta", ACCOUNT),
}
ACCEPT_POINTS = ("batch.decide", "publish.commit", "staging.drop", "marts.commit", "run.finish")
REPLAY_POINTS = ("staging.commit", "contract.verdict", "publish.commit")
RECONCILE = ("reconcile", "--ledger")
REPEATED_COMMANDS = {
    "fx.load": ("rates", "read", "--history"),
    "roles.commit": ("roles", "apply"),
    "alert.open": (ALERT,),
    "alert.watch": ("alerts", "check"),
    "drafts.clean": ("drafts", "clean"),
    "marts.touch_everything": ("refresh", "--everything"),
    "discard.commit": (*SYNC, *DAILY, "--dry-run"),
    "reconciliation.truth": RECONCILE,
    "reconciliation.orders": RECONCILE,
    "reconciliation.events": RECONCILE,
    "reconciliation.products": RECONCILE,
}
NOTICE_POINTS = {"alert.sent": ("open", ALERT), "alert.resolve": ("resolved", RECOVER)}
EXPIRY_POINTS = ("expiry.delete", "expiry.commit")
VISITED = {
    *SYNC_POINTS,
    *SWEEP_POINTS,
    *REFUSED_POINTS,
    *ACCOUNT_COMMANDS,
    *ACCEPT_POINTS,
    *REPLAY_POINTS,
    *REPEATED_COMMANDS,
    *NOTICE_POINTS,
    "fx.unload",
    *EXPIRY_POINTS,
}
ARCHIVE_KILLS = (
    "tests/resources/archive/test_archive_kills.py::test_a_kill_loses_nothing_and_leaves_the_month_in_one_tier"
)
TOKEN_KILLS = (
    "tests/resources/loading/test_tokens.py::"
    "test_a_crash_around_the_commit_leaves_the_shop_connected_or_says_what_to_do"
)
BROWSER_STORE_KILLS = (
    "tests/resources/browser_store/test_kills.py::"
    "test_a_killed_import_leaves_whole_records_and_the_next_one_completes_it"
)
IMPORT_KILLS = "tests/resources/imports/test_kills.py::test_a_kill_at_a_commit_leaves_all_or_nothing"
KEY_KILLS = "tests/pipelines/cli/test_keys.py::test_a_killed_rotation_loses_no_token_and_the_next_one_completes_it"
LOGIN_KILLS = "tests/pipelines/cli/test_logins.py::test_a_killed_change_of_logins_is_done_wholly_or_not_at_all"
INVENTORY_KILLS = (
    "tests/resources/warehouse/test_inventory.py::test_a_kill_while_a_finding_is_remembered_leaves_it_there_or_not"
)
SECURITY_KILLS = "tests/resources/test_security.py::test_a_killed_look_leaves_all_of_its_alerts_or_none"
COVERED_ELSEWHERE = {
    "security.alerts": SECURITY_KILLS,
    "inventory.record": INVENTORY_KILLS,
    **dict.fromkeys(("imports.commit", "partitions.ensure"), IMPORT_KILLS),
    **{name: ARCHIVE_KILLS for name in durable_points() if name.startswith("archive.")},
    **{name: BROWSER_STORE_KILLS for name in durable_points() if name.startswith("browser_store.")},
    "tokens.renew": TOKEN_KILLS,
    "keys.rotate": KEY_KILLS,
    "logins.add": LOGIN_KILLS,
    "logins.remove": LOGIN_KILLS,
}
KILLS: list[str] = []


@pytest.fixture(scope="module")
def prepared(
    postgres: str,
    template: Databases,
    object_store_server: ObjectStoreServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Prepared]:
    """Five days of an account as they were; two days later rows have come, changed and gone."""
    killing.warm()
    now = Ledger.of(Ledger.default(seed=1).snapshot(LATER))
    came, gone = (
        (row["date"], row["campaign_id"], row["placement"])
        for row in now.metrics("meta", ACCOUNT, WINDOW, TODAY).to_pylist()[:2]
    )
    earlier = killing.without(now, ACCOUNT, came)
    with (
        copied(postgres, template) as base,
        fresh_bucket(object_store_server) as store,
        playground(base.loader_url, store, earlier) as world,
    ):
        key = new_key()
        with_key = world.context.settings.model_copy(update={"adwarehouse_encryption_keys": SecretStr(key)})
        world.context = replace(world.context, settings=with_key, vault=Vault(key))
        world.connect(ACCOUNT)
        assert world.sync(WINDOW, streams=("campaigns", "campaign_daily")) == []
        world.ledger.become(now)
        world.clock.move_to(LATER)
        world.take_back(ACCOUNT, *gone, effective_from=LATER)
        world.warehouse.close()
        yield Prepared(world, base, postgres, object_store_server, tmp_path_factory.mktemp("kills"))


@pytest.fixture
def case(prepared: Prepared) -> Iterator[Case]:
    """A fresh copy of the older state."""
    with prepared.case() as case:
        yield case


@pytest.fixture(scope="module")
def undisturbed(prepared: Prepared) -> dict[str, Any]:
    """What one whole sync makes of the older state."""
    with prepared.case() as case:
        before = case.content()
        case.do(*SYNC, *DAILY)
        changes = case.owner.connection.execute("SELECT DISTINCT kind FROM warehouse.metric_revisions").fetchall()
        assert {row["kind"] for row in changes} == {"insert_late", "update", "delete"}
        assert case.left_over() == {}
        after = case.content()
        assert before["facts"] != after["facts"]
        return after


def kill(case: Case, point: str, *command: str, **environment: str) -> None:
    """Run a command that dies at the point."""
    assert case.run(*command, die=point, **environment) == KILLED, case.output.read_text()
    KILLS.append(point)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("point", SYNC_POINTS)
def test_a_sync_killed_and_run_again_ends_like_an_undisturbed_one(
    case: Case, undisturbed: dict[str, Any], point: str, moment: str
) -> None:
    older = case.content()["facts"]
    kill(case, f"{point}:{moment}", *SYNC, *DAILY)
    assert case.content()["facts"] in (older, undisturbed["facts"]), "readers see the old figures or the new ones"
    case.wait_until_lost()
    case.do(*SYNC, *DAILY)
    assert case.content() == undisturbed
    assert case.left_over() == {}


@pytest.mark.parametrize("point", ["landing.page", "landing.record", "staging.commit", "publish.commit"])
def test_a_sync_run_again_before_the_dead_run_counts_as_lost_is_right_at_once_and_swept_later(
    case: Case, undisturbed: dict[str, Any], point: str
) -> None:
    kill(case, f"{point}:after", *SYNC, *DAILY)
    case.do(*SYNC, *DAILY)
    assert case.content() == undisturbed
    case.wait_until_lost()
    runs.sweep(case.owner)
    assert case.left_over() == {}


@pytest.mark.parametrize("point", ["staging.commit:after", "publish.commit:before", "publish.commit:after"])
def test_a_stream_that_merges_ends_alike_too(case: Case, undisturbed: dict[str, Any], point: str) -> None:
    streams = ("--stream", "campaigns", *DAILY)
    kill(case, point, *SYNC, *streams)
    case.wait_until_lost()
    case.do(*SYNC, *streams)
    assert case.content() == undisturbed
    assert case.left_over() == {}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("point", SWEEP_POINTS)
def test_a_sweep_that_dies_is_finished_by_the_next(
    case: Case, undisturbed: dict[str, Any], point: str, moment: str
) -> None:
    kill(case, "contract.verdict:after", *SYNC, *DAILY)
    case.wait_until_lost()
    kill(case, f"{point}:{moment}", *SYNC, *DAILY)
    case.wait_until_lost()
    case.do(*SYNC, *DAILY)
    assert case.content() == undisturbed
    assert case.left_over() == {}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("point", REFUSED_POINTS)
def test_a_refused_account_works_again_with_a_new_token(
    case: Case, undisturbed: dict[str, Any], point: str, moment: str
) -> None:
    case.world.strike("token_revoked", account=ACCOUNT)
    kill(case, f"{point}:{moment}", *SYNC, *DAILY)
    case.wait_until_lost()
    case.run(*SYNC, *DAILY)
    case.world.faults.clear()
    case.do("accounts", "rotate-token", "meta", ACCOUNT, ACCOUNT_TOKEN=case.world.tokens[ACCOUNT])
    case.do(*SYNC, *DAILY)
    assert case.content() == undisturbed
    assert case.left_over() == {}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("point", ACCOUNT_COMMANDS)
def test_a_command_about_an_account_can_be_repeated(prepared: Prepared, point: str, moment: str) -> None:
    command = ACCOUNT_COMMANDS[point]
    token = prepared.world.tokens["1002" if point == "accounts.add" else ACCOUNT]
    outcomes = []
    for dies in (False, True):
        with prepared.case() as case:
            if dies:
                kill(case, f"{point}:{moment}", *command, ACCOUNT_TOKEN=token)
            case.do(*command, ACCOUNT_TOKEN=token)
            outcomes.append(case.content())
    assert outcomes[0] == outcomes[1]


def accept(case: Case) -> tuple[str, ...]:
    """Bring about a held batch; the command that accepts it."""
    case.world.strike("empty_report", account=ACCOUNT)
    assert case.run(*SYNC, *DAILY) == 1
    rows = case.owner.connection.execute("SELECT id FROM ops.batches WHERE status = 'held'").fetchall()
    return ("batches", "accept", str(rows[0]["id"]), "--reason", "it is true")


@pytest.fixture(scope="module")
def accepted(prepared: Prepared) -> dict[str, Any]:
    """What accepting a held batch without any disturbance makes of the older state."""
    with prepared.case() as case:
        case.do(*accept(case))
        return case.content()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("point", ACCEPT_POINTS)
def test_an_acceptance_that_dies_can_be_repeated(case: Case, accepted: dict[str, Any], point: str, moment: str) -> None:
    command = accept(case)
    kill(case, f"{point}:{moment}", *command)
    case.wait_until_lost()
    runs.sweep(case.owner)
    case.run(*command)
    case.do("refresh")
    assert case.content() == accepted
    assert case.left_over() == {}


def reject_one_record(case: Case) -> None:
    """Leave the account's published batch as an adapter would that could not read its first record."""
    execute = case.owner.connection.execute
    (fact,) = execute(
        "DELETE FROM warehouse.campaign_metrics WHERE (date, campaign_id, channel_id) = (SELECT date, campaign_id, "
        "channel_id FROM warehouse.campaign_metrics ORDER BY batch_id DESC LIMIT 1) RETURNING batch_id, date"
    ).fetchall()
    execute(
        "UPDATE ops.batches SET records_staged = records_staged - 1, records_quarantined = 1 WHERE id = %(batch_id)s",
        fact,
    )
    execute(
        "INSERT INTO ops.quarantined_rows (batch_id, platform, stream, ad_account_id, date, source_page, source_line, "
        "reasons, payload) SELECT id, platform, stream, ad_account_id, %(date)s, 0, 0, ARRAY['unreadable'], '{}' "
        "FROM ops.batches WHERE id = %(batch_id)s",
        fact,
    )


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("point", REPLAY_POINTS)
def test_a_replay_that_dies_can_be_repeated(case: Case, undisturbed: dict[str, Any], point: str, moment: str) -> None:
    case.do(*SYNC, *DAILY)
    reject_one_record(case)
    assert case.content()["facts"] != undisturbed["facts"]
    kill(case, f"{point}:{moment}", "quarantine", "replay")
    case.wait_until_lost()
    runs.sweep(case.owner)
    case.do("quarantine", "replay")
    found = case.content()
    assert (found["facts"], found["account_channel_daily"]) == (
        undisturbed["facts"],
        undisturbed["account_channel_daily"],
    )
    runs.sweep(case.owner)
    assert case.left_over() == {}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("point", REPEATED_COMMANDS)
def test_any_other_command_that_dies_can_be_repeated(
    prepared: Prepared, tmp_path: Path, point: str, moment: str
) -> None:
    command = REPEATED_COMMANDS[point]
    if command == RECONCILE:
        prepared.world.ledger.save(tmp_path, LATER)
        command = (*command, str(tmp_path))
    outcomes = []
    for dies in (False, True):
        with prepared.case() as case:
            if point == "alert.watch":
                case.owner.connection.execute("UPDATE app.marketing_accounts SET status = 'revoked'")
            if dies:
                kill(case, f"{point}:{moment}", *command)
                case.wait_until_lost()
            code = case.run(*command)
            runs.sweep(case.owner)
            outcomes.append((code, case.content(), {**case.left_over(), "days that wait": []}))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("point", NOTICE_POINTS)
def test_a_notice_that_a_kill_interrupted_is_sent_again_at_most(case: Case, point: str, moment: str) -> None:
    status, command = NOTICE_POINTS[point]
    with webhook() as hook:
        if command == RECOVER:
            case.do(ALERT, ALERT_WEBHOOK_URL=hook.url)
        kill(case, f"{point}:{moment}", command, ALERT_WEBHOOK_URL=hook.url)
        for _ in range(2):
            case.do(command, ALERT_WEBHOOK_URL=hook.url)
        told = [notice["status"] for notice in hook.received]
    assert told.count(status) == 1 + ((point, moment) == ("alert.sent", "before"))
    (alert,) = case.owner.connection.execute("SELECT resolved_at FROM ops.alerts").fetchall()
    assert (alert["resolved_at"] is None) == (status == "open")


@pytest.mark.parametrize("moment", MOMENTS)
def test_own_rates_whose_removal_was_killed_go_all_at_once(case: Case, tmp_path: Path, moment: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"date,base,quote,rate\n{TODAY},EUR,USD,1.1\n{TODAY},EUR,KRW,1500\n")
    without = case.content()["rates"]
    case.do("rates", "load", str(file))
    with_own = case.content()["rates"]
    kill(case, f"fx.unload:{moment}", "rates", "unload")
    assert case.content()["rates"] == (with_own if moment == "before" else without)
    assert case.run("rates", "unload") == (0 if moment == "before" else 1)
    assert case.content()["rates"] == without


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("point", EXPIRY_POINTS)
def test_pages_that_outlived_a_killed_expiry_go_with_the_next(
    case: Case, undisturbed: dict[str, Any], point: str, moment: str
) -> None:
    kill(case, "landing.manifest:before", *SYNC, *DAILY)
    case.wait_until_lost()
    case.do(*SYNC, *DAILY)
    case.owner.connection.execute("UPDATE ops.batches SET fetched_at = fetched_at - interval '100 days'")
    kill(case, f"{point}:{moment}", EXPIRE)
    case.do(EXPIRE)
    assert list(case.store.list("")) == []
    assert case.owner.connection.execute("SELECT FROM ops.batches WHERE landing_prefix IS NOT NULL").fetchall() == []
    assert case.content() == undisturbed


def test_every_durable_point_is_visited_here_or_covered_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    points = set(durable_points())
    assert VISITED | COVERED_ELSEWHERE.keys() == points
    for place in COVERED_ELSEWHERE.values():
        path, _, test = place.partition("::")
        assert f"def {test}(" in (Path(__file__).parents[3] / path).read_text(encoding="utf-8")
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{len(points)} durable points: {len(VISITED)} visited here with {len(KILLS)} kills, "
            f"{len(COVERED_ELSEWHERE)} covered elsewhere"
        )
