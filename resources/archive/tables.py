"""Every table that has a partition a month: its archive's order and sums, and how long PostgreSQL keeps it."""

from __future__ import annotations

from dataclasses import dataclass

from resources.metrics import MEASURES

HOT_MONTHS = 3
"""Whole months beside the running one that count as hot."""


@dataclass(frozen=True)
class ArchivedTable:
    """A table with a partition a month of `column`, which is a date, or with `is_timestamp` a timestamp cut at UTC.

    `key` is what tells its rows apart (the primary key, where there is one) and the order of the archive. `measures`
    are the columns whose sums the manifest keeps. `months_kept` whole months stay in PostgreSQL beside the running one.
    `margin_days`: how far from a month days can be whose marts are made of its rows too.
    """

    schema: str
    column: str
    key: tuple[str, ...]
    measures: tuple[str, ...]
    months_kept: int = 12
    is_timestamp: bool = False
    margin_days: int = 0


_EVENT = ("timestamp", "id")
_ORDER = ("ad_account_id", "order_date", "order_sn", "return_sn")
_REVISION = ("changed_at", "table_name", "date", "hour", "campaign_id", "channel_id", "measure", "kind", "batch_id")
_LOOKS_BACK, _OTHER_ZONES = 14, 1
"""Catalogues are compared with those of 7 to 14 days before; a team's day is not UTC's."""
_COUNTERS = ("stock", "sales", "views", "likes", "comments")

TABLES: dict[str, ArchivedTable] = {
    "campaign_metrics": ArchivedTable("warehouse", "date", ("date", "campaign_id", "channel_id"), MEASURES),
    "campaign_metrics_hourly": ArchivedTable(
        "warehouse", "date", ("date", "hour", "campaign_id", "channel_id"), MEASURES, months_kept=3
    ),
    "product_metrics": ArchivedTable(
        "warehouse", "date", ("date", "product_id"), ("price", *_COUNTERS), margin_days=_LOOKS_BACK
    ),
    "orders": ArchivedTable("warehouse", "order_date", _ORDER, ("quantity", "items_amount", "total_amount")),
    "order_items": ArchivedTable("warehouse", "order_date", (*_ORDER, "line"), ("quantity", "amount")),
    "analytics_events": ArchivedTable(
        "warehouse",
        "event_date",
        ("ad_account_id", "event_date", "event_key"),
        ("quantity", "revenue", "customer_amount"),
    ),
    "metric_revisions": ArchivedTable(
        "warehouse", "changed_at", _REVISION, ("old_value", "new_value"), is_timestamp=True
    ),
    "user_behavior": ArchivedTable("app", "timestamp", _EVENT, (), is_timestamp=True, margin_days=_OTHER_ZONES),
    "conversions": ArchivedTable("app", "timestamp", _EVENT, (), is_timestamp=True, margin_days=_OTHER_ZONES),
    "page_views": ArchivedTable("app", "timestamp", _EVENT, ("count",), is_timestamp=True, margin_days=_OTHER_ZONES),
}
