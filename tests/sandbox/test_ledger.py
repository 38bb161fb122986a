"""The ledger: pure, exact, restated, and the same after a round trip through files."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import pytest

from resources.errors import ConfigurationError
from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.ledger.synthetic import ANCHOR
from sandbox.ledger.synthetic.delivery import month
from sandbox.ledger.synthetic.entities import META_ACCOUNTS
from sandbox.ledger.tables import SCHEMAS
from tests.sandbox.conftest import TODAY

ACCOUNTS = ("1001", "1002", "1003", "1004", "1005")
ALL = Window.closed(ANCHOR, TODAY)
DAY = dt.date(2026, 1, 5)


def values(table: pa.Table, name: str) -> list[Any]:
    return table[name].to_pylist()


def assert_same(left: pa.Table, right: pa.Table) -> None:
    """The same rows in any order."""
    assert left.column_names == right.column_names
    assert Counter(map(repr, left.to_pylist())) == Counter(map(repr, right.to_pylist()))


def row(**values: object) -> dict[str, object]:
    base: dict[str, object] = {
        "platform": "meta", "account_id": "1", "campaign_id": "c", "date": DAY, "placement": "facebook",
        "impressions": 100, "clicks": 7, "spend": Decimal("1.23"), "purchases": 0, "purchase_value": Decimal(0),
        "likes": 0, "shares": 0, "comments": 0, "saves": 0,
    }  # fmt: skip
    return base | values


def small(metrics: list[dict[str, object]], restatements: list[dict[str, object]], currency: str = "USD") -> Ledger:
    accounts: list[dict[str, object]] = [
        {
            "platform": "meta",
            "account_id": "1",
            "name": "a",
            "currency": currency,
            "timezone": "UTC",
            "status": "ACTIVE",
        }
    ]
    rows: dict[str, list[dict[str, object]]] = {
        "accounts": accounts,
        "metrics": metrics,
        "restatements": restatements,
        "campaigns": [],
    }
    return Ledger.of({name: pa.Table.from_pylist(each, schema=SCHEMAS[name]) for name, each in rows.items()})


def test_fourteen_months_stay_small() -> None:
    known = Ledger.default(20_260_228).snapshot(TODAY)
    assert 15_000 < known["metrics"].num_rows < 90_000


def test_extending_the_default_ledger_never_alters_an_earlier_day(ledger: Ledger) -> None:
    short, long = ledger.snapshot(dt.date(2025, 5, 17)), ledger.snapshot(dt.date(2027, 1, 3))
    for name in ("metrics", "restatements", "rates"):
        day = "effective_from" if name == "restatements" else "date"
        earlier = (
            long[name].filter(pc.field(day) <= dt.date(2025, 5, 17)).filter(pc.field("date") <= dt.date(2025, 5, 17))
        )
        assert_same(earlier, short[name])


def test_another_seed_is_another_ledger_and_the_same_seed_is_the_same(ledger: Ledger) -> None:
    first, again, other = (month(seed, META_ACCOUNTS[0], ANCHOR) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_default_ledger_is_as_varied_as_promised(ledger: Ledger) -> None:
    zones = {account["account_id"]: (account["currency"], account["timezone"]) for account in ledger.accounts("meta")}
    assert zones == {
        "1001": ("USD", "America/Los_Angeles"),
        "1002": ("KRW", "Asia/Seoul"),
        "1003": ("NZD", "Pacific/Auckland"),
        "1004": ("USD", "Pacific/Honolulu"),
        "1005": ("JPY", "Asia/Tokyo"),
    }
    statuses: set[str] = set()
    for account in ACCOUNTS:
        campaigns = ledger.campaigns("meta", account, TODAY)
        assert 5 <= campaigns.num_rows <= 9
        statuses |= set(values(campaigns, "status"))
        rows = ledger.metrics("meta", account, ALL, TODAY)
        assert set(values(rows, "placement")) >= {
            "facebook",
            "instagram",
            "audience_network",
            "messenger",
        }
        assert pc.min(rows["impressions"]).as_py() > 0
        assert pc.all(pc.less_equal(rows["clicks"], rows["impressions"])).as_py()
        assert 0 in values(rows, "purchases")
    assert statuses == {"ACTIVE", "PAUSED", "ARCHIVED", "DELETED"}
    assert "threads" in values(ledger.snapshot(TODAY)["metrics"], "placement")


@pytest.mark.parametrize("account", ["1002", "1005"])
def test_won_and_yen_are_whole(ledger: Ledger, account: str) -> None:
    rows = ledger.metrics("meta", account, ALL, TODAY)
    amounts = values(rows, "spend") + values(rows, "purchase_value")
    assert all(amount == amount.to_integral_value() for amount in amounts)


def test_about_eight_percent_of_the_rows_are_restated_and_a_few_removed(ledger: Ledger) -> None:
    known, is_settled = ledger.snapshot(TODAY), pc.field("date") < dt.date(2026, 2, 1)
    settled, history = (
        known[name].filter(is_settled & (pc.field("platform") == "meta")) for name in ("metrics", "restatements")
    )
    delays = [(row["effective_from"] - row["date"]).days for row in history.to_pylist()]
    assert set(delays) == {3, 7, 20}
    assert 0.06 < delays.count(20) / settled.num_rows < 0.10
    assert 10 < pc.sum(history["removed"]).as_py() < 0.01 * settled.num_rows


@pytest.mark.parametrize("account", ACCOUNTS)
def test_hours_sum_to_the_day_to_the_last_digit(ledger: Ledger, account: str) -> None:
    window = Window.closed(dt.date(2025, 11, 1), dt.date(2025, 12, 31))
    key = ["campaign_id", "date", "placement"]
    measures = ["impressions", "clicks", "spend"]
    hours = ledger.hourly("meta", account, window, TODAY)
    sums = hours.group_by(key).aggregate([(name, "sum") for name in measures]).to_pylist()
    summed = {tuple(row[name] for name in key): tuple(row[f"{name}_sum"] for name in measures) for row in sums}
    days = ledger.metrics("meta", account, window, TODAY).to_pylist()
    assert summed == {tuple(row[name] for name in key): tuple(row[name] for name in measures) for row in days}
    assert pc.all(pc.less_equal(hours["clicks"], hours["impressions"])).as_py()
    unit = Decimal(1) if account in ("1002", "1005") else Decimal("0.01")
    assert all(amount % unit == 0 for amount in values(hours, "spend"))


def test_hours_stay_exact_for_odd_days() -> None:
    days = [
        row(campaign_id="no impressions", impressions=0, clicks=0, spend=Decimal("0.05")),
        row(campaign_id="more digits than cents", impressions=3, clicks=3, spend=Decimal("10.000001")),
        row(campaign_id="large", impressions=2_000_000_001, clicks=1_999_999_999, spend=Decimal("9876543210.12")),
    ]
    ledger = small(days, [])
    hours = ledger.hourly("meta", "1", Window.closed(DAY, DAY), TODAY)
    sums = hours.group_by("campaign_id").aggregate([("impressions", "sum"), ("clicks", "sum"), ("spend", "sum")])
    got = {
        each["campaign_id"]: (each["impressions_sum"], each["clicks_sum"], each["spend_sum"])
        for each in sums.to_pylist()
    }
    assert got == {each["campaign_id"]: (each["impressions"], each["clicks"], each["spend"]) for each in days}


def test_hours_of_their_own_are_served_as_they_are() -> None:
    ledger = small([row()], [])
    hour = {name: value for name, value in row(hour=5).items() if name in SCHEMAS["hourly"].names}
    tables = ledger.snapshot(TODAY) | {"hourly": pa.Table.from_pylist([hour], schema=SCHEMAS["hourly"])}
    assert Ledger.of(tables).hourly("meta", "1", Window.closed(DAY, DAY), TODAY).to_pylist() == [hour]


def test_a_restatement_holds_from_its_day_on_and_a_removed_row_is_gone() -> None:
    later = row(purchases=2, purchase_value=Decimal("40.5"), effective_from=DAY + dt.timedelta(days=3), removed=False)
    gone = row(effective_from=DAY + dt.timedelta(days=7), removed=True)
    late = row(placement="threads", effective_from=DAY + dt.timedelta(days=3), removed=False)
    ledger = small([row()], [gone, later, late])

    def seen(days_later: int) -> list[tuple[str, int]]:
        rows = ledger.metrics("meta", "1", Window.closed(DAY, DAY), DAY + dt.timedelta(days=days_later)).to_pylist()
        return [(each["placement"], each["purchases"]) for each in rows]

    assert seen(2) == [("facebook", 0)]
    assert seen(3) == [("facebook", 2), ("threads", 0)]
    assert seen(7) == [("threads", 0)]


def test_no_day_after_the_business_day_is_seen(ledger: Ledger) -> None:
    as_of = dt.date(2025, 6, 10)
    assert pc.max(ledger.metrics("meta", "1001", ALL, as_of)["date"]).as_py() == as_of
    assert pc.max(ledger.hourly("meta", "1001", ALL, as_of)["date"]).as_py() == as_of
    assert pc.max(ledger.rates(as_of)["date"]).as_py() == as_of


def test_a_campaign_has_the_state_of_the_day(ledger: Ledger) -> None:
    deleted = next(
        campaign for campaign in ledger.campaigns("meta", "1001", TODAY).to_pylist() if campaign["status"] == "DELETED"
    )
    before = deleted["deleted_on"] - dt.timedelta(days=1)
    states = {each["campaign_id"]: each["status"] for each in ledger.campaigns("meta", "1001", before).to_pylist()}
    assert states[deleted["campaign_id"]] == "ACTIVE"
    start = deleted["created_time"].date() - dt.timedelta(days=2)
    assert deleted["campaign_id"] not in values(ledger.campaigns("meta", "1001", start), "campaign_id")


def test_rates_are_weekdays_without_dong_and_taiwan_dollar(ledger: Ledger) -> None:
    rates = ledger.rates(TODAY)
    assert all(day.weekday() < 5 for day in set(values(rates, "date")))
    assert {"USD", "KRW", "NZD", "JPY"} <= set(values(rates, "currency"))
    assert not {"TWD", "VND"} & set(values(rates, "currency"))
    assert (ANCHOR - pc.min(rates["date"]).as_py()).days >= 7


def test_a_saved_ledger_reads_the_same(ledger: Ledger, tmp_path: Path) -> None:
    ledger.save(tmp_path / "csv", TODAY)
    for name, table in ledger.snapshot(TODAY).items():
        path = tmp_path / "parquet" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pyarrow.parquet.write_table(table, path)
    for loaded in (Ledger.load(tmp_path / "csv"), Ledger.load(tmp_path / "parquet")):
        assert loaded.accounts("meta") == ledger.accounts("meta")
        assert loaded.rates(TODAY).equals(ledger.rates(TODAY))
        for account in ACCOUNTS:
            assert loaded.campaigns("meta", account, TODAY).equals(ledger.campaigns("meta", account, TODAY))
            assert loaded.metrics("meta", account, ALL, TODAY).equals(ledger.metrics("meta", account, ALL, TODAY))
            assert loaded.hourly("meta", account, ALL, TODAY).equals(ledger.hourly("meta", account, ALL, TODAY))


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda text: text.replace('"currency"', '"money"'), "expected"),
        (lambda text: text + text.splitlines()[1] + "\n", "is taken"),
        (None, "has no accounts"),
    ],
)
def test_a_folder_that_is_no_ledger_is_refused_by_name(
    ledger: Ledger, tmp_path: Path, spoil: object, complaint: str
) -> None:
    ledger.save(tmp_path, dt.date(2025, 1, 5))
    accounts = tmp_path / "accounts.csv"
    if callable(spoil):
        accounts.write_text(spoil(accounts.read_text()))
    else:
        accounts.unlink()
    with pytest.raises(ConfigurationError, match=complaint):
        Ledger.load(tmp_path)
