"""What a shop's campaigns delivered, by day and by hour, with the measures that the ledger does not have.

Broad counts the orders of the shop that followed an ad, direct those of the advertised product among them: three of
four, in whole orders and smallest units, so that sums over campaigns are exact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from typing import Any

from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.ledger.money import MICROS, smallest_micros

_EPOCH = dt.date(1970, 1, 1)
_DIRECT = (3, 4)
_ITEMS_AN_ORDER = (6, 5)


@dataclass(frozen=True)
class Delivery:
    """Counts and amounts that can be added up; amounts in major units of the shop's currency."""

    impression: int = 0
    clicks: int = 0
    expense: Decimal = Decimal(0)
    broad_order: int = 0
    broad_item: int = 0
    broad_gmv: Decimal = Decimal(0)
    direct_order: int = 0
    direct_item: int = 0
    direct_gmv: Decimal = Decimal(0)

    def __add__(self, other: Delivery) -> Delivery:
        return Delivery(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Delivery)))


class Deliveries:
    """One shop's, as of a day of its calendar."""

    def __init__(self, ledger: Ledger, platform: str, shop_id: str, today: dt.date) -> None:
        self._ledger = ledger
        self._name = (platform, shop_id)
        self._today = today
        self._unit = Decimal(smallest_micros(platform, ledger.account(*self._name)["currency"])) / MICROS

    @cached_property
    def days(self) -> dict[tuple[str, dt.date], Delivery]:
        """By campaign and day."""
        found: dict[tuple[str, dt.date], Delivery] = {}
        for row in self._rows:
            key = (row["campaign_id"], row["date"])
            found[key] = found.get(key, Delivery()) + self._delivery(row, int(row["purchases"]), row["purchase_value"])
        return found

    @cached_property
    def placements(self) -> dict[str, str]:
        """The placement of a campaign that has delivered; `all` where the ledger has several."""
        found: dict[str, set[str]] = {}
        for row in self._rows:
            found.setdefault(row["campaign_id"], set()).add(row["placement"])
        return {campaign: min(placements) if len(placements) == 1 else "all" for campaign, placements in found.items()}

    def hours(self, day: dt.date) -> dict[tuple[str, int], Delivery]:
        """By campaign and hour of one day. Orders and what they were worth follow the impressions, exactly."""
        rows = self._ledger.hourly(*self._name, Window.closed(day, day), self._today).to_pylist()
        found: dict[tuple[str, int], Delivery] = {}
        for campaign in {row["campaign_id"] for row in rows}:
            hours = sorted((row for row in rows if row["campaign_id"] == campaign), key=lambda row: row["hour"])
            for hour, delivery in self._split(hours, self.days.get((campaign, day), Delivery())):
                found[campaign, hour] = found.get((campaign, hour), Delivery()) + delivery
        return found

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        return self._ledger.metrics(*self._name, Window.closed(_EPOCH, self._today), self._today).to_pylist()

    def _split(self, hours: list[dict[str, Any]], day: Delivery) -> Iterable[tuple[int, Delivery]]:
        total, seen = sum(row["impressions"] for row in hours), 0
        orders, value = 0, Decimal(0)
        for place, row in enumerate(hours, 1):
            seen += row["impressions"]
            is_last = place == len(hours)
            orders_by_now = day.broad_order if is_last else day.broad_order * seen // max(total, 1)
            worth = day.broad_gmv * orders_by_now / max(day.broad_order, 1)
            value_by_now = day.broad_gmv if is_last else self._floor(worth)
            yield row["hour"], self._delivery(row, orders_by_now - orders, value_by_now - value)
            orders, value = orders_by_now, value_by_now

    def _delivery(self, row: Mapping[str, Any], orders: int, value: Decimal) -> Delivery:
        direct = orders * _DIRECT[0] // _DIRECT[1]
        many, one = _ITEMS_AN_ORDER
        return Delivery(
            impression=row["impressions"],
            clicks=row["clicks"],
            expense=row["spend"],
            broad_order=orders,
            broad_item=orders * many // one,
            broad_gmv=value,
            direct_order=direct,
            direct_item=direct * many // one,
            direct_gmv=self._floor(value * direct / max(orders, 1)),
        )

    def _floor(self, value: Decimal) -> Decimal:
        return value // self._unit * self._unit
