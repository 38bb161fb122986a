"""The `actions` and `action_values` lists of an insights row.

One purchase is in the list three times, under three types; `post_engagement` is the sum of its parts. Off-Meta actions
(purchases) are not reported by hour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sandbox.ledger.money import minor_digits
from sandbox.meta.money import major_units

PURCHASE_TYPES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")
_ENGAGEMENT = {
    "link_click": "link_clicks",
    "post_reaction": "likes",
    "post": "shares",
    "comment": "comments",
    "onsite_conversion.post_save": "saves",
}
_VIEWS_ONE_IN = 6


def actions(row: Mapping[str, Any], windows: Sequence[str], *, hourly: bool) -> list[dict[str, str]]:
    """Counts by action type; empty when nothing happened."""
    counts = {kind: int(row[measure]) for kind, measure in _ENGAGEMENT.items()}
    counts["post_engagement"] = sum(counts.values())
    listed = [_action(kind, Decimal(count), Decimal(0), 0, windows) for kind, count in counts.items() if count]
    if hourly or not row["purchases"]:
        return listed
    count, views = Decimal(row["purchases"]), Decimal(row["purchases"] // _VIEWS_ONE_IN)
    return listed + [_action(kind, count, views, 0, windows) for kind in PURCHASE_TYPES]


def action_values(
    row: Mapping[str, Any], windows: Sequence[str], *, hourly: bool, currency: str
) -> list[dict[str, str]]:
    """Money by action type, in major units."""
    if hourly or not row["purchase_value"]:
        return []
    value, digits = row["purchase_value"], minor_digits(currency)
    views = _floor(value * (row["purchases"] // _VIEWS_ONE_IN) / max(1, row["purchases"]), digits)
    return [_action(kind, value, views, digits, windows) for kind in PURCHASE_TYPES]


def _action(kind: str, value: Decimal, views: Decimal, digits: int, windows: Sequence[str]) -> dict[str, str]:
    """One entry. The key of a window is there if something happened in it; `views` of it are not clicks."""
    clicked = value - views
    shares = {
        "default": value,
        "7d_click": clicked,
        "28d_click": clicked,
        "1d_click": _floor(clicked * 2 / 3, digits),
        "1d_view": views,
        "1d_ev": _floor(views / 2, digits),
        "incrementality": _floor(value / 2, digits),
    }
    asked = {window: major_units(shares[window]) for window in windows if shares[window]}
    return {"action_type": kind, "value": major_units(value), **asked}


def _floor(value: Decimal, digits: int) -> Decimal:
    return Decimal(int(value.scaleb(digits))).scaleb(-digits)
