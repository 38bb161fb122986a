"""Money by hand: what the application writes, and what publishes leave of platforms' orders and events."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from resources.audits import broken_grain, broken_mart
from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from resources.warehouse.marts.money import MONEY

TODAY = dt.date(2026, 3, 31)
MONTHS = ("2026-01-01", "2026-02-01", "2026-03-01")
ORDER = {"status": "completed", "paid_at": "2026-01-01 00:00+00"}
Row = dict[str, Any]


@dataclass
class Till:
    """A pen. Moments are texts with an offset, days of platforms are in MONTHS; today is the business day."""

    warehouse: Warehouse
    today: dt.date = TODAY

    @classmethod
    def open(cls, warehouse: Warehouse) -> Till:
        """A warehouse with room for orders and events of MONTHS."""
        till = cls(warehouse)
        for table in ("orders", "order_items", "analytics_events"):
            for month in MONTHS:
                till.rows("SELECT ops.ensure_partition(%s::regclass, %s::date)", f"warehouse.{table}", month)
        return till

    def rows(self, query: str, *values: Any) -> list[Row]:
        """Rows of a query; nothing for a statement that gives none."""
        cursor = self.warehouse.connection.execute(query, values)
        return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def add(self, table: str, **values: Any) -> Any:
        """A row; its id where it has one."""
        values = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in values.items()}
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        returning = "id" if table.startswith("app.") or table == "warehouse.ad_accounts" else "NULL AS id"
        query = f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING {returning}"
        return self.rows(query, *values.values())[0]["id"]

    def user(self, country: str | None = None, **told: Any) -> uuid.UUID:
        """Somebody."""
        made = self.add("app.users", email=f"{uuid.uuid4()}@example.com", name="x", country=country, **told)
        return uuid.UUID(str(made))

    def team(self, **settings: str) -> uuid.UUID:
        """A seller, and who owns it."""
        return uuid.UUID(str(self.add("app.teams", owner_id=self.user(), name="shop", settings=settings)))

    def product(self, team: uuid.UUID, name: str, category: str | None = None) -> uuid.UUID:
        """A product of the own shop."""
        made = self.add("app.products", user_id=self.user(), team_id=team, name=name, category=category)
        return uuid.UUID(str(made))

    def pay(self, team: uuid.UUID, at: str, amount: str, currency: str = "USD", **told: Any) -> uuid.UUID:
        """A completed payment."""
        told = {"status": "completed", **told}
        made = self.add("app.payments", team_id=team, amount=amount, currency=currency, completed_at=at, **told)
        return uuid.UUID(str(made))

    def place(self, team: uuid.UUID, at: str, status: str = "paid", currency: str = "USD", **told: Any) -> None:
        """An order in the own shop."""
        self.add("app.orders", team_id=team, total=1, currency=currency, status=status, created_at=at, **told)

    def plan(self, team: uuid.UUID, price: str, interval: str = "month", currency: str = "USD") -> uuid.UUID:
        """A plan to subscribe to."""
        told = {"team_id": team, "name": "x", "price": price, "currency": currency, "interval": interval}
        return uuid.UUID(str(self.add("app.subscription_plans", **told)))

    def account(self, platform: str, currency: str, *teams: uuid.UUID, name: str | None = None) -> int:
        """An account that teams connect, each by somebody of its own."""
        name = name or uuid.uuid4().hex
        made = int(
            self.add(
                "warehouse.ad_accounts",
                platform=platform,
                account_id=name,
                name=name,
                currency=currency,
                timezone="UTC",
            )
        )
        for team in teams:
            self.connect(made, self.user(), team_id=team)
        return made

    def connect(self, account: int, user: uuid.UUID, **told: Any) -> uuid.UUID:
        """A connection to an account."""
        made = self.rows(
            "INSERT INTO app.marketing_accounts (user_id, team_id, platform, account_id, ad_account_id)"
            " SELECT %s, %s, platform, account_id, id FROM warehouse.ad_accounts WHERE id = %s RETURNING id",
            user,
            told.get("team_id"),
            account,
        )
        return uuid.UUID(str(made[0]["id"]))

    def sell(self, account: int, day: str, sn: str, total: str | None, *items: tuple[str, str], **told: Any) -> None:
        """An order, or a return where `return_sn` is told, of items and their amounts, in the account's currency."""
        key = {"order_date": day, "ad_account_id": account, "order_sn": sn, "return_sn": told.pop("return_sn", "")}
        sign = -1 if key["return_sn"] else 1
        load = {"batch_id": 1, "fetched_at": "2026-03-31 00:00+00"}
        currency = self.rows("SELECT currency FROM warehouse.ad_accounts WHERE id = %s", account)[0]["currency"]
        amounts = [Decimal(amount) for _, amount in items]
        document = {"status": "refunded"} if key["return_sn"] else ORDER
        moments = {"ordered_at": f"{day} 00:00+00", "source_updated_at": f"{day} 00:00+00"}
        self.add(
            "warehouse.orders",
            **{**key, **load, **moments, **document, "platform_status": "X", "currency": currency, **told},
            quantity=sign * len(items), items_amount=sum(amounts, Decimal(0)), total_amount=total,
        )  # fmt: skip
        for line, (item, amount) in enumerate(items):
            self.add(
                "warehouse.order_items",
                **{**key, **load, "line": line, "item_id": item, "item_name": f"thing {item}", "currency": currency},
                quantity=sign, unit_price=abs(Decimal(amount)), amount=amount,
            )  # fmt: skip
        self.touch(account, day)

    def earn(self, account: int, day: str, key: str, kind: str, revenue: str, **metadata: str) -> None:
        """An event of an affiliate's account, in dollars."""
        self.add(
            "warehouse.analytics_events", event_date=day, ad_account_id=account, event_key=key, event_type=kind,
            occurred_at=f"{day} 12:00+00", platform_type=kind, quantity=1, revenue=revenue, currency="USD",
            metadata=metadata, batch_id=1, fetched_at="2026-03-31 00:00+00",
        )  # fmt: skip
        self.touch(account, day)

    def touch(self, account: int, day: str) -> None:
        """What a publish does."""
        self.add("ops.touched_days", ad_account_id=account, date=day, reason="publish")

    def rate(self, currency: str, rate: str, day: str) -> None:
        """Units of a currency for one euro."""
        self.add("warehouse.fx_rates", date=day, base="EUR", quote=currency, source="ecb", rate=rate)

    def refresh(self) -> None:
        """Recompute what was touched, and see that no check is broken but for missing rates."""
        refresh_marts(self.warehouse, Clock(self.today))
        assert self.broken() == {}

    def broken(self) -> dict[str, list[Row]]:
        """What the checks of the marts find, by check."""
        found = {f"{mart.name} grain": broken_grain(self.warehouse, mart) for mart in MONEY}
        for mart in MONEY:
            for check in {name for name, _ in mart.checks} - {"exchange_rates"}:
                found[f"{mart.name} {check}"] = broken_mart(self.warehouse, mart, check)
        return {name: rows for name, rows in found.items() if rows}

    def mart(self, name: str, columns: str, order: str = "date, currency") -> list[tuple[Any, ...]]:
        """Columns of a mart's rows, with days as text."""
        found = self.rows(f"SELECT {columns} FROM marts.{name} ORDER BY {order}")
        return [tuple(str(value) if isinstance(value, dt.date) else value for value in row.values()) for row in found]
