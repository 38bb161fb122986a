"""A public catalogue as a publish leaves it, read on the days that tests say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tests.resources.warehouse.marts.store import Store

Gravity = float | str | None


@dataclass
class Catalogue:
    """The marketplace; `ids` are warehouse.products by the platform's id."""

    store: Store
    ids: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls, store: Store, *months: str) -> Catalogue:
        """A marketplace whose figures have a place in these months."""
        for month in months:
            store.rows("SELECT ops.ensure_partition('warehouse.product_metrics', %s)", month)
        return cls(store)

    def read(
        self, day: dt.date, platform: str = "clickbank", account: str = "marketplace", **categories: dict[str, Gravity]
    ) -> None:
        """The catalogue of a day: gravity by product, by category (`none` for none); it overwrites what was read."""
        owner = self._account(platform, account)
        for category, offers in categories.items():
            for product, gravity in offers.items():
                self.store.rows(
                    "INSERT INTO warehouse.product_metrics"
                    " (date, product_id, ad_account_id, currency, category, gravity, batch_id, fetched_at)"
                    " VALUES (%s, %s, %s, 'USD', nullif(%s, 'none'), %s, 1, %s::date + interval '1 day')"
                    " ON CONFLICT (date, product_id) DO UPDATE"
                    " SET category = excluded.category, gravity = excluded.gravity",
                    day, self._product(owner, platform, product), owner, category, gravity, day,
                )  # fmt: skip
        self._touch(owner, day)

    def pays(self, day: dt.date, **offers: tuple[float, float]) -> None:
        """Rate and amount of the commission, by product."""
        for product, (rate, amount) in offers.items():
            self.store.rows(
                "UPDATE warehouse.product_metrics SET commission_rate = %s, commission_amount = %s"
                " WHERE date = %s AND product_id = %s",
                rate, amount, day, self.ids[product],
            )  # fmt: skip
        self.touch(day)

    def touch(self, *days: dt.date) -> None:
        """Days of the marketplace that are published again."""
        for day in days:
            self._touch(self._account("clickbank", "marketplace"), day)

    def _touch(self, account: int, day: dt.date) -> None:
        self.store.rows(
            "INSERT INTO ops.touched_days (ad_account_id, date, reason) VALUES (%s, %s, 'publish')", account, day
        )

    def _account(self, platform: str, account: str) -> int:
        (row,) = self.store.rows(
            "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)"
            " VALUES (%s, %s, 'x', 'USD', 'UTC') ON CONFLICT (platform, account_id) DO UPDATE SET name = 'x'"
            " RETURNING id",
            platform, account,
        )  # fmt: skip
        return int(row["id"])

    def _product(self, account: int, platform: str, product: str) -> int:
        if product not in self.ids:
            (row,) = self.store.rows(
                "INSERT INTO warehouse.products (ad_account_id, product_id, platform, title, status, platform_status,"
                " currency, batch_id, fetched_at) VALUES (%s, %s, %s, 'x', 'active', 'listed', 'USD', 1, now())"
                " ON CONFLICT (ad_account_id, product_id) DO UPDATE SET title = 'x' RETURNING id",
                account, product, platform,
            )  # fmt: skip
            self.ids[product] = int(row["id"])
        return self.ids[product]
