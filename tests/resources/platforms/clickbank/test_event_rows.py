"""Items of transactions to typed events."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from resources.metrics import EVENTS
from tests.resources.platforms.clickbank.landed import ABSENT, EVENT, changed, parse, reasons, row


def test_an_item_becomes_an_event_of_its_pacific_day() -> None:
    parsed = parse("events", EVENT)
    assert parsed.table.schema == EVENTS
    (taken,) = parsed.table.to_pylist()
    metadata = json.loads(taken.pop("metadata"))
    assert taken == {
        "event_key": "95WJABGG/SALE/3/2026-03-08T07:30:00Z",
        "event_date": dt.date(2026, 3, 7),
        "occurred_at": dt.datetime(2026, 3, 8, 7, 30, tzinfo=dt.UTC),
        "event_type": "conversion",
        "platform_type": "SALE",
        "campaign_id": "spring_a",
        "source": "trailaff",
        "quantity": 1,
        "revenue": Decimal("9.06"),
        "currency": "USD",
        "customer_amount": Decimal("11.94"),
        "customer_currency": "PHP",
        "source_page": 0,
        "source_line": 0,
    }
    assert metadata == {
        "receipt": "95WJABGG",
        "item_no": "3",
        "product_title": 'Knots & "Tarps" 🪢',
        "line_item_type": "STANDARD",
        "recurring": True,
        "role": "VENDOR",
        "vendor": "larkspurco",
        "country": "PH",
        "payment_method": "VISA",
    }


@pytest.mark.parametrize(
    ("written", "utc", "day"),
    [
        ("2026-03-08T01:59:59-08:00", "2026-03-08T09:59:59Z", 8),
        ("2026-03-08T03:00:00-07:00", "2026-03-08T10:00:00Z", 8),
        ("2026-03-08T23:59:59-07:00", "2026-03-09T06:59:59Z", 8),
        ("2026-03-09T06:59:59Z", "2026-03-09T06:59:59Z", 8),
        ("2026-03-09T07:00:00.5+00:00", "2026-03-09T07:00:00Z", 9),
    ],
)
def test_the_day_is_pacific_whatever_the_offset_and_on_the_day_the_clock_moves(
    written: str, utc: str, day: int
) -> None:
    taken = row("events", changed(EVENT, {"transactionTime": written}))
    assert taken["event_key"] == f"95WJABGG/SALE/3/{utc}"
    assert taken["event_date"] == dt.date(2026, 3, day)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("SALE", "conversion"),
        ("BILL", "rebill"),
        ("RFND", "refund"),
        ("CGBK", "chargeback"),
        ("FEE", "fee"),
        ("TELEPORT", "other"),
    ],
)
def test_a_type_is_ours_and_the_platforms_and_amounts_keep_their_sign(word: str, kind: str) -> None:
    taken = row("events", changed(EVENT, {"transactionType": word, "lineItem.accountAmount": "-9.06"}))
    assert (taken["event_type"], taken["platform_type"], taken["revenue"]) == (kind, word, Decimal("-9.06"))


def test_test_transactions_are_counted_and_no_events() -> None:
    kinds = ("TEST", "TEST_SALE", "TEST_BILL", "TEST_RFND", "TEST_FEE")
    tests = [changed(EVENT, {"transactionType": kind, "receipt": None}) for kind in kinds]
    named = changed(EVENT, {"lineItem.productTitle": '"transactionType": "TEST_SALE"'})
    parsed = parse("events", *tests, named, EVENT)
    assert (parsed.ignored, parsed.table.num_rows, parsed.rejects) == (5, 2, [])
    assert parsed.table["source_line"].to_pylist() == [5, 6]
    assert parse("events", *tests).ignored == 5
    assert parse("events").table.num_rows == 0


def test_the_items_of_a_receipt_and_its_refund_are_events_of_their_own() -> None:
    second = changed(EVENT, {"lineItem.itemNo": "4"})
    refund = changed(EVENT, {"transactionType": "RFND"})
    later = changed(EVENT, {"transactionTime": "2026-03-08T23:30:00-07:00"})
    keys = parse("events", EVENT, second, refund, later).table["event_key"].to_pylist()
    assert len(set(keys)) == 4


def test_a_sale_to_a_customer_whom_the_vendor_sent_itself_is_an_event_in_each_role() -> None:
    own = changed(EVENT, {"affiliate": "LarkspurCo"})
    sent = changed(own, {"role": "AFFILIATE", "lineItem.accountAmount": "3.50"})
    parsed = parse("events", own, sent)
    assert parsed.table["event_key"].to_pylist() == [
        "95WJABGG/SALE/3/2026-03-08T07:30:00Z/VENDOR",
        "95WJABGG/SALE/3/2026-03-08T07:30:00Z/AFFILIATE",
    ]
    unsaid = row("events", changed(own, {"role": None}))
    assert unsaid["event_key"] == "95WJABGG/SALE/3/2026-03-08T07:30:00Z"


def test_what_is_nil_or_left_out_is_unknown() -> None:
    names = ("trackingId", "affiliate", "vendor", "country", "currency", "role", "paytmentMethod")
    items = ("productTitle", "recurring", "customerAmount", "lineItemType")
    paths = [*names, *(f"lineItem.{name}" for name in items)]
    for gone in (None, ABSENT):
        taken = row("events", changed(EVENT, dict.fromkeys(paths, gone)))
        unknown = ("campaign_id", "source", "customer_amount", "customer_currency")
        assert [taken[name] for name in unknown] == [None] * 4
        assert json.loads(taken["metadata"]) == {"receipt": "95WJABGG", "item_no": "3"}


def test_the_right_spelling_of_the_payment_method_goes_first() -> None:
    taken = row("events", changed(EVENT, {"paymentMethod": "PYPL"}))
    assert json.loads(taken["metadata"])["payment_method"] == "PYPL"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"receipt": ABSENT}, "receipt: expected text"),
        ({"transactionType": None}, "transactionType: expected text"),
        ({"transactionTime": ABSENT}, "transactionTime: expected an instant with its offset"),
        ({"transactionTime": "2026-03-07T23:30:00"}, "transactionTime: expected an instant with its offset"),
        ({"transactionTime": "2026-02-30T23:30:00-08:00"}, "transactionTime: expected an instant"),
        ({"transactionTime": "2026-03-07T23:30:00-99:00"}, "transactionTime: expected an instant"),
        ({"transactionTime": "0001-01-01T00:00:00+08:00"}, "transactionTime: expected an instant"),
        ({"currency": "peso"}, "currency: expected a currency of three capital letters, got 'peso'"),
        ({"trackingId": "a\0b"}, "trackingId: expected text"),
        ({"lineItem": None}, "lineItem.itemNo: expected text"),
        ({"lineItem": "text"}, "lineItem.itemNo: expected text"),
        ({"lineItem.itemNo": ABSENT}, "lineItem.itemNo: expected text"),
        ({"lineItem.quantity": "1.5"}, "lineItem.quantity: expected a whole number of at most 15 digits, got '1.5'"),
        ({"lineItem.accountAmount": "NaN"}, "lineItem.accountAmount: expected a number"),
        ({"lineItem.accountAmount": "1" * 15}, "lineItem.accountAmount: expected a number with at most 14 digits"),
        ({"lineItem.accountAmount": None}, "lineItem.accountAmount: expected a number"),
        ({"lineItem.recurring": "maybe"}, "lineItem.recurring: expected true or false, got 'maybe'"),
        ({"lineItem.productTitle": "half \ud83d"}, "lineItem.productTitle: expected text"),
    ],
)
def test_an_item_that_is_not_as_expected_is_refused_by_name(changes: dict[str, Any], reason: str) -> None:
    assert reasons("events", changed(EVENT, changes))[0].startswith(reason)


def test_a_refused_item_keeps_its_day_and_its_neighbours() -> None:
    parsed = parse("events", EVENT, changed(EVENT, {"receipt": ABSENT}), EVENT)
    (refused,) = parsed.rejects
    assert (refused.source_line, refused.day, parsed.table.num_rows) == (1, dt.date(2026, 3, 7), 2)
