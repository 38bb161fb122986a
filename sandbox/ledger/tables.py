"""The tables of a ledger: their columns, types and keys.

Money is decimal128(20, 6) in major units of the account's currency. Instants are UTC. A `date` is a day of the
account's own calendar. A campaign may have several rows: each holds from its `updated_time` (the first from its
`created_time`) until the next, and from `deleted_on` it counts as DELETED. Purchases may be fractions. The tables of
shops are in `shop_tables`, those of an affiliate network in `market_tables`, the application's in `application_tables`.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sandbox.ledger import application_tables, market_tables, shop_tables
from sandbox.ledger.types import ACCOUNT as _ACCOUNT
from sandbox.ledger.types import INSTANT, MONEY

_CAMPAIGN_DAY: list[pa.Field[Any]] = [
    *_ACCOUNT,
    pa.field("campaign_id", pa.string(), False),
    pa.field("date", pa.date32(), False),
]
_HOUR: list[pa.Field[Any]] = [pa.field("hour", pa.int16(), False)]
_DELIVERY: list[pa.Field[Any]] = [
    pa.field("placement", pa.string(), False),
    pa.field("impressions", pa.int64(), False),
    pa.field("clicks", pa.int64(), False),
    pa.field("spend", MONEY, False),
]
_OUTCOME: list[pa.Field[Any]] = [
    pa.field("purchases", MONEY, False),
    pa.field("purchase_value", MONEY, False),
    pa.field("likes", pa.int64(), False),
    pa.field("shares", pa.int64(), False),
    pa.field("comments", pa.int64(), False),
    pa.field("saves", pa.int64(), False),
]

_RESTATED: list[pa.Field[Any]] = [
    pa.field("effective_from", pa.date32(), False),
    pa.field("removed", pa.bool_(), False),
]
_RATE: list[pa.Field[Any]] = [
    pa.field("date", pa.date32(), False),
    pa.field("currency", pa.string(), False),
    pa.field("rate", MONEY, False),
]
_OWN_RATE: list[pa.Field[Any]] = [
    pa.field("date", pa.date32(), False),
    pa.field("base", pa.string(), False),
    pa.field("quote", pa.string(), False),
    pa.field("rate", MONEY, False),
]

ACCOUNTS = pa.schema(
    [
        *_ACCOUNT,
        pa.field("name", pa.string(), False),
        pa.field("currency", pa.string(), False),
        pa.field("timezone", pa.string(), False),
        pa.field("status", pa.string(), False),
    ]
)
CAMPAIGNS = pa.schema(
    [
        *_ACCOUNT,
        pa.field("campaign_id", pa.string(), False),
        pa.field("name", pa.string(), False),
        pa.field("objective", pa.string(), False),
        pa.field("status", pa.string(), False),
        pa.field("effective_status", pa.string(), False),
        pa.field("daily_budget", MONEY),
        pa.field("lifetime_budget", MONEY),
        pa.field("start_time", INSTANT, False),
        pa.field("stop_time", INSTANT),
        pa.field("created_time", INSTANT, False),
        pa.field("updated_time", INSTANT, False),
        pa.field("deleted_on", pa.date32()),
    ]
)
METRICS = pa.schema(_CAMPAIGN_DAY + _DELIVERY + _OUTCOME)
HOURLY = pa.schema(_CAMPAIGN_DAY + _HOUR + _DELIVERY)
RESTATEMENTS = pa.schema(_CAMPAIGN_DAY + _DELIVERY + _OUTCOME + _RESTATED)
RATES = pa.schema(_RATE)
OWN_RATES = pa.schema(_OWN_RATE)

SCHEMAS: dict[str, pa.Schema] = {
    "accounts": ACCOUNTS,
    "campaigns": CAMPAIGNS,
    "metrics": METRICS,
    "hourly": HOURLY,
    "restatements": RESTATEMENTS,
    "rates": RATES,
    "own_rates": OWN_RATES,
    **shop_tables.SCHEMAS,
    **market_tables.SCHEMAS,
    **application_tables.SCHEMAS,
}

METRICS_KEY = ("platform", "account_id", "campaign_id", "date", "placement")
KEYS: dict[str, tuple[str, ...]] = {
    "accounts": ("platform", "account_id"),
    "campaigns": ("platform", "account_id", "campaign_id", "updated_time"),
    "metrics": METRICS_KEY,
    "hourly": (*METRICS_KEY, "hour"),
    "restatements": (*METRICS_KEY, "effective_from"),
    "rates": ("date", "currency"),
    "own_rates": ("date", "base", "quote"),
    **shop_tables.KEYS,
    **market_tables.KEYS,
    **application_tables.KEYS,
}

OPTIONAL = frozenset(SCHEMAS) - {"accounts"}
