"""A campaign's figures of a day or an hour, as whole numbers; amounts in micro-units of won, without VAT."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.ledger.money import MICROS
from sandbox.naver import parts
from sandbox.naver.parts import Part

BY_IMPRESSION = frozenset({"BRAND_SEARCH"})
"""Types of campaigns that are billed by impression; the others are billed by click."""
VAT = (11, 10)


@dataclass(frozen=True)
class CampaignDay:
    """One campaign and day, or one hour of it, which has no purchases. Purchases are micro-units too."""

    campaign_id: str
    campaign_type: str
    date: dt.date
    hour: int | None = None
    impressions: int = 0
    clicks: int = 0
    spend: int = 0
    purchases: int = 0
    purchase_value: int = 0

    def parts(self) -> list[Part]:
        """Every cell of the campaign, those without any delivery too."""
        turn = str(self.date) if self.hour is None else f"{self.date} {self.hour}"
        where = parts.cells(self.campaign_id, self.campaign_type)
        by_impression = self.campaign_type in BY_IMPRESSION
        return parts.split(where, turn, self.impressions, self.clicks, self.spend, by_impression=by_impression)


def collected(rows: Iterable[Mapping[str, Any]], types: Mapping[str, str]) -> list[CampaignDay]:
    """Rows of `metrics` or `hourly` by campaign, day and hour. A campaign that `types` lacks is of its placement."""
    found: dict[tuple[str, dt.date, int | None], CampaignDay] = {}
    for row in rows:
        name = row["campaign_id"], row["date"], row.get("hour")
        before = found.get(name) or CampaignDay(name[0], types.get(name[0], row["placement"]), *name[1:])
        found[name] = CampaignDay(
            *(before.campaign_id, before.campaign_type, *name[1:]),
            impressions=before.impressions + row["impressions"],
            clicks=before.clicks + row["clicks"],
            spend=before.spend + micros(row["spend"]),
            purchases=before.purchases + micros(row.get("purchases", 0)),
            purchase_value=before.purchase_value + micros(row.get("purchase_value", 0)),
        )
    return list(found.values())


def micros(value: Decimal | int) -> int:
    """An amount or a count in micro-units."""
    return int(value * MICROS)


def with_vat(spend: int) -> int:
    """Micro-units without VAT as whole won with it, halves rounded up."""
    many, one = VAT
    return (2 * spend * many + one * MICROS) // (2 * one * MICROS)
