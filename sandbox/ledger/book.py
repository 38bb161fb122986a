"""Reading the ledger as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from resources.clock import Clock
from resources.windows import Window
from sandbox.ledger import earnings, files, hours
from sandbox.ledger.application_tables import FOLDER
from sandbox.ledger.money import smallest_micros
from sandbox.ledger.shop_tables import DOCUMENTS
from sandbox.ledger.snapshots import known_on
from sandbox.ledger.states import campaign_states, end_of, newest, restated
from sandbox.ledger.synthetic import Synthesis
from sandbox.ledger.tables import CAMPAIGNS, KEYS, METRICS_KEY, SCHEMAS

Read = Callable[[str, dt.date], pa.Table | None]
"""(table, until) -> its rows for days up to `until` at least, or None if the ledger has no such table."""


class Ledger:
    """The truth, by platform and account. `as_of` is always a day of the account's calendar.

    A reader on day `as_of` sees no later day, and each number as it stood on that day.
    """

    def __init__(self, read: Read) -> None:
        self._read = read

    @classmethod
    def default(cls, seed: int = 1) -> Ledger:
        """The built-in ledger: a pure function of seed and day, from 2025-01-01 to any day that is asked for."""
        return cls(Synthesis(seed).read)

    @classmethod
    def load(cls, folder: Path) -> Ledger:
        """The ledger in a folder of CSV or Parquet files. Raises ConfigurationError as `files.load` does."""
        return cls.of(files.load(folder))

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table]) -> Ledger:
        """The ledger that consists of these tables (schemas in `tables`)."""
        return cls(lambda name, until: tables.get(name))

    def save(self, folder: Path, until: dt.date) -> None:
        """Write what is known on `until` as CSV, one file a table."""
        for name, table in self.snapshot(until).items():
            files.save(folder, name, table)

    def snapshot(self, until: dt.date) -> dict[str, pa.Table]:
        """Every table with the rows that are known on `until`; `Ledger.of` turns it into a ledger again."""
        return known_on(until, {name: table for name in SCHEMAS if (table := self._read(name, until)) is not None})

    @property
    def source(self) -> Read:
        """What it reads from: another one tells another truth."""
        return self._read

    def accounts(self, platform: str) -> list[dict[str, Any]]:
        """Rows of `accounts`, in account_id order."""
        table = self._read("accounts", dt.date.max)
        rows = [] if table is None else table.filter(pc.field("platform") == platform).to_pylist()
        return sorted(rows, key=lambda row: str(row["account_id"]))

    def account(self, platform: str, account_id: str) -> dict[str, Any]:
        """One row of `accounts`. Raises KeyError."""
        return {row["account_id"]: row for row in self.accounts(platform)}[account_id]

    def campaigns(self, platform: str, account_id: str, as_of: dt.date) -> pa.Table:
        """One row of `campaigns` for each that existed on `as_of`, deleted ones included."""
        zone = self.account(platform, account_id)["timezone"]
        versions = self._account_rows("campaigns", platform, account_id, as_of)
        states = [] if versions is None else campaign_states(versions.to_pylist(), zone, as_of)
        return pa.Table.from_pylist(states, schema=CAMPAIGNS)

    def metrics(self, platform: str, account_id: str, window: Window, as_of: dt.date) -> pa.Table:
        """Rows of `metrics` in the window, restated as of the day, in key order.

        Those of an affiliate network are derived from its transactions and hops.
        """
        if platform in earnings.PLATFORMS:
            zone = self.account(platform, account_id)["timezone"]
            sold = self.transactions(platform, account_id, window, as_of)
            return earnings.metrics(sold, self.hops(platform, account_id, window, as_of), zone)
        rows = self._days("metrics", platform, account_id, window, as_of)
        if rows is None:
            return SCHEMAS["metrics"].empty_table()
        return restated(rows, self._days("restatements", platform, account_id, window, as_of), as_of)

    def hourly(self, platform: str, account_id: str, window: Window, as_of: dt.date) -> pa.Table:
        """Rows of `hourly` in the window, in key order; split from the restated days if the ledger has no hours."""
        rows = self._days("hourly", platform, account_id, window, as_of)
        if rows is not None:
            return rows.sort_by([(name, "ascending") for name in (*METRICS_KEY, "hour")])
        currency = self.account(platform, account_id)["currency"]
        return hours.split(self.metrics(platform, account_id, window, as_of), smallest_micros(platform, currency))

    def orders(self, platform: str, account_id: str, as_of: dt.date) -> pa.Table:
        """One row of `orders` for each that existed on `as_of`, in order_sn order."""
        return self._documents("orders", platform, account_id, as_of)

    def order_items(self, platform: str, account_id: str, as_of: dt.date | None = None) -> pa.Table:
        """Rows of `order_items` in key order: those of orders up to `as_of` at least (default: today)."""
        return self._parts("order_items", platform, account_id, as_of)

    def returns(self, platform: str, account_id: str, as_of: dt.date) -> pa.Table:
        """One row of `returns` for each that existed on `as_of`, in return_sn order."""
        return self._documents("returns", platform, account_id, as_of)

    def return_items(self, platform: str, account_id: str, as_of: dt.date | None = None) -> pa.Table:
        """Rows of `return_items` in key order: those of returns up to `as_of` at least (default: today)."""
        return self._parts("return_items", platform, account_id, as_of)

    def products(self, platform: str, account_id: str, as_of: dt.date) -> pa.Table:
        """One row of `products` for each that existed on `as_of`, in item_id order."""
        return self._documents("products", platform, account_id, as_of)

    def product_models(self, platform: str, account_id: str) -> pa.Table:
        """Rows of `product_models` in key order."""
        return self._parts("product_models", platform, account_id, None)

    def product_counters(self, platform: str, account_id: str, day: dt.date) -> pa.Table:
        """One row of `product_counters` for each product that has any: the last one up to `day`."""
        rows = self._account_rows("product_counters", platform, account_id, day)
        rows = SCHEMAS["product_counters"].empty_table() if rows is None else rows.filter(pc.field("date") <= day)
        return newest(rows, "item_id", "date")

    def transactions(self, platform: str, account_id: str, window: Window, as_of: dt.date) -> pa.Table:
        """Rows of `transactions` whose day (account's zone) is in the window and not after `as_of`, oldest first."""
        zone = self.account(platform, account_id)["timezone"]
        rows = self._account_rows("transactions", platform, account_id, as_of)
        rows = SCHEMAS["transactions"].empty_table() if rows is None else rows
        rows = earnings.within(rows.filter(pc.field("transaction_time") < end_of(as_of, zone)), window, zone)
        return rows.sort_by([(name, "ascending") for name in ("transaction_time", *KEYS["transactions"][2:-1])])

    def hops(self, platform: str, account_id: str, window: Window, as_of: dt.date) -> pa.Table:
        """Rows of `hops` in the window, in key order."""
        rows = self._days("hops", platform, account_id, window, as_of)
        rows = SCHEMAS["hops"].empty_table() if rows is None else rows
        return rows.sort_by([(name, "ascending") for name in KEYS["hops"]])

    def marketplace(self, day: dt.date) -> pa.Table:
        """Rows of `marketplace` of the last snapshot up to `day`, in site_id order; none before the first."""
        rows = self._read("marketplace", day)
        rows = SCHEMAS["marketplace"].empty_table() if rows is None else rows.filter(pc.field("date") <= day)
        return rows.filter(pc.equal(rows["date"], pc.max(rows["date"]))).sort_by("site_id")

    def application(self, name: str, day: dt.date) -> pa.Table:
        """Rows of one of the application's tables as they are on a day; none if the ledger has no such table."""
        rows = self._read(f"{FOLDER}/{name}", day)
        return SCHEMAS[f"{FOLDER}/{name}"].empty_table() if rows is None else rows

    def rates(self, until: dt.date) -> pa.Table:
        """Rows of `rates` (units of the currency for one euro) up to `until`, oldest first."""
        return self._rates("rates", until)

    def own_rates(self, until: dt.date) -> pa.Table:
        """Rows of `own_rates` (units of `quote` for one of `base`) up to `until`, oldest first."""
        return self._rates("own_rates", until)

    def _rates(self, name: str, until: dt.date) -> pa.Table:
        rows = self._read(name, until)
        rows = SCHEMAS[name].empty_table() if rows is None else rows.filter(pc.field("date") <= until)
        return rows.sort_by([(column, "ascending") for column in KEYS[name]])

    def _documents(self, name: str, platform: str, account_id: str, as_of: dt.date) -> pa.Table:
        over = end_of(as_of, self.account(platform, account_id)["timezone"])
        versions = self._account_rows(name, platform, account_id, as_of)
        if versions is None:
            return SCHEMAS[name].empty_table()
        return newest(versions.filter(pc.field("update_time") < over), DOCUMENTS[name], "update_time")

    def _parts(self, name: str, platform: str, account_id: str, as_of: dt.date | None) -> pa.Table:
        rows = self._account_rows(name, platform, account_id, as_of or Clock().today("UTC"))
        rows = SCHEMAS[name].empty_table() if rows is None else rows
        return rows.sort_by([(column, "ascending") for column in KEYS[name]])

    def _account_rows(self, name: str, platform: str, account_id: str, until: dt.date) -> pa.Table | None:
        table = self._read(name, until)
        if table is None:
            return None
        return table.filter((pc.field("platform") == platform) & (pc.field("account_id") == account_id))

    def _days(self, name: str, platform: str, account_id: str, window: Window, as_of: dt.date) -> pa.Table | None:
        table = self._account_rows(name, platform, account_id, as_of)
        if table is None:
            return None
        last = min(window.last, as_of)
        return table.filter((pc.field("date") >= window.start) & (pc.field("date") <= last))
