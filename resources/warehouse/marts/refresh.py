"""One refresh at a time consumes what was touched, and recomputes the marts that rest on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg import sql

from resources.clock import Clock
from resources.warehouse.connection import Warehouse, again_when_aborted
from resources.warehouse.marts.campaigns import WRITE_BACKS
from resources.warehouse.marts.catalogue import MARTS
from resources.warehouse.marts.mart import Written, publish
from resources.warehouse.statements import statement

DAYS_AT_ONCE = 20_000
SCOPES = (
    "membership",
    "account_days",
    "team_accounts",
    "owner_accounts",
    "owner_days",
    "user_days",
    "owner_periods",
    "account_days_of_periods",
    "first_days",
    "reporting",
    "expected_accounts",
    "completeness",
    "campaign_months",
    "budgets_due",
    "team_days",
    "shop_days",
    "behaviour_days",
    "funnel_days",
    "touched_tests",
    "market_days",
    "touched_money",
    "money_days",
    "money",
    "subscription_days",
    "generation_days",
)
"""Temporary tables of what is recomputed, made in this order from what was claimed."""
FILLED_BY = {
    "reporting": ("reporting_key",),
    "completeness": ("completeness_key",),
    "money": ("money_of_shop", "money_of_orders", "money_of_events"),
}
"""Statements that complete such a table when it takes more than one."""


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: account days and records of the application that it consumed, and rows by mart."""

    days: int = 0
    records: int = 0
    marts: Mapping[str, Written] = field(default_factory=dict)

    @property
    def changed_rows(self) -> int:
        """Rows inserted, updated or deleted in all marts."""
        return sum(written.changed for written in self.marts.values())

    @property
    def confirmed_rows(self) -> int:
        """Rows whose figures stand and that rest on a newer fetch."""
        return sum(written.confirmed for written in self.marts.values())

    def __add__(self, other: Refreshed) -> Refreshed:
        marts = {
            name: self.marts.get(name, Written()) + other.marts.get(name, Written())
            for name in {**self.marts, **other.marts}
        }
        return Refreshed(self.days + other.days, self.records + other.records, marts)


def refresh_marts(warehouse: Warehouse, clock: Clock) -> Refreshed:
    """Consume ops.touched_days and ops.touched_records until none is left; publishes are not held up.

    What depends on today and not on anything touched is recomputed every time.
    """
    part = done = again_when_aborted(lambda: _refresh_some(warehouse, clock))
    while (part.days or part.records) and warehouse.fetch_one("marts/is_waiting")["is_waiting"]:
        part = again_when_aborted(lambda: _refresh_some(warehouse, clock))
        done += part
    return done


def rebuild_marts(warehouse: Warehouse, clock: Clock) -> Refreshed:
    """Recompute everything whose detail is still here: touch it, and refresh. Archived months keep their rows."""
    warehouse.execute("marts/touch_everything", boundary="marts.touch_everything")
    return refresh_marts(warehouse, clock)


def _refresh_some(warehouse: Warehouse, clock: Clock) -> Refreshed:
    with warehouse.transaction("marts.commit") as cursor:
        cursor.execute(statement("marts/lock"))
        for claim in ("claim", "claim_records"):
            cursor.execute(statement(f"marts/{claim}"), {"limit": DAYS_AT_ONCE})
        cursor.execute(statement("marts/claimed"))
        claimed = cursor.fetchone()
        assert claimed is not None
        parameters = {**claimed, "today": clock.today("UTC")}
        for scope in SCOPES:
            for part in (scope, *FILLED_BY.get(scope, ())):
                cursor.execute(statement(f"marts/scopes/{part}"), parameters)
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(scope)))
        marts = {mart.name: publish(cursor, mart, parameters) for mart in MARTS}
        for table in WRITE_BACKS:
            cursor.execute(statement(f"marts/write_back/{table}"))
        return Refreshed(claimed["days"], claimed["records"], marts)
