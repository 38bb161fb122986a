"""Where a shop is, by the currency it sells in: one shop, one region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REGIONS = {
    "SGD": "SG", "MYR": "MY", "THB": "TH", "VND": "VN", "IDR": "ID", "PHP": "PH", "TWD": "TW", "BRL": "BR",
    "MXN": "MX", "COP": "CO", "CLP": "CL",
}  # fmt: skip
OPENLY = frozenset({"SG", "MY", "PH", "TH"})
"""Regions that show personal data as it is; the others mask it."""


def region(shop: Mapping[str, Any]) -> str:
    """The region of a row of `accounts`."""
    return REGIONS[shop["currency"]]
