"""Commands in processes of their own that die where they are told to, on copies of one prepared warehouse."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.cli import main
from resources import alerts, durable
from resources.loading import runs
from resources.loading.context import LoadContext
from resources.loading.expiry import expire_landing
from resources.object_store import ObjectStore
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.playground import TODAY, Playground

ACCOUNT = "1001"
WINDOW = Window.closed(TODAY - 4 * DAY, TODAY)
LATER = TODAY + 2 * DAY
SYNC = ("sync", "meta", "--from", str(WINDOW.start), "--to", str(WINDOW.last), "--account", ACCOUNT)
DAILY = ("--stream", "campaign_daily")
ALERT = "alert"
"""Not a command: record a failed run and tell people, as the failure sensor does."""
RECOVER = "recover"
"""Not a command: the job works again, and people are told, as the sensors do."""
EXPIRE = "expire"
"""Not a command either: delete landed pages that are old."""
COUNTED, PASSAGES = "none", "passages: "
"""A failpoint that no process dies at; after the word its output has the passages of each point, as JSON."""

_FACTS = "warehouse.campaign_metrics AS fact JOIN warehouse.campaigns AS campaign ON campaign.id = fact.campaign_id"
_REVISIONS = "warehouse.metric_revisions AS fact JOIN warehouse.campaigns AS campaign ON campaign.id = fact.campaign_id"
_MEASURES = "impressions, clicks, cost, conversions, revenue, likes, shares, comments, saves"
CONTENT = {
    "facts": (_FACTS, f"date, campaign.campaign_id, channel_id, fact.ad_account_id, fact.currency, {_MEASURES}"),
    "revisions": (
        _REVISIONS,
        "table_name, fact.ad_account_id, date, hour, campaign.campaign_id, channel_id, kind, measure, old_value, "
        "new_value, fact.currency",
    ),
    "account_channel_daily": (
        "marts.account_channel_daily",
        f"ad_account_id, channel_id, date, currency, {_MEASURES}, clicks_with_impressions, clicks_with_cost, "
        "revenue_with_cost, rows",
    ),
    "channel_performance": (
        "marts.channel_performance",
        "user_id, channel_id, date, reporting_currency, total_spend, total_impressions, total_clicks, "
        "total_conversions, total_revenue, avg_cpc, avg_ctr, avg_roas, accounts_expected, accounts_loaded, "
        "is_complete, fx_complete, missing_rates, mixed_timezones, provisional_until",
    ),
    "orders": (
        "warehouse.orders",
        "order_date, ad_account_id, order_sn, return_sn, status, platform_status, currency, quantity, items_amount, "
        "total_amount, shipping_fee, payment_method, paid_at, reason, source_updated_at",
    ),
    "order_items": (
        "warehouse.order_items",
        "order_date, ad_account_id, order_sn, return_sn, line, item_id, quantity, original_price, unit_price, amount",
    ),
    "products": ("warehouse.products", "ad_account_id, product_id, title, status, price, stock, source_updated_at"),
    "product_metrics": (
        "warehouse.product_metrics AS fact JOIN warehouse.products AS product ON product.id = fact.product_id",
        "fact.date, product.product_id, fact.price, fact.stock, sales, views, likes, rating, comments",
    ),
    "analytics_events": (
        "warehouse.analytics_events AS fact LEFT JOIN warehouse.campaigns AS known ON known.id = fact.campaign",
        "event_date, fact.ad_account_id, event_key, occurred_at, event_type, fact.campaign_id, known.campaign_id, "
        "source, quantity, revenue, fact.currency, customer_amount, customer_currency, metadata",
    ),
    "rates": ("warehouse.fx_rates", "date, base, quote, rate, source"),
    "connections": (
        "app.marketing_accounts JOIN app.users ON users.id = user_id",
        "platform, account_id, email, marketing_accounts.status, is_connected, access_token IS NULL",
    ),
    "alerts": ("ops.alerts", "kind, dedupe_key, message, resolved_at IS NULL"),
    "deliveries": ("ops.alert_deliveries", "notice, receiver, delivered_at IS NULL"),
    "grants": ("pg_class", "relname, relacl::text"),
}
"""What must not depend on a kill: tables and their columns without identities, times and other load metadata."""

LEFT_OVER = {
    "staging tables": "SELECT tablename FROM pg_tables WHERE schemaname = 'staging'",
    "open batches": "SELECT id, status, run_id FROM ops.batches WHERE status NOT IN "
    "('published', 'superseded', 'failed', 'rejected')",
    "open runs": "SELECT * FROM ops.runs WHERE status = 'started' OR finished_at IS NULL",
    "open sync logs": "SELECT run_id, stream, status FROM ops.data_sync_logs WHERE status = 'in_progress'",
    "batches without a sync log": "SELECT id FROM ops.batches WHERE run_id NOT IN "
    "(SELECT run_id FROM ops.data_sync_logs)",
    "days that wait": "SELECT * FROM ops.touched_days",
    "lost records": "SELECT id FROM ops.batches WHERE status = 'published' "
    "AND records_fetched <> records_staged + records_quarantined + records_duplicate + records_summed "
    "+ records_ignored",
}


def warm() -> None:
    """Have children start with everything imported."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["resources.loading.contract.engine", __name__])


