"""What Shopee's samples say, read by hand."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from resources.windows import Window


def _at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type, misc]


def _day(year: int, month: int, day: int) -> Window:
    return Window.closed(dt.date(year, month, day), dt.date(year, month, day))


SHOP = {
    "account_id": "322300222",
    "name": "mysipuat",
    "currency": "MYR",
    "timezone": "Asia/Kuala_Lumpur",
    "platform_status": "NORMAL",
    "access_ends_at": _at(2026, 3, 14, 15, 59, 59),
}

TOTAL_DAY = _day(2021, 3, 17)
TOTAL = {
    "impressions": 123_456,
    "clicks": 123_456,
    "cost": Decimal("1.23"),
    "conversions": Decimal(123_456),
    "revenue": Decimal("1.23"),
}

METRICS_DAY = _day(2023, 12, 12)
CAMPAIGN_DAY: dict[str, Any] = {
    "date": dt.date(2023, 12, 12),
    "campaign_id": "12121",
    "campaign_name": "name",
    "placement": "search",
    "currency": "SGD",
    "impressions": 111,
    "clicks": 222,
    "cost": Decimal("11.22"),
    "conversions": Decimal(100),
    "revenue": Decimal("1.2"),
    **dict.fromkeys(("likes", "shares", "comments", "saves")),
}
CAMPAIGN_HOUR = {**CAMPAIGN_DAY, "hour": 14}
CAMPAIGN = {
    "campaign_id": "11111",
    "campaign_name": "name",
    "objective": "auto",
    "status": "active",
    "platform_status": "ongoing",
    "daily_budget": Decimal("12.5"),
    "total_budget": None,
    "currency": "SGD",
    "start_date": dt.date(2009, 2, 14),
    "end_date": None,
}

ORDER_DAYS = Window.closed(dt.date(2025, 12, 26), dt.date(2025, 12, 27))
REGIONS = {"ID": ("IDR", "Asia/Jakarta"), "VN": ("VND", "Asia/Ho_Chi_Minh")}


def _items(**item: Any) -> str:
    return json.dumps([item], ensure_ascii=False)


_SANDBOX_ORDER = {
    "return_sn": "",
    "order_date": dt.date(2025, 12, 26),
    "status": "confirmed",
    "platform_status": "READY_TO_SHIP",
    "currency": "IDR",
    "quantity": 1,
    "items_amount": Decimal(10_000),
    "total_amount": Decimal(22_910),
    **dict.fromkeys(("shipping_fee", "payment_method", "paid_at", "cancelled_by", "reason")),
    "items": _items(
        item_id="801987320",
        model_id="4257087830",
        sku="",
        item_name="Baju XL Merah",
        model_name="Merah",
        quantity=1,
        original_price="10000",
        unit_price="10000",
        amount="10000",
    ),
}
SANDBOX_ORDERS = [
    {
        "order_sn": "251227DGWNKEAV",
        "ordered_at": _at(2025, 12, 26, 16, 14, 13),
        "source_updated_at": _at(2025, 12, 26, 16, 14, 14),
        **_SANDBOX_ORDER,
    },
    {
        "order_sn": "251226DG33VAB8",
        "ordered_at": _at(2025, 12, 26, 15, 59, 21),
        "source_updated_at": _at(2025, 12, 26, 15, 59, 22),
        **_SANDBOX_ORDER,
    },
]
ORDER = {
    "order_sn": "2404098R48U37H",
    "return_sn": "",
    "order_date": dt.date(2024, 4, 9),
    "ordered_at": _at(2024, 4, 8, 18, 39, 51),
    "status": "completed",
    "platform_status": "COMPLETED",
    "currency": "VND",
    "quantity": 1,
    "items_amount": Decimal(48_000),
    "total_amount": Decimal(32_119),
    "shipping_fee": Decimal(5_000),
    "payment_method": "Cash on Delivery",
    "paid_at": _at(2024, 4, 11, 6, 42, 46),
    "cancelled_by": None,
    "reason": None,
    "items": _items(
        item_id="23620853561",
        model_id="221404189791",
        sku="QAZ-SADOER-05",
        item_name=(
            "🦋giảm giá🦋Kem nở ngực SADOER enlarging breast cream Papaya / Coconut essence 60g Chiết xuất đu đủ, cùi "
            "dừa, nở ngực, kem nâng ngực nhanh"
        ),
        model_name="60g（Papaya）",
        quantity=1,
        original_price="300000",
        unit_price="48000",
        amount="48000",
    ),
    "source_updated_at": _at(2024, 4, 15, 0, 12, 28),
}
LISTED_ORDERS = [
    *("201218V2Y6E59M", "201218V2W2SG1E", "201218V2VJJC70", "201218V2TEURPF", "201218UXWNTUNP"),
    *("201218UWFYSCF1", "201215MPRFUUNN", "201215MCR3V9N8", "201214JASXYXY6", "201214JAJXU6G7"),
]

LISTED_ITEM = {"item_id": 2_500_139_861, "item_status": "NORMAL", "update_time": 1_608_128_470}
PRODUCT_ID = 34002
PRODUCT: dict[str, Any] = {
    "product_id": "34002",
    "title": "seller discount",
    "sku": "-",
    "category": "14646",
    "brand": "nike",
    "status": "active",
    "platform_status": "NORMAL",
    "currency": "SGD",
    "price": Decimal("122.02"),
    "original_price": Decimal("122.02"),
    "stock": 100,
    **dict.fromkeys(("sales", "views", "likes", "rating", "comments", "gravity", "has_rebills")),
    "listed_at": _at(2020, 9, 20, 3, 30, 37),
    "source_updated_at": _at(2020, 9, 20, 3, 30, 40),
    "snapshot_date": dt.date(2023, 12, 12),
}
PRODUCT_OF_MODELS = {
    **PRODUCT,
    "currency": "TWD",
    "price": Decimal(100),
    "original_price": Decimal(100),
    "stock": 0,
}

FIRST_TOKENS = {
    "access_token": "6b5a46716e474d6f6e59777659459849",
    "refresh_token": "4c7259534969484e71734d695a6e0d55",
    "expires_at": _at(2025, 12, 29, 9, 50, 12),
}
NEXT_TOKENS = {
    "access_token": "71594a4c54537649697341796363674a",
    "refresh_token": "516c6b577753554375764a63704d7245",
    "seconds": 14_400,
}
EXAMPLES = {
    f"shopee/documented_v2.{name}.json": [kind]
    for name, kind in {
        "order.get_order_detail": "NotFound",
        "order.get_order_list": "RequestRejected",
        "product.get_item_list": "CredentialsRejected",
        "product.get_model_list": "RequestRejected",
        "public.get_access_token": "CredentialsRejected",
        "public.refresh_access_token": "CredentialsRejected",
        "shop.get_shop_info": "CredentialsRejected",
    }.items()
}
MEANINGS = {
    **dict.fromkeys(("error_not_found", "error_item_not_found"), "NotFound"),
    **dict.fromkeys(
        ("error_shop_refresh_token", "refresh_token_expired", "shop_access_expired"), "CredentialsRejected"
    ),
    **dict.fromkeys(("invalid_code", "invalid_shop_id"), "CredentialsRejected"),
    **dict.fromkeys(("shop_no_linked", "partner_shop_no_link"), "CredentialsRejected"),
    **dict.fromkeys(("error_api_call_restricted", "error_api_permission", "error_permission"), "PermissionDenied"),
    **dict.fromkeys(("error_ashop_api_permission", "error_kyc_auth", "shop_banned"), "PermissionDenied"),
    **dict.fromkeys(("ads.rate_limit.exceed_api", "ads.rate_limit.exceed_partner_api"), "RateLimited"),
    **dict.fromkeys(("ads.rate_limit.exceed_shop_api", "error_rate_limit"), "RateLimited"),
    **dict.fromkeys(("error_inner", "error_network", "error_server", "error_system_busy"), "RetryableError"),
    **dict.fromkeys(("error_get_shop_fail", "error_slash_price_load"), "RetryableError"),
    "error_auth": "PermissionDenied",
    "error_limit": "DailyQuotaSpent",
    "error_shop": "AccountError",
    "invalid_acceess_token": "TokenExpired",
}
"""What the codes in the reference mean; every other one is a request that is not to be repeated."""
MEANINGS_BY_TEXT = {
    ("error_auth", "Invalid access_token."): "TokenExpired",
    ("error_auth", "Invalid partner_id or shopid."): "CredentialsRejected",
    ("error_auth", "System error, please try again later."): "RetryableError",
    ("error_auth", "partner_id is invalid"): "RequestRejected",
}
