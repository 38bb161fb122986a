"""Marts: recompute exactly what something touched, or everything, by the same statements."""

from resources.warehouse.marts.catalogue import MARTS
from resources.warehouse.marts.mart import Mart
from resources.warehouse.marts.refresh import Refreshed, rebuild_marts, refresh_marts

__all__ = ["MARTS", "Mart", "Refreshed", "rebuild_marts", "refresh_marts"]
