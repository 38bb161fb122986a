"""Money really taken: the own shop's payments, marketplaces' orders, affiliates' earnings."""

from __future__ import annotations

from resources.warehouse.marts.mart import Mart

MONEY: tuple[Mart, ...] = ()
