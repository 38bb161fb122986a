"""Two teams with shops, and what happens to them by chance: everything that marts of money depend on."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from resources.ecb import RATES
from resources.fx import load_rates
from resources.loading.context import LoadContext
from tests.resources.loading.bazaar import FETCHED, HOUR, START, Bazaar, event, item, order, product
from tests.resources.warehouse.marts.till import Till

ZONES = ("UTC", "Asia/Seoul", "America/Los_Angeles")
CURRENCIES = ("USD", "KRW", "SGD", "EUR")
COUNTRIES = ("KR", "US", None)
DAYS = 6
TODAY = START + dt.timedelta(days=DAYS)


@dataclass
class History:
    """Two teams, two people, two shops of the bazaar, and a hand that does things to them by chance."""

    context: LoadContext
    chance: random.Random = field(default_factory=random.Random)
    step: int = 0

    def __post_init__(self) -> None:
        self.till = Till(self.context.warehouse, TODAY)
        self.teams = [self.till.team(reporting_currency="USD") for _ in range(2)]
        self.people = [self.till.user(team_id=self.teams[0]) for _ in range(2)]
        self.goods = [self.till.product(team, "thing") for team in self.teams]
        self.plans = [
            self.till.plan(self.teams[0], price, interval, currency)
            for price, interval, currency in (("10", "month", "USD"), ("70", "year", "USD"), ("9", "week", "KRW"))
        ]
        self.shops = [Bazaar.open(self.context) for _ in range(2)]
        for shop, team in zip(self.shops, self.teams, strict=True):
            for person in self.people:
                self.till.connect(shop.account.ad_account_id, person, team_id=self.chance.choice([team, None]))

    def moment(self) -> dt.datetime:
        """Some time in the days."""
        return dt.datetime(2025, 3, 1, tzinfo=dt.UTC) + self.chance.randrange(DAYS * 24) * HOUR

    def day(self) -> dt.date:
        """One of the days."""
        return self.moment().date()

    def one(self, table: str, where: str = "true", values: tuple[Any, ...] = ()) -> Any:
        """The id of a row by chance; NULL when there is none."""
        rows = self.till.rows(f"SELECT id FROM {table} WHERE {where} ORDER BY created_at, id", *values)
        return self.chance.choice(rows)["id"] if rows else None

    def pay(self) -> None:
        """A payment, perhaps given back in part, or charged back."""
        paid = self.moment()
        told: dict[str, Any] = {"user_id": self.chance.choice([*self.people, None])}
        if self.chance.random() < 0.4:
            told |= {"refunded_amount": "3.5", "refunded_at": paid + 20 * HOUR}
        if self.chance.random() < 0.3:
            told |= {"status": "charged_back", "charged_back_at": paid + 50 * HOUR}
        team, goods = self.chance.choice(self.teams), self.chance.choice([*self.goods, None])
        self.till.pay(team, paid.isoformat(), "10", self.chance.choice(CURRENCIES), product_id=goods, **told)

    def repay(self) -> None:
        """A payment turns out to be another, or none."""
        payment = self.one("app.payments")
        if self.chance.random() < 0.3:
            self.till.rows("DELETE FROM app.payments WHERE id = %s", payment)
        else:
            self.till.rows(
                "UPDATE app.payments SET amount = amount + 1, completed_at = completed_at - interval '9 hours',"
                " team_id = %s WHERE id = %s", self.chance.choice(self.teams), payment,
            )  # fmt: skip

    def place(self) -> None:
        """An order, or another status of one."""
        status = self.chance.choice(["pending", "paid", "cancelled"])
        self.till.place(self.chance.choice(self.teams), self.moment().isoformat(), status, user_id=self.people[0])
        self.till.rows("UPDATE app.orders SET status = %s WHERE id = %s", status, self.one("app.orders"))

    def publish(self) -> None:
        """Versions of an order and its return, each always of the same day."""
        number = self.chance.randrange(4)
        rows = [
            order(
                f"O{number}", self.step, item(unit_price=str(self.chance.randint(8, 11)), item_id=str(number % 2)),
                total_amount=Decimal(12), order_date=START + dt.timedelta(days=number % 3),
                status=self.chance.choice(["pending", "completed", "cancelled"]),
            ),
            order(
                f"O{number}", self.step, item(-1, item_id=str(number % 2)), return_sn="R",
                order_date=START + dt.timedelta(days=3 + number % 3),
                status=self.chance.choice(["requested", "refunded"]),
            ),
        ]  # fmt: skip
        self._publish(*self.chance.sample(rows, self.chance.choice([1, 2])), stream="orders")

    def happen(self) -> None:
        """An event, always of the same day."""
        number = self.chance.randrange(6)
        kind = self.chance.choice(["conversion", "rebill", "refund", "chargeback", "fee"])
        metadata = f'{{"receipt": "{number % 2}", "item_no": "1", "country": "US"}}'
        self._publish(
            event(f"E{number}", 24 * (number % 4), event_type=kind, revenue=str(self.step), metadata=metadata),
            stream="events",
        )

    def catalogue(self) -> None:
        """A product of a shop, perhaps of another category."""
        category = self.chance.choice(["a", "b"])
        self._publish(product(self.chance.choice("01"), self.step, category=category), stream="products")

    def _publish(self, *rows: dict[str, Any], stream: str) -> None:
        self.chance.choice(self.shops).publish(*rows, stream=stream, fetched_at=FETCHED + self.step * HOUR)

    def settle(self) -> None:
        """A team has another zone or another reporting currency."""
        name, value = self.chance.choice([("timezone", ZONES), ("reporting_currency", CURRENCIES)])
        self.till.rows(
            "UPDATE app.teams SET settings = settings || jsonb_build_object(%s::text, %s::text) WHERE id = %s",
            name, self.chance.choice(value), self.chance.choice(self.teams),
        )  # fmt: skip

    def move(self) -> None:
        """Somebody is of another team or country, or shares a connection with another team, or none."""
        person, team = self.chance.choice(self.people), self.chance.choice([*self.teams, None])
        connection = self.one("app.marketing_accounts", "user_id = %s", (person,))
        match self.chance.randrange(4):
            case 0:
                self.till.rows("UPDATE app.users SET team_id = %s WHERE id = %s", team, person)
            case 1:
                country = self.chance.choice(COUNTRIES)
                self.till.rows("UPDATE app.users SET country = %s WHERE id = %s", country, person)
            case 2:
                self.till.rows("UPDATE app.marketing_accounts SET team_id = %s WHERE id = %s", team, connection)
            case _:
                status = self.chance.choice(["active", "removed"])
                self.till.rows("UPDATE app.marketing_accounts SET status = %s WHERE id = %s", status, connection)

    def rename(self) -> None:
        """A product of the own shop has another name and kind."""
        self.till.rows(
            "UPDATE app.products SET name = %s, category = %s WHERE id = %s",
            f"thing {self.step}", self.chance.choice(["a", None]), self.chance.choice(self.goods),
        )  # fmt: skip

    def subscribe(self) -> None:
        """A subscription, perhaps a trial, or one that is over."""
        begun = self.moment()
        told: dict[str, Any] = {"user_id": self.chance.choice([*self.people, None])}
        told["status"] = self.chance.choice(["trialing", "active"])
        if self.chance.random() < 0.4:
            told |= {"status": "cancelled", "cancelled_at": begun + 30 * HOUR}
        self.till.add(
            "app.subscriptions", team_id=self.teams[0], plan_id=self.chance.choice(self.plans), created_at=begun, **told
        )

    def resubscribe(self) -> None:
        """A subscription ends, or is somebody else's."""
        subscription = self.one("app.subscriptions", "status <> 'cancelled'")
        if self.chance.random() < 0.5:
            self.till.rows(
                "UPDATE app.subscriptions SET status = 'cancelled', cancelled_at = created_at + interval '40 hours'"
                " WHERE id = %s", subscription,
            )  # fmt: skip
        else:
            self.till.rows(
                "UPDATE app.subscriptions SET user_id = %s, team_id = %s WHERE id = %s",
                self.chance.choice(self.people), self.chance.choice(self.teams), subscription,
            )  # fmt: skip

    def generate(self) -> None:
        """A generation."""
        self.till.add(
            "app.ai_generations", user_id=self.chance.choice(self.people), type="copy", service="flux",
            created_at=self.moment(), cost_credits=self.chance.choice(["1.5", None]),
        )  # fmt: skip

    def price(self) -> None:
        """A rate."""
        quote = self.chance.choice(CURRENCIES[:3])
        rate = {"date": self.day(), "base": "EUR", "quote": quote, "rate": Decimal(self.chance.randint(1, 9))}
        load_rates(self.context.warehouse, pa.Table.from_pylist([rate], schema=RATES))

    def refresh(self) -> None:
        """What was touched is recomputed."""
        self.till.refresh()


ACTS = (
    History.pay, History.repay, History.place, History.publish, History.happen, History.catalogue, History.settle,
    History.move, History.rename, History.subscribe, History.resubscribe, History.generate, History.price,
    History.refresh,
)  # fmt: skip
