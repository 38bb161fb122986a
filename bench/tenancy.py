"""What row-level security costs: questions of an analyst and a manager, and the same rows asked for plainly.

A hundred accounts, of which the analyst sees a tenth; a thousand people with channel_performance, of whom the manager's
team has a tenth. The plain form is the owner's, whom no policy concerns, with the tenants written into WHERE.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import psycopg
from psycopg import sql

from bench.world import World
from resources.warehouse import logins
from resources.warehouse.connection import Warehouse

BOUND, LEAST = 1.3, 0.005
"""The target, and the seconds below which a question is not held to it."""
DAYS, CHANNELS = 84, 8
ACCOUNTS, PEOPLE, THEIRS = 100, 1_000, 10
"""`THEIRS`: one in so many is seen by who asks."""

FILL = """
SELECT ops.ensure_partition('warehouse.campaign_metrics', date '2025-01-01' + 31 * n) FROM generate_series(0, 3) AS n;
INSERT INTO app.users (email, name, role)
SELECT n || '@bench.example', 'x', CASE n WHEN 1 THEN 'manager' ELSE 'analyst' END
FROM generate_series(1, {people}) AS n;
INSERT INTO app.teams (owner_id, name) SELECT id, 'bench' FROM app.users WHERE email = '2@bench.example';
INSERT INTO app.team_members (team_id, user_id)
SELECT teams.id, users.id FROM app.teams, app.users
WHERE teams.name = 'bench' AND email LIKE '%@bench.example'
  AND split_part(email, '@', 1)::integer <= {people} / {theirs};
INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)
SELECT 'meta', 'bench ' || n, 'bench', 'USD', 'UTC' FROM generate_series(1, {accounts}) AS n;
INSERT INTO app.marketing_accounts (user_id, platform, account_id, ad_account_id)
SELECT users.id, 'meta', account_id, account.id FROM warehouse.ad_accounts AS account, app.users
WHERE account.name = 'bench' AND account_id LIKE 'bench %' AND email = CASE
    WHEN split_part(account_id, ' ', 2)::integer % {theirs} = 0 THEN '3@bench.example' ELSE '4@bench.example' END;
INSERT INTO warehouse.campaigns (ad_account_id, campaign_id, campaign_name, platform, currency, fetched_at)
SELECT id, n, 'x', 'meta', 'USD', now() FROM warehouse.ad_accounts, generate_series(1, {campaigns}) AS n
WHERE account_id LIKE 'bench %';
INSERT INTO warehouse.campaign_metrics (date, campaign_id, channel_id, ad_account_id, impressions, clicks, cost,
                                        conversions, revenue, currency, batch_id, fetched_at)
SELECT date '2025-01-06' + day, campaign.id, 1, account.id, 1000, 10, 5, 1, 20, 'USD', 0, now()
FROM warehouse.campaigns AS campaign JOIN warehouse.ad_accounts AS account ON account.id = ad_account_id,
     generate_series(0, {days} - 1) AS day
WHERE account_id LIKE 'bench %';
INSERT INTO marts.account_channel_daily (ad_account_id, channel_id, date, currency, impressions, clicks, cost, rows)
SELECT account.id, channel.id, date '2025-01-06' + day, 'USD', 1000, 10, 5, 1
FROM warehouse.ad_accounts AS account, warehouse.channels AS channel, generate_series(0, {days} - 1) AS day
WHERE account_id LIKE 'bench %';
INSERT INTO marts.channel_performance (user_id, channel_id, date, reporting_currency, total_spend, total_clicks,
    accounts_expected, accounts_loaded, is_complete, fx_complete, missing_rates, mixed_timezones, provisional_until)
SELECT users.id, channel, date '2025-01-06' + day, 'USD', 5, 10, 1, 1, true, true, ARRAY[]::text[], false,
       date '2025-05-01'
