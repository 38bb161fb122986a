"""What campaigns did: by user and team, by month, against budgets."""

from __future__ import annotations

from resources.warehouse.marts.mart import Mart

CAMPAIGNS: tuple[Mart, ...] = ()
