"""Records as landing writes them, sound ones to change for a test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import simplejson

from resources.platforms.base import ParseContext, Parsed
from resources.platforms.shopee import SHOPEE
from resources.windows import Window

Json = dict[str, Any]
ABSENT = object()
WINDOW = Window.closed(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
CONTEXT = ParseContext("5", "SGD", "Asia/Singapore", WINDOW, frozenset({"SGD", "USD"}))
MIDNIGHT = 1_770_048_000
"""2026-02-03 00:00 in Singapore."""


def changed(whole: Json, changes: Mapping[str, Any]) -> Json:
    """A record with some members changed, by path (`item_list.0.item_id`); ABSENT takes one away."""
    record = simplejson.loads(simplejson.dumps(whole, use_decimal=True), use_decimal=True)
    for path, value in changes.items():
        *way, name = (int(step) if step.isdecimal() else step for step in path.split("."))
        holder = record
        for step in way:
            holder = holder[step]
        if value is ABSENT:
            del holder[name]
        else:
            holder[name] = value
    return dict(record)


def page(*records: Any) -> bytes:
    """JSON lines as landing writes them; bytes stay as they are."""
    lines = (each if isinstance(each, bytes) else simplejson.dumps(each, use_decimal=True).encode() for each in records)
    return b"".join(line + b"\n" for line in lines)


def parse(stream: str, *records: Any, context: ParseContext = CONTEXT) -> Parsed:
    """One page of records through an adapter."""
    return SHOPEE.stream(stream).parse([page(*records)], context)


def row(stream: str, record: Json, context: ParseContext = CONTEXT) -> Json:
    """The one row of a record that is taken."""
    parsed = parse(stream, record, context=context)
    assert parsed.rejects == []
    (taken,) = parsed.table.to_pylist()
    return dict(taken)


def reasons(stream: str, record: Any, context: ParseContext = CONTEXT) -> tuple[str, ...]:
    """Why a record is refused."""
    parsed = parse(stream, record, context=context)
    assert parsed.table.num_rows == 0
    (refused,) = parsed.rejects
    return refused.reasons


DAILY: Json = {
    "shop_id": 5,
    "region": "SG",
    "campaign_id": 12121,
    "ad_type": "auto",
    "campaign_placement": "search",
    "ad_name": "Spring 🌱",
    "date": "03-02-2026",
    "impression": 1200,
    "clicks": 30,
    "ctr": Decimal("2.5"),
    "expense": Decimal("11.22"),
    "broad_gmv": Decimal("80.5"),
    "broad_order": 3,
    "direct_order": 2,
    "cpc": Decimal("3.74"),
}
HOURLY: Json = {**DAILY, "hour": 23}
CAMPAIGN: Json = {
    "campaign_id": 11111,
    "common_info": {
        "ad_type": "auto",
        "ad_name": "name",
        "campaign_status": "ongoing",
        "bidding_method": "manual",
        "campaign_placement": "all",
        "campaign_budget": Decimal("12.5"),
        "campaign_duration": {"start_time": MIDNIGHT, "end_time": 0},
        "item_id_list": [1],
    },
}
ORDER: Json = {
    "order_sn": "2602098R48U37H",
    "region": "SG",
    "currency": "SGD",
    "order_status": "COMPLETED",
    "message_to_seller": "***",
    "create_time": MIDNIGHT - 1,
    "update_time": MIDNIGHT + 600,
    "pay_time": MIDNIGHT,
    "payment_method": "ShopeePay",
    "cancel_by": "",
    "cancel_reason": "",
    "total_amount": Decimal("33.49"),
    "estimated_shipping_fee": Decimal("1.99"),
    "actual_shipping_fee": Decimal("2.5"),
    "actual_shipping_fee_confirmed": False,
    "buyer_cpf_id": None,
    "item_list": [
        {
            "item_id": 801987320,
            "item_name": 'Kaus "L" \\ \t Tee 🦋',
            "item_sku": "TEE",
            "model_id": 4257087830,
            "model_name": "Merah",
            "model_sku": "TEE-M",
            "model_quantity_purchased": 2,
            "model_original_price": Decimal("12.5"),
            "model_discounted_price": Decimal("10.25"),
            "product_location_id": ["SGZ"],
        },
        {
            "item_id": 801987321,
            "item_name": "Cap",
            "item_sku": "CAP",
            "model_id": 0,
            "model_name": "",
            "model_sku": "",
            "model_quantity_purchased": 1,
            "model_original_price": 11,
            "model_discounted_price": 11,
            "product_location_id": "SGZ",
        },
    ],
}
RETURN: Json = {
    "return_sn": "2602100001",
    "order_sn": "2602098R48U37H",
    "reason": "ITEM_DAMAGED",
    "text_reason": "***",
    "refund_amount": Decimal("20.5"),
    "currency": "SGD",
    "create_time": MIDNIGHT,
    "update_time": MIDNIGHT + 3600,
    "status": "REQUESTED",
    "user": "***",
    "item": [
        {
            "item_id": 801987320,
            "model_id": 4257087830,
            "name": "Tee",
            "images": [],
            "amount": 2,
            "item_price": Decimal("10.25"),
            "item_sku": "TEE",
            "variation_sku": "TEE-M",
        }
    ],
}
PRODUCT: Json = {
    "item_id": 34002,
    "category_id": 14646,
    "item_name": "Tee",
    "description": "long " * 1000,
    "item_sku": "TEE",
    "create_time": MIDNIGHT - 86_400,
    "update_time": MIDNIGHT,
    "price_info": [{"currency": "SGD", "original_price": Decimal("12.5"), "current_price": Decimal("10.25")}],
    "item_status": "NORMAL",
    "has_model": False,
    "brand": {"brand_id": 123, "original_brand_name": "Larkspur"},
    "stock_info_v2": {"summary_info": {"total_reserved_stock": 1, "total_available_stock": 100}, "seller_stock": []},
    "extra": {"item_id": 34002, "sale": 7, "views": 90, "likes": 4, "rating_star": Decimal("4.5"), "comment_count": 2},
}
SOUND = {
    "campaign_daily": DAILY,
    "campaign_hourly": HOURLY,
    "campaigns": CAMPAIGN,
    "orders": ORDER,
    "products": PRODUCT,
}
