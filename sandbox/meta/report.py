"""The rows of an insights report, from the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sandbox.ledger import Ledger
from sandbox.meta.actions import action_values, actions
from sandbox.meta.money import major_units
from sandbox.meta.query import HOUR, PLACEMENT, Query

PLATFORM = "meta"
HIDDEN = frozenset({"ARCHIVED", "DELETED"})
_COUNTS = ("impressions", "clicks", "link_clicks", "purchases", "likes", "shares", "comments", "saves")
_MEASURES = (*_COUNTS, "spend", "purchase_value")


class Reports:
    """Computes reports; the last few are kept, because every page of one asks for it again."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.rows = lru_cache(maxsize=16)(self._rows)

    def _rows(self, account_id: str, query: Query, today: dt.date) -> tuple[dict[str, Any], ...]:
        account = self._ledger.account(PLATFORM, account_id)
        campaigns = {row["campaign_id"]: row for row in self._ledger.campaigns(PLATFORM, account_id, today).to_pylist()}
        read = self._ledger.hourly if HOUR in query.breakdowns else self._ledger.metrics
        table = _chosen(read(PLATFORM, account_id, query.window, today), query, campaigns)
        return tuple(_shown(row, query, account, campaigns) for row in _grouped(_measured(table), query))


def _chosen(table: pa.Table, query: Query, campaigns: Mapping[str, Mapping[str, Any]]) -> pa.Table:
    """Without a status filter, a report by campaign leaves out archived and deleted campaigns."""

    def shows(campaign_id: Any) -> bool:
        status = campaigns[campaign_id]["effective_status"] if campaign_id in campaigns else "ACTIVE"
        if query.campaign_ids is not None and campaign_id not in query.campaign_ids:
            return False
        if query.statuses is not None:
            return status in query.statuses
        return query.level == "account" or status not in HIDDEN

    shown = [campaign_id for campaign_id in table["campaign_id"].unique().to_pylist() if shows(campaign_id)]
    return table.filter(pc.field("campaign_id").isin(pa.array(shown, pa.string())))


def _measured(table: pa.Table) -> pa.Table:
    """With `link_clicks` (four of five clicks), and 0 for what the hours do not know."""
    link_clicks = pc.divide(pc.multiply(table["clicks"], 4), 5)
    table = table.append_column("link_clicks", link_clicks)
    for name in _MEASURES:
        if name not in table.column_names:
            table = table.append_column(name, pa.repeat(pa.scalar(0, pa.int64()), table.num_rows))
    return table


def _grouped(table: pa.Table, query: Query) -> list[dict[str, Any]]:
    asked = {
        "campaign_id": query.level == "campaign",
        "date": query.daily,
        "placement": PLACEMENT in query.breakdowns,
        "hour": HOUR in query.breakdowns,
    }
    keys = [name for name, is_asked in asked.items() if is_asked]
    if table.num_rows == 0:
        return []
    sums = table.group_by(keys, use_threads=False).aggregate([(name, "sum") for name in _MEASURES])
    sums = sums.rename_columns([name.removesuffix("_sum") for name in sums.column_names])
    if keys:
        sums = sums.sort_by([(name, "ascending") for name in sorted(keys, key=["date", "campaign_id", *keys].index)])
    return sums.to_pylist()


def _shown(
    row: Mapping[str, Any], query: Query, account: Mapping[str, Any], campaigns: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """A row as Graph writes it: strings, nothing that is zero, nothing that was not asked for."""
    hourly = HOUR in query.breakdowns
    campaign = campaigns.get(row.get("campaign_id", ""), {})
    known: dict[str, Any] = {
        "account_name": account["name"],
        "account_currency": account["currency"],
        "campaign_id": row.get("campaign_id"),
        "campaign_name": campaign.get("name"),
        "objective": campaign.get("objective"),
        "impressions": str(row["impressions"]) if row["impressions"] else None,
        "clicks": str(row["clicks"]) if row["clicks"] else None,
        "spend": major_units(row["spend"]) if row["spend"] else None,
        "inline_link_clicks": str(row["link_clicks"]) if row["link_clicks"] else None,
        "actions": actions(row, query.attribution_windows, hourly=hourly),
        "action_values": action_values(row, query.attribution_windows, hourly=hourly, currency=account["currency"]),
    }
    shown = {"account_id": account["account_id"]}
    shown |= {name: known[name] for name in query.fields if known.get(name)}
    shown["date_start"] = str(row.get("date", query.window.start))
    shown["date_stop"] = str(row.get("date", query.window.last))
    if PLACEMENT in query.breakdowns:
        shown[PLACEMENT] = row["placement"]
    if hourly and row["impressions"]:
        shown[HOUR] = f"{row['hour']:02d}:00:00 - {row['hour']:02d}:59:59"
    return shown
