"""The default ledger's tables, generated month by month and kept for the life of the process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

import pyarrow as pa

from sandbox.ledger.synthetic import (
    advertiser_campaigns,
    advertiser_delivery,
    advertisers,
    application,
    catalogues,
    delivery,
    entities,
    marketplace,
    orders,
    rates,
    returns,
    sellers,
    shop_campaigns,
    shop_delivery,
    shops,
    transactions,
)
from sandbox.ledger.synthetic.advertisers import ADVERTISERS
from sandbox.ledger.synthetic.entities import META_ACCOUNTS, months
from sandbox.ledger.synthetic.sellers import SELLERS
from sandbox.ledger.synthetic.shops import SHOPS
from sandbox.ledger.tables import SCHEMAS

Tables = dict[str, pa.Table]


class Synthesis:
    """Generates what is read; `until` is a day, and days after it may be missing."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def read(self, name: str, until: dt.date) -> pa.Table | None:
        """All rows of a table for days up to `until`, and possibly later ones; the application's as they are then."""
        if name in _TIMELESS:
            return _timeless(self._seed, name)
        if name in _DAILY:
            return _daily(self._seed, name, until)
        if name in application.TABLES:
            return application.read(self._seed, name, until)
        if name in _MONTHLY:
            return _monthly(self._seed, name, until.replace(day=1))
        return None


_ACCOUNTS = (entities, shops, advertisers, sellers)
_CAMPAIGNS = (entities, shop_campaigns, advertiser_campaigns)
_TIMELESS: dict[str, Callable[[int], pa.Table]] = {
    "accounts": lambda _: pa.concat_tables([each.account_table() for each in _ACCOUNTS]),
    "campaigns": lambda seed: pa.concat_tables([each.campaign_table(seed) for each in _CAMPAIGNS]),
    "products": catalogues.product_table,
    "product_models": catalogues.model_table,
}
_DAILY: dict[str, Callable[[int, dt.date], pa.Table]] = {
    "rates": rates.rate_table,
    "own_rates": rates.own_rate_table,
    "product_counters": catalogues.counter_table,
}


@lru_cache(maxsize=64)
def _timeless(seed: int, name: str) -> pa.Table:
    return _TIMELESS[name](seed)


@lru_cache(maxsize=8)
def _daily(seed: int, name: str, until: dt.date) -> pa.Table:
    return _DAILY[name](seed, until)


@lru_cache(maxsize=64)
def _monthly(seed: int, name: str, last_month: dt.date) -> pa.Table:
    parts = [_MONTHLY[name](seed, first)[name] for first in months(last_month)]
    return pa.concat_tables([SCHEMAS[name].empty_table(), *parts]).combine_chunks()


@lru_cache(maxsize=1024)
def _delivery(seed: int, first: dt.date) -> Tables:
    parts = [delivery.month(seed, account, first) for account in META_ACCOUNTS]
    parts += [shop_delivery.month(seed, shop, first) for shop in SHOPS]
    parts += [advertiser_delivery.month(seed, account, first) for account in ADVERTISERS]
    return {
        "metrics": pa.concat_tables([rows for rows, _ in parts]),
        "restatements": pa.concat_tables([history for _, history in parts]),
    }


@lru_cache(maxsize=1024)
def _sales(seed: int, first: dt.date) -> Tables:
    months = [orders.month(seed, shop, first) for shop in SHOPS]
    returned = [returns.returns(seed, month) for month in months]
    return {
        "orders": pa.concat_tables([month.orders() for month in months]),
        "order_items": pa.concat_tables([month.order_items() for month in months]),
        "returns": pa.concat_tables([rows for rows, _ in returned]),
        "return_items": pa.concat_tables([items for _, items in returned]),
    }


@lru_cache(maxsize=1024)
def _network(seed: int, first: dt.date) -> Tables:
    parts = [transactions.month(seed, seller, first) for seller in SELLERS]
    return {
        "transactions": pa.concat_tables([rows for rows, _ in parts]),
        "hops": pa.concat_tables([hops for _, hops in parts]),
    }


@lru_cache(maxsize=1024)
def _marketplace(seed: int, first: dt.date) -> Tables:
    return {"marketplace": marketplace.month(seed, first)}


_MONTHLY: dict[str, Callable[[int, dt.date], Tables]] = {
    **dict.fromkeys(("metrics", "restatements"), _delivery),
    **dict.fromkeys(("orders", "order_items", "returns", "return_items"), _sales),
    **dict.fromkeys(("transactions", "hops"), _network),
    "marketplace": _marketplace,
}
