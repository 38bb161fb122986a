"""What a shop is, at the top of the reply."""

from __future__ import annotations

from typing import Any

from sandbox.shopee.books import Book
from sandbox.shopee.calls import Parameters
from sandbox.shopee.grants import Grants


def shop_info(book: Book, parameters: Parameters, grants: Grants) -> dict[str, Any]:
    """Name, region, status, and until when the owner's consent lasts (seconds since 1970)."""
    parameters.finish()
    agreed, ends = grants.consent(book.shop_id)
    return {
        "shop_name": book.shop["name"],
        "region": book.region,
        "status": book.shop["status"],
        "auth_time": int(agreed),
        "expire_time": int(ends),
        "is_cb": False,
        "is_upgraded_cbsc": False,
        "merchant_id": None,
        "shop_fulfillment_flag": "Others",
        "is_sip": False,
        "sip_affi_shops": [],
        "is_main_shop": False,
        "is_direct_shop": False,
        "linked_direct_shop_list": [],
        "linked_main_shop_id": 0,
    }
