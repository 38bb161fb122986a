"""What marketplaces and competitors do."""

from __future__ import annotations

from resources.warehouse.marts.mart import Mart

MARKET: tuple[Mart, ...] = ()
