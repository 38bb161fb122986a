"""Which requests give the records of a stream."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from resources.errors import BadPage, RequestRejected, RetryableError
from resources.platforms.base import Totals
from resources.platforms.shopee import SHOPEE
from resources.platforms.shopee.client import ShopeeClient
from resources.platforms.shopee.reading.paging import PagesRepeat
from resources.windows import Window
from tests.resources.platforms.shopee.conftest import JSON, ok, refused, shop_info
from tests.resources.scripted import Answer, Script

DAY = dt.date(2026, 2, 10)
WEEK = Window.closed(dt.date(2026, 2, 9), dt.date(2026, 2, 15))
IDS = ok({"has_next_page": False, "campaign_list": [{"ad_type": "auto", "campaign_id": 1}]})


def records(client: ShopeeClient, stream: str, window: Window = WEEK) -> list[Mapping[str, Any]]:
    return [record for page in SHOPEE.stream(stream).fetch(client, "5", window) for record in page.records]


def exactly(body: str) -> Answer:
    """A success whose numbers are written as they are here."""
    return Answer(f'{{"error": "", "message": "", "response": {body}}}'.encode(), media_type=JSON)


def performance(*dates: str) -> Any:
    metrics = [{"date": date, "impression": 3, "clicks": 1, "expense": 2.5} for date in dates]
    campaign = {"campaign_id": 1, "ad_name": "name", "campaign_placement": "all", "metrics_list": metrics}
    return {"shop_id": 5, "region": "SG", "campaign_list": [campaign]}


@pytest.mark.parametrize("as_list", [True, False])
def test_a_landed_record_is_one_object_of_metrics_with_its_campaign_beside_it(
    client: ShopeeClient, shopee: Script, *, as_list: bool
) -> None:
    reply = performance("09-02-2026", "10-02-2026")
    shopee.will_answer(IDS, ok([reply] if as_list else reply))
    found = records(client, "campaign_daily")
    assert found == [
        {
            "shop_id": 5,
            "region": "SG",
            "campaign_id": 1,
            "ad_name": "name",
            "campaign_placement": "all",
            "date": date,
            "impression": 3,
            "clicks": 1,
            "expense": Decimal("2.5"),
        }
        for date in ("09-02-2026", "10-02-2026")
    ]
    assert (shopee.asked[1].params["start_date"], shopee.asked[1].params["end_date"]) == ("09-02-2026", "15-02-2026")


def test_a_single_day_is_asked_for_with_the_day_before_which_is_left_out(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(IDS, ok([performance("09-02-2026", "10-02-2026", "not a day")]))
    found = records(client, "campaign_daily", Window.closed(DAY, DAY))
    assert [record["date"] for record in found] == ["10-02-2026", "not a day"]
    assert (shopee.asked[1].params["start_date"], shopee.asked[1].params["end_date"]) == ("09-02-2026", "10-02-2026")


def test_a_long_window_is_asked_for_in_parts(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(IDS, ok([performance()]))
    records(client, "campaign_daily", Window.closed(dt.date(2026, 1, 1), dt.date(2026, 2, 26)))
    parts = [(asked.params["start_date"], asked.params["end_date"]) for asked in shopee.asked[1:]]
    assert parts == [("01-01-2026", "28-01-2026"), ("29-01-2026", "25-02-2026"), ("25-02-2026", "26-02-2026")]


def test_campaigns_are_asked_for_in_hundreds_over_all_pages_of_the_list(client: ShopeeClient, shopee: Script) -> None:
    entries = [{"ad_type": "auto", "campaign_id": number} for number in range(1, 251)]
    pages = [
        ok({"has_next_page": start < 200, "campaign_list": entries[start : start + 100]}) for start in (0, 100, 200)
    ]
    shopee.will_answer(*pages, ok([performance()]))
    records(client, "campaign_daily")
    assert [asked.params["offset"] for asked in shopee.asked[:3]] == ["0", "100", "200"]
    batches = [asked.params["campaign_id_list"].split(",") for asked in shopee.asked[3:]]
    assert [len(batch) for batch in batches] == [100, 100, 50]
    assert [each for batch in batches for each in batch] == [str(number) for number in range(1, 251)]


def test_a_shop_without_campaigns_has_no_days(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(ok({"has_next_page": False, "campaign_list": []}))
    assert records(client, "campaign_daily") == []
    shopee.will_answer(ok({"has_next_page": False, "campaign_list": None}))
    assert records(client, "campaign_daily") == []


def test_a_campaign_without_settings_is_landed_as_the_list_has_it(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(IDS, ok({"campaign_list": []}))
    assert records(client, "campaigns") == [{"ad_type": "auto", "campaign_id": 1}]


def test_a_total_is_the_exact_sum_of_the_days_of_the_window(client: ShopeeClient, shopee: Script) -> None:
    day = '{{"date": "{}", "impression": 2, "clicks": 1, "expense": 0.1, "broad_order": 1, "broad_gmv": 0.2}}'
    days = [day.format(f"{number:02}-02-2026") for number in range(9, 16)]
    total = SHOPEE.stream("campaign_daily").total
    assert total is not None
    shopee.will_answer(exactly(f"[{', '.join(days)}]"))
    assert total(client, "5", WEEK) == Totals(14, 7, Decimal("0.7"), Decimal(7), Decimal("1.4"))
    shopee.will_answer(exactly(f"[{', '.join(days[:2])}]"))
    assert total(client, "5", Window.closed(DAY, DAY)) == Totals(2, 1, Decimal("0.1"), Decimal(1), Decimal("0.2"))
    shopee.will_answer(exactly("[]"))
    assert total(client, "5", WEEK) == Totals(0, 0, Decimal(0), Decimal(0), Decimal(0))
    shopee.will_answer(exactly('[{"date": "09-02-2026", "impression": 2, "clicks": "1"}]'))
    with pytest.raises(BadPage, match=r"clicks: expected a whole number, got text \(.*account=5"):
        total(client, "5", WEEK)


def order_list(*order_sns: str, more: bool = False, cursor: str = "") -> Answer:
    entries = [{"order_sn": order_sn, "booking_sn": ""} for order_sn in order_sns]
    return ok({"more": more, "next_cursor": cursor, "order_list": entries})


def details(*order_sns: str) -> Answer:
    return ok({"order_list": [{"order_sn": order_sn} for order_sn in order_sns]})


def returned(*return_sns: str, more: bool = False) -> Answer:
    return ok({"more": more, "return": [{"return_sn": each, "order_sn": "A"} for each in return_sns]})


@pytest.mark.parametrize(
    ("region", "window", "spans"),
    [
        ("SG", WEEK, [("2026-02-08T16:00", "2026-02-15T16:00")]),
        (
            "CL",
            Window.closed(dt.date(2026, 3, 30), dt.date(2026, 4, 14)),
            [("2026-03-30T03:00", "2026-04-13T04:00"), ("2026-04-13T04:00", "2026-04-15T04:00")],
        ),
    ],
)
def test_a_window_is_asked_for_in_spans_of_at_most_15_days_of_the_shops_calendar(
    client: ShopeeClient, shopee: Script, region: str, window: Window, spans: list[tuple[str, str]]
) -> None:
    shopee.will_answer(shop_info(region), *[order_list()] * len(spans), returned())
    assert records(client, "orders", window) == []
    expected = [[str(int(dt.datetime.fromisoformat(f"{each}+00:00").timestamp())) for each in span] for span in spans]
    asked = shopee.asked[1:]
    assert [[a.params["time_from"], a.params["time_to"]] for a in asked[: len(spans)]] == expected
    returns = [[a.params["update_time_from"], a.params["update_time_to"]] for a in asked[len(spans) :]]
    assert returns == expected
    assert all(int(end) - int(start) <= 15 * 86400 for start, end in expected)


def test_orders_are_detailed_once_although_pages_overlap_and_without_asking_who_bought(
    client: ShopeeClient, shopee: Script
) -> None:
    shopee.will_answer(
        shop_info(),
        order_list("A", "B", more=True, cursor="x"),
        order_list("B", "C", more=True, cursor="y"),
        order_list("D"),
        details("D", "C", "B", "A"),
        returned(),
    )
    assert [record["order_sn"] for record in records(client, "orders")] == ["D", "C", "B", "A"]
    assert [asked.params.get("cursor", "") for asked in shopee.asked[1:4]] == ["", "x", "y"]
    assert shopee.asked[4].params["order_sn_list"] == "A,B,C,D"
    wanted = shopee.asked[4].params["response_optional_fields"]
    assert not [word for word in ("buyer", "recipient", "note", "invoice", "dropshipper") if word in wanted]


def test_orders_are_detailed_in_fifties(client: ShopeeClient, shopee: Script) -> None:
    order_sns = [f"S{number}" for number in range(120)]
    batches = [order_sns[:50], order_sns[50:100], order_sns[100:]]
    shopee.will_answer(shop_info(), order_list(*order_sns), *(details(*batch) for batch in batches), returned())
    pages = list(SHOPEE.stream("orders").fetch(client, "5", WEEK))
    assert [len(page.records) for page in pages] == [50, 50, 20]


def test_an_order_whose_detail_does_not_come_is_asked_for_alone(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(shop_info(), order_list("A", "B"), details("A"), details("B"), returned())
    assert [record["order_sn"] for record in records(client, "orders")] == ["A", "B"]
    not_found = refused("error_not_found", "Wrong parameters, detail: the order is not found.")
    for reply in (details(), not_found):
        shopee.will_answer(shop_info(), order_list("A", "B"), details("A"), reply, returned())
        with pytest.raises(RetryableError, match=r"got none of B \(platform=shopee, account=5, window=2026-02-09"):
            records(client, "orders")


def test_a_next_page_without_a_cursor_is_an_error(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(shop_info(), order_list("A", more=True))
    with pytest.raises(BadPage, match="next_cursor: expected a cursor"):
        records(client, "orders")


def test_a_cursor_that_leads_to_itself_is_an_error(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(shop_info(), order_list("A", more=True, cursor="x"))
    with pytest.raises(PagesRepeat):
        records(client, "orders")


@pytest.mark.parametrize(
    "replies",
    [
        [refused("error_param", "Wrong parameters, detail: page_no."), returned("1", more=True), returned("2")],
        [returned("1", more=True), returned("1", more=True), returned("2")],
        [returned("1", more=True), returned("2")],
    ],
    ids=["pages count from 1", "page 0 is page 1", "pages count from 0"],
)
def test_returns_are_read_whatever_their_first_page_is_called(
    client: ShopeeClient, shopee: Script, replies: list[Answer]
) -> None:
    shopee.will_answer(shop_info(), order_list(), *replies)
    assert [record["return_sn"] for record in records(client, "orders")] == ["1", "2"]


def test_returns_that_are_refused_altogether_are_an_error(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(shop_info(), order_list(), refused("error_param", "Wrong parameters, detail: span."))
    with pytest.raises(RequestRejected, match="span"):
        records(client, "orders")


def test_a_product_is_landed_with_its_counters_and_variants(client: ShopeeClient, shopee: Script) -> None:
    entries = [{"item_id": number, "item_status": "NORMAL"} for number in (1, 2, 3)]
    shopee.will_answer(
        ok({"item": entries[:1], "has_next_page": True, "next_offset": 1, "total_count": 3}),
        ok({"item": entries[1:2], "has_next_page": True, "next_offset": 2, "total_count": 3}),
        ok({"item": entries[2:], "has_next_page": False, "total_count": 3}),
        ok({"item_list": [{"item_id": 1, "has_model": True}, {"item_id": 2, "has_model": False}]}),
        refused("error_item_not_found", "Product not found"),
        ok({"item_list": [{"item_id": 1, "sale": 7}]}),
        ok({"item_list": [{"item_id": 2, "sale": 8}]}),
        refused("error_item_not_found", "Product not found"),
        ok({"tier_variation": [], "model": [{"model_id": 11}]}),
    )
    assert records(client, "products") == [
        {"item_id": 1, "has_model": True, "extra": {"item_id": 1, "sale": 7}, "models": [{"model_id": 11}]},
        {"item_id": 2, "has_model": False, "extra": {"item_id": 2, "sale": 8}},
        entries[2],
    ]
    assert shopee.asked[-1].params["item_id"] == "1"


def test_an_empty_catalogue_has_no_items(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(ok({"total_count": 0, "has_next_page": False}))
    assert records(client, "products") == []
