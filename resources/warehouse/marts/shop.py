"""What people do in the own shop: products looked at, funnels, tests, subscriptions."""

from __future__ import annotations

from resources.warehouse.marts.mart import Mart

SHOP: tuple[Mart, ...] = ()
