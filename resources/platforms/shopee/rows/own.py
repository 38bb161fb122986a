"""Rules that only Shopee has: whose record it is, and how it writes a day."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from resources.platforms.base import ParseContext
from resources.platforms.rows.rules import Rule
from resources.platforms.rows.values import Array, pc
from resources.platforms.shopee.regions import REGIONS

DAY_FORM = "%d-%m-%Y"


@dataclass(frozen=True)
class OwnShop(Rule):
    """The shop that was asked."""

    def expected(self, context: ParseContext) -> str:
        return f"the shop {context.account_id}"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.equal(values, int(context.account_id))


@dataclass(frozen=True)
class OwnRegion(Rule):
    """A region of the shop's currency."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return f"a region that sells in {context.currency}"

    def fits(self, values: Array, context: ParseContext) -> Array:
        codes = [code for code, region in REGIONS.items() if region.currency == context.currency]
        return pc.is_in(values, value_set=pa.array(codes, pa.string()))
