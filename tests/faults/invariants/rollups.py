"""I7 ROLLUP: what is summed up equals its recomputation from detail, and from the base rollup what rests on that."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from resources import audits
from resources.warehouse.marts import MARTS
from tests.faults.invariants.detail import DAILY, MEASURES, rows_of
from tests.playground import Playground

Sums = dict[tuple[Any, ...], dict[str, Any]]
ABOUT_RATES = frozenset({"rates_known", "exchange_rates"})
"""Checks that find a missing exchange rate, which breaks no invariant: the figures in question are NULL."""
_BASE = "SELECT ad_account_id, channel_id, date, currency, {} FROM marts.account_channel_daily"
_MONTHLY = "SELECT campaign_id, channel_id, month, currency, {} FROM marts.campaign_metrics_monthly"
_PERFORMANCE = """
    WITH member AS (
        SELECT DISTINCT person.user_id, connection.ad_account_id
        FROM app.marketing_accounts AS connection
        CROSS JOIN LATERAL (SELECT connection.user_id
                            UNION SELECT mate.user_id FROM app.team_members AS mate
                            WHERE mate.team_id = connection.team_id AND mate.is_active) AS person
        WHERE connection.status <> 'removed'
    ), base AS (
        SELECT member.user_id, base.channel_id, base.date, sum(impressions) AS impressions, sum(clicks) AS clicks,
               sum(conversions) AS conversions, sum(cost) AS cost, sum(revenue) AS revenue,
               array_agg(DISTINCT currency) AS currencies
        FROM marts.account_channel_daily AS base JOIN member USING (ad_account_id)
        GROUP BY 1, 2, 3
    )
    SELECT base.user_id AS expected_user, mart.user_id AS found_user, date, channel_id
    FROM base FULL JOIN marts.channel_performance AS mart USING (user_id, channel_id, date)
    WHERE (base.impressions, base.clicks, base.conversions)
          IS DISTINCT FROM (mart.total_impressions, mart.total_clicks, mart.total_conversions)
       OR (base.user_id IS NULL) <> (mart.user_id IS NULL) AND coalesce(mart.is_complete, true)
       OR base.currencies = ARRAY[mart.reporting_currency] AND (base.cost, base.revenue)
          IS DISTINCT FROM (mart.total_spend, mart.total_revenue)
    ORDER BY date, channel_id LIMIT 5
"""


def i7_rollup(world: Playground) -> list[str]:
    """Base and monthly rollups are the facts of all tiers, channel_performance is the base; no mart's check fails."""
    facts = list(rows_of(world, DAILY.table))
    broken = _compare(
        "account_channel_daily",
        _sums(facts, lambda row: (row["ad_account_id"], row["channel_id"], row["date"], row["currency"])),
        _kept(world, _BASE),
    )
    broken += _compare(
        "campaign_metrics_monthly",
        _sums(facts, lambda row: (row["campaign_id"], row["channel_id"], _month(row["date"]), row["currency"])),
        _kept(world, _MONTHLY),
    )
    broken += [
        f"channel_performance of {row['date']}, channel {row['channel_id']} is not its accounts' sum"
        for row in world.query(_PERFORMANCE)
    ]
    for mart in MARTS:
        wrong = [("grain", audits.broken_grain(world.warehouse, mart))]
        wrong += [
            (name, audits.broken_mart(world.warehouse, mart, name))
            for name, _ in mart.checks
            if name not in ABOUT_RATES
        ]
        broken += [f"{mart.name} {name}: {rows[0]}" for name, rows in wrong if rows]
    waiting = world.query("SELECT count(*) AS days FROM ops.touched_days")[0]["days"]
    return [f"{line} ({waiting} account days wait for a refresh)" if waiting else line for line in broken]


def _sums(rows: Iterable[dict[str, Any]], key: Callable[[dict[str, Any]], tuple[Any, ...]]) -> Sums:
    sums: Sums = defaultdict(lambda: {**dict.fromkeys(MEASURES), "rows": 0})
    for row in rows:
        total = sums[key(row)]
        total["rows"] += 1
        for name in MEASURES:
            if row[name] is not None:
                total[name] = row[name] + (total[name] or 0)
    return dict(sums)


def _kept(world: Playground, text: str) -> Sums:
    rows = world.query(text.format(", ".join((*MEASURES, "rows"))))
    return {tuple(row.values())[:4]: dict(list(row.items())[4:]) for row in rows}


def _compare(mart: str, expected: Sums, found: Sums) -> list[str]:
    differing = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
    return [f"{mart} {key}: {found.get(key)}, its detail says {expected.get(key)}" for key in sorted(differing)[:5]]


def _month(day: dt.date) -> dt.date:
    return day.replace(day=1)
