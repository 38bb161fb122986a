"""Which requests give the records of the orders, and that none of them is lost between pages, nor personal."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

import pytest

from resources.errors import BadPage
from resources.platforms.clickbank import CLICKBANK
from resources.platforms.clickbank.client import ClickBankClient
from resources.platforms.clickbank.reading import orders
from resources.platforms.clickbank.reading.paging import MOST_EMPTY_PAGES, READINGS, NotWhole
from resources.windows import Window
from tests.resources.platforms.clickbank.conftest import NIL, NOTHING, ok
from tests.resources.scripted import Answer, Script

DAY = Window.closed(dt.date(2026, 3, 8), dt.date(2026, 3, 8))


def order(receipt: str, *items: Any, **changes: Any) -> dict[str, Any]:
    whole = {
        "transactionTime": "2026-03-08T12:00:00-07:00",
        "receipt": receipt,
        "trackingId": NIL,
        "vendor": "LARKSPURCO",
        "affiliate": NIL,
        "state": "OR",
        "firstName": "Ada",
        "lastName": "Quill",
        "email": "ada@example.com",
        "customerContactInfo": {"field": "PHONE", "value": "5550100"},
        "vendorVariables": {"item": {"name": "who", "value": "Ada"}},
        "role": "VENDOR",
        "lineItemData": items[0] if len(items) == 1 else list(items),
    }
    return whole | changes


def listed(*receipts: str, status: int = 200) -> Answer:
    found = [order(receipt, {"itemNo": "1"}) for receipt in receipts]
    return ok({"orderData": found[0] if len(found) == 1 else found}, status)


def read(client: ClickBankClient, window: Window = DAY) -> list[dict[str, Any]]:
    return [dict(record) for page in orders.pages(client, "larkspurco", window) for record in page.records]


def test_every_day_is_asked_for_by_itself_in_both_roles(client: ClickBankClient, clickbank: Script) -> None:
    clickbank.will_answer(NOTHING)
    assert read(client, Window.closed(dt.date(2026, 3, 7), dt.date(2026, 3, 8))) == []
    assert [(asked.path[-12:], asked.params, asked.headers["Page"]) for asked in clickbank.asked] == [
        ("orders2/list", {"startDate": day, "endDate": day, "role": role}, "1")
        for day in ("2026-03-07", "2026-03-08")
        for role in ("VENDOR", "AFFILIATE")
    ]


def test_a_record_is_an_item_with_its_orders_fields(client: ClickBankClient, clickbank: Script) -> None:
    several = order("A", {"itemNo": "1"}, {"itemNo": "2", "email": "x", "deep": [{"fullName": "Ada", "kept": NIL}]})
    clickbank.will_answer(ok({"orderData": [several, order("B", {"itemNo": "3"}), order("C")]}), NOTHING)
    records = read(client)
    assert [(each["receipt"], each["lineItem"]) for each in records] == [
        ("A", {"itemNo": "1"}),
        ("A", {"itemNo": "2", "deep": [{"kept": None}]}),
        ("B", {"itemNo": "3"}),
        ("C", None),
    ]
    assert (records[0]["trackingId"], records[0]["state"]) == (None, "OR")
    assert "lineItemData" not in records[0]


def test_nothing_of_a_buyer_is_left_when_the_personal_fields_are_blanked(
    client: ClickBankClient, clickbank: Script
) -> None:
    clickbank.will_answer(listed("A"), NOTHING)
    personal = CLICKBANK.stream("events").personal_fields
    (record,) = read(client)
    stored = json.dumps({name: value for name, value in record.items() if name not in personal})
    for mark in ("Ada", "Quill", "example.com", "5550100"):
        assert mark in json.dumps(record)
        assert mark not in stored


def test_orders_of_other_accounts_of_the_key_are_left_out_and_counted(
    client: ClickBankClient, clickbank: Script, caplog: pytest.LogCaptureFixture
) -> None:
    foreign = order("B", {"itemNo": "1"}, vendor="ELSEWHERE")
    nameless = order("C", {"itemNo": "1"}, vendor=NIL)
    clickbank.will_answer(ok({"orderData": [order("A", {"itemNo": "1"}), foreign, nameless]}), NOTHING)
    with caplog.at_level(logging.INFO):
        assert [record["receipt"] for record in read(client)] == ["A", "C"]
    assert "larkspurco, 2026-03-08: 1 orders are of other accounts" in caplog.text


def test_pages_are_read_by_their_header_until_one_is_the_last(client: ClickBankClient, clickbank: Script) -> None:
    clickbank.will_answer(
        listed("A", "B", status=206), ok(None, 206), listed("C", status=206), NOTHING, ok("3"), NOTHING
    )
    assert [record["receipt"] for record in read(client)] == ["A", "B", "C"]
    asked = [(each.path.rpartition("/")[2], each.headers["Page"]) for each in clickbank.asked]
    assert asked == [("list", "1"), ("list", "2"), ("list", "3"), ("list", "4"), ("count", "1"), ("list", "1")]
    assert clickbank.asked[4].params == clickbank.asked[0].params


def test_a_list_with_a_page_twice_or_not_at_all_is_read_again(client: ClickBankClient, clickbank: Script) -> None:
    first, last = listed("A", "B", status=206), listed("C")
    clickbank.will_answer(first, first, first, last, ok("4"), first, last, ok("3"), NOTHING)
    assert [record["receipt"] for record in read(client)] == ["A", "B", "C"]
    clickbank.will_answer(*[first, last, ok("4")] * READINGS)
    with pytest.raises(NotWhole, match=r"orders2/list: expected 4 orders, got 3 .*larkspurco, window=2026-03-08"):
        read(client)


def test_the_last_page_may_be_lost_too(client: ClickBankClient, clickbank: Script) -> None:
    clickbank.will_answer(
        listed("A", status=206), NOTHING, ok("2"), listed("A", status=206), listed("B"), ok("2"), NOTHING
    )
    assert [record["receipt"] for record in read(client)] == ["A", "B"]


def test_what_is_sold_while_the_pages_are_read_is_no_loss(client: ClickBankClient, clickbank: Script) -> None:
    three = [listed("A", "B", status=206), listed("C")]
    four = [listed("A", "B", status=206), listed("C", "D")]
    clickbank.will_answer(*three, ok("4"), *four, ok("5"), NOTHING)
    assert [record["receipt"] for record in read(client)] == ["A", "B", "C", "D"]


def test_a_count_may_be_of_items(client: ClickBankClient, clickbank: Script) -> None:
    several = ok({"orderData": order("A", {"itemNo": "1"}, {"itemNo": "2"})}, 206)
    clickbank.will_answer(several, listed("B"), ok("3"), NOTHING)
    assert [record["receipt"] for record in read(client)] == ["A", "A", "B"]


def test_a_list_without_end_is_given_up(client: ClickBankClient, clickbank: Script) -> None:
    clickbank.will_answer(ok(None, 206))
    with pytest.raises(NotWhole, match="expected an end, got 4 empty pages"):
        read(client)
    assert len(clickbank.asked) == READINGS * (MOST_EMPTY_PAGES + 1)


@pytest.mark.parametrize("document", [{"error": "no"}, {"orderData": "text"}, {"orderData": {"lineItemData": "text"}}])
def test_another_document_is_no_list_of_orders(client: ClickBankClient, clickbank: Script, document: Any) -> None:
    clickbank.will_answer(ok(document))
    with pytest.raises(BadPage, match=r"expected .*window=2026-03-08"):
        read(client)
