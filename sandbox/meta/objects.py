"""Nodes and edges that are not reports: accounts and campaigns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.compute as pc

from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.meta.errors import invalid
from sandbox.meta.money import minor_units
from sandbox.meta.parameters import Parameters
from sandbox.meta.query import check_statuses, read_filters
from sandbox.meta.report import HIDDEN, PLATFORM

NO_FIELD = "Tried accessing nonexisting field ({}) on node type"
ACCOUNT_FIELDS = frozenset(
    {
        "id", "account_id", "name", "currency", "timezone_name", "timezone_id", "timezone_offset_hours_utc",
        "account_status", "amount_spent", "min_daily_budget",
    }
)  # fmt: skip
CAMPAIGN_FIELDS = frozenset(
    {
        "id", "account_id", "name", "objective", "status", "configured_status", "effective_status", "buying_type",
        "bid_strategy", "daily_budget", "lifetime_budget", "budget_remaining", "spend_cap", "start_time", "stop_time",
        "created_time", "updated_time", "special_ad_categories", "smart_promotion_type",
    }
)  # fmt: skip
_ACCOUNT_STATUS = {"ACTIVE": 1, "DISABLED": 2, "UNSETTLED": 3, "CLOSED": 101}
_TIMEZONE_IDS = {"America/Los_Angeles": 1, "Asia/Seoul": 79}
_MIN_DAILY_BUDGET = 100
_EPOCH = dt.date(1970, 1, 1)


def account_node(ledger: Ledger, account: Mapping[str, Any], fields: Sequence[str], today: dt.date) -> dict[str, Any]:
    """An account; without fields only its ids."""
    node: dict[str, Any] = {
        "id": f"act_{account['account_id']}",
        "account_id": account["account_id"],
        "name": account["name"],
        "currency": account["currency"],
        "timezone_name": account["timezone"],
        "timezone_id": _TIMEZONE_IDS.get(account["timezone"]),
        "timezone_offset_hours_utc": _offset_hours(account["timezone"], today),
        "account_status": _ACCOUNT_STATUS[account["status"]],
        "min_daily_budget": _MIN_DAILY_BUDGET,
    }
    if "amount_spent" in fields:
        days = ledger.metrics(PLATFORM, account["account_id"], Window.closed(_EPOCH, today), today)
        spent = pc.sum(days["spend"], min_count=0).as_py()
        node["amount_spent"] = minor_units(spent, account["currency"])
    return _only(node, ("id", *fields) if fields else ("id", "account_id"))


def campaign_node(row: Mapping[str, Any], account: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """A campaign; without fields only its id. What it does not have is absent."""
    budgets = {
        name: None if row[name] is None else minor_units(row[name], account["currency"])
        for name in ("daily_budget", "lifetime_budget")
    }
    node: dict[str, Any] = {
        "id": row["campaign_id"],
        "account_id": row["account_id"],
        "name": row["name"],
        "objective": row["objective"],
        "status": row["status"],
        "configured_status": row["status"],
        "effective_status": row["effective_status"],
        "buying_type": "AUCTION",
        "bid_strategy": "LOWEST_COST_WITHOUT_CAP",
        **budgets,
        "budget_remaining": budgets["daily_budget"] or budgets["lifetime_budget"] or "0",
        "special_ad_categories": [],
        "smart_promotion_type": "GUIDED_CREATION",
        **{name: _local(row[name], account["timezone"]) for name in row if name.endswith("_time")},
    }
    return _only(node, ("id", *fields))


def listed(campaigns: Sequence[Mapping[str, Any]], parameters: Parameters) -> list[Mapping[str, Any]]:
    """The campaigns that the edge shows: archived ones only when asked for, deleted ones never."""
    statuses = frozenset(parameters.strings("effective_status"))
    check_statuses(statuses)
    filters = read_filters(parameters, {"effective_status", "campaign.effective_status", "id", "campaign.id"})
    if statuses and any(name.endswith("effective_status") for name in filters):
        raise invalid("effective_status and filtering by effective_status exclude each other")
    ids = filters.get("id", filters.get("campaign.id"))
    asked = statuses or filters.get("effective_status", filters.get("campaign.effective_status"))
    return [
        row
        for row in campaigns
        if row["effective_status"] != "DELETED"
        and (row["effective_status"] in asked if asked else row["effective_status"] not in HIDDEN)
        and (ids is None or row["campaign_id"] in ids)
    ]


def _only(node: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: node[name] for name in dict.fromkeys(names) if node.get(name) is not None}


def _local(instant: dt.datetime | None, zone: str) -> str | None:
    return None if instant is None else instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S%z")


def _offset_hours(zone: str, today: dt.date) -> float:
    offset = dt.datetime.combine(today, dt.time(12), ZoneInfo(zone)).utcoffset() or dt.timedelta()
    return offset / dt.timedelta(hours=1)
