"""Who may ask ClickBank, and in which format."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from tests.sandbox.vendor import LIST, TODAY, Vendor, days, elements, ledger, line, serving

BOTH = [line("LARK0001"), line("TRAIL001", account_id="trailaff", role="AFFILIATE")]
STATS = "quickstats/list"
REPORT = "analytics/vendor/TRACKING_ID"


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    """One sale an account; the affiliate's key may read orders only."""
    with serving(ledger(BOTH), roles={"trailaff": ("api_order_read",)}) as running:
        yield running


@pytest.mark.parametrize(
    ("key", "receipt"),
    [
        ("API-LARK", "LARK0001"),
        ("DEV-ANYTHING:API-LARK", "LARK0001"),
        ("DEV-TRAIL:API-TRAIL", "TRAIL001"),
        ("API-TRAIL", "TRAIL001"),
    ],
)
def test_both_forms_of_a_key_say_whose_orders_are_read(vendor: Vendor, key: str, receipt: str) -> None:
    assert [order["receipt"] for order in vendor.orders(key=key)] == [receipt]


@pytest.mark.parametrize(
    "key", ["", "API-NOBODY", "Bearer API-LARK", "LARK:API-LARK", "DEV-OTHER:API-TRAIL", "API-LARK:DEV-X", ":"]
)
def test_any_other_key_is_refused(vendor: Vendor, key: str) -> None:
    for path in (LIST, "debug", STATS):
        assert vendor.get(path, key=key).status_code == 403


def test_every_refusal_is_403_with_the_same_plain_text(vendor: Vendor) -> None:
    refusals = [
        vendor.get(LIST, key="API-NOBODY"),
        vendor.get("analytics/status", key="API-TRAIL"),
        vendor.get(REPORT, account="trailaff"),
        vendor.get(STATS, account="somebody"),
        vendor.get("orders2/LARK0001/upsells"),
    ]
    told = {(each.status_code, each.headers["Content-Type"], each.text) for each in refusals}
    assert told == {(403, "text/plain; charset=utf-8", "Access is denied")}


def test_the_security_context_names_account_and_roles_and_no_key(vendor: Vendor) -> None:
    told = vendor.get("debug", key="DEV-TRAIL:API-TRAIL", accept="*/*").text
    assert told == "account: trailaff\nroles: api_order_read\n"


@pytest.mark.parametrize("accept", ["", "*/*", "application/xml", "text/xml", "text/html, application/*;q=0.8"])
def test_the_answer_is_xml_unless_json_is_asked_for(vendor: Vendor, accept: str) -> None:
    reply = vendor.get(LIST, accept=accept)
    assert reply.headers["Content-Type"] == "application/xml"
    root = ET.fromstring(reply.content)
    assert (root.tag, root.findtext("orderData/receipt")) == ("orderList", "LARK0001")


def test_the_better_of_two_formats_is_served(vendor: Vendor) -> None:
    reply = vendor.get(LIST, accept="application/xml;q=0.5, application/json;q=0.9, text/html;q=x")
    assert elements(reply, "orderData")[0]["receipt"] == "LARK0001"


@pytest.mark.parametrize("accept", ["text/html", "text/csv", "application/json;q=0"])
def test_other_formats_are_not_acceptable(vendor: Vendor, accept: str) -> None:
    assert vendor.get(LIST, accept=accept).status_code == 406


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (LIST, {"startDate": "2026-03-01"}),
        (LIST, days("2026-03-02", "2026-03-01")),
        (LIST, days("2026-3-32", "2026-03-01")),
        (LIST, {"startdate": str(TODAY)}),
        (LIST, {"type": ["SALE", "BILL"]}),
        (LIST, {"amount": "much"}),
        (LIST, {"page": 0}),
        (REPORT, {}),
        (REPORT, {"account": "larkspurco", "select": "HOP_COUNT,SALE_COUNT"}),
        ("analytics/customer/TRACKING_ID", {"account": "larkspurco"}),
        ("analytics/vendor/DATE", {"account": "larkspurco"}),
    ],
)
def test_what_cannot_be_read_is_a_bad_request_in_plain_text(
    vendor: Vendor, path: str, asked: dict[str, object]
) -> None:
    reply = vendor.get(path, **asked)
    assert (reply.status_code, reply.text[:15]) == (400, "Invalid request")


def test_there_are_no_other_addresses_and_no_long_ones(vendor: Vendor) -> None:
    assert vendor.get("orders3/list").status_code == 404
    assert vendor.get("orders2/LARK0001/everything").status_code == 404
    assert vendor.get(LIST, email="x" * 2_000).status_code == 414
    assert vendor.request("POST", LIST).status_code == 405