def obey(environment: Mapping[str, str], command: Sequence[str], output: str) -> None:
    """What a child does: nothing of the parent's configuration reaches it."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(environment["ADWAREHOUSE_HOME"])
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    if environment.get("ADWAREHOUSE_FAILPOINT", "").startswith("run.beat:"):
        runs.HEARTBEAT_SECONDS = 0.01
    try:
        _act(command)
    finally:
        if environment.get("ADWAREHOUSE_FAILPOINT") == COUNTED:
            os.write(1, f"{PASSAGES}{json.dumps(durable._passages)}\n".encode())


def _act(command: Sequence[str]) -> None:
    if command[0] in (ALERT, RECOVER):
        with closing(Warehouse(settings().require("database_url"))) as warehouse:
            if command[0] == ALERT:
                alerts.run_failed(warehouse, "meta_sync", "r-1", "it went wrong", settings().clock.now())
            else:
                alerts.run_recovered(warehouse, "meta_sync", settings().clock.now())
            alerts.deliver(warehouse, settings())
    elif command[0] == EXPIRE:
        with closing(LoadContext.create(settings(), "r-1")) as context:
            expire_landing(context)
    else:
        main(list(command))


@dataclass
class Case:
    """One copy of the prepared warehouse with a bucket of its own."""

    world: Playground
    owner: Warehouse
    store: ObjectStore
    environment: dict[str, str]
    output: Path

    def run(self, *command: str, die: str | None = None, **environment: str) -> int | None:
        """A command in its own process; its exit code, negative when a signal ended it."""
        context = multiprocessing.get_context("forkserver")
        told = {**self.environment, **environment} | ({"ADWAREHOUSE_FAILPOINT": die} if die else {})
        child = context.Process(target=obey, args=(told, command, str(self.output)))
        child.start()
        child.join(100)
        if child.is_alive():
            child.kill()
            child.join()
        with closing(child):
            return child.exitcode

    def do(self, *command: str, **environment: str) -> None:
        """A command that must succeed."""
        assert self.run(*command, **environment) == 0, self.output.read_text()

    def wait_until_lost(self) -> None:
        """Let so much time pass that a run without a heartbeat counts as lost."""
        self.owner.connection.execute("UPDATE ops.runs SET heartbeat_at = heartbeat_at - interval '1 hour'")

    def content(self) -> dict[str, Any]:
        """Hash of everything in CONTENT."""
        mine = replace(self.world, context=replace(self.world.context, warehouse=self.owner))
        return {name: tuple(mine.content_hash(*what).values()) for name, what in CONTENT.items()}

    def left_over(self) -> dict[str, list[Any]]:
        """What a dead process left behind, by kind; {} is clean."""
        found = {name: self.owner.connection.execute(text).fetchall() for name, text in LEFT_OVER.items()}
        return {name: rows for name, rows in found.items() if rows}


@dataclass
class Prepared:
    """The world, and the database that cases are copied from."""

    world: Playground
    base: Databases
    postgres: str
    server: ObjectStoreServer
    folder: Path

    @contextmanager
    def case(self) -> Iterator[Case]:
        """A copy."""
        with copied(self.postgres, self.base) as databases, fresh_bucket(self.server) as store:
            folder = self.folder / store.bucket
            folder.mkdir()
            try:
                with closing(Warehouse(databases.owner_url)) as owner:
                    yield Case(self.world, owner, store, self._environment(databases, store, folder), folder / "output")
            finally:
                self.world.faults.clear()

    def _environment(self, databases: Databases, store: ObjectStore, folder: Path) -> dict[str, str]:
        served = self.world.context.settings
        return {
            "PATH": os.defpath,
            "ADWAREHOUSE_HOME": str(folder),
            "ADWAREHOUSE_TODAY": str(LATER),
            "ADWAREHOUSE_ENCRYPTION_KEYS": served.require("adwarehouse_encryption_keys"),
            "DATABASE_URL": databases.loader_url,
            "DATABASE_OWNER_URL": databases.owner_url,
            "META_GRAPH_URL": served.meta_graph_url,
            "ECB_RATES_URL": served.ecb_rates_url,
            "CLICKBANK_API_URL": served.clickbank_api_url,
            "CLICKBANK_FEED_URL": served.clickbank_feed_url,
            "SHOPEE_API_URL": served.shopee_api_url,
            "SHOPEE_PARTNER_ID": served.require("shopee_partner_id"),
            "SHOPEE_PARTNER_KEY": served.require("shopee_partner_key"),
            "META_APP_ID": served.require("meta_app_id"),
            "META_APP_SECRET": served.require("meta_app_secret"),
            "S3_ENDPOINT_URL": self.server.endpoint,
            "S3_BUCKET": store.bucket,
            "AWS_ACCESS_KEY_ID": self.server.access_key,
            "AWS_SECRET_ACCESS_KEY": self.server.secret_key,
        }


def without(ledger: Ledger, account: str, key: tuple[Any, ...]) -> Ledger:
    """The ledger as if one row (date, campaign, placement) had never been reported."""
    known = ledger.snapshot(TODAY)
    for name in ("metrics", "restatements"):
        rows = known[name].to_pylist()
        kept = [
            row
            for row in rows
            if (row["account_id"], row["date"], row["campaign_id"], row["placement"]) != (account, *key)
        ]
        known[name] = type(known[name]).from_pylist(kept, schema=known[name].schema)
    return Ledger.of(known)