FROM app.users, generate_series(1, {channels}) AS channel, generate_series(0, {days} - 1) AS day
WHERE email LIKE '%@bench.example';
ANALYZE;
"""
ONE, TEAM, BY_ACCOUNT = "user_id = {person}", "user_id = ANY ({team})", "ad_account_id = ANY ({accounts})"
MONTH = "date >= date '2025-02-03' AND date < date '2025-03-03'"


@dataclass(frozen=True)
class Question:
    """A statement with `{seen}` where the plain form names its tenants, and who asks it."""

    name: str
    asker: str
    seen: str
    words: str


QUESTIONS = (
    Question(
        "channel_performance, 28 days, own",
        "analyst",
        ONE,
        f"SELECT channel_id, date, total_spend FROM marts.channel_performance WHERE {MONTH} AND {{seen}}",
    ),
    Question(
        "channel_performance, 28 days, the team's sums",
        "manager",
        TEAM,
        "SELECT channel_id, date, sum(total_spend), sum(total_clicks) FROM marts.channel_performance "
        f"WHERE {MONTH} AND {{seen}} GROUP BY channel_id, date",
    ),
    Question(
        "account_channel_daily, 28 days",
        "analyst",
        BY_ACCOUNT,
        f"SELECT date, channel_id, sum(cost) FROM marts.account_channel_daily WHERE {MONTH} AND {{seen}} "
        "GROUP BY date, channel_id",
    ),
    Question(
        "campaign_metrics, 28 days by account",
        "analyst",
        BY_ACCOUNT,
        "SELECT ad_account_id, sum(cost), sum(clicks), sum(revenue) FROM warehouse.campaign_metrics "
        f"WHERE {MONTH} AND {{seen}} GROUP BY ad_account_id",
    ),
    Question(
        "campaign_metrics, everything by day",
        "analyst",
        BY_ACCOUNT,
        "SELECT date, sum(cost), sum(clicks) FROM warehouse.campaign_metrics WHERE {seen} GROUP BY date",
    ),
)


def measure(servers: World, rows: int, repeat: int) -> Iterator[str]:
    """Fill about so many facts, and a line a question."""
    campaigns = max(1, rows // (ACCOUNTS * DAYS))
    sizes = {"people": PEOPLE, "accounts": ACCOUNTS, "theirs": THEIRS, "days": DAYS, "channels": CHANNELS}
    servers.clear()
    servers.owner.execute(sql.SQL(FILL).format(campaigns=campaigns, **sizes))
    performance = PEOPLE * CHANNELS * DAYS
    yield f"row-level security: {ACCOUNTS * campaigns * DAYS:,} facts, {performance:,} rows of channel_performance"
    urls = {"manager": _login(servers, "1"), "analyst": _login(servers, "3")}
    for question in QUESTIONS:
        with closing(psycopg.connect(urls[question.asker], autocommit=True)) as asking:
            yield _line(question, asking, servers.owner, repeat)


def _login(servers: World, number: str) -> str:
    password, url = logins.new_password(), servers.environment["DATABASE_OWNER_URL"]
    with closing(Warehouse(url)) as owner:
        logins.add(owner, f"bench_{number}", f"{number}@bench.example", password)
    return logins.read_only_url(url, f"bench_{number}", password)


def _line(question: Question, asking: psycopg.Connection, owner: psycopg.Connection, repeat: int) -> str:
    seen = sql.SQL(question.seen).format(
        person=_ids(owner, "SELECT id FROM app.users WHERE email = '3@bench.example'")[0],
        team=_ids(owner, "SELECT user_id FROM app.team_members"),
        accounts=_ids(
            owner,
            "SELECT ad_account_id FROM app.marketing_accounts JOIN app.users ON users.id = user_id "
            "WHERE email = '3@bench.example'",
        ),
    )
    plain, secured = (sql.SQL(question.words).format(seen=condition) for condition in (seen, sql.SQL("true")))
    assert sorted(owner.execute(plain)) == sorted(asking.execute(secured))
    seconds: dict[str, list[float]] = {"plain": [], "secured": []}
    for _ in range(repeat * 4):
        for name, connection, words in (("plain", owner, plain), ("secured", asking, secured)):
            begun = time.perf_counter()
            connection.execute(words).fetchall()
            seconds[name].append(time.perf_counter() - begun)
    base, ours = (statistics.median(seconds[name]) for name in ("plain", "secured"))
    judged = ("met" if ours <= BOUND * base else "MISSED") if base > LEAST else "short"
    shown = f"{question.name} ({question.asker})"
    return f"{shown:58} {base * 1000:7.1f} ms plain {ours * 1000:7.1f} ms  {ours / base:5.2f}x  <= {BOUND}x {judged}"


def _ids(owner: psycopg.Connection, words: str) -> list[object]:
    return [value for (value,) in owner.execute(words.encode())]
