"""A row of any table for a tenant, made from the catalogue, so that a new table hardly needs new test data."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[DictRow]
MONTH = dt.date(2025, 3, 1)
NOON = dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC)
TOKEN = "gAAAAa-token-of-somebody"
COLUMNS = """
SELECT attname AS name, format_type(atttypid, NULL) AS type, attnotnull AND NOT atthasdef AS is_needed
FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''
"""
BY_NAME = {
    "platform": "meta",
    "currency": "USD",
    "timezone": "UTC",
    "channel_id": 1,
    "base": "EUR",
    "quote": "USD",
    "access_token": TOKEN,
    "window_end": dt.date(2025, 4, 2),
    "month": MONTH,
    "timestamp": NOON,
    "predicted_revenue": 1,
}
BY_TABLE: dict[str, dict[str, Any]] = {
    "app.users": {"access_token": None},
    "app.content": {"type": "ad_copy"},
    "app.ai_generations": {"type": "copy"},
    "app.creative_assets": {"type": "text"},
    "app.workflows": {"trigger_type": "manual", "actions": Jsonb([])},
    "app.ab_test_results": {"variant": "A"},
    "app.insights": {"type": "warning"},
    "app.reports": {"report_type": "daily"},
    "app.budgets": {"period_type": "daily"},
    "app.conversions": {"stage": "visit"},
    "app.api_logs": {"method": "GET", "status_code": 200},
    "app.security_alerts": {"type": "error_rate", "severity": "low"},
    "warehouse.products": {"status": "active"},
    "warehouse.orders": {"status": "pending", "return_sn": ""},
    "warehouse.order_items": {"return_sn": ""},
    "warehouse.analytics_events": {"event_type": "other"},
    "warehouse.metric_revisions": {"kind": "update"},
    "ops.batches": {"load_mode": "merge_by_key", "status": "landing"},
    "ops.data_sync_logs": {"sync_type": "full", "status": "success"},
    "ops.runs": {"status": "succeeded"},
    "ops.archive_manifest": {"state": "exported"},
    "ops.alerts": {"severity": "info"},
    "ops.alert_deliveries": {"notice": "open"},
    "ops.touched_records": {"subject": "ab_test", "date": None, "subject_id": uuid.UUID(int=1)},
    "marts.conversion_funnel_daily": {"stage_order": 1, "source": "", "page_views": 1, "events": 2, "users": 1},
    "marts.revenue_predictions": {"timeframe": "day"},
    "marts.analytics": {"scope": "user", "type": "daily"},
    "marts.campaign_metrics_monthly": {"first_day": MONTH, "last_day": MONTH, "rows": 1},
    "marts.budget_status": {"fx_complete": True, "spent": 0},
    "marts.revenue_daily": {"fx_complete": True, "reporting_revenue": 0},
    "marts.country_metrics": {"country": "TH"},
    "marts.ai_costs_daily": {"generations": 1, "generations_without_cost": 1},
    "marts.ab_test_summary": {"is_significant": False},
}
NUMBERS = ("numeric", "bigint", "integer")
"""Nothing happened, in marts: then their sums add up."""
NAMED_OTHERWISE = {"subscription_plans": "plan_id", "ab_tests": "test_id", "batches": "batch_id"}


@dataclass
class Tenant:
    """A user with a team and an account; `ids` are those of its rows, by the column and type that refers to them."""

    name: str
    ids: dict[tuple[str, str], Any] = field(default_factory=dict)
    made: int = 0


def make(connection: Connection, table: str, tenant: Tenant, **given: Any) -> DictRow:
    """Insert a row of a tenant and remember its id for rows that hang on it. Returns the whole row."""
    row = connection.execute(insertion(table, values(connection, table, tenant, **given)) + sql.SQL(" RETURNING *"))
    made = row.fetchone()
    assert made is not None
    if "id" in made:
        name = table.split(".")[1]
        refers = NAMED_OTHERWISE.get(name, f"{name.removesuffix('s')}_id")
        tenant.ids[refers, "uuid" if isinstance(made["id"], uuid.UUID) else "bigint"] = made["id"]
    return made


def insertion(table: str, row: dict[str, Any]) -> sql.Composed:
    """The INSERT of a row."""
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(*table.split(".")),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Literal, row.values())),
    )


def values(connection: Connection, table: str, tenant: Tenant, **given: Any) -> dict[str, Any]:
    """A value for every column that must have one and for each that refers to the tenant's rows; keys do not repeat."""
    tenant.made += 1
    fixed = {**BY_NAME, **BY_TABLE.get(table, {}), **given}
    found: dict[str, Any] = {}
    for column in connection.execute(COLUMNS, (table,)):
        name, kind = column["name"], column["type"]
        if name in fixed:
            found[name] = fixed[name]
        elif (name, kind) in tenant.ids and name != "id":
            found[name] = tenant.ids[name, kind]
        elif column["is_needed"]:
            found[name] = 0 if kind in NUMBERS and table.startswith("marts.") else _any(name, kind, tenant)
    return found


def _any(name: str, kind: str, tenant: Tenant) -> Any:
    number = tenant.made
    values: dict[str, Any] = {
        "uuid": uuid.uuid4(),
        "text": hashlib.sha256(f"{tenant.name} {number}".encode()).hexdigest()
        if name == "key_hash"
        else f"{name}-{tenant.name}-{number}@x.example",
        "character": "USD",
        "date": MONTH + dt.timedelta(days=number % 28),
        "timestamp with time zone": NOON + dt.timedelta(days=number % 28),
        "jsonb": Jsonb({}),
        "text[]": [],
        "bytea": b"row",
        "boolean": True,
        "smallint": 1,
        "name": f"login_{tenant.name}_{number}",
    }
    return values.get(kind, number)
