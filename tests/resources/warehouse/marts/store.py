"""An own shop whose application writes what tests say, and a public catalogue that is read when they say so."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from resources.audits import broken_grain, broken_mart
from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import MARTS, Refreshed, refresh_marts

EVENTS = ("user_behavior", "page_views", "conversions")
Row = dict[str, Any]


@dataclass(frozen=True)
class Store:
    """A pen for the application's tables. Moments are texts with an offset, in months that `open` was told."""

    warehouse: Warehouse

    @classmethod
    def open(cls, warehouse: Warehouse, *months: str) -> Store:
        """A warehouse whose event tables have these months (`2026-03-01`)."""
        store = cls(warehouse)
        for table in EVENTS:
            for month in months:
                store.rows("SELECT ops.ensure_partition(%s::regclass, %s::date)", f"app.{table}", month)
        return store

    def rows(self, query: str, *values: Any) -> list[Row]:
        """Rows of a query; nothing for a statement that gives none."""
        cursor = self.warehouse.connection.execute(query, values)
        return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def team(self, zone: str | None = None) -> uuid.UUID:
        """A seller and whoever owns it; a zone of None is UTC."""
        settings = "{}" if zone is None else f'{{"timezone": "{zone}"}}'
        (owner,) = self.rows(
            "INSERT INTO app.users (email, name) VALUES (%s, 'x') RETURNING id", f"{uuid.uuid4()}@example.com"
        )
        (made,) = self.rows(
            "INSERT INTO app.teams (owner_id, name, settings) VALUES (%s, 'shop', %s::jsonb) RETURNING id",
            owner["id"],
            settings,
        )
        return uuid.UUID(str(made["id"]))

    def product(self, team: uuid.UUID) -> uuid.UUID:
        """A product of the team's catalogue."""
        (made,) = self.rows(
            "INSERT INTO app.products (user_id, team_id, name)"
            " SELECT owner_id, id, 'thing' FROM app.teams WHERE id = %s RETURNING id",
            team,
        )
        return uuid.UUID(str(made["id"]))

    def act(
        self, team: uuid.UUID, product: uuid.UUID, action: str, *moments: str, user: uuid.UUID | None = None
    ) -> None:
        """A visitor does something with a product."""
        for moment in moments:
            self.rows(
                "INSERT INTO app.user_behavior (team_id, product_id, action, timestamp, user_id)"
                " VALUES (%s, %s, %s, %s, %s)",
                team, product, action, moment, user,
            )  # fmt: skip

    def reach(
        self, team: uuid.UUID, stage: str, *moments: str, source: str | None = None, user: uuid.UUID | None = None
    ) -> None:
        """A visitor gets to a stage."""
        for moment in moments:
            self.rows(
                "INSERT INTO app.conversions (team_id, stage, timestamp, source, user_id) VALUES (%s, %s, %s, %s, %s)",
                team, stage, moment, source, user,
            )  # fmt: skip

    def look(self, team: uuid.UUID, moment: str, count: int = 1) -> None:
        """A page is looked at."""
        self.rows(
            "INSERT INTO app.page_views (team_id, page, timestamp, count) VALUES (%s, '/', %s, %s)", team, moment, count
        )

    def test(self, team: uuid.UUID, target: int | None = None) -> uuid.UUID:
        """A running test of two variants."""
        (made,) = self.rows(
            "INSERT INTO app.ab_tests (team_id, name, status, target_users)"
            " VALUES (%s, 'colour', 'running', %s) RETURNING id",
            team, target,
        )  # fmt: skip
        return uuid.UUID(str(made["id"]))

    def results(self, test: uuid.UUID, variant: str, participants: int, conversions: int, **each: Any) -> None:
        """Outcomes of a variant; `revenue` is of each that converted, `score` of all."""
        self.rows(
            "INSERT INTO app.ab_test_results (test_id, variant, converted, revenue, engagement_score, timestamp)"
            " SELECT %s, %s, one <= %s, CASE WHEN one <= %s THEN %s::numeric END, %s, '2026-03-02 00:00+00'"
            " FROM generate_series(1, %s) AS one",
            test, variant, conversions, conversions, each.get("revenue"), each.get("score"), participants,
        )  # fmt: skip

    def refresh(self) -> Refreshed:
        """Recompute what was touched."""
        return refresh_marts(self.warehouse, Clock(dt.date(2026, 3, 31)))

    def mart(self, name: str, columns: str = "*", order: str = "1, 2, 3, 4") -> list[Row]:
        """Rows of a mart without the moments they were written at."""
        query = sql.SQL("SELECT {columns} FROM {mart} ORDER BY {order}").format(
            columns=sql.SQL(columns),
            mart=sql.Identifier("marts", name),
            order=sql.SQL(order),
        )
        found = self.warehouse.connection.execute(query).fetchall()
        return [{name: row[name] for name in row if name not in ("created_at", "updated_at")} for row in found]

    def broken(self, *names: str) -> dict[str, list[Row]]:
        """What the checks of some marts find, by check."""
        found = {}
        for mart in MARTS:
            if mart.name in names:
                found[f"{mart.name} grain"] = broken_grain(self.warehouse, mart)
                for check, _ in mart.checks:
                    found[f"{mart.name} {check}"] = broken_mart(self.warehouse, mart, check)
        return {name: rows for name, rows in found.items() if rows}
