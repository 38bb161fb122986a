"""Shopee: replies recorded in its sandbox and in production, and those its reference shows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.real_data.samples import shopee_figures as figures
from bench.real_data.samples.recorded import Answer, Recorded, compared, exactly, read, refusal, replying, rows, typed
from bench.real_data.world import Expectation
from resources.platforms.base import Parsed
from resources.platforms.retry import Pace, Retry
from resources.platforms.shopee import SHOPEE
from resources.platforms.shopee.client import SHOP_INFO, ShopeeClient
from resources.platforms.shopee.consent import EXCHANGE, RENEW
from resources.platforms.shopee.errors import classify
from resources.platforms.shopee.reading import ads, orders, products
from resources.settings import Settings
from resources.windows import Window

DOCUMENTED = {
    name: f"shopee/documented_v2.{name}.json"
    for name in (
        "ads.get_all_cpc_ads_daily_performance",
        "ads.get_all_cpc_ads_hourly_performance",
        "ads.get_product_campaign_daily_performance",
        "ads.get_product_campaign_hourly_performance",
        "ads.get_product_level_campaign_id_list",
        "ads.get_product_level_campaign_setting_info",
        "order.get_order_detail",
        "order.get_order_list",
        "product.get_item_base_info",
        "product.get_item_list",
        "product.get_model_list",
        "public.get_access_token",
        "public.refresh_access_token",
        "shop.get_shop_info",
    )
}
LIMIT = "shopee/recorded_daily_limit_429.json"
LIST, DETAIL = "shopee/recorded_sandbox_get_order_list.json", "shopee/recorded_sandbox_get_order_detail.json"
FILES = (*DOCUMENTED.values(), LIMIT, LIST, DETAIL)
DEFAULT = "RequestRejected"
NOTHING = Recorded({"error": "", "response": {"return": [], "item_list": [], "campaign_list": [], "more": False}})
_MISPRINTS = (
    ("{\n{", "{"),
    ('"logistics_channel_id": 18080\n', '"logistics_channel_id": 18080,\n'),
    ('"message": ""\n', '"message": "",\n'),
    ("},\n\t\t\t}", "}\n\t\t\t}"),
)
"""The reference prints some replies as text that is no JSON: a brace too many, commas missing or too many."""


def play(samples: Path) -> Iterator[Expectation]:
    """Compare every sample."""
    shown = {name: _shown(read(samples / path)) for name, path in DOCUMENTED.items()}
    yield from _shop(shown)
    yield from _ads(shown)
    yield from _orders(shown, read(samples / LIST), read(samples / DETAIL))
    yield from _products(shown)
    yield from _tokens(shown)
    yield from _errors(samples)


def _shop(shown: Mapping[str, Any]) -> Iterator[Expectation]:
    with replying({SHOP_INFO: Recorded(shown["shop.get_shop_info"])}) as url:
        came = _client(url).describe("322300222")
    yield from compared(DOCUMENTED["shop.get_shop_info"], figures.SHOP, vars(came))


def _ads(shown: Mapping[str, Any]) -> Iterator[Expectation]:
    for name, path, total in (
        ("ads.get_all_cpc_ads_daily_performance", ads.SHOP_DAYS, ads.daily_total),
        ("ads.get_all_cpc_ads_hourly_performance", ads.SHOP_HOURS, ads.hourly_total),
    ):
        with replying({path: Recorded(shown[name])}) as url:
            came = total(_client(url), "123", figures.TOTAL_DAY)
        yield from compared(DOCUMENTED[name], figures.TOTAL, vars(came))
    listed = shown["ads.get_product_level_campaign_id_list"]
    asked: list[str] = []
    for name, path, stream, row in (
        ("ads.get_product_campaign_daily_performance", ads.DAYS, "campaign_daily", figures.CAMPAIGN_DAY),
        ("ads.get_product_campaign_hourly_performance", ads.HOURS, "campaign_hourly", figures.CAMPAIGN_HOUR),
    ):
        reply = Recorded(shown[name])

        def performance(params: Mapping[str, str], reply: Recorded = reply) -> Recorded:
            asked.append(params["campaign_id_list"])
            return reply

        found = _typed({ads.IDS: _first(listed), path: performance}, stream, "123", figures.METRICS_DAY, "SGD")
        yield from rows(DOCUMENTED[name], [row], found)
    yield Expectation(DOCUMENTED["ads.get_product_level_campaign_id_list"], ["1234", "1234"], asked)
    name = "ads.get_product_level_campaign_setting_info"
    listed["response"]["campaign_list"][0]["campaign_id"] = 11111
    answers = {ads.IDS: _first(listed), ads.SETTINGS: Recorded(shown[name])}
    yield from rows(
        DOCUMENTED[name], [figures.CAMPAIGN], _typed(answers, "campaigns", "121212", figures.METRICS_DAY, "SGD")
    )


def _orders(shown: Mapping[str, Any], listed: Any, detail: Any) -> Iterator[Expectation]:
    answers = {orders.ORDERS: Recorded(listed), orders.DETAILS: Recorded(detail)}
    yield from rows(f"{LIST} with {DETAIL}", figures.SANDBOX_ORDERS, _changed(answers, "ID"))
    one = shown["order.get_order_detail"]
    number = figures.ORDER["order_sn"]
    alone = {"error": "", "response": {"more": False, "next_cursor": "", "order_list": [{"order_sn": number}]}}
    answers = {orders.ORDERS: Recorded(alone), orders.DETAILS: Recorded(one)}
    yield from rows(DOCUMENTED["order.get_order_detail"], [figures.ORDER], _changed(answers, "VN"))

    def several(params: Mapping[str, str]) -> Recorded:
        (order,) = one["response"]["order_list"]
        each = [{**order, "order_sn": number} for number in params["order_sn_list"].split(",")]
        return Recorded({"error": "", "response": {"order_list": each}})

    found = _changed({orders.ORDERS: _first(shown["order.get_order_list"]), orders.DETAILS: several}, "VN")
    numbers = found.table["order_sn"].to_pylist()
    yield from compared(DOCUMENTED["order.get_order_list"], {"numbers": figures.LISTED_ORDERS}, {"numbers": numbers})


def _products(shown: Mapping[str, Any]) -> Iterator[Expectation]:
    listed, base, models = (shown[f"product.get_{name}"] for name in ("item_list", "item_base_info", "model_list"))
    answers = {products.ITEMS: _first(listed), products.BASE_INFO: NOTHING, products.EXTRA_INFO: NOTHING}
    client = _typed_pages(answers, "2500139861")
    yield from compared(DOCUMENTED["product.get_item_list"], figures.LISTED_ITEM, client)
    listed["response"]["item"][0]["item_id"] = figures.PRODUCT_ID
    empty = Recorded({"error": "", "response": {"model": []}})
    answers |= {products.BASE_INFO: Recorded(base), products.MODELS: empty}
    answers[products.ITEMS] = _first(listed)
    found = _typed(answers, "products", "123", figures.METRICS_DAY, "SGD")
    yield from rows(DOCUMENTED["product.get_item_base_info"], [figures.PRODUCT], found)
    base["response"]["item_list"][0]["price_info"][0]["currency"] = "TWD"
    answers |= {products.BASE_INFO: Recorded(base), products.MODELS: Recorded(models)}
    found = _typed(answers, "products", "123", figures.METRICS_DAY, "TWD")
    yield from rows(DOCUMENTED["product.get_model_list"], [figures.PRODUCT_OF_MODELS], found)


def _tokens(shown: Mapping[str, Any]) -> Iterator[Expectation]:
    consent = SHOPEE.consent
    assert consent is not None
    answers = {
        EXCHANGE: Recorded(shown["public.get_access_token"]),
        RENEW: Recorded(shown["public.refresh_access_token"]),
    }
    with replying(answers) as url:
        first = consent.exchange(_settings(url), "368765100", "code")
        started = dt.datetime.now(dt.UTC)
        following = consent.renew(_settings(url), "322300222", "refresh")
    yield from compared(DOCUMENTED["public.get_access_token"], figures.FIRST_TOKENS, vars(first))
    lasts = {"seconds": round((following.expires_at - started).total_seconds(), -1)}
    yield from compared(DOCUMENTED["public.refresh_access_token"], figures.NEXT_TOKENS, vars(following) | lasts)


def _errors(samples: Path) -> Iterator[Expectation]:
    limit = read(samples / LIMIT)
    with replying({SHOP_INFO: Recorded(limit["body"], limit["http_status"])}) as url:
        came = refusal(lambda: _client(url).describe("123"))
    yield Expectation(LIMIT, "DailyQuotaSpent", came)
    documented = {path: read(samples / path) for path in DOCUMENTED.values()}
    examples = {path: each for path, sample in documented.items() if (each := sample["error_examples"])}
    told = {path: [_kind(each["error"], each["message"]) for each in some] for path, some in examples.items()}
    yield from exactly("error examples of the documented replies", figures.EXAMPLES, told)
    codes = {(code, message) for sample in documented.values() for code, message in sample["error_codes"]}
    meant = {each: figures.MEANINGS_BY_TEXT.get(each) or figures.MEANINGS.get(each[0], DEFAULT) for each in codes}
    yield from compared(
        "error codes of the documented replies",
        {": ".join(each): kind for each, kind in meant.items()},
        {": ".join(each): _kind(*each) for each in codes},
    )


def _kind(code: str, message: str) -> str:
    return type(classify(200, code, message, {"platform": SHOPEE.name, "account": "123"})).__name__


def _shown(sample: Mapping[str, Any]) -> Any:
    (reply,) = sample["response_samples"]
    if not isinstance(reply, str):
        return reply
    for printed, meant in _MISPRINTS:
        reply = reply.replace(printed, meant)
    return json.loads(reply)


def _first(listed: Mapping[str, Any]) -> Answer:
    """A list whose first page this is, and whose second one is empty."""

    def page(params: Mapping[str, str]) -> Recorded:
        if params.get("offset", params.get("cursor")) in ("0", "", None):
            return Recorded(listed)
        nothing = {"item": [], "campaign_list": [], "order_list": [], "has_next_page": False, "more": False}
        return Recorded({"error": "", "response": nothing})

    return page


def _changed(answers: Mapping[str, Answer], region: str) -> Parsed:
    info = {"error": "", "shop_name": "sample", "region": region, "status": "NORMAL", "expire_time": 0}
    known = {SHOP_INFO: Recorded(info), orders.RETURNS: NOTHING, **answers}
    return _typed(known, "orders", "123", figures.ORDER_DAYS, *figures.REGIONS[region])


def _typed(
    answers: Mapping[str, Answer],
    stream: str,
    account: str,
    window: Window,
    currency: str,
    zone: str = "Asia/Singapore",
) -> Parsed:
    with replying(answers) as url:
        return typed(SHOPEE.stream(stream), _client(url), account, window, currency, zone)


def _typed_pages(answers: Mapping[str, Answer], account: str) -> Mapping[str, Any]:
    """The one record of the catalogue, as it is landed."""
    with replying(answers) as url:
        (page,) = SHOPEE.stream("products").fetch(_client(url), account, figures.METRICS_DAY)
    (record,) = page.records
    return record


def _client(url: str) -> ShopeeClient:
    return ShopeeClient(_settings(url), "token", retry=Retry(attempts=1), pace=Pace(1e6))


def _settings(url: str) -> Settings:
    return Settings.model_validate({"shopee_api_url": url, "shopee_partner_id": 1, "shopee_partner_key": "samplekey"})
