"""The ledger's affiliate network: transactions on their own days, hops, what follows from both, and the marketplace."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import pytest

from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.ledger.market_tables import SCHEMAS as MARKET_SCHEMAS
from sandbox.ledger.synthetic import ANCHOR, transactions
from sandbox.ledger.synthetic.sellers import SELLERS
from sandbox.ledger.tables import SCHEMAS
from tests.sandbox.conftest import TODAY
from tests.sandbox.test_ledger import assert_same, values

ACCOUNTS = ("larkspurco", "trailaff")
PACIFIC = ZoneInfo("America/Los_Angeles")
ALL = Window.closed(ANCHOR, TODAY)
EARLY = dt.date(2025, 5, 17)
DAY = dt.date(2026, 3, 8)
LATER = dt.date(2026, 12, 31)
MEASURES = ("clicks", "purchases", "purchase_value")


def sale(**values: object) -> dict[str, object]:
    """A transaction of 10.50 USD at noon UTC of DAY, on which Pacific clocks go forward."""
    base: dict[str, object] = {
        "platform": "clickbank", "account_id": "x", "receipt": "A", "transaction_type": "SALE", "item_no": "1",
        "transaction_time": dt.datetime(2026, 3, 8, 12, tzinfo=dt.UTC), "tracking_id": "Ab-1", "affiliate": None,
        "vendor": "X", "role": "VENDOR", "product_title": "Guide", "line_item_type": "STANDARD", "quantity": 1,
        "recurring": False, "account_amount": Decimal("10.50"), "customer_amount": Decimal(20), "currency": "EUR",
        "payment_method": "VISA", "country": "DE", "state": None,
    }  # fmt: skip
    return base | values


def hop(tracking_id: str, hops: int, date: dt.date = DAY) -> dict[str, object]:
    return {"platform": "clickbank", "account_id": "x", "tracking_id": tracking_id, "date": date, "hops": hops}


def small(sold: list[dict[str, object]], hops: list[dict[str, object]]) -> Ledger:
    account: dict[str, object] = {
        "platform": "clickbank",
        "account_id": "x",
        "name": "x",
        "currency": "USD",
        "timezone": str(PACIFIC),
        "status": "ACTIVE",
    }
    rows = {"accounts": [account], "transactions": sold, "hops": hops}
    return Ledger.of({name: pa.Table.from_pylist(each, schema=SCHEMAS[name]) for name, each in rows.items()})


def derived(ledger: Ledger, as_of: dt.date = LATER) -> list[tuple[Any, ...]]:
    told = ledger.metrics("clickbank", "x", Window.closed(ANCHOR, as_of), as_of)
    return [tuple(row[name] for name in ("date", "campaign_id", *MEASURES)) for row in told.to_pylist()]


def test_the_accounts_are_as_promised(ledger: Ledger) -> None:
    told = {row["account_id"]: (row["name"], row["currency"], row["timezone"]) for row in ledger.accounts("clickbank")}
    assert set(told) == {*ACCOUNTS, "marketplace"}
    assert told["marketplace"][0] == "ClickBank marketplace"
    assert {each[1:] for each in told.values()} == {("USD", "America/Los_Angeles")}
    assert ledger.metrics("clickbank", "marketplace", ALL, TODAY).num_rows == 0
    assert ledger.campaigns("clickbank", "larkspurco", TODAY).num_rows == 0


def test_each_transaction_counts_on_its_own_pacific_day() -> None:
    before, after = (dt.datetime(2026, 3, 9, 6, 59, 59, tzinfo=dt.UTC) + dt.timedelta(seconds=n) for n in (0, 1))
    refund = sale(transaction_type="RFND", transaction_time=after, account_amount=Decimal("-10.50"))
    ledger = small([sale(transaction_time=before), refund], [])
    assert derived(ledger, DAY) == [(DAY, "ab-1", 0, 1, Decimal("10.50"))]
    assert derived(ledger) == [
        (DAY, "ab-1", 0, 1, Decimal("10.50")),
        (DAY + dt.timedelta(days=1), "ab-1", 0, 0, Decimal("-10.50")),
    ]
    only_after = Window.closed(DAY + dt.timedelta(days=1), LATER)
    assert values(ledger.transactions("clickbank", "x", only_after, LATER), "transaction_type") == ["RFND"]


def test_tracking_ids_count_in_lower_case_and_none_is_a_name_of_its_own() -> None:
    untracked = sale(receipt="B", tracking_id=None)
    ledger = small([sale(), sale(receipt="C", tracking_id="AB-1"), untracked], [hop("ab-1", 7), hop("", 3)])
    assert derived(ledger) == [(DAY, "ab-1", 7, 2, Decimal(21)), (DAY, "none", 3, 1, Decimal("10.50"))]


def test_rebills_are_earned_but_no_sales_and_fees_and_tests_do_not_count() -> None:
    kinds = {"BILL": "4", "CGBK": "-10.50", "FEE": "-1", "TEST_SALE": "99"}
    others = [sale(transaction_type=kind, account_amount=Decimal(amount)) for kind, amount in kinds.items()]
    assert derived(small([sale(), *others], [])) == [(DAY, "ab-1", 0, 1, Decimal(4))]
    assert derived(small(others[2:], [])) == []


@pytest.mark.parametrize("account", ACCOUNTS)
def test_derived_metrics_are_the_sums_over_transactions_and_hops(ledger: Ledger, account: str) -> None:
    sums: dict[tuple[dt.date, str], list[Any]] = {}
    for row in ledger.transactions("clickbank", account, ALL, TODAY).to_pylist():
        if row["transaction_type"] in ("SALE", "BILL", "RFND", "CGBK"):
            day = row["transaction_time"].astimezone(PACIFIC).date()
            total = sums.setdefault((day, (row["tracking_id"] or "none").lower()), [0, 0, Decimal(0)])
            total[1] += row["transaction_type"] == "SALE"
            total[2] += row["account_amount"]
    for row in ledger.hops("clickbank", account, ALL, TODAY).to_pylist():
        sums.setdefault((row["date"], row["tracking_id"] or "none"), [0, 0, Decimal(0)])[0] += row["hops"]
    told = ledger.metrics("clickbank", account, ALL, TODAY)
    assert {(row["date"], row["campaign_id"]): [row[name] for name in MEASURES] for row in told.to_pylist()} == sums
    assert set(values(told, "placement")) == {"hoplink"}
    assert not any(values(told, "impressions") + values(told, "spend"))


@pytest.mark.parametrize("account", ACCOUNTS)
def test_transactions_are_as_varied_as_promised(ledger: Ledger, account: str) -> None:
    sold = ledger.transactions("clickbank", account, ALL, TODAY).to_pylist()
    assert 5 < len(sold) / len(ALL) < 15
    kinds = Counter(row["transaction_type"] for row in sold)
    assert set(kinds) == {"SALE", "BILL", "RFND", "CGBK", "FEE", "TEST_SALE"}
    assert kinds["TEST_SALE"] < 0.02 * kinds["SALE"]
    signs = {(row["transaction_type"] in ("RFND", "CGBK", "FEE"), row["account_amount"] < 0) for row in sold}
    assert signs == {(True, True), (False, False)}
    assert {"USD", "EUR", "PHP", "JPY"} <= {row["currency"] for row in sold}
    assert all(row["customer_amount"] % 1 == 0 for row in sold if row["currency"] == "JPY")
    assert len({row["role"] for row in sold}) == 1
    ids = {row["tracking_id"] for row in sold}
    assert None in ids
    assert len(ids) > len({name and name.lower() for name in ids}), "the same id in other letters"
    assert all(not row["transaction_time"].microsecond for row in sold)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_receipt_is_shared_by_what_becomes_of_it_months_later(ledger: Ledger, account: str) -> None:
    lives: dict[str, list[dict[str, Any]]] = {}
    for row in ledger.transactions("clickbank", account, ALL, TODAY).to_pylist():
        lives.setdefault(row["receipt"], []).append(row)
    waits: dict[str, list[int]] = {}
    for life in lives.values():
        assert life[0]["transaction_type"] in ("SALE", "TEST_SALE")
        assert len({(row["tracking_id"], row["currency"], row["vendor"], row["country"]) for row in life}) == 1
        for row in life[1:]:
            days = (row["transaction_time"] - life[0]["transaction_time"]).days
            waits.setdefault(row["transaction_type"], []).append(days)
    assert max(waits["BILL"]) > 150
    assert max(waits["RFND"]) > 40
    assert min(waits["CGBK"]) >= 12
    assert any(wait == 0 for wait in waits["SALE"]), "several items of one receipt"


def test_extending_never_alters_what_was_known(ledger: Ledger) -> None:
    short, long = ledger.snapshot(EARLY), Ledger.of(ledger.snapshot(dt.date(2026, 6, 30))).snapshot(EARLY)
    for name in MARKET_SCHEMAS:
        assert short[name].num_rows
        assert_same(long[name], short[name])


def test_a_month_is_a_pure_function_of_the_seed() -> None:
    for seller in SELLERS:
        first, again, other = (transactions.month(seed, seller, ANCHOR) for seed in (1, 1, 2))
        assert first == again
        assert first != other
    assert Ledger.default(1).marketplace(EARLY) == Ledger.default(1).marketplace(EARLY)
    assert Ledger.default(1).marketplace(EARLY) != Ledger.default(2).marketplace(EARLY)


def test_the_marketplace_has_about_300_sites_in_ten_categories_that_move(ledger: Ledger) -> None:
    before, now = ledger.marketplace(EARLY), ledger.marketplace(TODAY)
    for snapshot in (before, now):
        assert 270 <= snapshot.num_rows <= 330
        assert len(set(values(snapshot, "category"))) == 10
        assert None in values(snapshot, "subcategory")
        assert len(set(values(snapshot, "subcategory"))) > 10
        assert None in values(snapshot, "activate_date")
        assert set(values(snapshot, "has_recurring")) == {True, False}
    then = {row["site_id"]: row for row in before.to_pylist()}
    after = {row["site_id"]: row for row in now.to_pylist()}
    assert after.keys() - then.keys()
    assert then.keys() - after.keys()
    assert sum(then[site]["gravity"] != after[site]["gravity"] for site in then.keys() & after.keys()) > 200
    for row in after.values():
        assert row["gravity"] >= 0
        assert 0 <= row["percent_per_sale"] <= 100
        assert row["has_recurring"] or row["percent_per_rebill"] == row["total_rebill_amt"] == 0
    ranks = Counter((row["category"], row["popularity_rank"]) for row in after.values())
    assert set(ranks.values()) == {1}


def test_the_last_snapshot_up_to_the_day_holds(ledger: Ledger) -> None:
    assert set(values(ledger.marketplace(TODAY), "date")) == {TODAY}
    stopped = Ledger.of(ledger.snapshot(EARLY))
    assert stopped.marketplace(TODAY) == ledger.marketplace(EARLY)
    assert ledger.marketplace(ANCHOR - dt.timedelta(days=1)).num_rows == 0


def test_a_saved_ledger_reads_the_same(ledger: Ledger, tmp_path: Path) -> None:
    until = dt.date(2025, 2, 14)
    ledger.save(tmp_path / "csv", until)
    for name, table in ledger.snapshot(until).items():
        path = tmp_path / "parquet" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pyarrow.parquet.write_table(table, path)
    for loaded in (Ledger.load(tmp_path / "csv"), Ledger.load(tmp_path / "parquet")):
        assert loaded.marketplace(until) == ledger.marketplace(until)
        for account in ACCOUNTS:
            asked = ("clickbank", account, ALL, until)
            assert loaded.transactions(*asked) == ledger.transactions(*asked)
            assert loaded.hops(*asked) == ledger.hops(*asked)
            assert loaded.metrics(*asked) == ledger.metrics(*asked)
        for platform, account in (("google", "3001000002"), ("naver", "401002")):
            assert loaded.campaigns(platform, account, until) == ledger.campaigns(platform, account, until)
            assert loaded.metrics(platform, account, ALL, until) == ledger.metrics(platform, account, ALL, until)


def test_a_ledger_without_these_tables_says_nothing() -> None:
    ledger = Ledger.of({"accounts": small([], []).snapshot(TODAY)["accounts"]})
    assert ledger.transactions("clickbank", "x", ALL, TODAY).num_rows == 0
    assert ledger.hops("clickbank", "x", ALL, TODAY).num_rows == 0
    assert ledger.metrics("clickbank", "x", ALL, TODAY).num_rows == 0
    assert ledger.marketplace(TODAY).num_rows == 0


def test_amounts_add_up_for_any_window(ledger: Ledger) -> None:
    window = Window.closed(dt.date(2025, 10, 30), dt.date(2025, 11, 4))
    days = pa.concat_tables(
        ledger.transactions("clickbank", "larkspurco", Window.closed(day, day), TODAY) for day in window.days()
    )
    whole = ledger.transactions("clickbank", "larkspurco", window, TODAY)
    assert days.num_rows == whole.num_rows > 30
    assert pc.sum(days["account_amount"]) == pc.sum(whole["account_amount"])
