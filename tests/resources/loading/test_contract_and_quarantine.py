"""Bad input: set aside with its reasons, held with its expectation, or refused; the others always go on."""

from __future__ import annotations

import datetime as dt

import pytest

from resources.loading import batches
from resources.loading import publish as publishing
from resources.loading.contract import Judge
from resources.loading.replay import replay
from resources.windows import DAY, Window
from tests.playground import TODAY, Playground

pytestmark = pytest.mark.database
FEBRUARY = Window(dt.date(2025, 2, 1), dt.date(2025, 3, 1))

RECORD_FAULTS = {
    "missing_key": "campaign_id",
    "not_a_number": "spend",
    "negative_impressions": "impressions",
    "clicks_above_impressions": "clicks",
    "unknown_currency": "account_currency",
    "nul_byte": "campaign_name",
    "lone_surrogate": "campaign_name",
    "long_name": "campaign_name",
    "date_outside": "date",
    "bad_date": "date",
    "number_instead_of_string": "impressions",
}


@pytest.mark.parametrize(("fault", "field"), RECORD_FAULTS.items())
def test_a_spoiled_record_is_set_aside_with_its_reason_and_its_neighbours_load(
    world: Playground, fault: str, field: str
) -> None:
    world.connect("1001")
    world.strike(fault, records=1, times=1)
    assert world.sync(FEBRUARY) == []
    (bad,) = world.query("SELECT reasons, payload, status FROM ops.quarantined_rows")
    assert any(field in reason and "expected" in reason for reason in bad["reasons"]), bad["reasons"]
    assert len(bad["payload"]) > 20
    truth, facts = world.truth("1001", FEBRUARY), world.facts("1001", FEBRUARY)
    assert len(truth.keys() - facts.keys()) == 1
    assert facts.items() <= truth.items()
    assert world.query("SELECT count(*) > 0 AS incomplete FROM marts.channel_performance WHERE NOT is_complete") == [
        {"incomplete": True}
    ]


def test_the_next_good_fetch_clears_the_quarantine_and_completes_the_day(world: Playground) -> None:
    world.connect("1001")
    world.strike("not_a_number", records=1, times=1)
    world.sync(FEBRUARY)
    world.sync(FEBRUARY)
    assert world.facts("1001", FEBRUARY) == world.truth("1001", FEBRUARY)
    assert world.query("SELECT status FROM ops.quarantined_rows") == [{"status": "superseded"}]
    assert world.query("SELECT bool_and(is_complete) AS complete FROM marts.channel_performance") == [
        {"complete": True}
    ]


def test_a_spoiled_record_of_a_published_row_does_not_remove_the_row(world: Playground) -> None:
    world.connect("1001")
    world.sync(FEBRUARY)
    world.strike("not_a_number", records=1, times=1)
    world.sync(FEBRUARY)
    assert world.facts("1001", FEBRUARY) == world.truth("1001", FEBRUARY)


def test_replay_loads_what_has_become_good(world: Playground, owner: object) -> None:
    world.connect("1001")
    world.strike("unknown_currency", records=1, times=1)
    world.sync(FEBRUARY)
    assert [(item.before, item.after) for item in replay(world.new_run())] == [(1, 1)]
    assert len(world.facts("1001", FEBRUARY)) == len(world.truth("1001", FEBRUARY)) - 1


def test_a_batch_with_too_many_bad_records_is_held_and_the_other_accounts_publish(world: Playground) -> None:
    world.connect("1001", "1002")
    world.strike("not_a_number", account="1001", records=40, times=1)
    bad = world.sync(FEBRUARY)
    assert [(batch.account_id, batch.status) for batch in bad] == [("1001", "held")]
    assert "share_of_bad_rows" in (bad[0].held_reason or "")
    assert world.facts("1001", FEBRUARY) == {}
    assert world.facts("1002", FEBRUARY) == world.truth("1002", FEBRUARY)


@pytest.mark.parametrize("fault", ["empty_report", "collapsed_report"])
def test_an_answer_that_collapsed_without_a_witness_is_held_until_a_person_accepts_it(
    world: Playground, fault: str
) -> None:
    world.connect("1001")
    world.sync(FEBRUARY)
    world.strike(fault, account="1001")
    (held,) = world.sync(FEBRUARY)
    assert held.status == "held"
    assert "answer_not_collapsed" in (held.held_reason or "")
    assert world.facts("1001", FEBRUARY) == world.truth("1001", FEBRUARY)
    accepted = batches.accept(world.warehouse, held.id, by="ann", reason="the campaigns were taken back")
    counts = publishing.publish(world.context, accepted).counts
    assert counts.deleted > 0
    assert len(world.facts("1001", FEBRUARY)) == len(world.truth("1001", FEBRUARY)) - counts.deleted


