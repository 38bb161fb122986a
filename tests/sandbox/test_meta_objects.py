"""Access, accounts and campaigns, as Graph gives and refuses them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc
import pytest

from resources.windows import Window
from sandbox.ledger.synthetic import ANCHOR
from sandbox.meta.money import minor_units
from tests.sandbox.conftest import EVERY_STATUS, TODAY, Sandbox

CAMPAIGN = ["id", "name", "status", "effective_status", "daily_budget", "lifetime_budget", "start_time", "stop_time"]


@pytest.mark.parametrize("version", ["v24.0", "v25.0", "v26.0"])
def test_three_versions_are_served(sandbox: Sandbox, version: str) -> None:
    reply = sandbox.get("act_1001/", version=version)
    assert reply.json() == {"id": "act_1001", "account_id": "1001"}
    assert reply.headers["facebook-api-version"] == version


def test_a_version_that_ended_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.error(sandbox.get("act_1001/", version="v23.0")) == (400, 2635, None)


def test_the_body_calls_itself_javascript(sandbox: Sandbox) -> None:
    assert sandbox.get("act_1001/").headers["content-type"] == "text/javascript; charset=UTF-8"
    assert sandbox.get("act_9/").headers["content-type"] == "text/javascript; charset=UTF-8"


def test_a_token_must_be_known(sandbox: Sandbox) -> None:
    assert sandbox.error(sandbox.get("act_1001/", access_token="stranger")) == (400, 190, 467)
    bare = sandbox.http.get(f"{sandbox.graph}/v26.0/act_1001/", timeout=10)
    assert sandbox.error(bare) == (400, 190, 467)


def test_a_proof_must_be_there_and_right(sandbox: Sandbox) -> None:
    assert sandbox.error(sandbox.get("act_1001/", appsecret_proof="0" * 64)) == (400, 100, None)
    token = {"access_token": sandbox.credentials()["access_token"]}
    unproven = sandbox.http.get(f"{sandbox.graph}/v26.0/act_1001/", params=token, timeout=10)
    assert sandbox.error(unproven) == (400, 100, None)


def test_an_unknown_account_and_another_ones_account_differ(sandbox: Sandbox) -> None:
    assert sandbox.error(sandbox.get("act_9/")) == (400, 100, 33)
    assert sandbox.error(sandbox.get("act_1002/", account="1001")) == (403, 200, None)


def test_an_unknown_path_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.error(sandbox.get("act_1001/adimages")) == (400, 2500, None)


def test_an_account_shows_the_fields_that_were_asked_for(sandbox: Sandbox) -> None:
    node = sandbox.get("act_1002/", "1002", fields="name,currency,timezone_name,timezone_offset_hours_utc").json()
    assert node == {
        "id": "act_1002",
        "name": "라크스퍼 코리아",
        "currency": "KRW",
        "timezone_name": "Asia/Seoul",
        "timezone_offset_hours_utc": 9,
    }
    assert sandbox.error(sandbox.get("act_1001/", fields="shoe_size")) == (400, 100, None)
    assert sandbox.error(sandbox.get("act_1001/", shoe="left")) == (400, 100, None)


@pytest.mark.parametrize(("account", "offset"), [("1001", 100), ("1002", 1), ("1003", 100), ("1005", 1)])
def test_amount_spent_is_in_minor_units_of_metas_own_table(sandbox: Sandbox, account: str, offset: int) -> None:
    rows = sandbox.ledger.metrics("meta", account, Window.closed(ANCHOR, TODAY), TODAY)
    node = sandbox.get(f"act_{account}/", account, fields=["amount_spent"]).json()
    assert node["amount_spent"] == str(int(pc.sum(rows["spend"]).as_py() * offset))


@pytest.mark.parametrize(("currency", "minor"), [("USD", "1050"), ("HUF", "10"), ("TWD", "10"), ("BHD", "1050")])
def test_metas_offsets_are_not_iso_4217(currency: str, minor: str) -> None:
    assert minor_units(Decimal("10.5"), currency) == minor


def test_me_lists_the_accounts_of_the_token(sandbox: Sandbox) -> None:
    reply = sandbox.get("me/adaccounts", "1003", fields="currency", summary="true").json()
    assert reply["data"] == [{"id": "act_1003", "currency": "NZD"}]
    assert reply["summary"] == {"total_count": 1}


def campaigns(sandbox: Sandbox, **parameters: Any) -> list[dict[str, Any]]:
    reply = sandbox.get("act_1001/campaigns", **{"fields": CAMPAIGN, "limit": 100, **parameters})
    assert reply.status_code == 200, reply.text
    rows: list[dict[str, Any]] = reply.json()["data"]
    return rows


def truth(sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    return {row["campaign_id"]: row for row in sandbox.ledger.campaigns("meta", "1001", TODAY).to_pylist()}


def test_the_edge_hides_archived_campaigns_unless_asked_and_deleted_ones_always(sandbox: Sandbox) -> None:
    by_status = {row["effective_status"] for row in truth(sandbox).values()}
    assert by_status == {"ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "WITH_ISSUES"}
    assert {row["effective_status"] for row in campaigns(sandbox)} == by_status - {"ARCHIVED", "DELETED"}
    asked = campaigns(sandbox, effective_status=EVERY_STATUS)
    assert {row["effective_status"] for row in asked} == by_status - {"DELETED"}
    filtering = [{"field": "effective_status", "operator": "IN", "value": ["ARCHIVED"]}]
    assert {row["effective_status"] for row in campaigns(sandbox, filtering=filtering)} == {"ARCHIVED"}


def test_a_deleted_campaign_can_be_read_by_its_id(sandbox: Sandbox) -> None:
    deleted = next(row for row in truth(sandbox).values() if row["status"] == "DELETED")
    node = sandbox.get(f"{deleted['campaign_id']}/", fields="name,effective_status").json()
    assert node == {"id": deleted["campaign_id"], "name": deleted["name"], "effective_status": "DELETED"}
    assert sandbox.error(sandbox.get("238500000/", fields="name")) == (400, 100, 33)


def test_budgets_are_minor_unit_strings_and_absent_when_there_is_none(sandbox: Sandbox) -> None:
    known = truth(sandbox)
    for row in campaigns(sandbox, effective_status=EVERY_STATUS):
        for name in ("daily_budget", "lifetime_budget"):
            budget = known[row["id"]][name]
            assert row.get(name) == (None if budget is None else str(int(budget * 100)))
            assert (name in row) is (budget is not None)


def test_times_have_the_accounts_offset_without_a_colon(sandbox: Sandbox) -> None:
    rows = campaigns(sandbox)
    assert all(row["start_time"][-5:] in ("-0800", "-0700") for row in rows)
    assert any("stop_time" not in row for row in rows)


def test_the_edge_pages_with_cursors_until_there_is_no_next(sandbox: Sandbox) -> None:
    ids, after, pages = [], None, 0
    while True:
        reply = sandbox.get("act_1001/campaigns", fields="id", limit=2, **({"after": after} if after else {})).json()
        ids += [row["id"] for row in reply["data"]]
        after, pages = reply["paging"]["cursors"]["after"], pages + 1
        if "next" not in reply["paging"]:
            break
    assert ids == [row["id"] for row in campaigns(sandbox)]
    assert pages == (len(ids) + 1) // 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"effective_status": "ACTIVE"},
        {"effective_status": ["SLEEPING"]},
        {"limit": "many"},
        {"after": "made-up"},
        {"filtering": {"field": "effective_status"}},
        {"filtering": [{"field": "name", "operator": "CONTAIN", "value": "x"}]},
        {"fields": "id,shoe_size"},
    ],
)
def test_the_edge_refuses_what_it_does_not_know(sandbox: Sandbox, wrong: dict[str, Any]) -> None:
    assert sandbox.error(sandbox.get("act_1001/campaigns", **wrong)) == (400, 100, None)


def test_a_batch_answers_each_request_with_its_own_code(sandbox: Sandbox) -> None:
    batch = [
        {"method": "GET", "relative_url": "act_1001/?fields=currency"},
        {"method": "GET", "relative_url": "act_9/"},
    ]
    first, second = sandbox.post("", batch=batch).json()
    assert (first["code"], json.loads(first["body"])) == (200, {"id": "act_1001", "currency": "USD"})
    assert (second["code"], json.loads(second["body"])["error"]["error_subcode"]) == (400, 33)
