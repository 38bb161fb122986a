"""What is asked of one shop, path by path."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sandbox.faults import Faults
from sandbox.shopee import ads, orders, products, returns, spoil
from sandbox.shopee.books import Book
from sandbox.shopee.calls import PREFIX, Call, Parameters
from sandbox.shopee.errors import ShopeeError, offline

Record = dict[str, Any]


class Answers:
    """The part of the platform that reads a shop's book, with the faults of pages and records."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def answer(self, call: Call, book: Book, parameters: Parameters, now: dt.datetime) -> Any:
        """The `response` of the reply. Raises ShopeeError."""

        def strikes(name: str) -> bool:
            return self._faults.take(name, call.path, book.shop_id) is not None

        def spoiled(records: list[Record], kind: spoil.Kind) -> list[Record]:
            return spoil.spoiled(records, kind, self._faults, call.path, book.shop_id)

        def reported(records: list[Record]) -> list[Record]:
            if strikes("empty_report"):
                records = []
            if strikes("collapsed_report"):
                records = records[-max(1, len(records) // 10) :]
            return ads.nested(book, spoiled(records, spoil.PERFORMANCE))

        path = call.path.removeprefix(PREFIX)
        if call.method != "GET" and path.startswith("ads/"):
            message = "Only the supported HTTP method for the API is allowed."
            raise ShopeeError("ads.api.http_method_not_allowed", message)
        match call.method, path:
            case "GET", "order/get_order_list":
                return orders.order_list(book, parameters, strikes)
            case "GET", "order/get_order_detail":
                return {"order_list": spoiled(orders.order_details(book, parameters), spoil.ORDER)}
            case "GET", "returns/get_return_list":
                found = returns.return_list(book, parameters)
                return {**found, "return": spoiled(found["return"], spoil.RETURN)}
            case "GET", "product/get_item_list":
                return products.item_list(book, parameters, strikes)
            case "GET", "product/get_item_base_info":
                return {"item_list": spoiled(products.base_info(book, parameters), spoil.PRODUCT)}
            case "GET", "product/get_item_extra_info":
                return {"item_list": products.extra_info(book, parameters)}
            case "GET", "product/get_model_list":
                return products.model_list(book, parameters)
            case "GET", "ads/get_total_balance":
                return ads.total_balance(book, parameters, now)
            case "GET", "ads/get_all_cpc_ads_daily_performance":
                return ads.shop_by_day(book, parameters)
            case "GET", "ads/get_all_cpc_ads_hourly_performance":
                return ads.shop_by_hour(book, parameters)
            case "GET", "ads/get_product_level_campaign_id_list":
                return ads.campaign_ids(book, parameters, strikes)
            case "GET", "ads/get_product_level_campaign_setting_info":
                found_settings = spoiled(ads.campaign_settings(book, parameters), spoil.CAMPAIGN)
                return {"shop_id": int(book.shop_id), "region": book.region, "campaign_list": found_settings}
            case "GET", "ads/get_product_campaign_daily_performance":
                return reported(ads.campaigns_by_day(book, parameters))
            case "GET", "ads/get_product_campaign_hourly_performance":
                return reported(ads.campaigns_by_hour(book, parameters))
        raise offline()
