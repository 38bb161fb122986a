"""A truth about two accounts' days, and facts that say the same, to harm."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from psycopg import sql

from resources.reconciliation import TRUTH, WHOLE_DAY
from resources.warehouse.connection import Warehouse

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 3)
ACCOUNTS = {"1001": "USD", "1002": "KRW"}
PLACEMENTS = {"facebook": "facebook", "instagram": "instagram", "new thing": "meta_other"}


def days() -> list[dt.date]:
    """Every day that is told of."""
    return [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def truth(*, hour: int = WHOLE_DAY) -> list[dict[str, Any]]:
    """Two accounts, two campaigns, three placements, three days."""
    daily = hour == WHOLE_DAY
    return [
        {
            "platform": "meta",
            "account_id": account,
            "date": day,
            "hour": hour,
            "campaign_id": campaign,
            "placement": placement,
            "currency": currency,
            "impressions": 1000 + number,
            "clicks": 10 * number,
            "cost": Decimal(number) + Decimal("0.123456"),
            "conversions": Decimal(number) if daily else None,
            "revenue": Decimal("-5.5") if daily else None,
        }
        for account, currency in ACCOUNTS.items()
        for day in days()
        for campaign in ("c1", "c2")
        for number, placement in enumerate(PLACEMENTS)
    ]


def table(rows: list[dict[str, Any]]) -> pa.Table:
    """The truth as it is compared."""
    return pa.Table.from_pylist(rows, schema=TRUTH)


def load(owner: Warehouse, rows: list[dict[str, Any]], stream: str = "campaign_daily") -> None:
    """Publish the rows as facts, as if each had been fetched and loaded."""
    hourly = stream == "campaign_hourly"
    fact = "campaign_metrics_hourly" if hourly else "campaign_metrics"
    run = owner.connection.execute
    for account, currency in ACCOUNTS.items():
        run(
            "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)"
            " VALUES ('meta', %s, 'n', %s, 'UTC') ON CONFLICT DO NOTHING",
            (account, currency),
        )
    for day in days():
        run(f"SELECT ops.ensure_partition('warehouse.{fact}', %s)", (day,))
    run(
        "INSERT INTO ops.loaded_days (ad_account_id, stream, date, fetched_at, batch_id)"
        " SELECT id, %s, day, now(), 1 FROM warehouse.ad_accounts, unnest(%s::date[]) AS day",
        (stream, days()),
    )
    for row in rows:
        run(
            "INSERT INTO warehouse.campaigns"
            " (ad_account_id, campaign_id, campaign_name, platform, currency, fetched_at)"
            " SELECT id, %(campaign_id)s, 'n', 'meta', currency, now() FROM warehouse.ad_accounts"
            " WHERE account_id = %(account_id)s ON CONFLICT DO NOTHING",
            row,
        )
        channel = "meta_all" if hourly else PLACEMENTS[row["placement"]]
        run(
            f"INSERT INTO warehouse.{fact} (date, {'hour,' if hourly else ''} campaign_id, channel_id, ad_account_id,"
            " impressions, clicks, cost, conversions, revenue, currency, batch_id, fetched_at)"
            f" SELECT %(date)s, {'%(hour)s,' if hourly else ''} campaign.id, channel.id, campaign.ad_account_id,"
            " %(impressions)s, %(clicks)s, %(cost)s, %(conversions)s, %(revenue)s, %(currency)s, 1, now()"
            " FROM warehouse.campaigns AS campaign JOIN warehouse.ad_accounts AS account"
            " ON account.id = campaign.ad_account_id AND account.account_id = %(account_id)s"
            " JOIN warehouse.channels AS channel ON channel.name = %(channel)s"
            " WHERE campaign.campaign_id = %(campaign_id)s",
            {**row, "channel": channel},
        )


FACT = (
    "campaign_metrics.date = '2026-11-02'"
    " AND campaign_id = (SELECT id FROM warehouse.campaigns WHERE campaign_id = 'c2'"
    " AND ad_account_id = (SELECT id FROM warehouse.ad_accounts WHERE account_id = '1002'))"
    " AND channel_id = (SELECT id FROM warehouse.channels WHERE name = 'instagram')"
)
"""One of the facts, as a condition."""


@pytest.fixture
def loaded(owner: Warehouse) -> Warehouse:
    """A warehouse whose facts are the truth, as its owner."""
    load(owner, truth())
    return owner


def change(loaded: Warehouse, words: sql.Composable) -> None:
    """Change the one fact as `SET ...` says."""
    loaded.connection.execute(sql.SQL("UPDATE warehouse.campaign_metrics {} WHERE {}").format(words, sql.SQL(FACT)))