def test_an_empty_answer_is_published_when_the_platform_says_there_was_nothing(world: Playground) -> None:
    world.connect("1001")
    before_the_beginning = Window(dt.date(2024, 12, 1), dt.date(2024, 12, 8))
    assert world.sync(before_the_beginning) == []
    assert world.query("SELECT status, records_fetched AS n FROM ops.batches") == [{"status": "published", "n": 0}]


NOTHING: dict[str, str | None] = {"impressions": "0", "clicks": "0", "cost": "0", "conversions": None, "revenue": None}


def test_an_empty_answer_is_believed_only_when_every_figure_of_the_platforms_total_agrees(world: Playground) -> None:
    world.connect("1001")
    world.sync(FEBRUARY)
    world.strike("empty_report", account="1001")
    (held,) = world.sync(FEBRUARY)
    claims = {
        "nothing at all": ({}, "validated"),
        "earnings of nothing": ({"revenue": "0.00"}, "validated"),
        "a cost that is rounding": ({"cost": "0.45", "cost_within": "0.5"}, "validated"),
        "a cost beyond rounding": ({"cost": "0.51", "cost_within": "0.5"}, "held"),
        "a cost": ({"cost": "0.45"}, "held"),
        "clicks": ({"clicks": "1"}, "held"),
        "impressions": ({"impressions": "1"}, "held"),
        "a refund": ({"revenue": "-20"}, "held"),
    }
    found = {}
    with Judge(world.context) as bench:
        for claim, (said, _) in claims.items():
            with world.warehouse.transaction("test.claim") as cursor:
                batches.update(cursor, held.id, status="staged", platform_total=NOTHING | said)
            found[claim] = bench.judge(batches.get(world.warehouse, held.id)).batch.status
    assert found == {claim: expected for claim, (_, expected) in claims.items()}


def test_a_total_is_kept_with_its_rounding_as_text(world: Playground) -> None:
    world.connect("1001")
    world.sync(FEBRUARY)
    (kept,) = world.query("SELECT platform_total FROM ops.batches")
    assert kept["platform_total"]["cost_within"] == "0"
    assert all(isinstance(value, str) for value in kept["platform_total"].values())


def test_judging_has_nothing_to_say_beside_its_verdict(
    world: Playground, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    world.connect("1001")
    world.sync(FEBRUARY)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("great_expectations")] == []
    assert capfd.readouterr() == ("", "")


def test_money_in_micros_is_held(world: Playground) -> None:
    world.connect("1001")
    world.sync(FEBRUARY)
    world.strike("spend_in_micros", account="1001", records=1)
    (held,) = world.sync(Window(TODAY - 10 * DAY, TODAY))
    assert "no_magnitude_jump" in (held.held_reason or "")


def test_a_rejected_batch_stays_out(world: Playground) -> None:
    world.connect("1001")
    world.sync(FEBRUARY)
    world.strike("empty_report", account="1001")
    (held,) = world.sync(FEBRUARY)
    batches.reject(world.warehouse, held.id, by="ann", reason="the platform is wrong")
    assert world.facts("1001", FEBRUARY) == world.truth("1001", FEBRUARY)


def test_a_revoked_token_fails_its_account_and_no_other(world: Playground) -> None:
    world.connect("1001", "1002")
    world.strike("token_revoked", account="1001")
    bad = world.sync(FEBRUARY)
    assert [(batch.account_id, batch.error_class) for batch in bad] == [("1001", "CredentialsRejected")]
    assert world.facts("1002", FEBRUARY) == world.truth("1002", FEBRUARY)
    logs = world.query("SELECT status, error_class FROM ops.data_sync_logs ORDER BY ad_account_id")
    assert logs == [
        {"status": "failed", "error_class": "CredentialsRejected"},
        {"status": "success", "error_class": None},
    ]
    assert world.query("SELECT status FROM app.marketing_accounts WHERE account_id LIKE '%%1001'") == [
        {"status": "revoked"}
    ]


def test_days_the_platform_no_longer_serves_are_refused_by_name(world: Playground) -> None:
    world.connect("1001")
    long_ago = Window(dt.date(2021, 1, 1), dt.date(2021, 1, 8))
    (bad,) = world.sync(long_ago)
    assert bad.error_class == "DaysNotServed"
    assert "campaign_daily from" in (bad.error_message or "")


def test_every_record_of_every_batch_is_staged_quarantined_or_duplicate(world: Playground) -> None:
    world.connect("1001", "1002")
    world.strike("not_a_number", records=2, times=1)
    world.strike("duplicate_page", times=1)
    world.sync(FEBRUARY)
    rows = world.query(
        "SELECT records_fetched = records_staged + records_quarantined + records_duplicate AS conserved, "
        "rows_inserted + rows_updated + rows_unchanged <= records_staged AS accounted FROM ops.batches"
    )
    assert rows
    assert all(row["conserved"] and row["accounted"] for row in rows)
