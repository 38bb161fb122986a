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

_ORDER: list[pa.Field[Any]] = [
    pa.field("order_sn", pa.string(), False),
    pa.field("return_sn", pa.string(), False),
    pa.field("order_date", pa.date32(), False),
    pa.field("ordered_at", pa.timestamp("us", "UTC"), False),
    pa.field("status", pa.string(), False),
    pa.field("platform_status", pa.string(), False),
    pa.field("currency", pa.string(), False),
    pa.field("quantity", pa.int64(), False),
    pa.field("items_amount", MONEY, False),
    pa.field("total_amount", MONEY),
    pa.field("shipping_fee", MONEY),
    pa.field("payment_method", pa.string()),
    pa.field("paid_at", pa.timestamp("us", "UTC")),
    pa.field("cancelled_by", pa.string()),
    pa.field("reason", pa.string()),
    pa.field("items", pa.string(), False),
    pa.field("source_updated_at", pa.timestamp("us", "UTC"), False),
    *SOURCE,
]

ORDER_STATUSES = ("pending", "confirmed", "shipped", "completed", "cancelling", "cancelled", "returning", "other")
RETURN_STATUSES = ("requested", "accepted", "refunded", "closed", "other")
"""`other` is a platform_status that nobody knew."""

ORDERS = pa.schema(_ORDER)
"""One row an order, and one a return, which is a document of its own day: return_sn is '' for the order itself.

`order_date` is the day (account zone) the order or the return was created, which never changes. Quantity and amounts
of a return are negative, so that a sum is net. items_amount is the sum of the items' amounts, total_amount what the
buyer paid (with shipping) or gets back. `items` is a JSON array of objects in the document's order: item_id, model_id,
sku, item_name, model_name (strings, model_id null where an item has no models), quantity (integer),
original_price, unit_price, amount (decimal strings, major units; amount = quantity * unit_price). Key: order_sn,
return_sn."""

_PRODUCT: list[pa.Field[Any]] = [
    pa.field("product_id", pa.string(), False),
    pa.field("title", pa.string(), False),
    pa.field("sku", pa.string()),
    pa.field("category", pa.string()),
    pa.field("brand", pa.string()),
    pa.field("vendor", pa.string()),
    pa.field("description", pa.string()),
    pa.field("status", pa.string(), False),
    pa.field("platform_status", pa.string(), False),
    pa.field("currency", pa.string(), False),
    pa.field("price", MONEY),
    pa.field("original_price", MONEY),
    pa.field("stock", pa.int64()),
    pa.field("sales", pa.int64()),
    pa.field("views", pa.int64()),
    pa.field("likes", pa.int64()),
    pa.field("rating", MONEY),
    pa.field("comments", pa.int64()),
    pa.field("gravity", MONEY),
    pa.field("popularity_rank", pa.int64()),
    pa.field("commission_rate", MONEY),
    pa.field("commission_amount", MONEY),
    pa.field("initial_sale_amount", MONEY),
    pa.field("rebill_rate", MONEY),
    pa.field("rebill_amount", MONEY),
    pa.field("has_rebills", pa.bool_()),
    pa.field("listed_at", pa.timestamp("us", "UTC")),
    pa.field("data_snapshot", pa.string()),
    pa.field("source_updated_at", pa.timestamp("us", "UTC")),
    pa.field("snapshot_date", pa.date32(), False),
    *SOURCE,
]

PRODUCTS = pa.schema(_PRODUCT)
"""One row a product of a catalogue as it stands on `snapshot_date` (account zone). status is active, inactive or
deleted. sales, views, likes and comments are counts since the product was listed; rating is 0 to 5. Where a product has
variants, price and original_price are those of the cheapest and stock is their sum. What affiliates earn (rates in
percent of a sale, amounts in `currency`) is known of products of a marketplace only; vendor, description, gravity,
rank and `data_snapshot` too, which is a JSON object of everything that the platform says of it, in its words.
Key: product_id."""

_EVENT: list[pa.Field[Any]] = [
    pa.field("event_key", pa.string(), False),
    pa.field("event_date", pa.date32(), False),
    pa.field("occurred_at", pa.timestamp("us", "UTC"), False),
    pa.field("event_type", pa.string(), False),
    pa.field("platform_type", pa.string(), False),
    pa.field("campaign_id", pa.string()),
    pa.field("source", pa.string()),
    pa.field("quantity", pa.int64(), False),
    pa.field("revenue", MONEY, False),
    pa.field("currency", pa.string(), False),
    pa.field("customer_amount", MONEY),
    pa.field("customer_currency", pa.string()),
    pa.field("metadata", pa.string(), False),
    *SOURCE,
]

EVENT_TYPES = ("conversion", "rebill", "refund", "chargeback", "fee", "other")
"""`other` is a platform_type that nobody knew."""

EVENTS = pa.schema(_EVENT)
"""One row an item of a transaction; a refund is an event of its own day with negative revenue, so that a sum is net.

`event_key` names it within the account for ever. `revenue` is what the account earns by it, in the account's
`currency`; `customer_amount` is what the customer paid in theirs. `event_date` is its day in the account's zone.
`campaign_id` is the tracking id it came by, `source` who sent the customer. `metadata` is a JSON object without
personal data. Key: event_key."""
