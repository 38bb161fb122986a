"""ClickBank's analytics and quickstats, which agree with the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from resources.windows import Window
from sandbox.ledger import Ledger
from tests.sandbox.vendor import KEYS, TODAY, Row, Vendor, days, elements, hops, ledger, line, serving

NIL = {"@nil": "true"}
TIDS = "analytics/vendor/TRACKING_ID"
OF_LARKSPUR = {"account": "larkspurco"}
FIRST = dt.date(2026, 3, 1)
TRANSACTIONS = [
    line("LARK0001", at="2026-03-07T23:30:00-08:00"),
    line("LARK0001", at="2026-03-07T23:30:00-08:00", item_no="2", line_item_type="UPSELL", account_amount="9.5"),
    line("LARK0001", "RFND", at="2026-03-08T03:30:00-07:00"),
    line("LARK0002", at="2026-03-08T12:00:00-07:00", tracking_id=None, affiliate=None),
    line("LARK0003", "BILL", at="2026-03-08T12:00:00-07:00", tracking_id="SPRING_a"),
    line("LARK0004", "CGBK", at="2026-03-08T12:00:00-07:00", account_amount="-250.60", affiliate="other"),
    line("LARK0005", "FEE", at="2026-03-08T12:00:00-07:00"),
    line("LARK0006", "TEST_SALE", at="2026-03-08T12:00:00-07:00"),
    line("LARK0007", at="2026-03-08T12:00:00-07:00", role="AFFILIATE", vendor="elsewhere", affiliate="larkspurco"),
    line("TRAIL001", at="2026-03-08T12:00:00-07:00", account_id="trailaff", role="AFFILIATE", tracking_id="Email"),
]
HOPS = [
    hops("Spring_A", "2026-03-08", 50),
    hops("", "2026-03-08", 7),
    hops("Unsold", "2026-03-08", 3),
    hops("Spring_A", "2026-03-07", 20),
    hops("Email", "2026-03-08", 11, "trailaff"),
]


@pytest.fixture(scope="module")
def book() -> Ledger:
    """Two accounts around the day on which the clock goes forward."""
    return ledger(TRANSACTIONS, HOPS)


@pytest.fixture(scope="module")
def vendor(book: Ledger) -> Iterator[Vendor]:
    """A server of it."""
    with serving(book) as running:
        yield running


def figures(row: Row) -> dict[str, str]:
    """The values of a row by attribute."""
    data = row["data"] if isinstance(row["data"], list) else [row["data"]]
    return {each["attribute"]: each["value"]["$"] for each in data}


@pytest.mark.parametrize("account_id", KEYS)
@pytest.mark.parametrize("day", [FIRST, dt.date(2026, 3, 7), dt.date(2026, 3, 8)])
def test_both_roles_together_are_what_the_ledger_says_of_the_day(
    vendor: Vendor, book: Ledger, account_id: str, day: dt.date
) -> None:
    told: dict[str, tuple[int, Decimal, Decimal]] = {}
    for role in ("VENDOR", "affiliate"):
        asked = {
            "account": account_id,
            **days(str(day), str(day)),
            "select": ["HOP_COUNT", "SALE_COUNT", "NET_SALE_AMOUNT"],
        }
        reply = vendor.get(f"analytics/{role}/tracking_id", key=KEYS[account_id], **asked)
        for row in elements(reply, "rows", "row"):
            name = "none" if row["dimensionValue"] == NIL else row["dimensionValue"]
            found = figures(row)
            clicks, sales, earned = told.get(name, (0, Decimal(0), Decimal(0)))
            told[name] = (
                clicks + int(found["HOP_COUNT"]),
                sales + Decimal(found["SALE_COUNT"]),
                earned + Decimal(found["NET_SALE_AMOUNT"]),
            )
    truth = book.metrics("clickbank", account_id, Window.closed(day, day), TODAY).to_pylist()
    assert told == {row["campaign_id"]: (row["clicks"], row["purchases"], row["purchase_value"]) for row in truth}


def test_attributes_are_typed_texts_and_amounts_lose_their_last_zeros(vendor: Vendor) -> None:
    document = vendor.ask(TIDS, **OF_LARKSPUR, **days("2026-03-08", "2026-03-08"), dimensionFilter="spring_a")
    row = document["rows"]["row"]
    assert (row["dimensionValue"], row["accountNickName"]) == ("spring_a", "larkspurco")
    values = {each["attribute"]: each["value"] for each in row["data"]}
    assert values["HOP_COUNT"] == {"@type": "xs:long", "$": "50"}
    assert values["CHARGEBACK_AMOUNT"] == {"@type": "xs:decimal", "$": "-250.6"}
    told = figures(row)
    assert {name: told[name] for name in ("SALE_COUNT", "REBILL_COUNT", "REFUND_COUNT", "CHARGEBACK_COUNT")} == {
        "SALE_COUNT": "0",
        "REBILL_COUNT": "1",
        "REFUND_COUNT": "1",
        "CHARGEBACK_COUNT": "1",
    }
    assert (told["NET_SALE_AMOUNT"], told["NET_SALE_COUNT"], told["GROSS_SALE_AMOUNT"]) == ("-250.6", "-1", "23.5")
    assert (told["EARNINGS_PER_HOP"], told["HOPS_PER_SALE"], told["REFUND_RATE"]) == ("-5.012", "0.0", "1.0")


def test_an_upsell_is_a_sale_too(vendor: Vendor) -> None:
    asked = {
        **OF_LARKSPUR,
        **days("2026-03-07", "2026-03-07"),
        "select": ["UPSELL_COUNT", "UPSELL_AMOUNT", "SALE_AMOUNT"],
    }
    (row,) = elements(vendor.get(TIDS, **asked), "rows", "row")
    assert figures(row) == {"UPSELL_COUNT": "1", "UPSELL_AMOUNT": "9.5", "SALE_AMOUNT": "33.0"}


@pytest.mark.parametrize(
    ("path", "account_id", "found"),
    [
        ("analytics/vendor/VENDOR", "larkspurco", {"LARKSPURCO": "80"}),
        ("analytics/vendor/AFFILIATE", "larkspurco", {None: "10", "OTHER": "0", "TRAILAFF": "70"}),
        ("analytics/affiliate/VENDOR", "larkspurco", {"ELSEWHERE": "0"}),
        ("analytics/affiliate/AFFILIATE", "trailaff", {"TRAILAFF": "11"}),
        ("analytics/affiliate/VENDOR", "trailaff", {"LARKSPURCO": "11"}),
    ],
)
def test_hops_of_a_party_are_those_of_the_tracking_ids_it_sells_by(
    vendor: Vendor, path: str, account_id: str, found: dict[str | None, str]
) -> None:
    asked = {"account": account_id, **days("2026-03-07", "2026-03-08"), "select": "HOP_COUNT"}
    rows = elements(vendor.get(path, key=KEYS[account_id], **asked), "rows", "row")
    told = {None if row["dimensionValue"] == NIL else row["dimensionValue"]: figures(row)["HOP_COUNT"] for row in rows}
    assert told == found


def test_totals_are_of_all_rows_and_one_attribute_is_no_list(vendor: Vendor) -> None:
    document = vendor.ask(
        TIDS, **OF_LARKSPUR, **days("2026-03-07", "2026-03-08"), select="HOP_COUNT", dimensionFilter="unsold"
    )
    assert document["rows"]["row"]["data"]["value"]["$"] == "3"
    assert document["totals"] == {"total": {"attribute": "HOP_COUNT", "value": {"@type": "xs:long", "$": "80"}}}


def test_rows_come_in_the_order_that_is_asked_for(vendor: Vendor) -> None:
    asked = {**OF_LARKSPUR, **days("2026-03-08", "2026-03-08"), "select": "HOP_COUNT"}

    def hop_counts(**order: str) -> list[str]:
        return [figures(row)["HOP_COUNT"] for row in vendor.ask(TIDS, **asked, **order)["rows"]["row"]]

    assert hop_counts() == ["7", "50", "3"]
    assert hop_counts(orderBy="HOP_COUNT") == ["3", "7", "50"]
    assert hop_counts(orderBy="HOP_COUNT", sortAscending="false") == ["50", "7", "3"]


def test_yesterday_and_today_are_asked_by_default_and_nothing_is_null(vendor: Vendor) -> None:
    assert vendor.ask(TIDS, **OF_LARKSPUR) is None


def test_more_than_a_hundred_tracking_ids_take_pages() -> None:
    many = [hops(f"tid{number:03d}", "2026-03-10", 1) for number in range(130)]
    with serving(ledger(hops=many)) as vendor:
        pages = [vendor.get(TIDS, page=number, **OF_LARKSPUR) for number in (1, 2)]
    assert [each.status_code for each in pages] == [206, 200]
    names = [row["dimensionValue"] for each in pages for row in elements(each, "rows", "row")]
    assert names == [row["tracking_id"] for row in many]
    assert len({str(each.json()["totals"]) for each in pages}) == 1


def test_the_status_of_analytics_is_green(vendor: Vendor) -> None:
    status = vendor.ask("analytics/status")
    assert status["status"] == "GREEN"
    assert dt.datetime.fromisoformat(status["lastUpdateTime"]).utcoffset() in (
        dt.timedelta(hours=-8),
        dt.timedelta(hours=-7),
    )


def test_quickstats_are_amounts_by_pacific_day_and_in_one_sum(vendor: Vendor) -> None:
    account = vendor.ask("quickstats/list", account="LarkspurCo")["accountData"]
    assert account["nickName"] == "larkspurco"
    assert account["quickStats"] == [
        {"quickStatDate": "2026-03-07T00:00:00-08:00", "sale": "33.00", "refund": "0.00", "chargeback": "0.00"},
        {"quickStatDate": "2026-03-08T00:00:00-08:00", "sale": "70.50", "refund": "-23.50", "chargeback": "-250.60"},
    ]
    total = vendor.ask("quickstats/count", **days("2026-03-08", "2026-03-08"))["accountData"]["quickStats"]
    assert total == {"quickStatDate": NIL, "sale": "70.50", "refund": "-23.50", "chargeback": "-250.60"}
    assert vendor.ask("quickstats/list", **days("2026-03-01", "2026-03-02")) == {
        "accountData": {"nickName": "larkspurco"}
    }
    assert vendor.ask("quickstats/accounts", key=KEYS["trailaff"]) == {"accountData": {"nickName": "trailaff"}}
