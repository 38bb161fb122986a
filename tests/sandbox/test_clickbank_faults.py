"""What ClickBank says, pages and records when a fault is on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from sandbox.faults import Fault
from tests.sandbox.vendor import FEED, KEYS, LIST, Row, Vendor, days, elements, hops, ledger, line, serving

REPORT = "analytics/vendor/TRACKING_ID"
OF_LARKSPUR: dict[str, Any] = {"account": "larkspurco", **days("2026-03-10", "2026-03-10")}
MANY = [
    *(
        line(f"LARK{number:04d}", at=f"2026-03-10T12:{number // 60:02d}:{number % 60:02d}-07:00")
        for number in range(250)
    ),
    line("TRAIL001", account_id="trailaff", role="AFFILIATE"),
]
HOPS = [hops(f"tid{number:02d}", "2026-03-10", 2) for number in range(40)]
NEWEST = [row["receipt"] for row in reversed(MANY[:-1])]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """Three pages of orders and one of tracking ids."""
    with serving(ledger(MANY, HOPS)) as running:
        yield running


def receipts(orders: list[Row]) -> list[str]:
    """In their order."""
    return [order["receipt"] for order in orders]


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("too_many_requests", 403, "Access is denied"),
        ("token_revoked", 403, "Access is denied"),
        ("account_down", 500, "Internal Server Error"),
        ("unavailable", 503, "Service Unavailable"),
    ],
)
def test_one_account_is_refused_and_the_others_are_not(vendor: Vendor, name: str, status: int, text: str) -> None:
    vendor.faults.add(Fault(name, account="larkspurco"))
    for path in (LIST, "debug", "analytics/status", "quickstats/list"):
        reply = vendor.get(path)
        assert (reply.status_code, reply.text, "Retry-After" in reply.headers) == (status, text, False)
        assert vendor.get(path, key=KEYS["trailaff"]).status_code == 200


def test_a_key_that_lost_its_roles_is_still_a_key(vendor: Vendor) -> None:
    vendor.faults.add(Fault("permission_lost", match="/analytics/"))
    assert [vendor.get(path, **OF_LARKSPUR).status_code for path in (REPORT, "quickstats/list")] == [403, 200]
    vendor.faults.add(Fault("permission_lost", account="larkspurco"))
    assert [vendor.get(path).status_code for path in (LIST, "quickstats/accounts", "debug")] == [403, 403, 200]
    assert vendor.get(LIST, key=KEYS["trailaff"]).status_code == 200


def test_the_wire_breaks_for_feed_and_orders_alike(vendor: Vendor) -> None:
    for path in (LIST, FEED):
        vendor.faults.add(Fault("html_200", times=1))
        assert "Scheduled maintenance" in vendor.get(path).text
        vendor.faults.add(Fault("reset", times=1))
        with pytest.raises(requests.ConnectionError):
            vendor.get(path)
    vendor.faults.add(Fault("nan", field="accountAmount", times=1))
    assert '"accountAmount":NaN' in vendor.get(LIST).text
    vendor.faults.add(Fault("truncated_json", times=1))
    with pytest.raises(requests.JSONDecodeError):
        vendor.get(LIST).json()


@pytest.mark.parametrize(("variant", "size"), [(None, 40), ("99", 99), ("1", 1)])
def test_a_partial_page_may_be_short_and_a_page_of_one_is_no_list(
    vendor: Vendor, variant: str | None, size: int
) -> None:
    vendor.faults.add(Fault("short_page", variant=variant))
    first = vendor.get(LIST, page=1)
    assert first.status_code == 206
    assert receipts(elements(first, "orderData")) == NEWEST[:size]
    assert isinstance(first.json()["orderData"], dict if size == 1 else list)
    if size > 10:
        assert receipts(vendor.orders()) == NEWEST


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("empty_page", NEWEST),
        ("duplicate_page", NEWEST[:100] + NEWEST),
        ("lost_page", NEWEST[:100] + NEWEST[200:]),
    ],
)
def test_pages_that_do_not_add_up(vendor: Vendor, name: str, found: list[str]) -> None:
    vendor.faults.add(Fault(name))
    assert receipts(vendor.orders()) == found
    vendor.faults.clear()
    assert receipts(vendor.orders()) == NEWEST


def test_an_empty_page_with_a_next_one_is_null(vendor: Vendor) -> None:
    vendor.faults.add(Fault("empty_page"))
    reply = vendor.get(LIST, page=2)
    assert (reply.status_code, reply.content) == (206, b"null")


def test_the_page_header_is_not_heard(vendor: Vendor) -> None:
    vendor.faults.add(Fault("repeat_cursor"))
    pages = [vendor.get(LIST, page=number) for number in (1, 2, 3, 9)]
    assert {(each.status_code, each.content) for each in pages} == {(206, pages[0].content)}


def test_reports_by_campaign_shrink_and_their_totals_do_not(vendor: Vendor) -> None:
    whole = vendor.ask(REPORT, **OF_LARKSPUR)
    vendor.faults.add(Fault("collapsed_report", times=1))
    shrunk = vendor.ask(REPORT, **OF_LARKSPUR)
    assert shrunk["rows"]["row"] == whole["rows"]["row"][-4:]
    assert shrunk["totals"] == whole["totals"]
    vendor.faults.add(Fault("empty_report", match="TRACKING_ID|list"))
    assert vendor.ask(REPORT, **OF_LARKSPUR) is None
    assert vendor.ask(LIST) is None
    account = vendor.ask("analytics/vendor/VENDOR", **OF_LARKSPUR)["rows"]["row"]
    assert account["data"] == whole["totals"]["total"]


@pytest.mark.parametrize("variant", [None, "YELLOW"])
def test_analytics_say_that_they_are_late(vendor: Vendor, variant: str | None) -> None:
    vendor.faults.add(Fault("analytics_status", variant=variant))
    assert vendor.ask("analytics/status")["status"] == (variant or "RED")


SPOILED: dict[str, Any] = {
    "missing_key": lambda order: "receipt" not in order,
    "null_key": lambda order: order["receipt"] == {"@nil": "true"},
    "not_a_number": lambda order: order["lineItemData"]["accountAmount"] == "twelve",
    "nul_byte": lambda order: "\x00" in order["lineItemData"]["productTitle"],
    "lone_surrogate": lambda order: "\ud83d" in order["lineItemData"]["productTitle"],
    "long_name": lambda order: len(order["lineItemData"]["productTitle"]) == 10_000,
    "new_type": lambda order: order["transactionType"] == "TELEPORT",
    "date_outside": lambda order: order["transactionTime"].startswith("2025-03-10T12:"),
    "bad_date": lambda order: order["transactionTime"] == "2026-02-30",
    "extra_field": lambda order: "loyaltyCoins" in order,
}


@pytest.mark.parametrize("name", SPOILED)
def test_record_faults_spoil_the_chosen_orders_and_no_other(vendor: Vendor, name: str) -> None:
    whole = elements(vendor.get(LIST), "orderData")
    vendor.faults.add(Fault(name, records=2, where={"paytmentMethod": "VISA"}, times=1))
    told = elements(vendor.get(LIST), "orderData")
    changed = [after for before, after in zip(whole, told, strict=True) if before != after]
    assert len(changed) == 2
    assert all(SPOILED[name](order) for order in changed)
    assert elements(vendor.get(LIST), "orderData") == whole


def test_record_faults_scatter_over_the_pages(vendor: Vendor) -> None:
    vendor.faults.add(Fault("new_type", records=30, seed=7))
    spoiled = [index for index, order in enumerate(vendor.orders()) if SPOILED["new_type"](order)]
    assert len(spoiled) == 30
    assert spoiled[0] < 100 < 200 < spoiled[-1]


def test_record_faults_spoil_a_field_of_choice(vendor: Vendor) -> None:
    one: dict[str, Any] = {"where": {"receipt": "LARK0249"}, "times": 1}
    vendor.faults.add(Fault("missing_key", field="lineItemData", **one))
    assert "lineItemData" not in elements(vendor.get(LIST), "orderData")[0]
    vendor.faults.add(Fault("null_key", field="lineItemData.0.quantity", **one))
    assert elements(vendor.get(LIST), "orderData")[0]["lineItemData"]["quantity"] == {"@nil": "true"}
    vendor.faults.add(Fault("missing_key", field="lineItemData.5.itemNo", **one))
    assert elements(vendor.get("orders2/LARK0249"), "orderData")[0]["lineItemData"]["itemNo"] == "1"


def test_record_faults_spoil_rows_of_analytics(vendor: Vendor) -> None:
    asked = {**OF_LARKSPUR, "select": "HOP_COUNT"}
    whole = vendor.ask(REPORT, **asked)
    vendor.faults.add(Fault("not_a_number", times=1))
    rows = vendor.ask(REPORT, **asked)["rows"]["row"]
    assert [row["data"]["value"] for row in rows[:2]] == [
        {"@type": "xs:long", "$": "twelve"},
        {"@type": "xs:long", "$": "2"},
    ]
    vendor.faults.add(Fault("missing_key", times=1))
    assert "dimensionValue" not in vendor.ask(REPORT, **asked)["rows"]["row"][0]
    vendor.faults.add(Fault("new_type"))
    assert vendor.ask(REPORT, **asked) == whole
