"""The common row types: what every platform's adapter turns its records into.

Money and conversions are decimal(20, 6) and never pass through float. `source_page` and `source_line` point at the
landed record. Unknown is null; a metric that a platform leaves out because it is zero is 0.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

MONEY = pa.decimal128(20, 6)

SOURCE: list[pa.Field[Any]] = [pa.field("source_page", pa.int32(), False), pa.field("source_line", pa.int32(), False)]

_ENTITY: list[pa.Field[Any]] = [
    pa.field("campaign_id", pa.string(), False),
    pa.field("campaign_name", pa.string()),
    pa.field("placement", pa.string(), False),
    pa.field("currency", pa.string(), False),
]

_MEASURES: list[pa.Field[Any]] = [
    pa.field("impressions", pa.int64()),
    pa.field("clicks", pa.int64()),
    pa.field("cost", MONEY),
    pa.field("conversions", MONEY),
    pa.field("revenue", MONEY),
    pa.field("likes", pa.int64()),
    pa.field("shares", pa.int64()),
    pa.field("comments", pa.int64()),
    pa.field("saves", pa.int64()),
]

MEASURES: tuple[str, ...] = tuple(field.name for field in _MEASURES)

_DATE: pa.Field[Any] = pa.field("date", pa.date32(), False)
_HOUR: pa.Field[Any] = pa.field("hour", pa.int16(), False)

CAMPAIGN_DAILY = pa.schema([_DATE, *_ENTITY, *_MEASURES, *SOURCE])
"""One row a day (account zone), campaign and placement. `placement` is the platform's own value; channel_map names
the channel. Key: date, campaign_id, placement."""

CAMPAIGN_HOURLY = pa.schema([_DATE, _HOUR, *_ENTITY, *_MEASURES, *SOURCE])
"""As CAMPAIGN_DAILY with the hour 0 to 23 of the account's zone. Key: date, hour, campaign_id, placement."""

_CAMPAIGN: list[pa.Field[Any]] = [
    pa.field("campaign_id", pa.string(), False),
    pa.field("campaign_name", pa.string(), False),
    pa.field("objective", pa.string()),
    pa.field("status", pa.string(), False),
    pa.field("platform_status", pa.string(), False),
    pa.field("daily_budget", MONEY),
    pa.field("total_budget", MONEY),
    pa.field("currency", pa.string(), False),
    pa.field("start_date", pa.date32()),
    pa.field("end_date", pa.date32()),
    pa.field("source_updated_at", pa.timestamp("us", "UTC")),
    *SOURCE,
]

CAMPAIGNS = pa.schema(_CAMPAIGN)
"""One row a campaign. status is active, paused or ended; budgets in major units of `currency`. Key: campaign_id."""
