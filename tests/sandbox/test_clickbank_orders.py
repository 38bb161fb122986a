"""Orders as ClickBank tells them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from xml.etree import ElementTree as ET

import pytest

from sandbox.clickbank import buyers
from tests.sandbox.vendor import LIST, Vendor, days, elements, ledger, line, serving

NIL = {"@nil": "true"}
XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
MARCH = days("2026-03-01", "2026-03-10")
LIVES = [
    line("LARK0001", at="2026-03-02T23:59:59-08:00", tracking_id=None, affiliate=None, state=None, country="PH"),
    line("LARK0002", at="2026-03-03T00:00:00-08:00", customer_amount="2000.00", currency="PHP"),
    line("LARK0002", at="2026-03-03T00:00:00-08:00", item_no="2", line_item_type="UPSELL", account_amount="9.5"),
    line("LARK0002", "RFND", at="2026-03-07T09:00:00-08:00"),
    line("LARK0002", "RFND", at="2026-03-08T09:00:00-07:00", item_no="2"),
    line("LARK0003", at="2026-01-01T12:00:00-08:00", recurring=True, tracking_id="Winter_50%"),
    line("LARK0003-B002", "BILL", at="2026-03-09T12:00:00-07:00", recurring=True, affiliate="someoneelse"),
    line("LARK0004", "TEST_SALE", payment_method="TEST"),
    line("LARK0005", "FEE"),
]


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    """Some receipts and what became of them."""
    with serving(ledger(LIVES)) as running:
        yield running


def receipts(client: Vendor, **asked: str) -> list[str]:
    """Receipts of the orders of March that pass a filter, oldest first."""
    return [order["receipt"] for order in client.orders(**MARCH | asked)][::-1]


def test_an_order_alone_is_an_object_of_strings_with_nil_objects_and_a_misspelt_key(vendor: Vendor) -> None:
    document = vendor.ask(LIST, **days("2026-03-02", "2026-03-02"))
    assert list(document) == ["orderData"]
    order = document["orderData"]
    told = {
        "transactionTime": "2026-03-02T23:59:59-08:00",
        "receipt": "LARK0001",
        "trackingId": NIL,
        "paytmentMethod": "VISA",
        "transactionType": "SALE",
        "totalOrderAmount": "47.00",
        "totalShippingAmount": "0.0",
        "totalTaxAmount": "0.00",
        "vendor": "LARKSPURCO",
        "affiliate": NIL,
        "country": "PH",
        "state": NIL,
        "currency": "USD",
        "declinedConsent": NIL,
        "role": "VENDOR",
        "customerRefundableState": "REFUNDABLE",
    }
    assert {name: order[name] for name in told} == told
    assert order["lineItemData"] == {
        "itemNo": "1",
        "productTitle": "Garden Plans",
        "recurring": "false",
        "shippable": "false",
        "customerAmount": "47.00",
        "accountAmount": "23.50",
        "quantity": "1",
        "lineItemType": "STANDARD",
        "rebillAmount": NIL,
        "processedPayments": NIL,
        "futurePayments": NIL,
        "nextPaymentDate": NIL,
        "status": NIL,
        "role": "VENDOR",
    }


def test_items_bought_together_are_one_order_and_what_happens_to_them_are_others(vendor: Vendor) -> None:
    refund_b, refund_a, sale = elements(vendor.get("orders2/LARK0002"), "orderData")
    assert [item["lineItemType"] for item in sale["lineItemData"]] == ["STANDARD", "UPSELL"]
    assert [item["accountAmount"] for item in sale["lineItemData"]] == ["23.50", "9.50"]
    assert (sale["totalOrderAmount"], sale["currency"]) == ("2047.00", "PHP")
    assert (refund_a["transactionTime"], refund_b["transactionTime"]) == (
        "2026-03-07T09:00:00-08:00",
        "2026-03-08T09:00:00-07:00",
    )
    assert refund_a["lineItemData"]["accountAmount"] == "-23.50"
    assert refund_a["customerRefundableState"] == NIL


def test_a_rebill_counts_its_payments_and_names_the_next(vendor: Vendor) -> None:
    item = vendor.ask("orders2/LARK0003-B002")["orderData"]["lineItemData"]
    told = [item[name] for name in ("processedPayments", "futurePayments", "status", "nextPaymentDate")]
    assert told == ["2", "997", "ACTIVE", "2026-04-08T12:00:00-07:00"]


def test_nothing_is_the_literal_null(vendor: Vendor) -> None:
    for path, asked in ((LIST, days("2020-01-01", "2020-12-31")), (LIST, MARCH | {"type": "SOLD"}), ("orders2/X", {})):
        reply = vendor.get(path, **asked)
        assert (reply.status_code, reply.content) == (200, b"null")


def test_dates_are_pacific_days_both_included_and_yesterday_and_today_by_default(vendor: Vendor) -> None:
    third = vendor.orders(**days("2026-03-03", "2026-03-03"))
    assert [order["receipt"] for order in third] == ["LARK0002"]
    assert sorted(order["receipt"] for order in vendor.orders()) == ["LARK0003-B002", "LARK0004", "LARK0005"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"type": "RFND"}, ["LARK0002", "LARK0002"]),
        ({"type": "TEST_SALE"}, ["LARK0004"]),
        ({"role": "AFFILIATE"}, []),
        ({"affiliate": "none"}, ["LARK0001"]),
        ({"affiliate": "someoneelse"}, ["LARK0003-B002"]),
        ({"vendor": "larkspurco", "type": "FEE"}, ["LARK0005"]),
        ({"vendor": "other"}, []),
        ({"tid": "spring_a", "type": "BILL"}, ["LARK0003-B002"]),
        ({"tid": "spr%a", "type": "FEE"}, ["LARK0005"]),
        ({"tid": "spr"}, []),
        ({"item": "2"}, ["LARK0002", "LARK0002"]),
        ({"amount": "2047"}, ["LARK0002"]),
        ({"postalCode": "ZQ%", "type": "BILL"}, ["LARK0003-B002"]),
    ],
)
def test_filters_narrow_the_list_and_the_count(vendor: Vendor, asked: dict[str, str], found: list[str]) -> None:
    assert receipts(vendor, **asked) == found
    assert vendor.ask("orders2/count", **MARCH | asked) == len(found)
    assert vendor.get("orders2/count", accept="*/*", **MARCH | asked).text == str(len(found))


def test_a_buyer_is_found_by_name_and_mail_and_marked(vendor: Vendor) -> None:
    (order,) = elements(vendor.get("orders2/LARK0001"), "orderData")
    assert "LARK0001" in receipts(vendor, lastName=order["lastName"].upper(), email=order["email"])
    for name in ("firstName", "lastName", "fullName", "email"):
        assert any(mark in order[name] for mark in buyers.MARKS)


def test_some_buyers_are_in_contacts_and_in_what_vendors_pass_on() -> None:
    many = [line(f"MANY{number:04d}") for number in range(100)]
    with serving(ledger(many)) as vendor:
        orders = vendor.orders()
    kinds = {type(order.get("customerContactInfo")).__name__ for order in orders}
    assert kinds == {"NoneType", "dict", "list"}
    variables = [order["vendorVariables"] for order in orders]
    assert NIL in variables
    assert {type(each["item"]).__name__ for each in variables if each != NIL} == {"dict", "list"}


def test_the_status_alone_says_whether_there_are_more_pages() -> None:
    many = [
        line(f"MANY{number:04d}", at=f"2026-03-10T12:{number // 60:02d}:{number % 60:02d}-07:00")
        for number in range(250)
    ]
    with serving(ledger(many)) as vendor:
        pages = [vendor.get(LIST, page=number) for number in (1, 2, 3, 4)]
        assert [each.status_code for each in pages] == [206, 206, 200, 200]
        found = [[order["receipt"] for order in elements(each, "orderData")] for each in pages[:3]]
        assert [len(each) for each in found] == [100, 100, 50]
        assert list(chain.from_iterable(found)) == [row["receipt"] for row in reversed(many)]
        assert pages[3].content == b"null"
        assert vendor.ask("orders2/count") == 250
        assert (
            vendor.get("orders2/list").headers["Content-Length"]
            == vendor.request("HEAD", LIST).headers["Content-Length"]
        )


def test_head_says_whether_a_subscription_goes_on(vendor: Vendor) -> None:
    assert [vendor.head(f"orders2/{receipt}") for receipt in ("LARK0003", "LARK0001", "NOBODY")] == [204, 403, 403]


def test_upsells_and_single_items_of_a_receipt(vendor: Vendor) -> None:
    (upsell,) = elements(vendor.get("orders2/LARK0002/upsells"), "orderData")
    assert upsell["lineItemData"]["itemNo"] == "2"
    assert [order["transactionType"] for order in elements(vendor.get("orders2/LARK0002", sku="2"), "orderData")] == [
        "RFND",
        "SALE",
    ]


def test_xml_repeats_elements_and_marks_nil(vendor: Vendor) -> None:
    reply = vendor.get(LIST, accept="application/xml", **MARCH)
    orders = ET.fromstring(reply.content).findall("orderData")
    assert [order.findtext("receipt") for order in orders] == [order["receipt"] for order in vendor.orders(**MARCH)]
    items = {order.findtext("receipt"): len(order.findall("lineItemData")) for order in orders}
    assert items["LARK0001"] == 1
    (nil,) = [order.find("trackingId") for order in orders if order.findtext("receipt") == "LARK0001"]
    assert nil is not None
    assert (nil.text, nil.get(XSI_NIL)) == (None, "true")
