"""The catalogue: the list of products, what they are, what was counted, and their variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sandbox.shopee.books import Book
from sandbox.shopee.calls import Parameters
from sandbox.shopee.errors import ShopeeError, wrong
from sandbox.shopee.orders import LATEST
from sandbox.shopee.paging import Place, Strikes, page
from sandbox.shopee.replies import number, unix

STATUSES = frozenset({"NORMAL", "BANNED", "UNLIST", "REVIEWING", "SELLER_DELETE", "SHOPEE_DELETE"})
MOST_ITEMS = 50
_MOST_OFFSET = 1_000_000
_NO_BRAND = "NoBrand"


def item_list(book: Book, parameters: Parameters, strikes: Strikes) -> dict[str, Any]:
    """Products of the statuses that are asked for, by offset. Without any there is no `item`."""
    offset = parameters.whole("offset", 0, _MOST_OFFSET)
    size = parameters.whole("page_size", 1, 100)
    statuses = parameters.texts("item_status")
    start = parameters.whole("update_time_from", 0, LATEST, 0)
    end = parameters.whole("update_time_to", 0, LATEST, LATEST)
    parameters.finish()
    if not statuses or not STATUSES.issuperset(statuses):
        raise ShopeeError("error_param_item_status", "Item status error.")
    if end <= start:
        raise ShopeeError("error_update_time_range", "Update_time_to should be later than update_time_from.")
    rows = [
        row for row in book.products.values() if row["status"] in statuses and start <= unix(row["update_time"]) <= end
    ]
    found = page(rows, Place(offset), size, strikes)
    shown = [
        {
            "item_id": int(row["item_id"]),
            "item_status": row["status"],
            "update_time": unix(row["update_time"]),
            "tag": {"kit": False},
        }
        for row in found.rows
    ]
    return {
        **({"item": shown} if shown else {}),
        "total_count": len(rows),
        "has_next_page": found.more,
        **({"next_offset": found.following.offset} if found.more else {}),
    }


def base_info(book: Book, parameters: Parameters) -> list[dict[str, Any]]:
    """What products are; ids that are not known are left out, unless none is."""
    for name in ("need_tax_info", "need_complaint_policy"):
        parameters.choice(name, ("true", "false"), "false")
    return [_base(book, book.products[item_id]) for item_id in _asked(book, parameters)]


def extra_info(book: Book, parameters: Parameters) -> list[dict[str, Any]]:
    """What was counted of products since they were listed; nothing counted is 0."""
    nothing = {"sales": 0, "views": 0, "likes": 0, "comments": 0, "rating": Decimal(0)}
    counted = {item_id: book.counters.get(item_id, nothing) for item_id in _asked(book, parameters)}
    return [
        {
            "item_id": int(item_id),
            "sale": row["sales"],
            "views": row["views"],
            "likes": row["likes"],
            "rating_star": number(row["rating"]),
            "comment_count": row["comments"],
        }
        for item_id, row in counted.items()
    ]


def model_list(book: Book, parameters: Parameters) -> dict[str, Any]:
    """The variants of one product."""
    item_id = parameters.text("item_id")
    parameters.finish()
    if not item_id:
        raise ShopeeError("product.error_param", "invalid field ItemId: value must  Not Null")
    if not item_id.isdecimal():
        raise wrong("item_id is invalid")
    if item_id not in book.products:
        raise _not_found()
    models = book.models.get(item_id, [])
    options = [{"option": model["model_sku"] or str(place)} for place, model in enumerate(models)]
    return {
        "tier_variation": [{"name": "Variation", "option_list": options}] if models else [],
        "model": [
            {
                "model_id": int(model["model_id"]),
                "model_sku": model["model_sku"],
                "model_status": "MODEL_NORMAL",
                "tier_index": [place],
                "promotion_id": 0,
                "price_info": [_price(book, model)],
                "stock_info_v2": _stock(model["stock"]),
                "weight": "0.3",
            }
            for place, model in enumerate(models)
        ],
    }


def _asked(book: Book, parameters: Parameters) -> Sequence[str]:
    item_ids = parameters.listed("item_id_list", MOST_ITEMS, digits=True)
    parameters.finish()
    known = [item_id for item_id in dict.fromkeys(item_ids) if item_id in book.products]
    if not known:
        raise _not_found()
    return known


def _not_found() -> ShopeeError:
    return ShopeeError("error_item_not_found", "Product not found")


def _base(book: Book, row: Mapping[str, Any]) -> dict[str, Any]:
    models = book.models.get(row["item_id"], [])
    is_branded = row["brand"] not in ("", _NO_BRAND)
    return {
        "item_id": int(row["item_id"]),
        "category_id": int(row["category_id"]),
        "item_name": row["name"],
        "description": "",
        "item_sku": row["sku"],
        "create_time": unix(row["create_time"]),
        "update_time": unix(row["update_time"]),
        **({} if models else {"price_info": [_price(book, row)]}),
        "image": {"image_id_list": [], "image_url_list": []},
        "weight": "0.3",
        "pre_order": {"is_pre_order": False, "days_to_ship": 2},
        "condition": "NEW",
        "item_status": row["status"],
        "deboost": "FALSE",
        "has_model": bool(models),
        "promotion_id": 0,
        "brand": {"brand_id": 1 if is_branded else 0, "original_brand_name": row["brand"]},
        "stock_info_v2": _stock(sum(model["stock"] for model in models) if models else row["stock"]),
    }


def _price(book: Book, row: Mapping[str, Any]) -> dict[str, Any]:
    prices = {name: number(row[name]) for name in ("original_price", "current_price")}
    return {"currency": book.currency, **prices}


def _stock(available: int) -> dict[str, Any]:
    return {
        "summary_info": {"total_reserved_stock": 0, "total_available_stock": available},
        "seller_stock": [{"location_id": "", "stock": available}],
    }
