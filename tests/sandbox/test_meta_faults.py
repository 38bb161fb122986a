"""What Graph says, pages and reports when a fault is on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.faults import Fault
from tests.sandbox.conftest import TODAY, Sandbox
from tests.sandbox.test_meta_insights import DAILY, HOUR, HOURLY, PLACEMENT

NAMED = {**DAILY, "fields": [*DAILY["fields"], "campaign_name", "account_currency"]}


@pytest.mark.parametrize(
    ("variant", "error", "minutes"),
    [
        (None, (400, 80004, 2446079), 1),
        ("17", (400, 17, 2446079), 0),
        ("613", (400, 613, 1487742), 0),
        ("4", (400, 4, 1504022), 0),
    ],
)
def test_limits_and_the_headers_that_come_with_them(
    sandbox: Sandbox, variant: str | None, error: tuple[int, int, int], minutes: int
) -> None:
    sandbox.faults.add(Fault("throttle", variant=variant, times=1))
    reply = sandbox.get("act_1001/insights", **DAILY)
    assert sandbox.error(reply) == error
    cases = json.loads(reply.headers["x-business-use-case-usage"])["1001"]
    assert max(case["estimated_time_to_regain_access"] for case in cases) == minutes
    assert sandbox.get("act_1001/insights", **DAILY).status_code == 200


def test_usage_headers_come_with_every_reply_and_grow(sandbox: Sandbox) -> None:
    replies = [sandbox.get("act_1001/insights"), sandbox.get("act_1001/insights", level="ad"), sandbox.get("act_1001/")]
    shares = [json.loads(reply.headers["x-fb-ads-insights-throttle"])["acc_id_util_pct"] for reply in replies]
    assert shares == sorted(set(shares))
    for name in ("x-ad-account-usage", "x-business-use-case-usage", "x-app-usage"):
        assert all(json.loads(reply.headers[name]) for reply in replies)
    sandbox.faults.add(Fault("usage", variant="92.5"))
    heavy = sandbox.get("act_1001/insights")
    assert json.loads(heavy.headers["x-fb-ads-insights-throttle"])["acc_id_util_pct"] == 92.5


@pytest.mark.parametrize(
    ("name", "variant", "error"),
    [
        ("error_200", None, (200, 2, None)),
        ("reduce_data", None, (500, 1, None)),
        ("token_revoked", None, (400, 190, 460)),
        ("token_revoked", "463", (400, 190, 463)),
        ("permission_lost", None, (403, 200, None)),
        ("account_down", None, (500, 2, None)),
    ],
)
def test_one_account_is_refused_and_the_others_are_not(
    sandbox: Sandbox, name: str, variant: str | None, error: tuple[int, int, int | None]
) -> None:
    sandbox.faults.add(Fault(name, account="1001", variant=variant))
    campaign = sandbox.ledger.campaigns("meta", "1001", TODAY)["campaign_id"][0].as_py()
    for path in ("act_1001/", "act_1001/campaigns", "act_1001/insights", "me/adaccounts", f"{campaign}/"):
        assert sandbox.error(sandbox.get(path)) == error
    assert sandbox.get("act_1002/insights", "1002").status_code == 200


def read(sandbox: Sandbox, limit: int = 100, pages: int = 20) -> list[dict[str, Any]]:
    """Follow the cursors, up to a number of pages."""
    rows: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    for _ in range(pages):
        reply = sandbox.get("act_1001/insights", **DAILY, limit=limit, **after).json()
        rows += reply["data"]
        if "next" not in reply.get("paging", {}):
            break
        after = {"after": reply["paging"]["cursors"]["after"]}
    return rows


def distinct(rows: list[dict[str, Any]]) -> int:
    return len({(row["campaign_id"], row["date_start"], row[PLACEMENT]) for row in rows})


@pytest.mark.parametrize(
    ("name", "read_more", "seen_less"),
    [("duplicate_page", 100, 0), ("lost_page", -100, 100), ("shifted_page", -1, 1), ("empty_page", 0, 0)],
)
def test_pages_that_do_not_add_up(sandbox: Sandbox, name: str, read_more: int, seen_less: int) -> None:
    whole = read(sandbox)
    sandbox.faults.add(Fault(name, times=1))
    rows = read(sandbox)
    assert len(rows) == len(whole) + read_more
    assert distinct(rows) == len(whole) - seen_less
    assert read(sandbox) == whole


def test_a_cursor_that_leads_to_itself(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("repeat_cursor", after=1))
    rows = read(sandbox, pages=6)
    assert (len(rows), distinct(rows)) == (600, 200)


def test_reports_that_are_empty_or_collapsed_while_the_accounts_total_is_true(sandbox: Sandbox) -> None:
    whole = sandbox.insights(**DAILY)
    total = sandbox.insights(level="account", time_range=DAILY["time_range"])
    for name, rows in (("empty_report", []), ("collapsed_report", whole[-(len(whole) // 10) :])):
        sandbox.faults.add(Fault(name, account="1001"))
        assert sandbox.insights(**DAILY) == rows
        assert sandbox.insights(level="account", time_range=DAILY["time_range"]) == total
        sandbox.faults.clear()


SPOILED: dict[str, Any] = {
    "missing_key": lambda record: "campaign_id" not in record,
    "null_key": lambda record: record["campaign_id"] is None,
    "not_a_number": lambda record: record["spend"] == "twelve",
    "negative_impressions": lambda record: record["impressions"] == "-5",
    "clicks_above_impressions": lambda record: int(record["clicks"]) > int(record["impressions"]),
    "spend_in_micros": lambda record: float(record["spend"]) > 1_000_000,
    "unknown_currency": lambda record: record["account_currency"] == "XQZ",
    "new_placement": lambda record: record[PLACEMENT] == "hologram",
    "nul_byte": lambda record: "\x00" in record["campaign_name"],
    "lone_surrogate": lambda record: "\ud83d" in record["campaign_name"],
    "long_name": lambda record: len(record["campaign_name"]) == 10_000,
    "date_outside": lambda record: record["date_start"] == record["date_stop"] == "2025-02-01",
    "bad_date": lambda record: record["date_start"] == "2026-02-30",
    "number_instead_of_string": lambda record: isinstance(record["impressions"], int),
    "extra_field": lambda record: "auction_bid" in record,
}


@pytest.mark.parametrize("name", SPOILED)
def test_record_faults_spoil_the_chosen_records_and_no_other(sandbox: Sandbox, name: str) -> None:
    whole = sandbox.insights(**NAMED)
    total = sandbox.insights(level="account", time_range=DAILY["time_range"])
    sandbox.faults.add(Fault(name, records=3, where={PLACEMENT: "instagram", "date_start": "2026-02-01"}))
    rows = sandbox.insights(**NAMED)
    changed = [after for before, after in zip(whole, rows, strict=True) if before != after]
    assert len(changed) == 3
    assert all(SPOILED[name](record) for record in changed)
    assert sandbox.insights(**NAMED) == rows
    assert sandbox.insights(level="account", time_range=DAILY["time_range"]) == total


def test_record_faults_spoil_hours_and_can_be_scattered_with_a_seed(sandbox: Sandbox) -> None:
    whole = sandbox.insights(**HOURLY)
    sandbox.faults.add(Fault("missing_key", field=HOUR, records=5, seed=11))
    spoiled = [index for index, row in enumerate(sandbox.insights(**HOURLY)) if HOUR not in row]
    assert len(spoiled) == 5
    assert spoiled != [0, 1, 2, 3, 4]
    assert len(whole) == len(sandbox.insights(**HOURLY))
