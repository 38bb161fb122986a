"""The application's tables of the default ledger: pure, consistent, and as of their day."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from resources.windows import DAY, Window
from sandbox.ledger import Ledger, files
from sandbox.ledger.application_tables import FOLDER, KEYS, SCHEMAS, TABLES
from sandbox.ledger.money import minor_digits
from sandbox.ledger.states import end_of
from sandbox.ledger.synthetic import ANCHOR
from sandbox.ledger.tables import ACCOUNTS
from tests.sandbox.conftest import TODAY

REFERENCES = {
    "user_id": "users", "owner_id": "users", "team_id": "teams", "product_id": "products",
    "plan_id": "subscription_plans", "subscription_id": "subscriptions", "test_id": "ab_tests",
    "campaign_id": "campaigns", "creative_id": "creatives",
    "product_image_id": "product_images", "marketing_account_id": "marketing_accounts",
}  # fmt: skip
HORIZON = end_of(TODAY, "Asia/Seoul")


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """The default ledger."""
    return Ledger.default()


def rows(ledger: Ledger, name: str, day: dt.date = TODAY) -> list[dict[str, Any]]:
    """A table of the application."""
    return ledger.application(name, day).to_pylist()


def test_every_table_has_rows_and_they_are_few_enough_for_a_demo(ledger: Ledger) -> None:
    counts = {name: ledger.application(name, TODAY).num_rows for name in TABLES}
    assert all(counts.values())
    assert sum(counts.values()) < 30_000


@pytest.mark.parametrize("name", TABLES)
def test_keys_are_unique_ids_are_uuids_and_json_is_json(ledger: Ledger, name: str) -> None:
    found = rows(ledger, name)
    assert max(Counter(tuple(row[key] for key in KEYS[f"{FOLDER}/{name}"]) for row in found).values()) == 1
    for row in found:
        for column, value in row.items():
            if column == "id" or (column in REFERENCES and name != "budgets" and value):
                UUID(value)
            if isinstance(value, str) and value[:1] in "[{" and value:
                json.loads(value)


@pytest.mark.parametrize("name", TABLES)
def test_what_a_row_refers_to_is_there(ledger: Ledger, name: str) -> None:
    for column in SCHEMAS[f"{FOLDER}/{name}"].names:
        if column in REFERENCES and not (name == "budgets" and column == "campaign_id"):
            known = set(ledger.application(REFERENCES[column], TODAY)["id"].to_pylist())
            assert set(ledger.application(name, TODAY)[column].drop_null().to_pylist()) <= known


@pytest.mark.parametrize("name", TABLES)
def test_a_later_day_adds_rows_and_takes_none_back(ledger: Ledger, name: str) -> None:
    early, late = (ledger.application(name, day) for day in (dt.date(2026, 2, 3), TODAY))
    assert 0 < early.join(late, keys=list(KEYS[f"{FOLDER}/{name}"]), join_type="left semi").num_rows == early.num_rows


def test_another_reading_is_the_same_and_another_seed_is_not(ledger: Ledger) -> None:
    again, other = Ledger.default(), Ledger.default(seed=2)
    for name in ("payments", "conversions", "subscriptions", "ai_generations"):
        assert again.application(name, TODAY) == ledger.application(name, TODAY)
        assert other.application(name, TODAY) != ledger.application(name, TODAY)


def test_what_has_not_happened_yet_is_not_told(ledger: Ledger) -> None:
    for name in TABLES:
        for row in rows(ledger, name):
            assert row["created_at"] < HORIZON
            for moment in ("timestamp", "completed_at", "refunded_at", "charged_back_at", "cancelled_at", "changed_at"):
                assert row.get(moment) is None or row[moment] < HORIZON


def test_payments_meet_every_fate_in_several_currencies(ledger: Ledger) -> None:
    found = rows(ledger, "payments")
    assert {row["status"] for row in found} >= {"completed", "failed", "refunded", "charged_back"}
    assert {row["currency"] for row in found} >= {"KRW", "EUR", "USD"}
    partial = [row for row in found if row["refunded_at"] and row["refunded_amount"] < row["amount"]]
    assert partial
    assert {row["status"] for row in partial} == {"completed"}
    for row in found:
        assert row["amount"] == round(row["amount"], minor_digits(row["currency"]))
        assert (row["refunded_amount"] > 0) == (row["refunded_at"] is not None)
        assert row["refunded_at"] is None or row["refunded_at"].date() > row["completed_at"].date()


def test_money_paid_is_what_paid_orders_cost(ledger: Ledger) -> None:
    paid: Counter[str] = Counter()
    for row in rows(ledger, "payments"):
        if row["completed_at"]:
            paid[row["currency"]] += row["amount"]
    ordered: Counter[str] = Counter()
    for row in rows(ledger, "orders"):
        if row["status"] not in ("pending", "cancelled"):
            ordered[row["currency"]] += row["total"]
    assert paid == ordered


def test_each_stage_of_the_funnel_is_smaller_than_the_one_before(ledger: Ledger) -> None:
    counts = Counter(row["stage"] for row in rows(ledger, "conversions"))
    stages = [counts[stage] for stage in ("visit", "product_view", "add_to_cart", "checkout", "purchase")]
    assert stages == sorted(stages, reverse=True)
    assert len(set(stages)) == len(stages)
    actions = Counter(row["action"] for row in rows(ledger, "user_behavior"))
    assert (actions["view"], actions["add_to_cart"], actions["purchase"]) == (stages[1], stages[2], stages[4])


def test_subscriptions_go_up_down_away_and_come_back(ledger: Ledger) -> None:
    price = {row["id"]: row["price"] for row in rows(ledger, "subscription_plans")}
    history: dict[str, list[Decimal | None]] = {}
    for row in sorted(rows(ledger, "subscription_changes"), key=lambda row: row["changed_at"]):
        history.setdefault(row["subscription_id"], []).append(row["plan_id"] and price[row["plan_id"]])
    steps = {
        "up" if before and after and after > before else "down" if before and after and after < before
        else "away" if before and not after else "back" if after and n and not before else "same"
        for plans in history.values() for n, (before, after) in enumerate(pairwise(plans))
    }  # fmt: skip
    assert steps >= {"up", "down", "away", "back"}
    for row in rows(ledger, "subscriptions"):
        assert (row["status"] == "cancelled") == (row["cancelled_at"] is not None)
        assert row["status"] != "active" or history[row["id"]][-1] == price[row["plan_id"]]


def test_one_experiment_is_decided_and_the_other_is_not(ledger: Ledger) -> None:
    shares = {}
    for test in rows(ledger, "ab_tests"):
        results = [row for row in rows(ledger, "ab_test_results") if row["test_id"] == test["id"]]
        by_variant = [[row["converted"] for row in results if row["variant"] == each] for each in "AB"]
        shares[test["name"]] = [sum(each) / len(each) for each in by_variant]
    decided, open_ = shares["Checkout on one page"], shares["Green or orange button"]
    assert decided[1] / decided[0] > 1.7
    assert abs(open_[1] / open_[0] - 1) < 0.15


def test_tracking_ids_and_publications_are_those_of_the_platforms(ledger: Ledger) -> None:
    planned = rows(ledger, "campaigns")
    everything = Window.closed(ANCHOR, TODAY)
    sold = {
        str(name).lower()
        for account in ("larkspurco", "trailaff")
        for name in ledger.transactions("clickbank", account, everything, TODAY)["tracking_id"].to_pylist()
    }
    tracked = {row["tracking_id"].lower() for row in planned if row["tracking_id"]}
    assert len(tracked) == 8
    assert tracked <= sold
    sites = set(ledger.marketplace(TODAY)["site_id"].to_pylist())
    assert {
        row["affiliate_product_id"].removeprefix("clickbank/marketplace/") for row in planned if row["tracking_id"]
    } <= sites
    accounts = {row["id"]: (row["platform"], row["account_id"]) for row in rows(ledger, "marketing_accounts")}
    for row in rows(ledger, "campaign_publications"):
        there = ledger.campaigns(*accounts[row["marketing_account_id"]], TODAY)
        assert row["platform_campaign_id"] in there["campaign_id"].to_pylist()


def test_connections_are_to_accounts_that_may_be_read(ledger: Ledger) -> None:
    platforms = ("meta", "google", "naver", "clickbank", "shopee")
    there = {
        (platform, row["account_id"])
        for platform in platforms for row in ledger.accounts(platform) if row["status"] != "CANCELED"
    }  # fmt: skip
    found = rows(ledger, "marketing_accounts")
    ann = next(row["id"] for row in rows(ledger, "users") if row["email"] == "ann@example.com")
    assert {(row["platform"], row["account_id"]) for row in found if row["user_id"] == ann} == there


def test_every_role_tier_and_kind_of_budget_is_there(ledger: Ledger) -> None:
    people = rows(ledger, "users")
    assert {row["role"] for row in people} == {"admin", "manager", "analyst", "viewer"}
    assert {row["tier"] for row in people} == {"starter", "professional", "agency"}
    assert all(ZoneInfo(json.loads(row["settings"])["timezone"]) for row in rows(ledger, "teams"))
    budgets = rows(ledger, "budgets")
    for scope in ("ad_account_id", "channel_id", "campaign_id"):
        assert any(row[scope] for row in budgets)
    drafts = [row["expires_at"] < HORIZON for row in rows(ledger, "campaign_drafts")]
    assert sorted(drafts) == [False, False, True]


def test_attacks_come_in_bursts(ledger: Ledger) -> None:
    failed = Counter(row["timestamp"].date() for row in rows(ledger, "login_attempts") if not row["success"])
    errors = Counter(row["timestamp"].date() for row in rows(ledger, "api_logs") if row["status_code"] >= 500)
    for counts in (failed, errors):
        lately = [counts[TODAY - n * DAY] for n in range(4)]
        assert min(max(lately[:2]), max(lately[1:3])) >= 12
        assert sorted(lately)[:2] <= [2, 2]


def test_the_tables_survive_a_round_trip_through_files(ledger: Ledger, tmp_path: Path) -> None:
    files.save(tmp_path, "accounts", ACCOUNTS.empty_table())
    for name in TABLES:
        files.save(tmp_path, f"{FOLDER}/{name}", ledger.application(name, TODAY))
    replayed = Ledger.load(tmp_path)
    for name in TABLES:
        assert replayed.application(name, TODAY) == ledger.application(name, TODAY)


@pytest.mark.parametrize("name", TABLES)
def test_the_manual_has_every_column(name: str) -> None:
    manual = (Path(__file__).parents[2] / "sandbox" / "README.md").read_text(encoding="utf-8")
    (line,) = (line for line in manual.splitlines() if line.startswith(f"| `{FOLDER}/{name}` |"))
    for field in SCHEMAS[f"{FOLDER}/{name}"]:
        assert f"`{field.name}`" + ("?" if field.nullable else "") in line
