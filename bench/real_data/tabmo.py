"""TabMo: real mobile ad delivery of 80 campaigns, 2018-11-09 to 2019-04-22, through Meta's Graph API.

The rows have no natural key, so they are summed by campaign and day. There is no money in the set: spend is 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.real_data.world import Expectation, played, sync
from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.ledger.tables import ACCOUNTS, CAMPAIGNS, METRICS

FILES = ("tabmo_adcampaign.parquet",)
IMPRESSIONS, CLICKS = 25_759_334, 337_863
ACCOUNT = {"platform": "meta", "account_id": "2018"}
PERIOD = Window.closed(dt.date(2018, 11, 9), dt.date(2019, 4, 22))


def play(folder: Path, environment: Mapping[str, str]) -> Iterator[Expectation]:
    """Sync the whole period and compare the totals."""
    ledger = _ledger(pq.read_table(folder / FILES[0]))
    with played(ledger, environment, PERIOD.last) as context:
        sync(context, "meta", ACCOUNT["account_id"], PERIOD, "campaigns", "campaign_daily")
        (found,) = context.warehouse.connection.execute(
            "SELECT sum(impressions)::bigint AS impressions, sum(clicks)::bigint AS clicks, "
            "count(DISTINCT campaign_id) AS campaigns, "
            "(SELECT count(*) FROM ops.quarantined_rows) AS quarantined, "
            "(SELECT sum(impressions)::bigint FROM marts.account_channel_daily) AS rolled_up "
            "FROM warehouse.campaign_metrics"
        )
    yield Expectation("impressions", IMPRESSIONS, found["impressions"])
    yield Expectation("impressions in the rollup", IMPRESSIONS, found["rolled_up"])
    yield Expectation("clicks", CLICKS, found["clicks"])
    yield Expectation("campaigns", 80, found["campaigns"])
    yield Expectation("records in quarantine", 0, found["quarantined"])


def _ledger(rows: pa.Table) -> Ledger:
    days = rows.to_pandas().assign(date=lambda row: row["timestamp_ymd"].dt.date)
    summed = days.groupby(["id", "date"], as_index=False)[["impressions", "click"]].sum()
    begun = dt.datetime(2018, 11, 1, tzinfo=dt.UTC)
    nothing = dict.fromkeys(("purchases", "likes", "shares", "comments", "saves"), 0)
    money = dict.fromkeys(("spend", "purchase_value"), Decimal(0))
    metrics = [
        {
            **ACCOUNT,
            "campaign_id": row.id,
            "date": row.date,
            "placement": "audience_network",
            "impressions": int(row.impressions),
            "clicks": int(row.click),
            **nothing,
            **money,
        }
        for row in summed.itertuples()
    ]
    campaigns = [
        {
            **ACCOUNT,
            "campaign_id": name,
            "name": f"TabMo {name}",
            "objective": "OUTCOME_TRAFFIC",
            "status": "ACTIVE",
            "effective_status": "ACTIVE",
            **dict.fromkeys(("start_time", "created_time", "updated_time"), begun),
        }
        for name in sorted(set(summed["id"]))
    ]
    account = {**ACCOUNT, "name": "TabMo", "currency": "EUR", "timezone": "Europe/Paris", "status": "ACTIVE"}
    return Ledger.of(
        {
            "accounts": pa.Table.from_pylist([account], schema=ACCOUNTS),
            "campaigns": pa.Table.from_pylist(campaigns, schema=CAMPAIGNS),
            "metrics": pa.Table.from_pylist(metrics, schema=METRICS),
        }
    )
