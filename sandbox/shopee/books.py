"""A shop's part of the ledger as of the business day, arranged for the questions of the platform's clients."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from resources.clock import Clock
from sandbox.ledger import Ledger
from sandbox.shopee.deliveries import Deliveries
from sandbox.shopee.documents import Documents
from sandbox.shopee.errors import foreign_shop
from sandbox.shopee.regions import region

PLATFORM = "shopee"


@dataclass(frozen=True)
class Book:
    """One shop on one day of its own calendar."""

    ledger: Ledger
    shop: dict[str, Any]
    today: dt.date

    @property
    def shop_id(self) -> str:
        return str(self.shop["account_id"])

    @property
    def currency(self) -> str:
        return str(self.shop["currency"])

    @property
    def region(self) -> str:
        return region(self.shop)

    @cached_property
    def orders(self) -> Documents:
        """Its orders with their items."""
        name = (PLATFORM, self.shop_id)
        return Documents(self.ledger.orders(*name, self.today), self.ledger.order_items(*name, self.today), "order_sn")

    @cached_property
    def returns(self) -> Documents:
        """What came back."""
        name = (PLATFORM, self.shop_id)
        return Documents(
            self.ledger.returns(*name, self.today), self.ledger.return_items(*name, self.today), "return_sn"
        )

    @cached_property
    def products(self) -> dict[str, dict[str, Any]]:
        """Its products by item_id."""
        rows = self.ledger.products(PLATFORM, self.shop_id, self.today).to_pylist()
        return {row["item_id"]: row for row in rows}

    @cached_property
    def models(self) -> dict[str, list[dict[str, Any]]]:
        """The variants of products that have any, by item_id."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.ledger.product_models(PLATFORM, self.shop_id).to_pylist():
            found.setdefault(row["item_id"], []).append(row)
        return found

    @cached_property
    def counters(self) -> dict[str, dict[str, Any]]:
        """What was counted of products, by item_id."""
        rows = self.ledger.product_counters(PLATFORM, self.shop_id, self.today).to_pylist()
        return {row["item_id"]: row for row in rows}

    @cached_property
    def campaigns(self) -> dict[str, dict[str, Any]]:
        """Its campaigns by campaign_id."""
        rows = self.ledger.campaigns(PLATFORM, self.shop_id, self.today).to_pylist()
        return {row["campaign_id"]: row for row in rows}

    @cached_property
    def deliveries(self) -> Deliveries:
        """What its campaigns delivered."""
        return Deliveries(self.ledger, PLATFORM, self.shop_id, self.today)


class Books:
    """Opens books. The last ones stay open until the ledger tells another truth or the day changes."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._opened = lru_cache(maxsize=16)(self._open)

    def shops(self) -> list[dict[str, Any]]:
        """Rows of `accounts`."""
        return self._ledger.accounts(PLATFORM)

    def open(self, shop_id: str) -> Book:
        """The book of a shop. Raises ShopeeError for a shop that is not there."""
        shop = next((each for each in self.shops() if each["account_id"] == shop_id), None)
        if shop is None:
            raise foreign_shop()
        return self._opened(self._ledger.source, shop_id, self._clock.today(shop["timezone"]))

    def _open(self, source: object, shop_id: str, today: dt.date) -> Book:
        return Book(self._ledger, self._ledger.account(PLATFORM, shop_id), today)
