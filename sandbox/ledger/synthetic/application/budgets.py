"""Budgets of a month: of everything, of an account, of a channel and of a campaign."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sandbox.ledger.synthetic.application.made import Rows, at, made
from sandbox.ledger.synthetic.application.people import BERLIN, SEOUL, Team, user_id
from sandbox.ledger.synthetic.application.planning import running
from sandbox.ledger.synthetic.entities import DAY


def budgets(seed: int, months: list[dt.date]) -> Rows:
    """Rows of `budgets`."""
    campaign = f"meta/1001/{running(seed, 'meta', '1001')[0]}"
    kinds: tuple[tuple[str, str, Team, int, str, dict[str, str]], ...] = (
        ("Everything", "ann@example.com", SEOUL, 90_000, "USD", {}),
        ("Meta, United States", "ann@example.com", SEOUL, 9_000, "USD", {"ad_account_id": "meta/1001"}),
        ("Facebook", "ann@example.com", SEOUL, 14_000, "USD", {"channel_id": "facebook"}),
        ("Always on", "bob@example.com", BERLIN, 3_000, "EUR", {"campaign_id": campaign}),
    )
    for first in months:
        last = (first + 32 * DAY).replace(day=1) - DAY
        for name, owner, team, amount, currency, scope in kinds:
            yield {
                "id": made("budget", name, first), "user_id": user_id(owner), "team_id": team.id,
                "name": f"{name}, {first:%Y-%m}", "total_amount": Decimal(amount), "currency": currency,
                "period_type": "monthly", "start_date": first, "end_date": last, "alert_threshold": Decimal(80),
                "created_at": at(first - 5 * DAY, "UTC", 36_000), **scope,
            }  # fmt: skip
