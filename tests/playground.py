"""A small world for tests: the platforms' sandbox over HTTP, a fresh warehouse and bucket, connected accounts."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pipelines.demo.consent import connect
from resources.credentials import Vault, new_key
from resources.loading import batches, steps
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.steps import Scope
from resources.object_store import ObjectStore
from resources.platforms import platform
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import Refreshed, refresh_marts
from resources.windows import Window
from sandbox.faults import Fault, Faults
from sandbox.ledger import Ledger
from sandbox.ledger.book import Read
from tests.served import SteppingClock, served

TODAY = dt.date(2025, 3, 20)
FACT_COLUMNS = (
    "date, campaign_id, channel_id, ad_account_id, impressions, clicks, cost, conversions, revenue, likes, shares, "
    "comments, saves, currency"
)


class ChangingLedger(Ledger):
    """A ledger that a test rewrites while it is served."""

    def __init__(self, read: Read) -> None:
        super().__init__(read)
        self._told = [(dt.datetime.min.replace(tzinfo=dt.UTC), read)]

    def become(self, other: Ledger) -> None:
        """Tell another truth from now on."""
        self._told.append((dt.datetime.now(dt.UTC), other.source))
        self._read = other.source

    def at(self, instant: dt.datetime) -> Ledger:
        """The truth as it was told at a moment of wire time."""
        return Ledger([read for since, read in self._told if since <= instant][-1])


@dataclass
class Playground:
    """The world. `context` is the run that steps are called with; `new_run` starts another."""

    context: LoadContext
    ledger: ChangingLedger
    clock: SteppingClock
    faults: Faults
    issued: dict[str, Any]
    refreshed: Refreshed = field(default_factory=Refreshed)

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse as the loader."""
        return self.context.warehouse

    @property
    def tokens(self) -> dict[str, str]:
        """Meta's tokens by account."""
        tokens: dict[str, str] = self.issued["meta"]["tokens"]
        return tokens

    def connect(self, *account_ids: str, user: str = "ann@example.com", platform_name: str = "meta") -> None:
        """Add accounts the way their platform lets an application in."""
        context = self.context
        for account_id in account_ids:
            connect(context.settings, self.warehouse, context.vault, self.issued, platform_name, account_id, user)

    def new_run(self) -> LoadContext:
        """A new run identity on the same connections."""
        self.context = replace(self.context, run_id=str(uuid.uuid4()))
        return self.context

    def sync(
        self,
        window: Window | None = None,
        account: str | None = None,
        streams: tuple[str, ...] = ("campaign_daily",),
        platform_name: str = "meta",
    ) -> list[Batch]:
        """A new run over the streams, then the marts; the batches that ended badly."""
        context, scope = self.new_run(), Scope(platform_name, window, account)
        for name in streams:
            stream = platform(platform_name).stream(name)
            steps.land(context, stream, scope)
            steps.stage(context, stream, scope)
            steps.judge(context, stream, scope)
            steps.publish(context, stream, scope)
        bad = steps.outcome(context, scope)
        self.refreshed = refresh_marts(self.warehouse, self.clock)
        return bad

    def take_back(self, account: str, day: dt.date, campaign: str, placement: str, *, effective_from: dt.date) -> None:
        """Have the platform drop a row from its reports from a day on."""
        known = self.ledger.snapshot(effective_from)
        (row,) = [
            row
            for row in known["metrics"].to_pylist()
            if (row["account_id"], row["date"], row["campaign_id"], row["placement"])
            == (account, day, campaign, placement)
        ]
        removal = pa.Table.from_pylist(
            [{**row, "effective_from": effective_from, "removed": True}], schema=known["restatements"].schema
        )
        known["restatements"] = pa.concat_tables([known["restatements"], removal])
        self.ledger.become(Ledger.of(known))

    def publish_directly(self, account: str, first: dt.date, last: dt.date) -> None:
        """Land, stage and publish days without the contract, and refresh the marts: quick, for tests of later steps."""
        context, stream = self.new_run(), platform("meta").stream("campaign_daily")
        steps.land(context, stream, Scope("meta", Window.closed(first, last), account))
        for batch in steps.stage(context, stream, Scope("meta")):
            with self.warehouse.transaction("test.judge") as cursor:
                batches.update(cursor, batch.id, status="validated")
        steps.publish(context, stream, Scope("meta"))
        self.refreshed = refresh_marts(self.warehouse, self.clock)

    def strike(self, name: str, **arguments: Any) -> None:
        """Switch a fault on."""
        self.faults.add(Fault.parse(json.dumps({"name": name, **arguments}).encode()))

    def query(self, text: str, *parameters: Any) -> list[dict[str, Any]]:
        """Rows of an ad-hoc statement, as the loader."""
        return [dict(row) for row in self.warehouse.connection.execute(text, parameters or None)]

    def facts(self, account: str, window: Window) -> dict[tuple[dt.date, str, str], tuple[Any, ...]]:
        """Published daily rows by (date, campaign, channel name): impressions, clicks, cost, conversions, revenue."""
        rows = self.query(
            "SELECT date, c.campaign_id, ch.name, impressions, clicks, cost, conversions, revenue "
            "FROM warehouse.campaign_metrics m JOIN warehouse.campaigns c ON c.id = m.campaign_id "
            "JOIN warehouse.channels ch ON ch.id = m.channel_id "
            "JOIN warehouse.ad_accounts a ON a.id = m.ad_account_id "
            "WHERE a.account_id = %s AND date >= %s AND date < %s",
            account,
            window.start,
            window.end,
        )
        return {tuple(row.values())[:3]: tuple(row.values())[3:] for row in rows}

    def truth(self, account: str, window: Window) -> dict[tuple[dt.date, str, str], tuple[Any, ...]]:
        """The ledger's rows in the same shape, as of the business day."""
        as_of = self.clock.today(self.ledger.account("meta", account)["timezone"])
        return {
            (row["date"], row["campaign_id"], row["placement"]): (
                row["impressions"],
                row["clicks"],
                row["spend"],
                Decimal(row["purchases"]),
                row["purchase_value"],
            )
            for row in self.ledger.metrics("meta", account, window, as_of).to_pylist()
        }

    def content_hash(self, table: str = "warehouse.campaign_metrics", columns: str = FACT_COLUMNS) -> Any:
        """Order-independent hash of a table's rows without load metadata."""
        text = f"SELECT count(*) AS n, sum(hash_record_extended(x, 0)) AS h FROM (SELECT {columns} FROM {table}) x"
        return self.query(text)[0]


@contextmanager
def playground(
    loader_url: str, store: ObjectStore, ledger: Ledger, today: dt.date = TODAY, *, with_google: bool = False
) -> Iterator[Playground]:
    """Serve the ledger and give the world around it; everything is stopped at the end. See `served` for Google."""
    clock, changing = SteppingClock(today), ChangingLedger(ledger.source)
    with served(changing, clock, with_google=with_google) as there:
        warehouse = Warehouse(loader_url)
        context = LoadContext(str(uuid.uuid4()), there.settings, clock, warehouse, store, Vault(new_key()))
        try:
            yield Playground(context, changing, clock, there.faults, there.issued)
        finally:
            warehouse.close()
